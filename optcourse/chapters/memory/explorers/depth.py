"""The explorer of gradients through many layers: the network trains as you look."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.explore import (
    CHOSEN,
    METHOD_B,
    REFERENCE,
    TEST,
    Axis,
    Band,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.loops import scan
from optcourse.networks.data import digits
from optcourse.networks.passes import Gradient, cross_entropy
from optcourse.networks.rounds import trained
from optcourse.rules import GradientDescent
from optcourse.tables import rows

LAYERS, UNITS, INPUTS, CLASSES, BATCH, EVERY = 60, 32, 64, 10, 16, 10
TORCH = 0.577  # the scale of torch's default weights, U(±1/√n)
TENS = 1e-15, 1e-10, 1e-5, 1.0, 1e5
LIMITS, SMALL = (1e-16, 1e5), 1e-30
EXAMPLES, NEW = 500, 100
KINDS = {"fresh": "fresh matrices", "same": "one matrix"}


class Digits(NamedTuple):
    """Examples (m, 64) and targets (m, 10), new examples and their labels."""

    inputs: Any
    targets: Any
    new_inputs: Any
    new_labels: Any


class Net(NamedTuple):
    """Tanh layers of one matrix or of `LAYERS`, of which the first `depth` are there; no biases.

    `parts(theta)` are the weights into the first layer, those of the layers, those out of the last.
    """

    same: bool
    depth: Any

    @property
    def shapes(self):
        count = 1 if self.same else LAYERS
        return (INPUTS, UNITS), (count, UNITS, UNITS), (UNITS, CLASSES)

    def start(self, seed, scale):
        """θ (P,): normal weights, of the layers with standard deviation scale/√`UNITS`."""
        sizes = [int(np.prod(shape)) for shape in self.shapes]
        spread = 1 / np.sqrt(INPUTS), scale / np.sqrt(UNITS), 1 / np.sqrt(UNITS)
        return np.concatenate(
            [draws.normal(seed, k, size) * by for k, (size, by) in
             enumerate(zip(sizes, spread, strict=True))]
        )  # fmt: skip

    def parts(self, theta):
        ends = np.cumsum([0, *(int(np.prod(shape)) for shape in self.shapes)]).tolist()
        spans = zip(ends[:-1], ends[1:], self.shapes, strict=True)
        return [np.reshape(theta[start:end], shape) for start, end, shape in spans]

    def states(self, theta, x):
        """What each layer hands on, its inputs first: (LAYERS + 1, m, UNITS)."""
        into, across, _ = self.parts(theta)

        def layer(h, k):
            return np.where(k < self.depth, np.tanh(h @ self.weights(across, k)), h)

        return scan(layer, x @ into, LAYERS)

    def weights(self, across, k):
        """Of layer k."""
        return across[0] if self.same else across[k]

    def passed(self, theta, x, targets):
        """The mean loss, its gradient (P,), and those by each state, the top's first."""
        states = self.states(theta, x)
        _, across, out = self.parts(theta)
        losses, slope = cross_entropy(states[-1] @ out, targets)
        end = slope / len(targets)

        def down(now, j):
            back, _ = now
            k = LAYERS - 1 - j
            h = states[k + 1]
            there = 1.0 * (k < self.depth)
            slope = there * (back * (1 - h * h))
            below = slope @ np.transpose(self.weights(across, k))
            return np.where(there > 0, below, back), slope

        top = end @ out.T
        backs, slopes = scan(down, (top, 0.0 * top), LAYERS)
        uses = np.transpose(states[:-1], (0, 2, 1)) @ slopes[1:][::-1]
        uses = np.sum(uses, axis=0) if self.same else uses
        grads = x.T @ backs[-1], uses, states[-1].T @ end
        return np.mean(losses), np.concatenate([np.ravel(each) for each in grads]), backs


def through_depth(record, num_steps=200):
    """T11: gradients through many layers with one matrix, or with many, over a Depth's."""
    controls = [
        Choice("kind", "layers of", KINDS, "fresh"),
        Slider("scale", "scale *g*", 0.5, 2.0, 0.89, count=49, log=True, spec=".2f"),
        Slider("depth", "depth", 5, LAYERS, LAYERS, step=5, spec="d"),
        Slider("rate", "rate *ε*", 0.01, 1.0, 0.1, count=21, log=True, spec=".2g"),
        Slider("seed", "draw", 1, 20, 1, step=1, spec="d"),
    ]
    presets = {
        "Torch's scale": {"scale": TORCH},
        "The tuned scale": {"scale": 1.19},
        "Scale 2": {"scale": 2.0},
        "Tuned, twenty layers": {"scale": 1.19, "depth": 20},
        "Five layers": {"depth": 5},
    }
    question = "Which scale of the weights lets a gradient through sixty layers?"
    data = digits(num_train=EXAMPLES, num_test=NEW)
    seen = Digits(data.X_train.astype(float), np.eye(CLASSES)[data.y_train],
                  data.X_test.astype(float), data.y_test)  # fmt: skip
    scene = partial(_depth, record, seen, num_steps)
    return Explorer(scene, controls, "Down through the layers", question, presets=presets)


