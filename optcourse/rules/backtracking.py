"""Rates that are searched for by values alone, until one is good enough; and searches cut short."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.arrays import dot
from optcourse.loops import scan
from optcourse.rules.schedules import fraction
from optcourse.rules.searches import Search
from optcourse.validation import checked, positive, whole

GOLDEN = 0.5 * (np.sqrt(5) - 1)  # 0.618, what each round of a golden section keeps


def a_search(name, value):
    """Return `value` if it is a search; else raise ValueError."""
    if not isinstance(value, Search):
        raise ValueError(f"{name} must be a line search, got {value!r}")
    return value


@dataclass(frozen=True)
class Backtracking(Search):
    """The first of max_lr, factor · max_lr, factor² · max_lr, … that lowers the loss enough.

    Enough is Armijo's condition, J(θ − lr d) ≤ J(θ) − slope · lr gᵀd. Of `num_rounds` rates tried;
    where none is short enough the rate is 0, and θ stays. Armijo (1966); Nocedal and Wright (2006),
    algorithm 3.1. ValueError unless max_lr > 0 and factor and slope lie between 0 and 1.
    """

    max_lr: Any = checked(positive, 1.0)
    factor: Any = checked(fraction, 0.5)
    slope: Any = checked(fraction, 1e-4)
    num_rounds: int = checked(whole, 30, at_least=1)

    def along(self, landscape, theta, grad, way):
        before, fall = landscape.value(theta), self.slope * dot(grad, way)

        def shorten(tried, _):
            rate, found = tried
            enough = landscape.value(theta - rate[..., None] * way) <= before - rate * fall
            first = np.where(found > 0, found, rate)
            return rate * self.factor, np.where(enough, first, found)

        none = np.zeros(way.shape[:-1])
        _, found = scan(shorten, (none + self.max_lr, none), self.num_rounds)
        return found[-1]


@dataclass(frozen=True)
class GoldenSection(Search):
    """lr found by cutting a bracket on [0, max_lr] `num_rounds` times in the golden ratio.

    Each round keeps 0.618 of the bracket for one new value of the loss; the rate taken is the
    middle of the last, so lr is known to max_lr · 0.618^num_rounds / 2 if the loss has one valley
    along −d. Kiefer (1953).
    """

    max_lr: Any = checked(positive, 1.0)
    num_rounds: int = checked(whole, 24, at_least=1)

    def along(self, landscape, theta, grad, way):
        def value(rate):
            return landscape.value(theta - rate[..., None] * way)

        low = np.zeros(way.shape[:-1])
        high = low + self.max_lr
        inner, outer = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        begin = low, high, inner, outer, value(inner), value(outer)
        low, high, *_ = scan(lambda ends, _: _cut(*ends, value), begin, self.num_rounds)
        return 0.5 * (low[-1] + high[-1])


def _cut(low, high, inner, outer, at_inner, at_outer, value):
    """The bracket without the part beyond the higher of its two inner points, and one new point."""
    left = at_inner < at_outer
    low, high = np.where(left, low, inner), np.where(left, outer, high)
    new = np.where(left, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
    kept, at_kept = np.where(left, inner, outer), np.where(left, at_inner, at_outer)
    at_new, ends = value(new), (low, high)
    pairs = (new, kept), (kept, new), (at_new, at_kept), (at_kept, at_new)
    return *ends, *(np.where(left, *pair) for pair in pairs)


@dataclass(frozen=True)
class Shortened(Search):
    """`factor` times the rate that `search` finds: 0.9 shortens each step by a tenth.

    Relaxed steepest descent: Raydan and Svaiter (2002). ValueError unless factor > 0.
    """

    search: Search = checked(a_search)
    factor: Any = checked(positive, 0.9)

    def along(self, landscape, theta, grad, way):
        return self.factor * self.search.along(landscape, theta, grad, way)
