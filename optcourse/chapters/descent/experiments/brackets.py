"""Claim A2: bracketing on lines through the Gabor loss."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import GaborLoss
from optcourse.loops import scan
from optcourse.rules import BracketingLineSearch
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class BracketsConfig(Checked):
    """Lines downhill from `num_starts` places, on the Gabor loss of each of `seeds`' data.

    `reaches` are lengths of the lines in θ. The lowest place of a line is the lowest of
    `num_points` even ones. A search of `num_rounds` rounds misses it if it leaves more than
    `margin` of the fall that the line offers.
    """

    seeds: tuple = (0, 1, 2)
    num_data: int = checked(whole, 28, at_least=2)
    noise: float = checked(positive, 0.15)
    num_starts: int = checked(whole, 100, at_least=1)
    reaches: tuple = checked(positive, (1.0, 2.0, 4.0, 8.0, 16.0))
    num_points: int = checked(whole, 401, at_least=3)
    num_rounds: int = checked(whole, 20, at_least=1)
    margin: float = checked(positive, 0.01)


@dataclass(frozen=True, eq=False)
class Brackets:
    """D data sets, R reaches, S starts. `reaches` (R,); `valleys` (D, R, S), the lowest places of
    a line with higher ones on both sides, an end that falls outwards counting as one; `left`
    (D, R, S), the share of the line's fall that the search has left: 0 if it found the lowest.
    """

    reaches: np.ndarray
    valleys: np.ndarray
    left: np.ndarray
    margin: float

    @property
    def missed(self):
        """The share of lines on which more than the margin is left: (R,)."""
        return np.mean(self.left > self.margin, axis=(0, 2))

    @property
    def missed_alone(self):
        """The number of lines with one valley on which that happens, and of all such lines."""
        alone = self.valleys == 1
        return int(np.sum(alone & (self.left > self.margin))), int(np.sum(alone))


def brackets(config: BracketsConfig) -> Brackets:
    """Prince (2023), figure 6.10, in the box of his figure 6.4."""
    found = [[_searched(config, seed, reach) for reach in config.reaches] for seed in config.seeds]
    valleys, left = (np.array([[each[k] for each in row] for row in found]) for k in (0, 1))
    return Brackets(np.array(config.reaches), valleys, left, config.margin)


def _searched(config, seed, reach):
    """Valleys and what is left (S,) of lines of one length on one data set's loss."""
    loss = GaborLoss.generated(config.num_data, seed, noise=config.noise)
    rng = np.random.default_rng(seed)
    starts = rng.uniform((-10.0, 2.5), (10.0, 22.5), (config.num_starts, 2))
    slope = loss.grad(starts)
    way = slope / np.linalg.norm(slope, axis=1, keepdims=True)
    far = np.linspace(0.0, reach, config.num_points)
    along = loss.value(starts[:, None] - far[:, None] * way[:, None])
    rate = BracketingLineSearch(reach, config.num_rounds).along(loss, starts, slope, way)
    end = loss.value(starts - rate[:, None] * way)
    falls = np.sign(np.diff(along, axis=1, append=np.inf)) > 0  # from here on it rises
    valleys = np.sum(falls[:, 1:] & ~falls[:, :-1], axis=1)
    lowest = np.minimum(along.min(axis=1), end)
    return valleys, (end - lowest) / (along[:, 0] - lowest)


def bracket_ends(search, value, most):
    """Both ends of the bracket, (num_rounds + 1,) each, as `search` narrows it on [0, `most`].

    `value` (…) of a rate (…) is the loss that it would lead to.
    """
    zero = np.zeros(())
    return scan(
        lambda ends, _: search._narrow(*ends, value), (zero, zero + most), search.num_rounds
    )
