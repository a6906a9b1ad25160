"""The explorer of clipping thresholds: a recurrent network trains as you look."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    REFERENCE,
    TRAIN,
    Axis,
    Band,
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
from optcourse.intervals import wilson
from optcourse.networks.latches import Latches
from optcourse.rules import GradientDescent, NormClip
from optcourse.tables import rows

EVERY, PASS = 10, 0.98  # steps between tests; the share of bits told by who succeeds
LATCHES = Latches(longest=20, batch=16, num_test=200)
RATES = np.array([10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000]) / 1000
NEVER = 1e300  # a threshold that no gradient reaches
LIMITS = np.append(10.0 ** (np.arange(-8, 9) / 4), NEVER)
LOSSES = Axis("loss of a minibatch", (1e-5, 1e3), "log", (1e-5, 1e-3, 0.1, 10, 1e3))
TITLE, QUESTION = "Does *h* matter?", "How carefully must the threshold be chosen?"


def does_h_matter(record, num_steps=600):
    """C9: a network with any threshold and rate, over recorded ones (a Thresholds).

    It has the record's settings: ten units that start from a rotation, sequences of 20 steps,
    batches of 16, 600 steps.
    """
    texts = [*(f"{float(f'{h:.2g}'):g}" for h in LIMITS[:-1]), "none"]
    rate = partial(place, RATES)
    finite = partial(place, np.log(LIMITS[:-1]))
    controls = [
        listed("rate", "learning rate *ε*", RATES, "{:g}", start=rate(0.3)),
        listed("which", "threshold *h*", texts, "{}", start=len(texts) - 1),
        Slider("seed", "start", 1, 30, 3, step=1, spec="d"),
    ]
    presets = {
        "Clipped at 0.3": {"which": finite(np.log(0.3))},
        "Clipped too late": {"which": finite(np.log(10.0))},
        "Steps too short": {"rate": rate(0.03), "which": finite(np.log(0.01))},
        "A low rate, unclipped": {"rate": rate(0.03)},
    }
    return Explorer(partial(_matter, record, num_steps), controls, TITLE, QUESTION,
                    presets=presets)  # fmt: skip


def _matter(record, num_steps, rate, which, seed):
    lr, h = rows(RATES, rate), rows(LIMITS, which)
    start = LATCHES.start(seed, turned=True)
    length, rounds = LATCHES.longest, num_steps // EVERY
    run = LATCHES.trained(GradientDescent(lr), start, length, seed, rounds, EVERY, NormClip(h))
    told = 1 - run.seen[-1]
    near = _nearest(record.rates, RATES, rate), _nearest(record.thresholds, LIMITS, which)
    at = len(record.thresholds) * near[0] + near[1]
    values = {"step": run.done[-1], "told": told}
    return Scene(
        [_losses(record, at, num_steps, run), _successes(record, near[0], h, told >= PASS)],
        [
            Readout("Step {step:.0f}: **{told:.0%}** of new bits told rightly.", values,
                    when=~run.diverged),
            Readout("**It learns.**", when=told >= PASS, tone="good"),
            Readout("**Diverged at step {at:.0f}.**", {"at": run.lasted[-1]}, when=run.diverged,
                    tone="bad"),
            Readout("Recorded nearby: **{done:.0f} of {of:.0f}** learn; in **{spiked:.0f}** the "
                    "loss spiked above 10.", _recorded(record, at)),
        ],
    )  # fmt: skip


def _nearest(recorded, values, which):
    """The place of the recorded value that is nearest to `values[which]`, in their logarithm."""
    recorded = np.minimum(recorded, NEVER)
    return rows(np.array([place(np.log(recorded), np.log(v)) for v in values]), which)


def _recorded(record, at):
    """What is read of the recorded networks."""
    spiked = np.sum(record.highest > 10, axis=2).ravel()
    done = np.sum(record.success, axis=2).ravel()
    return {"done": rows(done, at), "of": record.success.shape[2], "spiked": rows(spiked, at)}


def _successes(record, rate, h, passed):
    """The share of recorded networks that succeed at each threshold, and whether this one does.

    No threshold stands at the right.
    """
    counts, of = record.success.sum(axis=2), record.success.shape[2]
    low, high = (100 * end.reshape(counts.shape) for end in wilson(counts, of))
    share, low, high = (rows(each, rate) for each in (100 * counts / of, low, high))
    finite = record.thresholds[:-1]
    apart = 10 * finite[-1]
    ticks = tuple(h for h in LIMITS[:-1:4] if h <= finite[-1])
    h = np.minimum(h, apart)
    return Panel(
        Axis("threshold *h*", (0.5 * min(finite[0], LIMITS[0]), 6.0 * apart), "log", ticks),
        Axis("networks that learn, %", (-5, 105), ticks=(0, 25, 50, 75, 100)),
        [
            Band(finite, low[:-1], high[:-1], color=METHOD_B, label="95% interval"),
            Line(finite, share[:-1], color=METHOD_B, width=2.6, dots=True, label="clipped at *h*"),
            Points(apart, share[-1], color=METHOD_A, shape="square", label="none"),
            Guide(x=h, color=CHOSEN, label="this network", legend=True),
            Points(h, np.where(passed, 100.0, 0.0), color=CHOSEN, size=6),
        ],
    )  # fmt: skip


def _losses(record, at, num_steps, run):
    """The course of training: this network, and the middle 80% of the recorded ones."""
    shape = -1, len(record.steps)
    bottom, top = (_shown(np.quantile(record.loss, q, axis=2)).reshape(shape) for q in (0.1, 0.9))
    done = EVERY * np.arange(num_steps // EVERY + 1)
    return Panel(
        Axis("step", (0, num_steps)),
        LOSSES,
        [
            Band(record.steps, rows(bottom, at), rows(top, at), color=REFERENCE,
                 label="recorded, 10 to 90%"),
            Line(done, np.clip(run.loss, 1e-5, 1e3), color=TRAIN, width=2.2, label="this network"),
        ],
    )  # fmt: skip


def _shown(loss):
    """Losses within the picture; those that grew beyond all numbers run along its top."""
    return np.clip(np.nan_to_num(loss, nan=np.inf), 1e-5, 1e3)
