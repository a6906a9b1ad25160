"""Rows of a table at places that are computed, such as the examples of a minibatch.

It stands apart from `loops`, since a record is computed again when a module that it needs has
changed, and nothing that is recorded needs it.
"""

import numpy as np

from optcourse.loops import tracer


def rows(table, indices):
    """The rows of `table` (count, …) at whole numbers `indices` of any shape: (*indices, …).

    Numbers below 0 count from the end. `indices` may be floats, as `np.floor` makes them. What is
    the number of no row (past either end, a fraction, NaN) gives a row of NaN: a computed place may
    diverge, and that is a result. ValueError if `table` is a number.
    """
    if np.ndim(table) == 0:
        raise ValueError(f"table must have rows, got the number {table!r}")
    if compiler := tracer.get():
        return compiler.rows(table, indices)
    table, indices = np.asarray(table, float), np.asarray(indices, float)
    count = len(table)
    exists = (indices >= -count) & (indices < count) & (indices == np.floor(indices))
    found = np.full((*indices.shape, *table.shape[1:]), np.nan)
    found[exists] = table[indices[exists].astype(int)]
    return found
