"""Gradients of single examples made steadier by those at a point where all were looked at.

`gradient(theta, rows)` is the mean gradient (…, n) over the examples `rows`, or over all if `rows`
is None: of arrays, traced arrays or tensors.
"""

from typing import Any, NamedTuple

from optcourse.loops import scan
from optcourse.rules.base import Rule
from optcourse.tables import rows as rows_of
from optcourse.validation import finite_array


class Snapshot(NamedTuple):
    """A point and the gradient over all examples there: theta, full (…, n)."""

    theta: Any
    full: Any

    @classmethod
    def at(cls, theta, gradient):
        """The snapshot at `theta`, which may be overwritten afterwards."""
        theta = theta + 0.0
        return cls(theta, gradient(theta, None))

    def corrected(self, theta, gradient, rows):
        """The gradient over `rows` at θ, less that at the snapshot, plus that over all there.

        Its mean over the rows is the gradient over all at θ, its variance 0 at the snapshot; it
        costs two gradients. Johnson and Zhang (2013), figure 1.
        """
        return gradient(theta, rows) - gradient(self.theta, rows) + self.full


def svrg(rule, gradient, theta0, rows):
    """Every state of `rule` on gradients corrected by a snapshot, one for each round of `rows`.

    `rows` (num_rounds, num_steps, …) says which examples each step sees: whole numbers, which
    `optcourse.tables.rows` picks from data in a page, too. Returns the states at the
    beginning and after each round, stacked along a first axis: theta (num_rounds + 1, n). With
    `GradientDescent` this is SVRG: Johnson and Zhang (2013), figure 1, option I. A round costs as
    many gradients of examples as there are examples, and two for each that its steps see.
    ValueError unless `rule` is a `Rule` with a number for its rate.
    """
    if not isinstance(rule, Rule) or rule.searches:
        raise ValueError(f"rule must be a Rule whose lr is a number, got {rule!r}")

    def round_(state, r):
        snapshot, picks = Snapshot.at(state.theta, gradient), _row(rows, r)

        def step(state, j):
            grad = snapshot.corrected(state.theta, gradient, _row(picks, j))
            return rule.move(state, grad, r * len(picks) + j)

        return _last(scan(step, state, len(picks)))

    return scan(round_, rule.init(finite_array("theta0", theta0)), len(rows))


def _row(table, k):
    """Row k of whole numbers; where k is computed in a page, as floats."""
    return table[k] if isinstance(k, int) else rows_of(table, k)


def _last(states):
    if not isinstance(states, tuple):
        return states[-1]
    parts = map(_last, states)
    return type(states)(*parts) if hasattr(states, "_fields") else tuple(parts)
