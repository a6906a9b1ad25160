"""What several explorers of this chapter walk: runs over fixed numbers, and Adam without powers."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optcourse.arrays import blend, over_root
from optcourse.loops import scan
from optcourse.rules import Adam
from optcourse.tables import rows


def over(function, table, width=()):
    """`function(number)`, of shape `width`, for each number of a fixed table: (n, *width)."""
    return scan(lambda _, k: function(rows(table, k)), np.zeros(width), len(table))[1:]


class Weighed(NamedTuple):
    """Averages of gradients and of squares, and what they weigh: first, second, one, two."""

    first: Any
    second: Any
    one: Any
    two: Any


@dataclass(frozen=True)
class _WeighedAdam(Adam):
    """`Adam`, whose 1 − beta^t are averages of ones: sums and products, alike in every browser."""

    memory = Weighed

    def direction(self, grad, memory, k, theta):
        first, second = self.averages(grad, memory)
        one = blend(memory.one, 1.0, self.beta1)
        two = blend(memory.two, 1.0, self.beta2)
        return over_root(first, second, self.eps, one, two), Weighed(first, second, one, two)
