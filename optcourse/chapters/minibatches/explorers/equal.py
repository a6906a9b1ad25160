"""The explorer of batch sizes at equal work, in the chapter on batches: it trains as you look."""

from functools import partial

import numpy as np

from optcourse import draws
from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TRAIN,
    Axis,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    Text,
    faint,
    place,
)
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.networks.rounds import gathered
from optcourse.rules import GradientDescent
from optcourse.tables import rows

EXAMPLES, PER_EPOCH = 1024, 4
EVERY = EXAMPLES // PER_EPOCH
LOSSES = (0.02, 5.0)
NET = Mlp((64, 32, 10))


def work_for_work(record, num_epochs=4):
    """B4, B6: a network with any batch and rate, over recorded ones (an EqualWork).

    It has the record's settings: 32 tanh units, 1,024 digits, four passes over them.
    """
    rates, sizes = record.rates, record.sizes
    slow = float(rates[max(len(rates) // 2 - 1, 0)])
    controls = [
        Slider("batch", "batch size *n*", 1, EXAMPLES, EXAMPLES, count=11, log=True, spec=".0f"),
        Slider("rate", "learning rate *ε*", 0.02, 2.56, slow, count=29, log=True, spec=".2g"),
        Slider("seed", "start", 1, 20, 1, step=1, spec="d"),
    ]
    best = {size: float(rates[record.best[place(sizes, size)]]) for size in (1, 16, EXAMPLES)}
    presets = {
        "The full batch": {"rate": best[EXAMPLES]},
        "A batch of 16": {"batch": 16, "rate": best[16]},
        "The smallest batch": {"batch": 1, "rate": best[1]},
        "Too large a rate": {"batch": 16, "rate": 2.56},
    }
    question = "Each example costs the same. Which batch size gets most out of it?"
    data = digits(num_train=EXAMPLES)
    scene = partial(_work, record, num_epochs, data.X_train.astype(float), np.eye(10)[data.y_train])
    return Explorer(scene, controls, "Equal work", question, presets=presets)


def _work(record, num_epochs, inputs, targets, batch, rate, seed):
    batch = np.floor(batch + 0.5)  # positions of a logarithmic slider are rounded
    run = _trained(num_epochs, inputs, targets, batch, rate, seed)
    ends = np.nanmedian(record.loss, axis=2)  # (B, K, T)
    values = {"n": batch, "steps": np.floor(run.done[-1] / batch), "end": run.seen[-1],
              "done": run.done[-1]}  # fmt: skip
    return Scene(
        [_courses(record, ends, run), _ends(record, ends[:, :, -1], batch, rate, run)],
        [
            Readout("After {done:.0f} example-gradients, **{steps:.0f} steps** of a batch of "
                    "{n:.0f}: loss **{end:.3g}**.", values, when=~run.diverged),
            Readout("**Diverged at example {step:.0f}.**", {"step": run.lasted[-1]},
                    when=run.diverged, tone="bad"),
        ],
    )  # fmt: skip


def _trained(num_epochs, inputs, targets, batch, rate, seed):
    """The `Rounds` of a network, which sees the loss over all examples."""

    def places(r):
        order = draws.order(seed, 20 + r // PER_EPOCH, EXAMPLES)
        return rows(order, 1.0 * EVERY * (r % PER_EPOCH) + np.arange(EVERY))

    def gradient(theta, which):
        one = np.reshape(which, (1,))
        return NET.gradient(theta, rows(inputs, one), rows(targets, one))

    def look(theta, _):
        return NET.gradient(theta, inputs, targets).loss

    rounds = num_epochs * PER_EPOCH
    return gathered(GradientDescent(rate), gradient, NET.start(seed), batch, places, rounds, look)


def _courses(record, losses, run):
    """Loss against work: recorded sizes at their best rates, and this network."""
    best = losses[np.arange(len(record.sizes)), record.best]
    thousands, so_far = record.examples / 1000, EVERY * np.arange(len(run.seen)) / 1000
    end = float(so_far[-1])
    return Panel(
        Axis("example-gradients, thousands", (0, 1.2 * end)),
        Axis("training loss", LOSSES, "log"),
        [
            *faint(thousands, best, "recorded, best rate"),
            *(
                Text(1.015 * end, 0.93 * best[first, -1], name)
                for first, name in _groups(record.sizes, best[:, -1])
            ),
            Line(so_far, run.seen, color=TRAIN, width=2.8, label="this network"),
        ],
    )


def _ends(record, losses, batch, rate, run):
    """The loss at the end (B, K) against the rate: recorded sizes, and this network."""
    sizes = np.asarray(record.sizes)
    this = np.sum(np.where((sizes == batch)[:, None], losses, 0.0), axis=0)
    return Panel(
        Axis("learning rate *ε*", (0.018, 2.85), "log"),
        Axis("training loss at the end", LOSSES, "log"),
        [
            *faint(record.rates, losses, "recorded sizes"),
            Line(record.rates, np.where(this > 0, this, np.nan), color=REFERENCE, width=1.8,
                 dots=True, label="this size, recorded"),
            Points(rate, run.seen[-1], color=CHOSEN, size=5.5),
        ],
    )  # fmt: skip


def _groups(sizes, ends):
    """Sizes whose losses end close together share a name: [(the first of them, name), …]."""
    firsts = [k for k in range(len(sizes)) if k == 0 or ends[k] > 1.25 * ends[:k].max()]
    groups = zip(firsts, [*firsts[1:], len(sizes)], strict=True)
    return [(a, f"{sizes[a]:,}" + f"–{sizes[b - 1]:,}" * (b > a + 1)) for a, b in groups]
