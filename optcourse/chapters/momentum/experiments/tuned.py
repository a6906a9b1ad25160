"""Claims M5: heavy ball and Nesterov on bowls, each at its own best rate and momentum."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.momentum.experiments.forms import FORMS
from optcourse.chapters.momentum.experiments.limits import polyak, steadiest
from optcourse.validation import Checked, checked, one_of, positive, whole

BEST = {"heavy_ball": polyak, "nesterov": steadiest}
SPREADS = ("log", "even", "ends", "top")
MEASURES = ("distance", "loss")


@dataclass(frozen=True)
class TunedConfig(Checked):
    """Bowls of `num` curvatures from 1 to each of `kappas`, spread as `spread` says.

    Steps of `form` are counted until `measure` stays below `goal` of what it was, from a start
    with equal coordinates, for `fineness`² rates and momenta around those of the theory.
    """

    form: str = checked(one_of, "heavy_ball", tuple(BEST))
    kappas: tuple = checked(positive, (10.0, 100.0, 1000.0))
    num: int = checked(whole, 40, at_least=2)
    spread: str = checked(one_of, "log", SPREADS)
    goal: float = checked(positive, 1e-6)
    fineness: int = checked(whole, 41, at_least=3)
    measure: str = checked(one_of, "distance", MEASURES)


@dataclass(frozen=True, eq=False)
class Tuned:
    """K condition numbers. `kappas` (K,); `steps` (K,) of the best pair of the grid; `place`
    (K, 2), where in the grid it was, 0 and 1 being its ends; `growth` (K,), the largest a
    coordinate becomes at the theory's pair, in units of its start.
    """

    kappas: np.ndarray
    steps: np.ndarray
    place: np.ndarray
    growth: np.ndarray


def tuned(config: TunedConfig) -> Tuned:
    """All pairs at once, one condition number after another."""
    found = [_best(config, kappa) for kappa in config.kappas]
    growth = [_growth(config, kappa) for kappa in config.kappas]
    steps, places = (np.array(each) for each in zip(*found, strict=True))
    return Tuned(np.array(config.kappas), steps, places, np.array(growth))


def spread_out(kappa, num, spread):
    """`num` curvatures from 1 to `kappa`: half of them at each end, if it says "ends".

    "top" is a single one at 1, and the others evenly in the upper half.
    """
    share = np.linspace(0.0, 1.0, num)
    if spread == "log":
        return kappa**share
    if spread == "top":
        share = np.append(0.0, np.linspace(0.5, 1.0, num - 1))
    return 1 + (kappa - 1) * (np.round(share) if spread == "ends" else share)


def pairs(form, kappa, fineness):
    """Rates, ½ to 3/2 of the theory's, and momenta, 1 − α from ¼ to 4 times: (fineness,) each."""
    lr, momentum = BEST[form](kappa)
    rates = lr * np.linspace(0.5, 1.5, fineness)
    return rates, np.maximum(1 - (1 - momentum) * np.geomspace(0.25, 4, fineness), 0.0)


def _best(config, kappa):
    """Steps of the quickest pair, and its place in the grid.

    A swing that passes the minimum is below the goal for a moment: so each pair is followed for
    twice the steps after which the quickest stays below.
    """
    values = spread_out(kappa, config.num, config.spread)
    rates, momenta = pairs(config.form, kappa, config.fineness)
    shape = config.fineness, config.fineness, config.num
    theta, memory, after = np.ones(shape), np.zeros(shape), np.ones(shape[:2], int)
    step, (parts, goal), k = FORMS[config.form], _measured(config, values), 0
    while k < 2 * after.min():
        k += 1
        theta, memory = step(
            theta, memory, lambda place: values * place, rates[:, None, None], momenta[:, None]
        )
        square = (theta * theta) @ parts
        after[~(square <= goal)] = k + 1
        theta = np.where(square[..., None] < 1e12 * parts.sum(), theta, np.nan)
    least = np.where(after == after.min(), square, np.inf)
    place = np.unravel_index(least.argmin(), least.shape)
    return after.min(), np.array(place) / (config.fineness - 1)


def _measured(config, values):
    """What each θ² weighs in the squared distance, or in twice the loss, (num,); the goal of both.

    Each coordinate starts at 1.
    """
    parts = values if config.measure == "loss" else np.ones(config.num)
    goal = config.goal if config.measure == "loss" else config.goal**2
    return parts, goal * parts.sum()


def _growth(config, kappa):
    """The largest |θ| of any coordinate at the theory's pair, each from 1."""
    lr, momentum = BEST[config.form](kappa)
    values = spread_out(kappa, config.num, config.spread)
    theta, memory, largest = np.ones(config.num), np.zeros(config.num), 1.0
    for _ in range(int(10 * np.sqrt(kappa)) + 10):
        theta, memory = FORMS[config.form](theta, memory, lambda x: values * x, lr, momentum)
        largest = max(largest, np.abs(theta).max())
    return largest
