"""The explorers of widths and of the gradient-norm test in the chapter on local minima."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    TRAIN,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    faint,
    growing,
    listed,
    so_far,
    timeline,
)

SPREAD = 0.12  # how far the starts of one width stand apart, in logarithms of the width


def width(record):
    """L7: the losses of many starts, by width and by time (a Widths)."""
    named = [f"{w} unit{'s' if w > 1 else ''}" for w in record.widths]
    last, end = len(named) - 1, len(record.steps) - 1
    controls = [
        listed("which", "hidden layer", named, "{}", min(1, last)),
        timeline("time", record.steps, start=1, first=1),
    ]
    presets = {
        "The end": {"moment": end},
        "Narrowest, at the end": {"which": 0, "moment": end},
        "Widest, at the end": {"which": last, "moment": end},
    }
    question = "Many starts: does it matter from which one you train?"
    scene, title = partial(_widths, record), "Wider networks, fewer surprises"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _widths(record, which, moment):
    losses = record.loss[:, moment]
    low, high = np.quantile(losses[which], [0.05, 0.95])
    values = {"low": low, "high": high, "gap": high - low}
    text = "90% of the starts lie between {low:.3g} and {high:.3g} nats, **{gap:.2g} apart**."
    return Scene(
        [_strips(record, losses, which), _all_widths(record, losses, which)],
        [Readout(text, values)],
    )


def _strips(record, losses, which):
    """The loss of each start, in a strip for each width; that of the chosen width in ink."""
    number = losses.shape[1]
    aside = SPREAD * (2 * (np.arange(number) * (np.sqrt(5) - 1) / 2 % 1) - 1)
    places = record.widths[:, None] * np.exp(aside)
    top = float(np.ceil(10 * np.nanmax(record.loss[:, 1:])) / 10)
    return Panel(
        _of_widths(record),
        Axis("training loss, nats", (0.0, top)),
        [
            Points(np.ravel(places), np.ravel(losses), color=TRAIN, size=1.5),
            Points(places[which], losses[which], color=CHOSEN, size=2.2),
        ],
        title="each start",
    )


def _of_widths(record):
    widths = record.widths.astype(float)
    return Axis("hidden units", (0.8 * widths[0], 1.25 * widths[-1]), "log", tuple(record.widths))


def _all_widths(record, losses, which):
    widths, median = record.widths.astype(float), np.median(losses, axis=-1)
    spread = record.spread(losses)
    shown = np.stack([record.spread(), record.spread(record.loss[:, 1])])
    low, high = 0.5 * float(shown.min()), 2 * float(np.nanmax(record.loss[:, 1:]))
    return Panel(
        _of_widths(record),
        Axis("nats", (low, high), "log"),
        [
            Line(widths, median, color=TRAIN, label="median loss"),
            Line(widths, spread, color=TRAIN, dash=True, label="spread, 5% to 95%"),
            Points(widths[which], median[which], color=CHOSEN, size=5.5),
            Points(widths[which], spread[which], color=CHOSEN, size=5.5, shape="square"),
        ],
        title="all starts of a width",
    )


KINDS = {"learning": "MNIST-1D, usual start", "plateau": "digits, tiny weights"}


def gradient_norm(record):
    """L8, L21: loss and gradient norm of networks that learn, and on a plateau (a Norms)."""
    num = 1 + min(len(record.steps), len(record.plateau_steps)) // 2 * 2 - 1
    shares = np.arange(num) / (num - 1)
    controls = [
        Choice("kind", "networks", KINDS, "plateau"),
        timeline("share of the run", shares, "{:.0%}", start=(num - 1) // 20),
    ]
    presets = {
        "Wait longer": {"moment": num // 2},
        "The end": {"moment": num - 1},
        "MNIST-1D": {"kind": "learning", "moment": num // 2},
        "MNIST-1D, the end": {"kind": "learning", "moment": num - 1},
    }
    question = "The gradient is small: is training over? It is large: is it in trouble?"
    scene, title = partial(_norms, record, num), "The gradient-norm test"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _norms(record, num, kind, moment):
    mine = {
        "learning": (record.steps, record.loss, record.grad_norm),
        "plateau": (record.plateau_steps, record.plateau_loss, record.plateau_grad_norm),
    }
    steps, loss, norm = mine[kind]
    k = round(moment * (len(steps) - 1) / (num - 1))
    span = Axis("step", (0, int(steps[-1])))
    panels = [
        _course(span, Axis("training loss, nats", (0.0, 2.6)), steps, loss, k),
        _course(span, Axis("gradient norm ‖*g*‖", (1e-5, 3.0), "log"), steps, norm, k),
    ]
    values = {"step": steps[k], "loss": loss[0, k], "norm": norm[0, k]}
    text = "First network at step {step:d}: loss **{loss:.2f}**, ‖*g*‖ = **{norm:.2g}**."
    lines = [
        Readout(text, values),
        Readout("**Small, at a high loss:** at a minimum, or on a plateau?",
                when=(norm[0, k] < 0.01) & (loss[0, k] > 0.5 * loss[0, 0]), tone="bad"),
        Readout("**Not small:** no critical point holds it here.",
                when=norm[0, k] >= 0.01, tone="good"),
    ]  # fmt: skip
    return Scene(panels, lines)


def _course(span, axis, steps, values, k):
    others = faint(steps, so_far(values.T, k).T, "all networks", TRAIN, width=0.8)
    first = growing(steps, values[0], k, TRAIN, "first network")
    return Panel(span, axis, [*others, *first])
