"""Claims P6: a bowl is turned, and with it what the parameters mean."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import Quadratic, best_heavy_ball
from optcourse.rules import AdaGrad, Adam, GradientDescent, Momentum, RMSprop, walk
from optcourse.validation import Checked, checked, one_of, positive, whole

RULES = {
    "descent": lambda lr, kappa, room: GradientDescent(2 / (1 + kappa) * lr),
    "momentum": lambda lr, kappa, room: _ball(lr, room, *best_heavy_ball(1.0, kappa)),
    "adagrad": lambda lr, kappa, room: AdaGrad(lr),
    "rmsprop": lambda lr, kappa, room: RMSprop(lr),
    "adam": lambda lr, kappa, room: Adam(lr),
}


def _ball(lr, room, best, momentum):
    return Momentum(best * lr, 1 - room * (1 - momentum))


@dataclass(frozen=True)
class TurnsConfig(Checked):
    """`rule` at rates 2^k, k in `octaves`, on bowls of curvatures 1 and `kappa`.

    Rates of descent and of momentum are counted in those that are best in the long run on such a
    bowl, and the momentum stays `room` times as far below 1 as the best one. The bowl is turned by
    each of `angles`, in degrees.
    From `num_starts` starts, whose loss is the same along both axes of the bowl, steps are
    counted until the loss is below `goal` times that, and stays there up to step `num_steps`.
    """

    rule: str = checked(one_of, "adam", tuple(RULES))
    seed: int = checked(whole, 0, at_least=0)
    kappa: float = checked(positive, 1e4)
    angles: tuple = (0.0, 2.0, 45.0)
    octaves: tuple = tuple(range(-12, 4))
    goal: float = checked(positive, 1e-4)
    room: float = checked(positive, 1.0)
    num_starts: int = checked(whole, 8, at_least=1)
    num_steps: int = checked(whole, 4000, at_least=1)


@dataclass(frozen=True, eq=False)
class Turns:
    """A angles, K rates, S starts. `angles` (A,); `rates` (K,); (A, K, S) each: `steps` until the
    loss is below the goal for good, and `first` until it is there for the first time, infinite
    where it was not.
    """

    angles: np.ndarray
    rates: np.ndarray
    steps: np.ndarray
    first: np.ndarray

    def best(self, count):
        """The median of `count`, the name of a field, at each angle's best rate, (A,)."""
        return np.median(getattr(self, count), axis=2).min(axis=1)

    def ends(self, count):
        """Whether a best rate that reached the goal lies at an end of the grid, (A,)."""
        middle = np.median(getattr(self, count), axis=2)
        where = middle.argmin(axis=1)
        return np.isfinite(middle.min(axis=1)) & ((where == 0) | (where == len(self.rates) - 1))


def turns(config: TurnsConfig) -> Turns:
    """All rates and starts of one angle at once."""
    rates = 2.0 ** np.array(config.octaves, float)
    found = [_counted(config, angle, rates) for angle in np.radians(config.angles)]
    return Turns(np.array(config.angles), rates, *np.stack(found, axis=1))


def _starts(config, angle):
    """(S, 2), turned with the bowl: lengths between 1 and 2, any signs."""
    rng = np.random.default_rng(config.seed)
    signs = rng.choice([-1.0, 1.0], (config.num_starts, 2))
    along = signs * rng.uniform(1, 2, (config.num_starts, 1)) / np.sqrt([1.0, config.kappa])
    c, s = np.cos(angle), np.sin(angle)
    return along @ np.array([[c, s], [-s, c]])


def _counted(config, angle, rates):
    """Steps until the loss is below the goal for good, and for the first time: (2, K, S)."""
    bowl, starts = Quadratic((1.0, config.kappa), angle), _starts(config, angle)
    theta = np.broadcast_to(starts, (len(rates), *starts.shape))
    goal = config.goal * bowl.value(theta)
    stay, first = np.zeros(goal.shape), np.full(goal.shape, np.inf)
    rule = RULES[config.rule](rates[:, None, None], config.kappa, config.room)
    states = walk(rule, bowl, theta)
    for k, state in zip(range(config.num_steps + 1), states, strict=False):
        with np.errstate(all="ignore"):
            below = bowl.value(state.theta) <= goal
        first = np.where(below, np.minimum(first, k), first)
        stay = np.where(below, stay, k + 1)
    return np.where(stay > config.num_steps, np.inf, stay), first
