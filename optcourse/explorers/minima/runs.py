"""The explorers of widths and of the gradient-norm test in the chapter on local minima."""

from functools import partial

import numpy as np

from optcourse.explore import (
    Axis,
    Band,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Rule,
    Scene,
    Slider,
)

NUM_BINS = 60


def width(record):
    """L7: the losses of hundreds of starts, by width and by time (a Widths)."""
    named = tuple(f"{w} unit{'s' if w > 1 else ''}" for w in record.widths)
    steps = tuple(f"step {step}" for step in record.steps)
    last, end = len(named) - 1, len(steps) - 1
    controls = [
        Slider("which", "hidden layer", 0, last, min(2, last), step=1, texts=named),
        Slider("moment", "time", 1, end, end, step=1, texts=steps[1:], play=True),
    ]
    question = "Hundreds of starts: does it matter from which one you train?"
    scene = partial(_widths, record)
    return Explorer(scene, controls, "Wider networks, fewer surprises", question, bank=True)


def _widths(record, which, moment):
    low, high = _range(record)
    edges = np.exp(np.linspace(np.log(low), np.log(high), NUM_BINS + 1))
    losses = record.loss[which, moment]
    counts = np.histogram(losses, edges)[0] / losses.size
    step_x = np.repeat(edges, 2)[1:-1]
    tops = np.quantile(record.loss[:, moment], [0.05, 0.5, 0.95], axis=-1)
    widths = record.widths.astype(float)
    axis = Axis("training loss, nats", (low, high), "log")
    panels = [
        Panel(
            axis,
            Axis("share of the starts", (0.0, 1.0)),
            [
                Band(step_x, 0.0 * step_x, np.repeat(counts, 2), color=1),
                Line(step_x, np.repeat(counts, 2), color=1, width=1.6),
                Rule(x=tops[1, which], color=2, label="median"),
            ],
            title="this width",
        ),
        Panel(
            Axis("hidden units", (float(widths[0]) * 0.9, float(widths[-1]) * 1.1), "log",
                 tuple(int(w) for w in record.widths)),
            Axis("training loss, nats", (low, high), "log"),
            [
                Band(widths, tops[0], tops[2], color=1, label="90 % of the starts"),
                Line(widths, tops[1], color=1, label="median"),
                Points(widths[which], tops[1, which], color=2, size=5.5),
            ],
            title="all widths",
        ),
    ]  # fmt: skip
    values = {"low": tops[0, which], "high": tops[2, which], "gap": tops[2, which] - tops[0, which]}
    text = "90 % of the starts lie between {low:.3g} and {high:.3g} nats, **{gap:.2g} apart**."
    return Scene(panels, [Readout(text, values)])


def _range(record):
    shown = record.loss[:, 1:]
    return float(0.8 * np.nanmin(shown)), float(1.2 * np.nanmax(shown))


KINDS = {"learning": "MNIST-1D, usual start", "plateau": "digits, tiny weights"}


def gradient_norm(record):
    """L8: loss and gradient norm of networks that learn, and of networks on a plateau (a Norms)."""
    num = 1 + min(len(record.steps), len(record.plateau_steps)) // 2 * 2 - 1
    shares = tuple(f"{k / (num - 1):.0%}" for k in range(num))
    controls = [
        Choice("kind", "networks", KINDS, "plateau"),
        Slider("moment", "time", 0, num - 1, (num - 1) // 20, step=1, texts=shares, play=True),
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
    faint = [
        Line(steps, row, color=color, width=0.8, label="" if j else "all networks")
        for j, row in enumerate(values)
    ]
    so_far = np.where(np.arange(len(steps)) <= k, values[0], np.nan)
    first = Line(steps, so_far, color=color, width=2.8, label="first network")
    return Panel(span, axis, [*faint, first, Points(steps[k], values[0, k], color=color)])
