"""Claims C2, C4 and C7: rules on the recurrent unit from many starts, clipped and not."""

from dataclasses import dataclass, replace

import numpy as np

from optcourse.chapters.cliffs.experiments.unit import RecurrentUnit
from optcourse.rules import Clipped, GradientDescent, NormClip, Rule, trajectory
from optcourse.validation import Checked, checked, positive, whole

IN_VALLEY = 0.01  # a loss below it
DESCENT = GradientDescent(1.0)


@dataclass(frozen=True)
class ThrowsConfig(Checked):
    """Starts on a grid along the edge of the cliff; every rate, with and without clipping.

    `rule` is followed at each of the `rates`, whatever its own, on a unit of `length` time steps.
    `weights` and `offsets` span the grid: w, and how far b lies above (positive: on the low side
    of the loss) or below the edge; a number of each. A step longer than `far` is a throw.
    """

    rule: Rule = DESCENT
    length: int = checked(whole, 50, at_least=1)
    rates: tuple = checked(positive, (0.05, 0.1, 0.2, 0.4))
    max_norm: float = checked(positive, 0.3)
    weights: tuple = (4.6, 6.8, 8)
    offsets: tuple = (-1.6, 1.2, 12)
    num_steps: int = checked(whole, 1000, at_least=2)
    far: float = checked(positive, 1.0)

    @property
    def unit(self):
        return RecurrentUnit(self.length)

    @property
    def starts(self):
        """Every start (w, b), (S, 2)."""
        w, offset = np.meshgrid(np.linspace(*self.weights), np.linspace(*self.offsets))
        b = self.unit.edge(w) + offset
        return np.stack([w.ravel(), b.ravel()], axis=1)


@dataclass(frozen=True, eq=False)
class Throws:
    """R rates, S starts; arrays (R, S). Lengths in units of θ; nan where nothing was thrown.

    `rates` (R,); `starts` (S, 2); `side`: +1 if the first throw came from above the cliff (the
    side of high loss), −1 from below, 0 if there was none or the first step was it; `thrown`, the
    length of that step; `walked`, of the whole path before it; `far_before` and `far_after`, how
    far the start, and the place where the throw landed, are from where the clipped path ends;
    `loss_before`, the lowest loss before the throw, and `loss_after`, `slope_after`, the loss and
    ‖g‖ where it landed; `final` and `final_clipped`, the last losses; `longest_clipped` step.
    """

    rates: np.ndarray
    starts: np.ndarray
    side: np.ndarray
    thrown: np.ndarray
    walked: np.ndarray
    far_before: np.ndarray
    far_after: np.ndarray
    loss_before: np.ndarray
    loss_after: np.ndarray
    slope_after: np.ndarray
    final: np.ndarray
    final_clipped: np.ndarray
    longest_clipped: np.ndarray

    @property
    def away(self):
        """Whether the throw landed farther from the goal than the start was, (R, S)."""
        return self.far_after > self.far_before

    @property
    def arrived(self):
        """The share of starts whose path is in the valley at the end, at each rate, (R,)."""
        return np.mean(self.final < IN_VALLEY, axis=1)

    @property
    def arrived_clipped(self):
        """The same of the clipped paths."""
        return np.mean(self.final_clipped < IN_VALLEY, axis=1)


def throws(config: ThrowsConfig) -> Throws:
    """Follow all paths at once; describe the first throw of each."""
    unit, starts = config.unit, config.starts
    rule = replace(config.rule, lr=np.repeat(config.rates, len(starts))[:, None])
    theta0 = np.tile(starts, (len(config.rates), 1))
    plain = trajectory(rule, unit, theta0, config.num_steps).theta
    rule = Clipped(rule, NormClip(config.max_norm, eps=0.0))
    clipped = trajectory(rule, unit, theta0, config.num_steps).theta
    fields = _first_throws(unit, plain, clipped[-1], config.far) | {
        "final": unit.value(plain[-1]),
        "final_clipped": unit.value(clipped[-1]),
        "longest_clipped": _lengths(clipped).max(axis=0),
    }
    shape = (len(config.rates), len(starts))
    fields = {name: value.reshape(shape) for name, value in fields.items()}
    return Throws(rates=np.array(config.rates), starts=starts, **fields)


def _lengths(path):
    return np.linalg.norm(np.diff(path, axis=0), axis=2)


def _first_throws(unit, path, goal, far):
    """What `Throws` says of each of n paths (num_steps + 1, n, 2)."""
    lengths = _lengths(path)
    long = ~(lengths <= far)  # a step into nan is one, too
    some, first = long.any(axis=0), long.argmax(axis=0)
    column = np.arange(path.shape[1])
    before, after = path[np.maximum(first - 1, 0), column], path[first + 1, column]
    above = before[:, 1] < unit.edge(before[:, 0])
    earlier = np.arange(len(lengths))[:, None] < first
    losses = np.where(np.arange(len(path))[:, None] <= first, unit.value(path), np.inf)
    found = {
        "thrown": lengths[first, column],
        "walked": np.sum(np.where(earlier, lengths, 0.0), axis=0),
        "far_before": np.linalg.norm(path[0] - goal, axis=1),
        "far_after": np.linalg.norm(after - goal, axis=1),
        "loss_before": losses.min(axis=0),
        "loss_after": unit.value(after),
        "slope_after": np.linalg.norm(unit.grad(after), axis=1),
    }
    found = {name: np.where(some, value, np.nan) for name, value in found.items()}
    return found | {"side": np.where(some & (first > 0), np.where(above, 1, -1), 0)}
