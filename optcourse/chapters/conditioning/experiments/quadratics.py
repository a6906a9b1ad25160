"""Claims I8, I13 and I14: how many steps each rule needs as a bowl grows longer."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import Quadratic, best_contraction, best_heavy_ball, best_lr
from optcourse.methods import Newton
from optcourse.rules import ExactLineSearch, GradientDescent, Momentum, walk
from optcourse.validation import Checked, checked, finite_array, one_of, positive, whole


@dataclass(frozen=True)
class StepsConfig(Checked):
    """Condition numbers to try, and when to stop.

    `tolerance` is the distance to the minimum as a fraction of that at the start; a rule that
    needs more than `max_steps` counts as not having arrived.
    """

    kappas: tuple = checked(positive, (10.0, 18.0, 32.0, 56.0, 100.0, 180.0, 320.0, 560.0, 1000.0))
    tolerance: float = checked(positive, 1e-6)
    max_steps: int = checked(whole, 50_000, at_least=1)


@dataclass(frozen=True, eq=False)
class StepsToTolerance:
    """Steps each rule took on ½(θ₀² + κ θ₁²), int64 (n,), one a κ; -1 where it did not arrive.

    `kappas` (n,); `descent` at the best fixed rate, `momentum` at the best rate and momentum,
    `line_search` with the exact rate, `newton` undamped.
    """

    kappas: np.ndarray
    descent: np.ndarray
    momentum: np.ndarray
    line_search: np.ndarray
    newton: np.ndarray

    def exponent(self, rule):
        """p in steps ∝ κᵖ, the least-squares slope on logarithmic axes, for a field's name."""
        steps = getattr(self, rule)
        arrived = steps > 0
        return float(np.polyfit(np.log(self.kappas[arrived]), np.log(steps[arrived]), 1)[0])


def steps_to_tolerance(config: StepsConfig) -> StepsToTolerance:
    """Count steps from (κ, 1), where both parts of the gradient are equal.

    That start is the worst for an exact line search (Akaike, 1959).

    Polyak (1964), sections 2 and 3; Goodfellow et al. (2016), section 8.2.1.
    """
    rules = {
        "descent": lambda kappa: GradientDescent(best_lr(1.0, kappa)),
        "momentum": lambda kappa: Momentum(*best_heavy_ball(1.0, kappa)),
        "line_search": lambda kappa: GradientDescent(ExactLineSearch()),
        "newton": lambda kappa: Newton(),
    }
    counts = {
        name: np.array([_count(rule(kappa), kappa, config) for kappa in config.kappas])
        for name, rule in rules.items()
    }
    return StepsToTolerance(kappas=np.array(config.kappas, float), **counts)


def _count(rule, kappa, config):
    bowl, start = Quadratic((1.0, kappa)), np.array([kappa, 1.0])
    goal = config.tolerance * np.linalg.norm(start)
    for step, state in zip(range(config.max_steps + 1), walk(rule, bowl, start), strict=False):
        if np.linalg.norm(state.theta) <= goal:
            return step
    return -1


SPACINGS = {"geometric": np.geomspace, "even": np.linspace}


@dataclass(frozen=True)
class SearchConfig(Checked):
    """Exact line searches on bowls of several `dimensions` from `num_starts` normal random starts.

    The eigenvalues of the Hessian go from 1 to `kappa`, "geometric" or "even".
    """

    seed: int = 0
    kappa: float = checked(positive, 25.0)
    dimensions: tuple = (2, 3, 10)
    spacing: str = "geometric"
    num_starts: int = checked(whole, 200, at_least=1)
    tolerance: float = checked(positive, 1e-6)
    max_steps: int = checked(whole, 20_000, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        one_of("spacing", self.spacing, tuple(SPACINGS))


@dataclass(frozen=True, eq=False)
class Searches:
    """`steps` (D, n) from n starts in each of D dimensions, -1 where it did not arrive.

    `dimensions` (D,); `fixed`, the steps of the best fixed rate from its worst start.
    """

    dimensions: np.ndarray
    steps: np.ndarray
    fixed: int


def line_searches(config: SearchConfig) -> Searches:
    """Count the steps until the distance to the minimum is `tolerance` of that at the start."""
    rng = np.random.default_rng(config.seed)
    dimensions = [whole("dimensions", each, at_least=2) for each in config.dimensions]
    starts = [rng.standard_normal((config.num_starts, each)) for each in dimensions]
    shrink = best_contraction(1.0, config.kappa)
    fixed = int(np.ceil(np.log(config.tolerance) / np.log(shrink)))
    return Searches(np.array(dimensions), np.array([_arrive(s, config) for s in starts]), fixed)


def _arrive(theta, config):
    curvatures = SPACINGS[config.spacing](1.0, config.kappa, theta.shape[1])
    goal = config.tolerance * np.linalg.norm(theta, axis=1)
    steps = np.full(len(theta), -1)
    for step in range(config.max_steps + 1):
        steps[(steps < 0) & (np.linalg.norm(theta, axis=1) <= goal)] = step
        if np.all(steps >= 0):
            break
        squares = (curvatures * theta) ** 2
        rate = squares.sum(1) / np.maximum(squares @ curvatures, 1e-300)  # there, all is 0
        theta = theta - rate[:, None] * curvatures * theta
    return steps


def turning_cosines(path):
    """Cosines of the angles between successive steps of `path` (n, 2): (n - 2,); 0: right angles.

    A step of length zero has no direction: nan.
    """
    steps = np.diff(finite_array("path", path, shape=(None, None)), axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    with np.errstate(invalid="ignore"):
        return np.sum(steps[1:] * steps[:-1], axis=1) / (lengths[1:] * lengths[:-1])
