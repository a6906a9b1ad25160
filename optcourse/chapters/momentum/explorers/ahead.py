"""The explorer of where the gradient is measured: here, or ahead."""

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Arrow,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Point,
    Readout,
    Scene,
    Slider,
    grip,
    so_far,
    spot,
    terrain,
    trail,
)
from optcourse.landscapes import Rosenbrock
from optcourse.loops import each
from optcourse.rules import Ahead, GradientDescent, Momentum, Nesterov, WithNesterov, trajectory
from optcourse.tables import rows

LAND = Rosenbrock(1.0, 2.0)
NUM_STEPS, RATE, REACH, LOST = 30, 0.05, 0.5, 100.0
METHODS = {"ball": "heavy ball: here", "ahead": "Nesterov: ahead"}
LEVELS = (0.02, 0.1, 0.3, 0.7, 1.5, 3.0, 5.0, 8.0, 12.0, 18.0, 26.0)
START = (-1.2, 2.2)


def one_path_two_views():
    """M3: a step in its two parts, and Nesterov's path as the book and as torch see it."""
    controls = [
        Choice("method", "the gradient is measured", METHODS, "ball"),
        Slider("k", "step", 0, NUM_STEPS - 1, 3, step=1, spec="d", play=True),
        Slider("momentum", "momentum *α*", 0.0, 0.95, 0.8, step=0.05, spec=".2f"),
        Point("start", "start", (-1.5, 1.9), (-0.8, 2.5), START),
    ]
    presets = {
        "Ahead": {"method": "ahead"},
        "To the end, here": {"k": NUM_STEPS - 1},
        "To the end, ahead": {"method": "ahead", "k": NUM_STEPS - 1},
        "Ahead, less momentum": {"method": "ahead", "k": NUM_STEPS - 1, "momentum": 0.5},
    }
    question = "A step has two parts. Does it matter which comes first?"
    return Explorer(_scene, controls, "One path, two views", question, presets=presets)


def _scene(method, k, momentum, start):
    places, velocity = _walked(method, momentum, start)
    other = trajectory(_seen(method, momentum), LAND, start, NUM_STEPS).theta
    parts = _parts(method, k, momentum, places, velocity)
    elsewhere = _other_end(method, momentum, rows(places, k), rows(velocity, k))
    panels = [
        _map(method, k, places, other, start, parts),
        _step(method, parts, elsewhere),
        _course(method, k, places, other),
    ]
    return Scene(panels, _readouts(method, k, places, other, parts))


def _walked(method, momentum, start):
    """The book's θ (NUM_STEPS + 1, 2), and what each step before added: v, the book's."""
    nesterov = Ahead(WithNesterov(GradientDescent(RATE), momentum))
    rule = Momentum(RATE, momentum) if method == "ball" else nesterov
    states = trajectory(rule, LAND, start, NUM_STEPS)
    return states.theta, -RATE * states.memory.velocity


def _seen(method, momentum):
    """The rule of torch whose path is drawn beside it."""
    return Nesterov(RATE, momentum) if method == "ahead" else Momentum(RATE, momentum)


def _parts(method, k, momentum, places, velocity):
    """θ_k, the place after the first part of the step, and the place after both."""
    here, there = rows(places, k), rows(places, k + 1)
    jump = momentum * rows(velocity, k)
    return here, here + jump if method == "ahead" else there - jump, there


def _other_end(method, momentum, here, velocity):
    """Where the other of the two methods would end from θ and v."""
    asked = here if method == "ahead" else here + momentum * velocity
    return here + momentum * velocity - RATE * LAND.grad(asked)


def _map(method, k, places, other, start, parts):
    x, y = np.linspace(-1.7, 2.1, 43), np.linspace(-1.0, 2.8, 43)
    marks = [terrain(LAND.value, x, y, LEVELS)]
    if method == "ahead":
        marks.append(trail(so_far(other, k), color=REFERENCE, dash=True, width=1.3, run="torch",
                           label="torch’s *θ*: the points ahead"))  # fmt: skip
    marks += [
        trail(so_far(places, k), color=METHOD_C, dots=True, width=1.6, run="book", label="*θ*"),
        spot(parts[1 if method == "ahead" else 0], color=CHOSEN, shape="square", size=5),
        grip(start, "start", color=0),
    ]
    axes = Axis("*θ*_{0}", (-1.7, 2.1)), Axis("*θ*_{1}", (-1.0, 2.8))
    return Panel(*axes, marks, title="square: the gradient’s place", aspect=1.0)


def _step(method, parts, elsewhere):
    """The step of the square, from θ in the middle, and where the other method would end."""
    here, middle, there = parts
    jump, whole, zero = middle - here, there - here, np.zeros(2)
    ahead = method == "ahead"
    first, second = (zero, jump), (jump, whole)
    gradient, momentum = (second, first) if ahead else (first, second)
    marks = [
        *_part(*gradient, METHOD_A, "gradient"),
        *_part(*momentum, METHOD_B, "momentum"),
        spot(jump if ahead else zero, color=CHOSEN, shape="square", size=5),
        spot(elsewhere - here, color=REFERENCE, shape="cross", size=6),
    ]
    axes = Axis("from *θ*_{0}", (-REACH, REACH)), Axis("from *θ*_{1}", (-REACH, REACH))
    title = "this step; cross: the other’s end"
    return Panel(*axes, marks, title=title, aspect=1.0, to_scale=True)


def _part(begin, end, color, label):
    """An arrow with its name in the legend."""
    way = end - begin
    return [
        trail(np.stack([begin, end]), color=color, width=2.4, label=label),
        Arrow(begin[0], begin[1], way[0], way[1], color=color, width=2.4),
    ]


def _course(method, k, places, other):
    steps = np.arange(NUM_STEPS + 1.0)
    marks = [
        Line(steps, so_far(each(LAND.value, places), k), color=METHOD_C, dots=True, width=1.6,
             run="book", label="at *θ*"),
    ]  # fmt: skip
    if method == "ahead":
        marks.append(Line(steps, so_far(each(LAND.value, other), k), color=REFERENCE, dash=True,
                          width=1.3, run="torch", label="at the points ahead"))  # fmt: skip
    axes = Axis("step", (0, NUM_STEPS)), Axis("loss", (0.0, 9.0))
    return Panel(*axes, marks, aspect=1.0)


def _readouts(method, k, places, other, parts):
    here, middle, there = parts
    far = lambda a, b: np.sqrt(np.sum((a - b) ** 2))  # noqa: E731
    values = {"one": far(here, middle), "two": far(middle, there)}
    one, two = ("momentum", "gradient") if method == "ahead" else ("gradient", "momentum")
    text = f"First the {one}, **{{one:.2f}}** long, then the {two}, **{{two:.2f}}**."
    loss = {"loss": LAND.value(here)}
    there = np.sum(there * there) < LOST
    told = [
        Readout(text, values, there),
        Readout("Loss at *θ*: {loss:.2f}.", loss, there),
        Readout("**It has left the map:** too large a rate for this place.", {}, ~there,
                tone="bad"),
    ]  # fmt: skip
    if method == "ahead":
        gap = {"gap": far(middle, rows(other, k))}
        told.append(Readout("From there to torch’s *θ*: {gap:.1f}.", gap, there))
    return told