def _depth(record, data, num_steps, kind, scale, depth, rate, seed):
    net = Net(kind == "same", depth)
    theta = net.start(seed, scale)
    run = _trained(net, data, theta, num_steps, rate, seed)
    before, now = (_down(net, data, each) for each in (theta, np.ravel(run.state.theta[-1])))
    below = np.arange(LAYERS + 1)
    middle, low, high = _recorded(record, kind, scale)
    gradients = [
        Guide(y=1.0, dash=False),
        Band(below, low, high, color=METHOD_B, label="recorded"),
        Line(below, middle, color=METHOD_B, width=1.2, label="their median"),
        Line(below, before, color=REFERENCE, dash=True, label="before training"),
        Line(below, now, color=CHOSEN, width=2.6, label="now"),
    ]
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    learnt = [
        Guide(y=90.0, color=REFERENCE, label="chance", legend=True),
        Line(steps, 100 * run.seen, color=TEST, label="new digits"),
    ]
    panels = [
        Panel(Axis("layers below the top", (0, LAYERS)),
              Axis("gradient ÷ gradient at the top", LIMITS, "log", TENS), gradients),
        Panel(Axis("step", (0, num_steps)),
              Axis("error, %", (-3, 103), ticks=(0, 25, 50, 75, 100)), learnt),
    ]  # fmt: skip
    at = 1.0 * depth
    return Scene(panels, _words(run, *(rows(each, at) for each in (before, now))))


def _trained(net, data, theta, num_steps, rate, seed):
    def gradient(theta, k):
        which = np.floor(draws.uniform(seed, 10 + k, BATCH) * EXAMPLES)
        loss, slope, _ = net.passed(theta, rows(data.inputs, which), rows(data.targets, which))
        return Gradient(loss, slope)

    def look(theta, _):
        _, _, out = net.parts(theta)
        outputs = net.states(theta, data.new_inputs)[-1] @ out
        return np.mean(np.argmax(outputs, axis=1) != data.new_labels)

    rule = GradientDescent(rate)
    return trained(rule, gradient, theta, num_steps // EVERY, EVERY, look)


def _down(net, data, theta):
    """Lengths of the loss's gradients by the states, over that at the top; NaN where none is."""
    _, _, backs = net.passed(theta, data.inputs[:BATCH], data.targets[:BATCH])
    lengths = np.mean(np.sqrt(np.sum(backs * backs, axis=2)), axis=1)
    places = np.arange(LAYERS + 1) + (LAYERS - net.depth)
    here = rows(lengths / np.maximum(lengths[0], 1e-300), 1.0 * places)
    return np.maximum(here, SMALL)


def _recorded(record, kind, scale):
    """Median, least and largest of recorded networks of the nearest scale, from the top down."""
    logs = np.asarray(getattr(record, kind))[:, :, ::-1]
    missing = LAYERS + 1 - logs.shape[2]  # of a short record
    logs = np.pad(logs, ((0, 0), (0, 0), (0, missing)), constant_values=np.nan)
    which = 1.0 * np.argmin(np.abs(np.log(np.asarray(record.scales) / scale)))
    ends = (np.median, np.min, np.max)
    return [rows(np.maximum(10.0 ** end(logs, axis=1), SMALL), which) for end in ends]


def _words(run, first, now):
    values = {"first": first, "now": now}
    learnt = {"step": run.done[-1], "new": run.seen[-1]}
    level = np.log10(np.maximum(first, SMALL))
    return [
        Readout("At the bottom: × **{first:.2g}** before training, × {now:.2g} now.", values,
                when=~run.diverged),
        Readout("**At the start the layers let it through.**", when=np.abs(level) < 1,
                tone="good"),
        Readout("At the start the layers lose more than nine tenths of it.", when=level <= -1,
                tone="bad"),
        Readout("At the start the layers make it more than ten times as long.",
                when=level >= 1, tone="bad"),
        Readout("Step {step:.0f}: wrong on **{new:.0%}** of new digits.", learnt,
                when=~run.diverged),
        Readout("**Diverged at step {at:.0f}.**", {"at": run.lasted[-1]}, when=run.diverged,
                tone="bad"),
    ]  # fmt: skip
