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
    faint,
    growing,
    listed,
    numbered,
    timeline,
)


def step_in_network(record):
    """I5: one gradient step in a trained network, predicted and measured (a StepInNetwork)."""
    low, high = float(record.rates[0]), float(record.rates[-1])
    controls = [
        timeline("moment", record.moments, start=len(record.moments) // 2),
        Slider("rate", "learning rate *ε*", low, high, 0.4, count=len(record.rates), log=True,
               spec=".2g"),
    ]  # fmt: skip
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
    controls = [
        timeline("time", record.epochs, "epoch {}"),
        numbered("network", "network", len(record.seeds)),
    ]
    question = "Learning well: does the gradient shrink?"
    scene = partial(_growth, record)
    return Explorer(scene, controls, "A gradient that grows", question, bank=True)


def _growth(record, moment, network):
    top = 1.1 * np.nanmax(record.minibatch_grad_norm)
    curved = record.minibatch_curvature
    bends = _decades(np.nanmin(curved[curved > 0]), 2.0 * np.nanmax(curved))
    shown = [
        (record.minibatch_grad_norm, Axis("minibatch gradient norm", (0.0, top)), 1),
        (curved, Axis("minibatch *g*^{T}*Hg*", bends, "log"), 4),
        (100 * record.val_error, Axis("validation error, %", (0, 100)), 3),
    ]
    epochs, x = record.epochs, Axis("epoch", (0, int(record.epochs[-1])))
    panels = [
        Panel(x, axis, [
            *faint(epochs, values, "all networks", color),
            *growing(epochs, values[network], moment, color, "this one"),
        ], aspect=1.0)
        for values, axis, color in shown
    ]  # fmt: skip
    return Scene(panels, [_growth_readout(record, moment, network)])


def _decades(low, high):
    return 10.0 ** np.floor(np.log10(low)), 10.0 ** np.ceil(np.log10(high))


def _growth_readout(record, moment, network):
    values = {
        "norm": record.minibatch_grad_norm[network, moment],
        "bend": record.minibatch_curvature[network, moment],
        "train": record.train_error[network, moment],
        "error": record.val_error[network, moment],
    }
    text = (
        "Gradient norm **{norm:.2g}**, *g*^{T}*Hg* **{bend:.2g}**. Validation error "
        "**{error:.0%}**, training error {train:.0%}."
    )
    return Readout(text, values)


def the_edge(record):
    """I7: sharpness of networks trained at several rates (an EdgeOfStability)."""
    controls = [
        listed("which", "learning rate *ε*", record.rates, "{:g}"),
        timeline("time", record.steps),
    ]
    question = "Choose the rate. How sharp a place does descent end up in?"
    return Explorer(partial(_edge, record), controls, "The edge", question, bank=True)


def _edge(record, which, moment):
    steps = record.steps
    sharp, limit = record.sharpness[which], 2 / record.rates[which]
    span = _span_of(steps)
    return Scene(
        [
            Panel(
                span,
                _sharpness_axis(record),
                [
                    *faint(steps, record.sharpness, "all rates", width=0.6),
                    Guide(y=limit, color=2, label="2/*ε*"),
                    *growing(steps, sharp, moment, 1, "this rate", width=2.5),
                ],
                aspect=1.0,
            ),
            _balance_panel(record, which, moment, span),
            _loss_panel(record, which, moment, span),
        ],
        _edge_readouts(record, which, moment),
    )


def _span_of(steps):
    """The axis of time, with few enough ticks for three panels beside each other."""
    last = int(steps[-1])
    apart = 10 ** int(np.log10(last))
    return Axis("step", (0, last), ticks=tuple(range(0, last + 1, apart)))


def _balance_panel(record, which, moment, span):
    """The two terms of a step: what curvature costs, as a part of what the slope gives."""
    return Panel(
        span,
        Axis("cost ÷ gain of a step", (-0.3, 1.5)),
        [
            Guide(y=0.0, dash=False),
            Guide(y=1.0, color=2, label="a step hurts above"),
            *growing(record.steps, record.balance[which], moment, 4, "*εg*^{T}*Hg* ÷ 2*g*^{T}*g*"),
        ],
        aspect=1.0,
    )


def _loss_panel(record, which, moment, span):
    often = np.arange(0, record.steps[-1] + 1, 10)
    loss = np.where(often <= record.steps[moment], record.loss[which][often], np.nan)
    bounds = _decades(np.nanmin(record.loss), np.nanmax(record.loss))
    return Panel(
        span,
        Axis("training loss", bounds, "log"),
        [
            Line(often, loss, color=3, width=1.5),
            Points(record.steps[moment], record.loss[which][record.steps[moment]], color=3),
        ],
        aspect=1.0,
    )


def _sharpness_axis(record):
    """From below the least sharpness to above the highest edge, 2/ε of the smallest rate."""
    low, high = 0.8 * np.nanmin(record.sharpness), 1.2 * 2 / record.rates.min()
    ticks = tuple(t for t in (1, 2, 5, 10, 20, 50, 100, 200) if low <= t <= high)
    return Axis("sharpness *λ*_{max}", (float(low), float(high)), "log", ticks)


def _edge_readouts(record, which, moment):
    ratio = record.relative_sharpness[which, moment]
    values = {
        "sharp": record.sharpness[which, moment],
        "limit": 2 / record.rates[which],
        "balance": record.balance[which, moment],
    }
    return [
        Readout("Sharpness **{sharp:.1f}**, limit 2/*ε* = {limit:.1f}. Curvature takes "
                "{balance:.0%} of what the slope gives.", values),
        Readout("**At the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=0.9 < ratio < 1.1, tone="good"),
        Readout("Below the edge: *ελ*/2 = {ratio:.2f}.", {"ratio": ratio}, when=ratio <= 0.9),
        Readout("**Past the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=ratio >= 1.1, tone="bad"),
    ]  # fmt: skip
