"""The explorer on the first page: three methods set out from one place."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    Surface,
    grip,
    terrain,
    trail,
)
from optcourse.landscapes import FromValue, GaborLoss, Quadratic, Rosenbrock
from optcourse.loops import grid
from optcourse.methods import Newton
from optcourse.rules import GradientDescent, Grained, Momentum, trajectory
from optcourse.validation import finite_array, positive

NUM_STEPS = 300
# Second differences of a loss know their last digits less well: Newton's steps keep to a coarser
# grain, which is still a fiftieth of a pixel.
COARSE = 2.0**-16


class Rescaled:
    """A landscape seen through coordinates in [−1, 1]², so that one start serves them all."""

    def __init__(self, landscape, centre, radius):
        self.landscape, self.centre, self.radius = landscape, np.array(centre), np.array(radius)

    def value(self, theta):
        return self.landscape.value(self.centre + self.radius * theta)

    def grad(self, theta):
        return self.radius * self.landscape.grad(self.centre + self.radius * theta)

    def hessian(self, theta):
        scale = np.outer(self.radius, self.radius)
        return scale * self.landscape.hessian(self.centre + self.radius * theta)


class Nearby:
    """A rule that stays where it is once that is three times as far out as the picture reaches.

    Losses out there are so large that the last digits of their differences would lead it.
    """

    def __init__(self, rule):
        self.rule, self.init = rule, rule.init

    def step(self, state, landscape, k):
        after = self.rule.step(state, landscape, k)
        near = np.max(np.abs(state.theta)) < 3.0
        return after._replace(theta=np.where(near, after.theta, state.theta))


# name → label, landscape on [−1, 1]², base learning rate, levels of its contour lines
WORLDS = {
    "gabor": (
        "many valleys",
        Rescaled(GaborLoss.generated(), (0.0, 12.5), (10.0, 10.0)),
        2e-3,
        tuple(np.linspace(0.8, 12.0, 13)),
    ),
    "valley": (
        "narrow valley",
        Rescaled(Quadratic((0.08, 4.0), np.radians(25.0)), (0.0, 0.0), (2.0, 2.0)),
        0.05,
        tuple(0.01 * 1.9 ** np.arange(12)),
    ),
    "banana": (
        "bent valley",
        Rescaled(Rosenbrock(1.0, 20.0), (0.0, 0.5), (1.6, 1.4)),
        2e-3,
        tuple(0.05 * 2.0 ** np.arange(12)),
    ),
    "saddle": (
        "saddle",
        Rescaled(Quadratic((-0.5, 1.0), 0.0), (0.0, 0.0), (2.0, 2.0)),
        0.05,
        tuple(np.linspace(-1.0, 2.0, 13)),
    ),
}
NAMES = {"descent": METHOD_A, "momentum": METHOD_B, "Newton": METHOD_C}  # method → colour


TITLE = "Three travellers"
PRESETS = {"Ten times the rate": {"rate": 10.0}, "No momentum": {"momentum": 0.0}}
PLACES = {
    "Narrow valley": {"world": "valley"},
    "Bent valley": {"world": "banana"},
    "Near the saddle": {"world": "saddle", "start": (0.02, -0.6)},
}
BANK = "bank the explorer instead"  # the end of what the compiler says of a function unknown to it
WRITE = "write the loss in arithmetic, np.sin and its kin, sums, products of matrices, np.where"
QUESTION = "They set out where you drop them. Who arrives, who is stuck, who runs away?"


def three_travellers():
    """Gradient descent, momentum and Newton's method from one start on four landscapes."""
    worlds = {name: label for name, (label, *_) in WORLDS.items()}
    controls = [Choice("world", "landscape", worlds, "gabor"), *_controls((0.24, -0.3))]

    def scene(world, rate, momentum, start):
        rules = _rules(WORLDS[world][2] * rate, momentum)
        if world == "gabor":  # the others are arithmetic alone, the same on every computer
            rules = [Grained(rule) for rule in rules]
        return _travellers(WORLDS[world][1], WORLDS[world][3], rules, start)

    return Explorer(scene, controls, TITLE, QUESTION, presets=PLACES | PRESETS)


