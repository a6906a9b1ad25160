"""The explorer of the way that a network walked while it was trained."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    REFERENCE,
    TRAIN,
    Axis,
    Choice,
    Explorer,
    Field,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    so_far,
    spot,
    timeline,
    trail,
)

LEVELS = (0.03, 0.06, 0.1, 0.2, 0.4, 0.7, 1.0, 1.4, 1.8, 2.2, 2.6, 3.2, 4.0)


def the_way_walked(walks):
    """G2: training on the plane of its path, and what is left of loss and way (Walk by name)."""
    first = next(iter(walks.values()))
    shares = [f"{100 * k / (len(first.steps) - 1):.0f}%" for k in range(len(first.steps))]
    names = list(walks)
    controls = [
        Choice("which", "network", {name: name for name in names}, names[0]),
        timeline("time", shares, "{}", start=0, name="k"),
    ]
    done = {name: int(walk.at_fall(0.9)[0]) for name, walk in walks.items()}
    presets = {
        "Nine tenths gone": {"k": done[names[0]]},
        "Batches of 20": {"which": names[1], "k": done[names[1]]},
        "MNIST-1D": {"which": names[2], "k": done[names[2]]},
        "MNIST-1D, batches": {"which": names[3], "k": done[names[3]]},
    }
    question = "Nine tenths of the fall of the loss are done. How much of the way is left?"
    scene, title = partial(_walked, walks), "The way walked"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _walked(walks, which, k):
    walk = walks[which]
    return Scene([_map(walk, k), _shares(walk, k)], _readouts(walk, k))


def _map(walk, k):
    marks = [
        Field(walk.xs, walk.ys, np.round(walk.losses, 3), LEVELS),
        trail(walk.path[[0, -1]], color=REFERENCE, dash=True, label="straight line"),
        trail(walk.path, color=METHOD_A, width=1.8, dots=True, run="training"),
        spot(walk.path[0], color=0, shape="cross", size=6),
        spot(walk.path[k], color=CHOSEN, shape="square", size=6),
    ]
    axes = (
        Axis("towards the end", (walk.xs[0], walk.xs[-1])),
        Axis("sideways", (walk.ys[0], walk.ys[-1])),
    )
    return Panel(*axes, marks, title="loss on the plane; cross: the start", aspect=0.9, weight=1.1)


def _parts(walk):
    """Share of time (T,), and of the first network what is done of fall, way and distance, (T,)."""
    loss, length, distance = (each[:, 0] for each in (walk.loss, walk.length, walk.distance))
    fall = (loss[0] - loss) / (loss[0] - loss[-1])
    return walk.steps / walk.steps[-1], fall, length / length[-1], distance / distance[-1]


def _shares(walk, k):
    time, fall, way, _ = _parts(walk)
    marks = [
        Guide(y=0.9, color=0),
        Line(time, so_far(fall, k), color=TRAIN, label="fall of the loss", run="training"),
        Line(time, so_far(way, k), color=METHOD_A, dash=True, label="way walked"),
        Points(time[k], fall[k], color=TRAIN, shape="circle", size=5),
        Points(time[k], way[k], color=METHOD_A, shape="square", size=5),
    ]
    axes = Axis("share of the steps", (-0.02, 1.02)), Axis("share done", (-0.02, 1.08))
    return Panel(*axes, marks, aspect=0.9)


def _readouts(walk, k):
    _, fall, way, distance = (100 * part[k] for part in _parts(walk))
    values = {"step": int(walk.steps[k]), "loss": walk.loss[k, 0], "fall": fall, "way": way}
    text = "Step {step:d}: loss **{loss:.2f}**; {fall:.0f}% of the fall, **{way:.0f}% of the way**."
    ends = {"winding": walk.winding[0], "seen": walk.winding_seen[0]}
    return [
        Readout(text, values),
        Readout("It is at {far:.0f}% of its distance from the start.", {"far": distance}),
        Readout("The whole way is **{winding:.1f} times** as long as the straight line; from dot "
                "to dot, {seen:.1f} times.", ends),
    ]  # fmt: skip
