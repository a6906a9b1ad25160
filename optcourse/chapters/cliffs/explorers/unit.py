"""The explorer of the recurrent unit with a cliff."""

import functools

import numpy as np

from optcourse.chapters.cliffs.experiments import RecurrentUnit, clipped_descent
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    Arrow,
    Axis,
    Explorer,
    Field,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    Surface,
    Text,
    grip,
    trail,
)
from optcourse.rules import GradientDescent, Grained, trajectory

NUM_STEPS = 400
UNIT = RecurrentUnit()
W, B = (3.0, 7.0), (-4.5, -0.8)
WIDE, THIN = 3.6, 1.6  # where two paths are one, the clipped lies on the other and both show
VIEW = (-60.0, 40.0)  # degrees: w grows to the right, as on the map, and b away from the reader
LEVELS = (0.002, 0.02, 0.04, 0.06, 0.075, 0.15, 0.25, 0.35, 0.42, 0.46)


def over_the_edge():
    """C2, C4: descent on the recurrent unit, clipped and not, from one start."""
    controls = [
        Slider("lr", "learning rate *ε*", 0.05, 1.0, 0.2, count=40, log=True, spec=".2g"),
        Slider("h", "threshold *h*", 0.03, 30.0, 30.0, count=61, log=True, spec=".2g"),
        Point("start", "start", W, B, (5.0, -1.6)),
    ]
    question = "Two paths from one start. What does one step off the cliff cost?"
    presets = {
        "Clipped at 0.3": {"h": 0.3},
        "From the high side": {"start": (5.0, -3.0)},
        "The same, clipped": {"start": (5.0, -3.0), "h": 0.3},
        "Clipped too hard": {"lr": 0.05, "start": (5.0, -3.0), "h": 0.03},
        "No throw": {"start": (4.0, -1.2)},
    }
    return Explorer(_edge, controls, "Over the edge", question, presets=presets)


def _edge(lr, h, start):
    plain = trajectory(Grained(GradientDescent(lr)), UNIT, start, NUM_STEPS).theta
    clipped = trajectory(Grained(clipped_descent(lr, h)), UNIT, start, NUM_STEPS).theta
    losses = [np.maximum(UNIT.value(path), 1e-12) for path in (plain, clipped)]
    return Scene(
        [_map(plain, clipped, start), _history(losses), _surface(plain, clipped, losses)],
        _readouts(plain, clipped, losses),
    )


def _axes():
    return Axis("weight *w*", W), Axis("bias *b*", B)


def _inside(path):
    """The path, on the border where it has left the picture."""
    return np.clip(path[:, 0], *W), np.clip(path[:, 1], *B)


@functools.cache
def _heights(count):
    """Places along w and b, and the loss there to four decimals: (count,), (count,), (b, w)."""
    w, b = np.linspace(*W, count), np.linspace(*B, count)
    places = np.stack(np.meshgrid(w, b), axis=-1)
    return w, b, np.round(UNIT.value(places), 4)


def _surface(plain, clipped, losses):
    marks = [Surface(*_heights(49), LEVELS)]
    looks = {"color": METHOD_A, "width": 2.4}, {"color": METHOD_B, "width": 0.8}
    for path, loss, look in zip((plain, clipped), losses, looks, strict=True):
        x, y = _inside(path)
        marks.append(Line(x, y, loss + 0.01, **look))
    height = Axis("loss", (0.0, 0.5))
    return Panel(*_axes(), marks, z=height, aspect=0.85, weight=1.1, view=VIEW)


def _map(plain, clipped, start):
    return Panel(
        *_axes(),
        [
            Field(*_heights(97), LEVELS),
            trail(plain, color=METHOD_A, width=WIDE, label="not clipped", run="plain"),
            trail(clipped, color=METHOD_B, width=THIN, dash=True, label="clipped", run="clipped"),
            Points(clipped[-1:, 0], clipped[-1:, 1], color=METHOD_B, shape="square", size=5),
            *_landing(plain, start),
            grip(start, "start", color=CHOSEN, label="start"),
        ],
        aspect=0.85,
        weight=1.5,
    )


def _landing(plain, start):
    """An arrow where the longest step of a path leaves the map, and how far it goes."""
    lengths = _lengths(plain)
    k = np.arange(NUM_STEPS) == np.argmax(lengths)
    here, there = (
        np.sum(np.where(k[:, None], each, 0.0), axis=0) for each in (plain[:-1], plain[1:])
    )
    step = there - here
    room = np.where(step > 0, np.stack([W[1], B[1]]), np.stack([W[0], B[0]])) - here
    share = np.min(room / np.where(step == 0, 1e-9, step))
    shown = np.where((share < 1) & (np.max(lengths) > 1), share * step, np.nan)
    x, y = here + shown
    right = x > 0.6 * W[1] + 0.4 * W[0]
    height = np.clip(y, B[0] + 0.15, B[1] - 0.25)
    height = np.where(np.abs(start[1] - height) < 0.4, height - 0.55, height)  # below its name
    arrow = Arrow(*(here + 0.6 * shown), *(0.4 * shown), color=METHOD_A, width=2.6)
    return [arrow] + [
        Text(np.where(side, x + shift, np.nan), height, "{far:.3g} away", {"far": np.max(lengths)},
             color=METHOD_A, anchor=anchor)
        for side, shift, anchor in ((right, -0.4, "end"), (~right, 0.4, "start"))
    ]  # fmt: skip


def _history(losses):
    steps = np.arange(NUM_STEPS + 1)
    marks = [
        Line(steps, losses[0], color=METHOD_A, width=WIDE, label="not clipped", run="plain"),
        Line(
            steps, losses[1], color=METHOD_B, width=THIN, dash=True, label="clipped", run="clipped"
        ),
    ]
    return Panel(Axis("step", (0, NUM_STEPS)), Axis("loss", (0.0, 0.5)), marks, aspect=1.05,
                 weight=1.15)  # fmt: skip


def _readouts(plain, clipped, losses):
    thrown, longest = _lengths(plain), np.max(_lengths(clipped))
    far = np.max(thrown)
    k = np.arange(NUM_STEPS) == np.argmax(thrown)
    w, b = np.sum(np.where(k[:, None], plain[1:], 0.0), axis=0)
    plain_values = {"far": far, "k": np.argmax(thrown) + 1, "loss": losses[0][-1], "w": w, "b": b}
    arrived = losses[1][-1] < 0.01
    over = (far > 1) | ~np.isfinite(far)
    return [
        Readout("**Not clipped:** step {k:d} throws *θ* **{far:.3g}** far, to ({w:.3g}, {b:.3g}); "
                "loss at the end **{loss:.2g}**.", plain_values, when=over, tone="bad"),
        Readout("**Not clipped:** no step is longer than {far:.2g}; loss at the end "
                "**{loss:.2g}**.", {"far": far, "loss": losses[0][-1]}, when=~over),
        Readout("**Clipped:** no step is longer than {far:.2g}; loss at the end **{loss:.2g}**.",
                {"far": longest, "loss": losses[1][-1]}),
        Readout("It is in the valley.", when=arrived, tone="good"),
        Readout("**It was thrown, too:** the threshold is too high.", when=~arrived & (longest > 1),
                tone="bad"),
        Readout("It is still on its way.", when=~arrived & (longest <= 1)),
    ]  # fmt: skip


def _lengths(path):
    steps = path[1:] - path[:-1]
    return np.sqrt(np.sum(steps * steps, axis=-1))
