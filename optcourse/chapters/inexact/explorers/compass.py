"""The explorer of contrastive divergence along training: its compass, its hill."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    Arrow,
    Axis,
    Bars,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    listed,
    place,
    timeline,
)

WAYS = {"1": "CD-1's step", "0": "the gradient"}


def compass_of_cd(record):
    """N2, N3: the angle between the gradient and the CD step along two ways (a Climbs)."""
    controls = [
        timeline("step", record.steps.tolist(), "{:,}", start=0),
        listed("k", "Gibbs steps *k*", record.asked, "{}", start=0),
        Choice("way", "followed is", WAYS, "1"),
    ]
    top = int(np.argmax(record.log_likelihood[1, :, 0]))
    end = len(record.steps) - 1
    presets = {
        "A hundred steps": {"moment": place(record.steps, 100)},
        "At the top": {"moment": top},
        "At the end": {"moment": end},
        "A hundred Gibbs steps": {"moment": end, "k": len(record.asked) - 1},
        "Following the gradient": {"moment": end, "way": "0"},
    }
    title, scene = "CD's compass", partial(_compass, record)
    question = "Follow CD-1's own steps. From which step on do they lead downhill?"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _compass(record, moment, k, way):
    way = int(way)
    angle = record.angle[way, moment, k, 0]
    panels = [_dial(angle), _hill(record, moment, way), _shares(record, moment, way)]
    return Scene(panels, _readouts(record, moment, k, way, angle))


def _dial(angle):
    """The gradient points up; the CD step beside it; below the line it leads downhill."""
    turn = np.radians(angle)
    tip, ring = (np.sin(turn), np.cos(turn)), np.radians(np.linspace(0, 140, 61))
    marks = [
        Line(np.sin(ring), np.cos(ring), color=0, width=0.8),
        Guide(y=0.0, dash=True),
        Text(0.06, -0.6, "downhill"),
        Text(-0.06, 0.5, "gradient", anchor="end"),  # off the tip, where CD-k's name may stand
        Arrow(0.0, 0.0, 0.0, 1.0, color=METHOD_A, width=3),
        Arrow(0.0, 0.0, *tip, color=METHOD_B, width=3, label="CD-*k*"),
    ]
    x, y = Axis("", (-0.85, 1.5), ticks=False), Axis("", (-0.75, 1.2), ticks=False)
    return Panel(x, y, marks, title="the compass", aspect=0.83, to_scale=True)


def _hill(record, moment, way):
    heights, steps = record.log_likelihood[:, :, 0], record.steps
    marks = [
        Guide(y=record.bound, color=0, label="the most there is", legend=True),
        Line(steps, heights[0], color=METHOD_A, label="the gradient"),
        Line(steps, heights[1], color=METHOD_B, width=2.8, label="CD-1"),
        Points(steps[moment], heights[way, moment], color=CHOSEN, shape="square", size=6),
    ]
    half = float(steps[-1]) / 2
    x = Axis("step", (-0.04 * half, 2.04 * half), ticks=(0.0, half, 2 * half))
    low = float(heights.min())
    y = Axis("log-likelihood, nats", (low - 0.2, record.bound + 0.3))
    return Panel(x, y, marks, aspect=0.9)


def _shares(record, moment, way):
    count = len(record.patterns)
    even = 100 / count
    places = np.arange(1, count + 1)
    marks = [
        Bars(places, 100 * record.chances[way, moment], color=METHOD_B),
        Guide(y=even, color=0, label="data", legend=True),
    ]
    x = Axis("pattern", (0.3, count + 0.7))
    top = 105 * float(record.chances.max())
    return Panel(x, Axis("the model's share, %", (0.0, top)), marks, aspect=0.9)


def _readouts(record, moment, k, way, angle):
    values = {"k": int(record.asked[k]), "step": int(record.steps[moment]), "angle": angle}
    values |= {"miss": 100 * record.miss[way, moment, k, 0]}
    text = "Step {step:d}: the expected CD-{k:d} step is **{angle:.0f}°** from the gradient "
    text += "and misses it by {miss:.0f}% of its length."
    kept = {"all": 100 * record.chances[way, moment].sum(), "m": len(record.patterns)}
    shares = "The {m:d} patterns have {all:.0f}% of the model's probability."
    level = abs(angle - 90) < 0.5
    return [
        Readout(text, values),
        Readout("It leads **downhill**.", when=bool(~level & (angle > 90)), tone="bad"),
        Readout("It is **level** with the hill.", when=bool(level)),
        Readout("It still leads uphill.", when=bool(~level & (angle < 90)), tone="good"),
        Readout(shares, kept),
    ]
