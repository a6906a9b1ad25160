"""Explorers of the chapter on ill-conditioning, for recorded runs."""

from functools import partial

import numpy as np

from optcourse.explore import (
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)


def step_in_network(record):
    """I5: one gradient step in a trained network, predicted and measured (a StepInNetwork)."""
    moments = len(record.moments)
    named = tuple(f"step {k:,}" for k in record.moments)
    low, high = float(record.rates[0]), float(record.rates[-1])
    controls = [
        Slider("moment", "moment", 0, moments - 1, moments // 2, step=1, texts=named, play=True),
        Slider(
            "rate",
            "learning rate *ε*",
            low,
            high,
            0.4,
            count=len(record.rates),
            log=True,
            spec=".2g",
        ),
    ]
    question = "How far does the second-order prediction hold in a real network?"
    scene = partial(_network_step, record)
    return Explorer(scene, controls, "What a step really does", question, bank=True)


def _network_step(record, moment, rate):
    k = int(np.argmin(np.abs(np.log(record.rates / rate))))
    loss, curvature = record.loss[moment], record.curvature[moment]
    slope_term = record.rates * record.grad_sq[moment]
    bend_term = 0.5 * record.rates**2 * curvature
    predicted, actual = record.predicted[moment], record.actual[moment]
    even = record.break_even[moment]
    return Scene(
        [
            _change_panel(record.rates, predicted / loss, actual / loss, even, k),
            Panel(
                Axis("learning rate *ε*", _span(record.rates), "log"),
                Axis("size of each term", (1e-5, 1e4), "log"),
                [
                    Line(record.rates, slope_term, color=3, label="*εg*^{T}*g*, the gain"),
                    Line(record.rates, bend_term, color=4, dash=True,
                         label="½*ε*²*g*^{T}*Hg*, the cost"),
                    Guide(x=even, color=0, label="equal"),
                    Points(record.rates[k], slope_term[k], color=3),
                    Points(record.rates[k], bend_term[k], color=4, shape="square"),
                ],
            ),
        ],
        _step_readouts(predicted[k], actual[k], loss, curvature),
    )  # fmt: skip


def _change_panel(rates, predicted, actual, even, k):
    return Panel(
        Axis("learning rate *ε*", _span(rates), "log"),
        Axis("change ÷ loss", (-0.5, 0.5)),
        [
            Guide(y=0.0, dash=False),
            Line(rates, predicted, color=0, dash=True, label="predicted, second order"),
            Line(rates, actual, color=2, width=2.5, label="measured"),
            Guide(x=even, color=0, label="break-even"),
            Points(rates[k], predicted[k], color=0, shape="cross"),
            Points(rates[k], actual[k], color=2, size=5),
        ],
    )


def _span(rates):
    return float(rates[0]), float(rates[-1])


def _step_readouts(predicted, actual, loss, curvature):
    values = {"predicted": predicted, "actual": actual, "loss": loss}
    return [
        Readout("Loss {loss:.3g}. Predicted change **{predicted:.2g}**, measured **{actual:.2g}**.",
                values),
        Readout("*g*^{T}*Hg* < 0: no cost, and no limit predicted.", when=curvature < 0),
        Readout("**The step hurts.**", when=actual > 0, tone="bad"),
        Readout("**The prediction is within 10%.**",
                when=abs(actual - predicted) < 0.1 * abs(actual), tone="good"),
    ]  # fmt: skip


def growing_gradient(record):
    """I6: gradient, curvature and errors of networks while they learn (a GrowingGradient)."""
    epochs = tuple(f"epoch {e}" for e in record.epochs)
    last, networks = len(record.epochs) - 1, len(record.seeds)
    named = tuple(f"{k + 1} of {networks}" for k in range(networks))
    controls = [
        Slider("moment", "time", 0, last, last, step=1, texts=epochs, play=True),
        Slider("network", "network", 0, networks - 1, 0, step=1, texts=named),
    ]
    question = "Learning well: does the gradient shrink?"
    scene = partial(_growth, record)
    return Explorer(scene, controls, "A gradient that grows", question, bank=True)


def _growth(record, moment, network):
    so_far = np.arange(len(record.epochs)) <= moment
    top = 1.1 * np.nanmax(record.minibatch_grad_norm)
    curved = record.minibatch_curvature
    bends = (np.nanmin(curved[curved > 0]), 2.0 * np.nanmax(curved))
    panels = [
        _growth_panel(
            record, record.minibatch_grad_norm, Axis("minibatch gradient norm", (0.0, top)), 1
        ),
        _growth_panel(record, curved, Axis("minibatch *g*^{T}*Hg*", _decades(*bends), "log"), 4),
        _growth_panel(record, 100 * record.val_error, Axis("validation error, %", (0, 100)), 3),
    ]
    shown = (record.minibatch_grad_norm, curved, 100 * record.val_error)
    for panel, values, color in zip(panels, shown, (1, 4, 3), strict=True):
        line = np.where(so_far, values[network], np.nan)
        panel.marks.append(Line(record.epochs, line, color=color, width=2.8, label="this one"))
        panel.marks.append(Points(record.epochs[moment], values[network, moment], color=color))
    return Scene(panels, [_growth_readout(record, moment, network)])


def _growth_panel(record, values, axis, color):
    faint = [
        Line(record.epochs, row, color=color, width=0.7, label="" if k else "all networks")
        for k, row in enumerate(values)
    ]
    return Panel(Axis("epoch", (0, int(record.epochs[-1]))), axis, faint, aspect=1.0)


def _decades(low, high):
    return 10.0 ** np.floor(np.log10(low)), 10.0 ** np.ceil(np.log10(high))


def _growth_readout(record, moment, network):
    norm, bend = record.minibatch_grad_norm[network], record.minibatch_curvature[network]
    values = {
        "norm": norm[moment] / norm[0],
        "bend": bend[moment] / bend[0],
        "error": record.val_error[network, moment],
    }
    text = (
        "Against the start: gradient norm × **{norm:.2g}**, *g*^{{T}}*Hg* × **{bend:.2g}**. "
        "Validation error **{error:.0%}**."
    ).replace("{{T}}", "{T}")
    return Readout(text, values)


def the_edge(record):
    """I7: sharpness of networks trained at several rates (an EdgeOfStability)."""
    rates = tuple(f"{rate:g}" for rate in record.rates)
    last = len(record.steps) - 1
    controls = [
        Slider("which", "learning rate *ε*", 0, len(rates) - 1, len(rates) // 2, step=1,
               texts=rates),
        Slider("moment", "time", 0, last, last, step=1, play=True,
               texts=tuple(f"step {step:,}" for step in record.steps)),
    ]  # fmt: skip
    question = "Choose the rate. How sharp a place does descent end up in?"
    return Explorer(partial(_edge, record), controls, "The edge", question, bank=True)


def _edge(record, which, moment):
    steps, so_far = record.steps, np.arange(len(record.steps)) <= moment
    sharp, limit = record.sharpness[which], 2 / record.rates[which]
    often = np.arange(0, steps[-1] + 1, 10)
    loss = np.where(often <= steps[moment], record.loss[which][often], np.nan)
    span = Axis("step", (0, int(steps[-1])))
    faint = [
        Line(steps, row, color=0, width=0.6, label="" if k else "all rates")
        for k, row in enumerate(record.sharpness)
    ]
    return Scene(
        [
            Panel(
                span,
                _sharpness_axis(record),
                [
                    *faint,
                    Guide(y=limit, color=2, label="2/*ε*"),
                    Line(
                        steps,
                        np.where(so_far, sharp, np.nan),
                        color=1,
                        width=2.5,
                        label="this rate",
                    ),
                    Points(steps[moment], sharp[moment], color=1),
                ],
            ),
            Panel(
                span,
                Axis(
                    "training loss", _decades(np.nanmin(record.loss), np.nanmax(record.loss)), "log"
                ),
                [
                    Line(often, loss, color=3, width=1.5),
                    Points(steps[moment], record.loss[which][steps[moment]], color=3),
                ],
            ),
        ],
        _edge_readouts(record, which, moment),
    )


def _sharpness_axis(record):
    """From below the least sharpness to above the highest edge, 2/ε of the smallest rate."""
    low, high = 0.8 * np.nanmin(record.sharpness), 1.2 * 2 / record.rates.min()
    ticks = tuple(t for t in (1, 2, 5, 10, 20, 50, 100, 200) if low <= t <= high)
    return Axis("sharpness *λ*_{max}", (float(low), float(high)), "log", ticks)


def _edge_readouts(record, which, moment):
    ratio = record.relative_sharpness[which, moment]
    values = {"sharp": record.sharpness[which, moment], "limit": 2 / record.rates[which]}
    return [
        Readout("Sharpness **{sharp:.1f}**, limit 2/*ε* = {limit:.1f}.", values),
        Readout("**At the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=0.9 < ratio < 1.1, tone="good"),
        Readout("Below the edge: *ελ*/2 = {ratio:.2f}.", {"ratio": ratio}, when=ratio <= 0.9),
        Readout("**Past the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=ratio >= 1.1, tone="bad"),
    ]  # fmt: skip
