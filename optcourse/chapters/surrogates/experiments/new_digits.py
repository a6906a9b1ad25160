"""Claims S7 and S19: mistakes on new examples of the exact plane and of the surrogate's."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.surrogates.experiments.descents import hard_margin
from optcourse.chapters.surrogates.experiments.search import (
    best_dichotomies,
    logistic_regression,
    seen_through,
)
from optcourse.records.sweeps import progress
from optcourse.validation import Checked, checked, non_negative, one_of, whole

FAR = 30.0  # the constant input: an offset b adds only (b / FAR)² to the squared length


@dataclass(frozen=True)
class NewDigitsConfig(Checked):
    """One question about examples seen through `dim` principal components, from `sizes` of them.

    `tie` says which of several planes with the fewest training mistakes is taken: the one of the
    "widest" margin, or the "mean" over all dichotomies that have so few.
    """

    task: str = checked(one_of, "3 or 8", ("3 or 8", "odd", "at least five", "benign"))
    dim: int = checked(whole, 3, at_least=1)
    sizes: tuple = (10, 15, 20, 30, 40)
    seeds: tuple = tuple(range(100))
    ridge: float = checked(non_negative, 1e-3)
    tie: str = checked(one_of, "widest", ("widest", "mean"))

    def __post_init__(self):
        super().__post_init__()
        whole("the least of sizes", min(self.sizes), at_least=self.dim + 1)


@dataclass(frozen=True, eq=False)
class NewDigits:
    """M sizes, S draws: `sizes` (M,); errors as fractions, (M, S), of the plane with the fewest
    training mistakes and of logistic regression, on training examples and on all others.
    """

    dim: int
    sizes: np.ndarray
    exact_train: np.ndarray
    exact_test: np.ndarray
    logistic_train: np.ndarray
    logistic_test: np.ndarray

    @property
    def behind(self):
        """By how many points the exact plane is worse on new examples, (M, S)."""
        return 100 * (self.exact_test - self.logistic_test)


def new_digits(config: NewDigitsConfig) -> NewDigits:
    """Fit both on the same draws and count their mistakes on all examples that were not drawn."""
    X, y = seen_through(config.dim, config.task)
    rows = [
        [_errors(X, y, size, seed, config) for seed in config.seeds]
        for size in progress(config.sizes, "new digits")
    ]
    return NewDigits(config.dim, np.array(config.sizes), *np.moveaxis(np.array(rows), -1, 0))


def _errors(X, y, size, seed, config):
    order = np.random.default_rng(seed).permutation(len(y))
    learnt, new = order[:size], order[size:]
    fewest, right = best_dichotomies(X[learnt], y[learnt])
    planes = [widest(X[learnt], np.where(each, y[learnt], -y[learnt])) for each in right]
    exact = np.array([_share_wrong(plane, X[new], y[new]) for plane in planes])
    if config.tie == "widest":
        exact = exact[np.argmin([np.linalg.norm(plane[:-1]) for plane in planes])]
    fitted, _ = logistic_regression(X[learnt], y[learnt], config.ridge)
    surrogate = [_share_wrong(fitted, X[each], y[each]) for each in (learnt, new)]
    return fewest / size, exact.mean(), *surrogate


def widest(X, y):
    """The plane (w…, b) of the widest margin between classes that some plane separates."""
    found = hard_margin(y[:, None] * np.column_stack([X, np.full(len(X), FAR)]))
    return np.append(found[:-1], FAR * found[-1])


def _share_wrong(plane, X, y):
    return np.mean(y * (X @ plane[:-1] + plane[-1]) <= 0)
