"""Explorers of the chapter on surrogate losses, for losses that are formulas."""

import numpy as np

from optcourse.explore import (
    Axis,
    Choice,
    Explorer,
    Guide,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)
from optcourse.networks.losses import (
    BEST_OUTPUTS,
    MARGIN_LOSSES,
    MARGIN_SLOPES,
    conditional_risk,
    zero_one,
)

SURROGATES = {name: name for name in MARGIN_LOSSES}
COLORS = {"hinge": 1, "logistic": 2, "exponential": 3, "squared": 4}


def scaled(name):
    """A surrogate that is 1 at margin 0, and its slope: the logistic loss in bits."""
    scale = np.log(2) if name == "logistic" else 1.0
    loss, slope = MARGIN_LOSSES[name], MARGIN_SLOPES[name]
    return lambda m: loss(m) / scale, lambda m: slope(m) / scale


def losses_of_the_margin():
    """S2: the surrogates and their slopes at a margin that the reader sets."""
    controls = [
        Choice("name", "surrogate", SURROGATES, "logistic"),
        Slider("margin", "margin *y f*(*x*)", -3.0, 3.0, -1.2, step=0.05),
    ]
    presets = {
        "Right by 2": {"margin": 2.0},
        "Hinge, right by 2": {"name": "hinge", "margin": 2.0},
        "Squared, right by 2": {"name": "squared", "margin": 2.0},
        "Exponential, wrong by 1": {"name": "exponential", "margin": -1.0},
    }
    question = "Which way, and how hard, does each loss push an example?"
    return Explorer(_losses, controls, "Losses of the margin", question, presets=presets)


def _losses(name, margin):
    value, slope = scaled(name)
    span = Axis("margin *y f*(*x*)", (-3.0, 3.0))
    values = {"value": value(margin), "slope": slope(margin)}
    return Scene(
        [
            Panel(span, Axis("loss", (-0.3, 5.0)), _value_marks(name, value, margin)),
            Panel(span, Axis("slope of the loss", (-4.5, 4.5)), _slope_marks(name, slope, margin)),
        ],
        [
            Readout("**A wrong answer.** The 0-1 loss is 1, its slope 0.", when=margin <= 0),
            Readout("**A right answer.** The 0-1 loss is 0, its slope 0.", when=margin > 0),
            Readout(
                SURROGATES[name].capitalize() + " loss **{value:.2f}**, slope **{slope:.2f}**.",
                values,
            ),
            Readout("It pushes the margin **up**.", when=slope(margin) < 0, tone="good"),
            Readout("It asks for **nothing more**.", when=slope(margin) == 0),
            Readout("It pushes a right answer **back**.", when=slope(margin) > 0, tone="bad"),
        ],
    )


def _style(chosen):
    """The chosen loss is thick, the others are thin and dashed."""
    return {"width": 3.0} if chosen else {"width": 1.2, "dash": True}


def _value_marks(name, value, margin):
    m = np.linspace(-3.0, 3.0, 121)
    curves = [
        Line(m, scaled(each)[0](m), color=COLORS[each], label=each, **_style(each == name))
        for each in SURROGATES
    ]
    sides = [np.array([-3.0, 0.0]), np.array([0.0, 3.0])]
    steps = [
        Line(side, np.full(2, zero_one(side.mean())), color=0, width=2.5, label=name)
        for side, name in zip(sides, ("0-1", ""), strict=True)
    ]
    return [
        *curves,
        *steps,
        Guide(x=margin, color=0),
        Handle(margin, value(margin), "margin", drag="x", color=COLORS[name]),
    ]


def _slope_marks(name, slope, margin):
    below, above = np.linspace(-3.0, 1.0 - 1e-9, 81), np.linspace(1.0, 3.0, 41)
    curves = [
        Line(
            part,
            scaled(each)[1](part),
            color=COLORS[each],
            label="" if k else each,
            **_style(each == name),
        )
        for each in SURROGATES
        for k, part in enumerate((below, above))
    ]
    return [
        *curves,
        Line(np.array([-3.0, 3.0]), np.zeros(2), color=0, width=2.5, label="0-1"),
        Guide(x=margin, color=0),
        Points(margin, slope(margin), color=COLORS[name], size=5.5),
    ]  # fmt: skip


def what_each_loss_asks_for():
    """S2, S10: the best output of each loss where y = +1 has a probability that the reader sets."""
    controls = [
        Slider("probability", "probability of *y* = +1", 0.02, 0.98, 0.8, step=0.02),
    ]
    presets = {
        "As likely as not": {"probability": 0.5},
        "Nearly sure": {"probability": 0.98},
        "Rather the other": {"probability": 0.3},
    }
    question = "What should a network answer when an input has both labels?"
    return Explorer(_answers, controls, "What each loss asks for", question, presets=presets)


def _answers(probability):
    f, p = np.linspace(-3.0, 3.0, 121), np.linspace(0.02, 0.98, 97)
    risks, best = [Guide(x=0.0, dash=False)], [Guide(y=0.0, dash=False)]
    for name, color in COLORS.items():
        loss, answer = scaled(name)[0], BEST_OUTPUTS[name](probability)
        risk = conditional_risk(loss, f, probability)
        risks.append(Line(f, risk, color=color, label=name))
        risks.append(Points(answer, conditional_risk(loss, answer, probability), color=color))
        best.append(Line(p, BEST_OUTPUTS[name](p), color=color, label=name))
        best.append(Points(probability, answer, color=color, size=5))
    best.append(Guide(x=probability, color=0))
    span = (-3.0, 3.0)
    return Scene(
        [
            Panel(Axis("output *f*", span), Axis("mean loss", (0.0, 4.0)), risks),
            Panel(Axis("probability of *y* = +1", (0.0, 1.0)), Axis("best output", span), best),
        ],
        _answer_readouts(probability),
    )


def _answer_readouts(probability):
    values = {name: answer(probability) for name, answer in BEST_OUTPUTS.items()}
    even = np.abs(probability - 0.5) < 0.01
    return [
        Readout("Best outputs: hinge **{hinge:.2f}**, logistic **{logistic:.2f}**, "
                "exponential **{exponential:.2f}**, squared **{squared:.2f}**.", values),
        Readout("All are positive: they agree with Bayes' rule.", when=(probability > 0.5) & ~even,
                tone="good"),
        Readout("All are negative: they agree with Bayes' rule.", when=(probability < 0.5) & ~even,
                tone="good"),
        Readout("Both labels are as likely: either sign is right.", when=even),
    ]  # fmt: skip
