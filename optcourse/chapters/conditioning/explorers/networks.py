"""Explorers of the chapter on ill-conditioning, for recorded runs."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TRAIN,
    VALIDATION,
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
    faint,
    growing,
    numbered,
    place,
    so_far,
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
    late = place(record.moments, 100)
    presets = {
        "A small step": {"moment": late, "rate": low},
        "Past break-even": {
            "moment": late,
            "rate": _within(1.25 * record.break_even[late], record),
        },
        "Step 10": {"moment": place(record.moments, 10)},
        "The end": {"moment": len(record.moments) - 1},
    }
    question = "How far does the second-order prediction hold in a real network?"
    scene = partial(_network_step, record)
    title = "What a step really does"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _within(rate, record):
    """The rate, or the last of the record where there is none or it is beyond."""
    last = float(record.rates[-1])
    return float(rate) if rate < last else last


def _network_step(record, moment, rate):
    k = int(np.argmin(np.abs(np.log(record.rates / rate))))
    loss, curvature = record.loss[moment], record.curvature[moment]
    slope_term = record.rates * record.grad_sq[moment]
    bend_term = 0.5 * record.rates**2 * curvature
    predicted, actual = record.predicted[moment], record.actual[moment]
    even = record.break_even[moment]
    dip = -np.nanmin(actual)  # the largest drop
    return Scene(
        [
            _change_panel(record.rates, predicted / dip, actual / dip, even, k),
            Panel(
                Axis("learning rate *ε*", _span(record.rates), "log"),
                Axis("size of each term", (1e-5, 1e4), "log"),
                [
                    Line(record.rates, slope_term, color=3, label="*εg*^{T}*g*, the gain"),
                    Line(record.rates, bend_term, color=4, dash=True,
                         label="½*ε*²*g*^{T}*Hg*, the cost"),
                    Guide(x=even, color=REFERENCE, label="equal"),
                    Points(record.rates[k], slope_term[k], color=3),
                    Points(record.rates[k], bend_term[k], color=4, shape="square"),
                ],
            ),
        ],
        _step_readouts(predicted[k], actual[k], loss, curvature),
    )  # fmt: skip


def _change_panel(rates, predicted, actual, even, k):
    """The changes in units of the largest drop; the prediction lies as a band under them."""
    near = np.stack([np.interp(rates * wide, rates, predicted) for wide in (0.9, 1.0, 1.1)])
    return Panel(
        Axis("learning rate *ε*", _span(rates), "log"),
        Axis("change ÷ largest drop", (-1.35, 1.35)),
        [
            Guide(y=0.0, dash=False),
            Guide(x=even, color=REFERENCE, label="break-even", legend=True),
            Band(rates, near.min(axis=0) - 0.06, near.max(axis=0) + 0.06, color=REFERENCE),
            Line(rates, predicted, color=REFERENCE, dash=True, label="predicted, second order"),
            Line(rates, actual, color=TRAIN, width=2.5, label="measured"),
            Points(rates[k], predicted[k], color=REFERENCE, shape="cross"),
            Points(rates[k], actual[k], color=CHOSEN, size=5),
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
        timeline("time", record.epochs, "epoch {}", 0),
        numbered("network", "network", len(record.seeds)),
    ]
    last = len(record.epochs) - 1
    presets = {
        "Epoch 10": {"moment": place(record.epochs, 10)},
        "Epoch 70": {"moment": place(record.epochs, 70)},
        "To the end": {"moment": last},
        "Another network": {"moment": last, "network": 1},
    }
    question = "Learning well: does the gradient shrink?"
    title, scene = "A gradient that grows", partial(_growth, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _growth(record, moment, network):
    top = 1.1 * np.nanmax(record.minibatch_grad_norm)
    curved = record.minibatch_curvature
    bends = decades(np.nanmin(curved[curved > 0]), 2.0 * np.nanmax(curved))
    shown = [
        (record.minibatch_grad_norm, Axis("minibatch gradient norm", (0.0, top)), TRAIN),
        (curved, Axis("minibatch *g*^{T}*Hg*", bends, "log"), TRAIN),
        (100 * record.val_error, Axis("validation error, %", (0, 100)), VALIDATION),
    ]
    epochs, x = record.epochs, Axis("epoch", (0, int(record.epochs[-1])))
    panels = [
        Panel(x, axis, [
            *faint(epochs, so_far(values.T, moment).T, "all networks", color),
            *growing(epochs, values[network], moment, CHOSEN, "this one"),
        ], aspect=1.0)
        for values, axis, color in shown
    ]  # fmt: skip
    return Scene(panels, [_growth_readout(record, moment, network)])


def decades(low, high):
    """The powers of ten around a range."""
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
