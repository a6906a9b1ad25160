"""Claims A8b: trials on a grid and at random places, of numbers that do not matter alike."""

from dataclasses import dataclass

import numpy as np

from optcourse.validation import Checked, between, checked, positive, whole


@dataclass(frozen=True)
class DiceConfig(Checked):
    """`side`^`num` trials of `num` settings between 0 and 1, for `num_draws` best places.

    What a trial costs is Σ wⱼ (xⱼ − bestⱼ)^`power`, w being 1 for the first setting and one of
    `weights` for the others. The best place lies `margin` from the edges or more.
    """

    seed: int = checked(whole, 0, at_least=0)
    num: int = checked(whole, 2, at_least=1)
    side: int = checked(whole, 4, at_least=1)
    weights: tuple = checked(positive, (1.0, 0.1, 0.01, 0.001))
    power: float = checked(positive, 2.0)
    margin: float = checked(between, 0.0, 0, 0.5)
    num_draws: int = checked(whole, 4000, at_least=1)


@dataclass(frozen=True, eq=False)
class Dice:
    """W weights. `weights` (W,); `grid` and `random` (W,), the mean cost of the best trial."""

    weights: np.ndarray
    grid: np.ndarray
    random: np.ndarray

    @property
    def parts(self):
        """What dice leave over what a grid leaves, (W,)."""
        return self.random / self.grid


def grid_places(side, num):
    """The middles of `side`^`num` equal cells of the unit cube, (side^num, num)."""
    line = (np.arange(side) + 0.5) / side
    return np.stack(np.meshgrid(*[line] * num, indexing="ij"), axis=-1).reshape(-1, num)


def dice(config: DiceConfig) -> Dice:
    """Every best place has dice of its own."""
    rng, fixed = np.random.default_rng(config.seed), grid_places(config.side, config.num)
    best = rng.uniform(config.margin, 1 - config.margin, (config.num_draws, 1, config.num))
    thrown = rng.random((config.num_draws, *fixed.shape))
    off = [np.abs(places - best) ** config.power for places in (fixed, thrown)]
    left = [
        [np.mean(np.min(each @ np.append(1.0, np.full(config.num - 1, w)), axis=1)) for each in off]
        for w in config.weights
    ]
    return Dice(np.array(config.weights), *np.array(left).T)
