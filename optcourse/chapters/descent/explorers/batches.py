"""The explorer of rate and batch: it trains a network as you look."""

from functools import partial

import numpy as np

from optcourse import draws
from optcourse.chapters.descent.experiments import examples
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    TRAIN,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    listed,
    place,
)
from optcourse.networks.passes import Mlp
from optcourse.networks.rounds import gathered
from optcourse.rules import Adam, GradientDescent
from optcourse.tables import rows

RULES = {"sgd": ("SGD", GradientDescent), "adam": ("Adam", Adam)}
AXES = {"rate": "rate *ε*", "root": "*ε* ÷ √*B*", "part": "*ε* ÷ *B*"}
POWERS = {"rate": 0.0, "root": 0.5, "part": 1.0}
SIZES = (1, 2, 4, 8, 16, 32, 64)
LIMITS = {
    ("sgd", "rate"): (2e-3, 6.0), ("sgd", "root"): (1e-3, 0.8), ("sgd", "part"): (5e-4, 0.1),
    ("adam", "rate"): (1e-4, 0.25), ("adam", "root"): (8e-5, 0.03), ("adam", "part"): (1e-5, 0.016),
}  # fmt: skip
COLORS = METHOD_A, METHOD_B, METHOD_C
NET = Mlp((40, 64, 10), "relu")
LOSSES = (0.1, 6.0)


def rate_and_batch(config, records):
    """A6: a network with any rate and batch, over recorded ones (Batches by rule) of `config`."""
    X, y = examples(config, config.seeds[0])[0]
    controls = [
        Choice("rule", "rule", {name: label for name, (label, _) in RULES.items()}, "sgd"),
        listed("batch", "batch size *B*", SIZES, "{}", start=2),
        Slider("rate", "learning rate *ε*", 0.002, 2.56, 0.04, count=32, log=True, spec=".2g"),
        Choice("axis", "below the curves", AXES, "rate"),
    ]
    presets = {
        "Four times the batch": {"batch": place(SIZES, 16)},
        "Both times four": {"batch": place(SIZES, 16), "rate": 0.16},
        "Over the batch": {"axis": "part"},
        "Adam": {"rule": "adam", "rate": 0.004},
        "Adam, over the root": {"rule": "adam", "rate": 0.004, "axis": "root"},
    }
    question = "The batch is four times as large. Which rate learns as much from as many examples?"
    scene = partial(_scene, config, records, X.astype(float), np.eye(10)[y])
    return Explorer(scene, controls, "Rate and batch", question, presets=presets)


def _scene(config, records, X, targets, rule, batch, rate, axis):
    size = rows(np.array(SIZES, float), batch)
    run = _trained(config, X, targets, RULES[rule][1](rate), size)
    end = {"loss": run.seen[-1], "size": size, "epochs": run.done[-1] / len(X)}
    text = "Batches of {size:.0f}, {epochs:.0f} epochs: training loss **{loss:.3g}**."
    return Scene(
        [_ends(records[rule], rule, axis, size, rate, run), _course(config, run)],
        [
            Readout(text, end, when=~run.diverged),
            Readout("**Diverged at example {step:.0f}.**", {"step": run.lasted[-1]},
                    when=run.diverged, tone="bad"),
        ],
    )  # fmt: skip


def _trained(config, X, targets, rule, size):
    """The `Rounds` of a network, an epoch each, which sees the loss over all examples."""
    num = len(X)

    def gradient(theta, which):
        one = np.reshape(which, (1,))
        return NET.gradient(theta, rows(X, one), rows(targets, one))

    def look(theta, _):
        return NET.gradient(theta, X, targets).loss

    places = lambda r: draws.order(1, 20 + r, num)  # noqa: E731
    return gathered(rule, gradient, NET.start(1), size, places, config.num_epochs, look)


def _course(config, run):
    epochs = np.arange(config.num_epochs + 1)
    marks = [
        Guide(y=np.log(10.0), color=REFERENCE, dash=True, label="guessing"),
        Line(epochs, run.seen, color=TRAIN, width=2.8),
    ]
    axes = Axis("epoch", (0, config.num_epochs)), Axis("training loss", LOSSES, "log")
    return Panel(*axes, marks, aspect=0.8, title="this network")


def _ends(record, rule, axis, size, rate, run):
    """The loss at the end against the rate, or the rate over a power of the batch size."""
    power, ends = POWERS[axis], record.train.mean(axis=2)
    marks = [
        Line(rates / float(b) ** power, np.where(np.isfinite(end), end, np.nan), color=color,
             dash=k == 1, width=1.8, label=f"batches of {b}")
        for k, (b, rates, end, color) in enumerate(
            zip(record.sizes, record.rates, ends, COLORS, strict=False)
        )
    ]  # fmt: skip
    marks.append(Points(rate / size**power, run.seen[-1], color=CHOSEN, shape="square", size=6))
    axes = Axis(AXES[axis], LIMITS[rule, axis], "log"), Axis("training loss", LOSSES, "log")
    return Panel(*axes, marks, aspect=0.8, title="recorded; square: this network")
