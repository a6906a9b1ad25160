"""Explorers of runs that pause and runs that leave, in the chapter on saddle points."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
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
)

EVERY = 2
TITLE = "Stopped too early"


def stopped_too_early(linear, network):
    """D7: a rule that stops at a small gradient, on two plateaus (a Staircase, a Plateau)."""
    runs = {
        "linear": ("deep linear network", _of_linear(linear)),
        "network": ("tanh network", _of_network(network)),
    }
    controls = [
        Choice("which", "run", {key: name for key, (name, _) in runs.items()}, "network"),
        Slider("threshold", "stop at ‖*g*‖ below", 1e-4, 1.0, 1e-4, count=41, log=True,
               spec=".2g"),
    ]  # fmt: skip
    question = "Stop when the gradient is small: how good is the model that you get?"
    presets = {
        "A usual threshold": {"threshold": 0.0063},
        "A lower threshold": {"threshold": 0.001},
        "Linear network": {"which": "linear", "threshold": 0.0063},
        "Linear network, fooled": {"which": "linear", "threshold": 0.1},
    }
    scene, title = partial(_stopped, {key: run for key, (_, run) in runs.items()}), TITLE
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _of_linear(record):
    return record.times, record.loss[0], record.grad_norm[0], "time, steps × *ε*"


def _of_network(record):
    """The first network of the smallest factor."""
    return record.steps, record.loss[0, 0], record.grad_norm[0, 0], "step"


def _stopped(runs, which, threshold):
    when, loss, grad, name = runs[which]
    x = Axis(name, (-0.02 * float(when[-1]), 1.02 * float(when[-1])))
    small = grad < threshold
    stops = bool(small.any())
    k = int(np.argmax(small)) if stops else len(when) - 1
    stop = [np.array([series[k] if stops else np.nan]) for series in (when, loss, grad)]
    few = slice(None, None, max(1, len(when) // 400))
    lowest = 10.0 ** np.floor(np.log10(max(np.nanmin(grad), 1e-6)))
    losses = Axis("loss", (0.0, 1.1 * float(np.nanmax(loss))))
    norms = Axis("gradient norm ‖*g*‖", (min(1e-4, float(lowest)), 10.0), "log")
    here = {"color": CHOSEN, "shape": "square", "size": 6}
    falling = [
        Line(when[few], loss[few], color=TRAIN),
        Points(stop[0], stop[1], label="stop", **here),
    ]
    slopes = [
        Line(when[few], grad[few], color=TRAIN),
        Guide(y=threshold, color=CHOSEN, label="threshold", legend=True, control="threshold"),
        Points(stop[0], stop[2], **here),
    ]
    return Scene(
        [Panel(x, losses, falling, aspect=0.85), Panel(x, norms, slopes, aspect=0.85)],
        _stopping_readouts(stops, loss[k], loss[-1], loss[0]),
    )


def _stopping_readouts(stops, at_stop, at_end, at_start):
    values = {"stop": at_stop, "end": at_end}
    early = stops and at_stop > 0.5 * at_start
    return [
        Readout("Stopped at a loss of **{stop:.3f}**; the run goes on to {end:.3f}.", values,
                when=stops),
        Readout("It never stops: no gradient of this run is that small.", when=not stops),
        Readout("**Fooled:** most of the loss was still to be had.", when=early, tone="bad"),
    ]  # fmt: skip


KINDS = {"others": "all units differ", "symmetric": "a unit is zero, or two are equal"}


def noise_at_a_saddle(record):
    """D11 to D13: batches of several sizes from beside saddles of two kinds (a Noise)."""
    named = [f"{d:.6f}".rstrip("0").rstrip(".") for d in record.offsets]
    controls = [
        Choice("kind", "at the saddles", KINDS, "others"),
        listed("which", "distance at the start", named, "{}", start=0),
    ]
    question = "Who leaves a saddle first: small batches or all examples?"
    last = len(record.offsets) - 1
    presets = {
        "A hundredth beside": {"which": last},
        "Zero or equal units": {"kind": "symmetric"},
        "Zero or equal, beside": {"kind": "symmetric", "which": min(1, last)},
    }
    scene, title = partial(_noise, record), "Noise at a saddle"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _noise(record, kind, which):
    own = record.symmetric == (kind == "symmetric")
    runs = record.ratio[:, which, own]
    curves = np.median(runs, axis=1) if own.any() else np.full_like(runs.sum(axis=1), np.nan)
    marks = [Guide(y=1.0, label="saddle", legend=True)]
    looks = zip((2, 4, 3, REFERENCE), (False, False, False, True), strict=True)
    for (color, dash), size, curve in zip(looks, record.batch_sizes, curves, strict=False):
        label = f"batch of {size}" if size else "all examples"
        marks.append(
            Line(record.steps[::EVERY], curve[::EVERY], color=color, dash=dash, label=label)
        )
    steps = Axis("step", (0, int(record.steps[-1])))
    losses = Axis("median loss ÷ loss at the saddle", _all_losses(record))
    return Scene([Panel(steps, losses, marks, aspect=0.5)], _noise_readouts(record, own, which))


def _all_losses(record):
    """From the lowest to the highest median of all settings, and a little more."""
    shown = record.ratio[..., ::EVERY]
    kinds = [shown[:, :, record.symmetric == alike] for alike in (False, True)]
    medians = [np.median(each, axis=2) for each in kinds if each.size]
    low, high = min(map(np.min, medians)), max(map(np.max, medians))
    pad = 0.05 * (high - low)
    return float(low - pad), float(high + pad)


def _noise_readouts(record, own, which):
    known = bool(own.any())
    lines = [
        Readout("Steps until half of the runs had left:", when=known),
        Readout("The search has found no such saddle.", when=not known, tone="bad"),
    ]
    for size, steps in zip(record.batch_sizes, record.left[:, which, own], strict=True):
        name = f"Batch of {size}" if size else "All examples"
        left = np.median(steps) if known else np.inf
        gone = bool(np.isfinite(left))
        values = {"k": left if gone else 0.0}
        lines.append(Readout(f"{name}: **{{k:.0f}}.**", values, when=gone))
        lines.append(Readout(f"{name}: not within the run.", when=known and not gone, tone="bad"))
    kept = int(np.sum(record.units_after[:-1, which, own] == record.units[own]))
    counts = {"kept": kept, "all": int(np.sum(own)) * (len(record.batch_sizes) - 1)}
    told = "After {kept:d} of {all:d} runs of SGD as many units differ as at the saddle."
    return [*lines, Readout(told, counts, when=known)]