def travellers_on(loss, x=(-2.0, 2.0), y=(-2.0, 2.0), lr=0.05):
    """The same on a landscape of your own: an Explorer.

    `loss` takes theta (2,) and returns a number, in plain NumPy: arithmetic, `np.sin` and its kin,
    sums, products of matrices, `np.where` in place of `if`; where it cannot be compiled, the
    explorer says what to write instead. `x` and `y` bound the picture; `lr` is the learning rate
    that the explorer calls 1. ValueError unless the bounds increase, `lr` is positive and `loss`
    finite somewhere in the picture.
    """
    middle, radius = _frame(x, y)
    world = Rescaled(FromValue(_advised(loss), 2.5e-3 * np.min(radius)), middle, radius)
    places = np.linspace(-1.0, 1.0, 21)
    heights = grid(world.value, places, places)
    if not np.isfinite(heights).any():
        raise ValueError("loss must be finite somewhere in the picture, got no finite value")
    low, high = np.quantile(heights[np.isfinite(heights)], [0.0, 0.95])
    levels = tuple(low + (high - low + 1e-12) * np.linspace(0.02, 1.0, 13) ** 1.5)
    scale = positive("lr", lr) / np.mean(radius) ** 2

    def scene(rate, momentum, start):
        *first, newton = _rules(scale * rate, momentum)
        rules = [*map(Grained, first), Nearby(Grained(newton, COARSE))]
        return _travellers(world, levels, rules, start)

    return Explorer(scene, _controls((-0.6, 0.5)), TITLE, QUESTION, presets=PRESETS)


def _advised(loss):
    """`loss`, with advice for its author where the compiler's is for an author of explorers."""

    def advised(theta):
        try:
            return loss(theta)
        except TypeError as error:
            if not str(error).endswith(BANK):
                raise
            raise TypeError(f"{str(error).removesuffix(BANK)}{WRITE}") from None

    return advised


def _frame(x, y):
    bounds = finite_array("x and y", [x, y], shape=(2, 2))
    positive("width of x and y", np.diff(bounds))
    return bounds.mean(axis=1), 0.5 * np.diff(bounds)[:, 0]


def _controls(start):
    return [
        Slider("rate", "rate, relative", 0.1, 10.0, 1.0, count=61, log=True),
        Slider("momentum", "momentum *α*", 0.0, 0.98, 0.9, step=0.02),
        Point("start", "start", (-1.0, 1.0), (-1.0, 1.0), start),
    ]


def _rules(lr, momentum):
    return GradientDescent(lr), Momentum(lr, momentum), Newton()


def _travellers(landscape, levels, rules, start):
    paths = [trajectory(rule, landscape, start, NUM_STEPS).theta for rule in rules]
    losses = [landscape.value(path) for path in paths]
    return Scene(
        [_map(landscape, levels, paths, start), _relief(landscape, levels, paths, losses)],
        _arrivals(paths, losses),
    )


def _map(landscape, levels, paths, start):
    x = np.linspace(-1.0, 1.0, 81)
    lines = [
        trail(path, color=color, width=1.8, dots=name != "descent", label=name)
        for path, (name, color) in zip(paths, NAMES.items(), strict=True)
    ]
    axes = [Axis(f"*θ*_{{{k}}}", (-1.0, 1.0), ticks=False) for k in (1, 2)]
    handle = grip(start, "start", color=0, label="start")
    return Panel(*axes, [terrain(landscape.value, x, x, levels), *lines, handle], aspect=0.9)


def _relief(landscape, levels, paths, losses):
    x = np.linspace(-1.0, 1.0, 39)
    lines = [
        Line(path[:, 0], path[:, 1], loss, color=color, width=2.2)
        for path, loss, color in zip(paths, losses, NAMES.values(), strict=True)
    ]
    ends = [
        Points(path[-1:, 0], path[-1:, 1], loss[-1:], color=color, size=4.5)
        for path, loss, color in zip(paths, losses, NAMES.values(), strict=True)
    ]
    axes = [Axis(f"*θ*_{{{k}}}", (-1.0, 1.0), ticks=False) for k in (1, 2)]
    height = Axis("loss", (levels[0] - 0.2, levels[-1]), ticks=False)
    surface = Surface(x, x, grid(landscape.value, x, x), levels)
    marks = [surface, *lines, *ends]
    return Panel(*axes, marks, z=height, aspect=0.9, view=(160.0, 40.0))


def _arrivals(paths, losses):
    lines = [Readout("Loss after 300 steps:")]
    for path, loss, name in zip(paths, losses, NAMES, strict=True):
        inside = np.all(np.abs(path[-1]) <= 1.0)
        start = name[0].upper() + name[1:]  # of a sentence
        lines.append(Readout(f"{start} **{{loss:.3g}}**.", {"loss": loss[-1]}, when=inside))
        lines.append(Readout(f"**{start} has left the picture**.", when=~inside, tone="bad"))
    return lines
