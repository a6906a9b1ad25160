"""The explorers of widths and of the gradient-norm test in the chapter on local minima."""

from functools import partial

import numpy as np

from optcourse.explore import (
    Axis,
    Band,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    faint,
    growing,
    listed,
    timeline,
)

NUM_BINS = 60


def width(record):
    """L7: the losses of many starts, by width and by time (a Widths)."""
    named = [f"{w} unit{'s' if w > 1 else ''}" for w in record.widths]
    controls = [
        listed("which", "hidden layer", named, "{}", min(1, len(named) - 1)),
        timeline("time", record.steps, first=1),
    ]
    question = "Many starts: does it matter from which one you train?"
    scene = partial(_widths, record)
    return Explorer(scene, controls, "Wider networks, fewer surprises", question, bank=True)


def _widths(record, which, moment):
    losses = record.loss[:, moment]
    low, middle, high = np.quantile(losses, [0.05, 0.5, 0.95], axis=-1)
    panels = [_histogram(record, losses[which], middle[which]), _all_widths(record, losses, which)]
    values = {"low": low[which], "high": high[which], "gap": high[which] - low[which]}
    text = "90% of the starts lie between {low:.3g} and {high:.3g} nats, **{gap:.2g} apart**."
    return Scene(panels, [Readout(text, values)])


def _histogram(record, losses, median):
    top = float(np.ceil(10 * np.nanmax(record.loss[:, 1:])) / 10)
    edges = np.linspace(0.0, top, NUM_BINS + 1)
    counts = np.histogram(losses, edges)[0] / losses.size
    around = np.repeat(edges, 2)[1:-1], np.repeat(counts, 2)
    return Panel(
        Axis("training loss, nats", (0.0, top)),
        Axis("share of the starts", (0.0, 1.0)),
        [
            Band(around[0], 0.0 * around[1], around[1], color=1),
            Line(*around, color=1, width=1.6),
            Guide(x=median, color=2, label="median"),
        ],
        title="this width",
    )


def _all_widths(record, losses, which):
    widths, median = record.widths.astype(float), np.median(losses, axis=-1)
    spread = record.spread(losses)
    shown = np.stack([record.spread(), record.spread(record.loss[:, 1])])
    low, high = 0.5 * float(shown.min()), 2 * float(np.nanmax(record.loss[:, 1:]))
    return Panel(
        Axis("hidden units", (0.9 * widths[0], 1.1 * widths[-1]), "log", tuple(record.widths)),
        Axis("nats", (low, high), "log"),
        [
            Line(widths, median, color=2, label="median loss"),
            Line(widths, spread, color=1, dash=True, label="spread, 5% to 95%"),
            Points(widths[which], median[which], color=2, size=5.5),
            Points(widths[which], spread[which], color=1, size=5.5, shape="square"),
        ],
        title="all widths",
    )


KINDS = {"learning": "MNIST-1D, usual start", "plateau": "digits, tiny weights"}


def gradient_norm(record):
    """L8, L21: loss and gradient norm of networks that learn, and on a plateau (a Norms)."""
    num = 1 + min(len(record.steps), len(record.plateau_steps)) // 2 * 2 - 1
    controls = [
        Choice("kind", "networks", KINDS, "plateau"),
        timeline("time", np.arange(num) / (num - 1), "{:.0%}", start=(num - 1) // 20),
    ]
    question = "The gradient is small: is training over? It is large: is it in trouble?"
    scene = partial(_norms, record, num)
    return Explorer(scene, controls, "The gradient-norm test", question, bank=True)


def _norms(record, num, kind, moment):
    mine = {
        "learning": (record.steps, record.loss, record.grad_norm),
        "plateau": (record.plateau_steps, record.plateau_loss, record.plateau_grad_norm),
    }
    steps, loss, norm = mine[kind]
    k = round(moment * (len(steps) - 1) / (num - 1))
    span = Axis("step", (0, int(steps[-1])))
    panels = [
        _course(span, Axis("training loss, nats", (0.0, 2.6)), steps, loss, k, 3),
        _course(span, Axis("gradient norm ‖*g*‖", (1e-5, 3.0), "log"), steps, norm, k, 1),
    ]
    values = {"step": steps[k], "loss": loss[0, k], "norm": norm[0, k]}
    text = "First network at step {step:d}: loss **{loss:.2f}**, ‖*g*‖ = **{norm:.2g}**."
    later = loss[0, -1] < loss[0, k] - 0.2
    lines = [
        Readout(text, values),
        Readout("**Small, and yet no minimum:** the loss is about to fall.",
                when=(norm[0, k] < 0.01) & later, tone="bad"),
        Readout("**Not small:** no critical point holds it here.",
                when=norm[0, k] >= 0.01, tone="good"),
    ]  # fmt: skip
    return Scene(panels, lines)


def _course(span, axis, steps, values, k, color):
    others = faint(steps, values, "all networks", color, width=0.8)
    first = growing(steps, values[0], k, color, "first network")
    return Panel(span, axis, [*others, *first])
