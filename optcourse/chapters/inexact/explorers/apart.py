"""The explorer of two modes, in the chapter on inexact gradients."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
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
from optcourse.networks.energies.scores import TwoModes

PLACES = np.linspace(-11.0, 11.0, 221)
SPACE = PLACES[1] - PLACES[0]
TRIED = np.linspace(0.02, 0.98, 49)
NUM_EXAMPLES = 1000


def how_far_apart():
    """N6: how well likelihood and score matching tell the weight of two modes at ±c."""
    controls = [
        Slider("half", "modes at ± *c*", 0.5, 5.0, 1.0, step=0.25),
        Slider("weight", "true weight", 0.1, 0.9, 0.3, step=0.1, spec=".1f"),
        Slider("claimed", "claimed weight", 0.05, 0.95, 0.5, step=0.05),
    ]
    presets = {
        "Six apart": {"half": 3.0},
        "Ten apart": {"half": 5.0},
        "Ten against ninety": {"half": 4.0, "weight": 0.1, "claimed": 0.9},
    }
    title = "How far apart?"
    question = "How far apart may the modes be until score matching cannot tell 30% from 50%?"
    return Explorer(_apart, controls, title, question, presets=presets)


def _apart(half, weight, claimed):
    two = TwoModes(half)
    true, other = np.exp(two.log_density(PLACES, weight)), np.exp(two.log_density(PLACES, claimed))
    chance = true * SPACE
    tried = np.reshape(TRIED, (-1, 1))
    excess = [_excess(each, two, weight, tried, chance) for each in (_surprise, _score_loss)]
    here = [_told(each, two, weight, claimed, chance) for each in (_surprise, _score_loss)]
    panels = [_densities(true, other), _losses(excess, weight, claimed)]
    return Scene(panels, _readouts(here, np.abs(claimed - weight) < 1e-6))


def _surprise(two, w):
    return -two.log_density(PLACES, w)


def _score_loss(two, w):
    score = two.score(PLACES, w)
    return two.slope(PLACES, w) + 0.5 * score * score


def _excess(loss, two, weight, tried, chance):
    """How much higher the mean loss is at the weights `tried` (n, 1) than at the true one: (n,)."""
    return np.sum((loss(two, tried) - loss(two, weight)) * chance, axis=1)


def _told(loss, two, weight, claimed, chance):
    """The same at one weight, in standard errors of the mean of so many examples."""
    rest = loss(two, claimed) - loss(two, weight)
    mean = np.sum(rest * chance)
    spread = np.sum((rest - mean) * (rest - mean) * chance)
    return mean * np.sqrt(NUM_EXAMPLES / np.maximum(spread, 1e-300))


def _densities(true, other):
    marks = [
        Line(PLACES, true, color=REFERENCE, dash=True, label="truth"),
        Line(PLACES, other, color=METHOD_A, label="claimed"),
    ]
    return Panel(Axis("*x*", (-9.0, 9.0)), Axis("density", (0.0, 0.42)), marks, aspect=0.9)


def _losses(excess, weight, claimed):
    floor = [np.maximum(each, 1e-12) for each in excess]
    x, y = Axis("claimed weight", (0.0, 1.0)), Axis("loss above the truth's", (1e-9, 10.0), "log")
    marks = [
        Guide(x=weight, color=REFERENCE, label="truth"),
        Guide(x=claimed, color=METHOD_A),
        Line(TRIED, floor[0], color=METHOD_A, width=2.8, label="likelihood, nats"),
        Line(TRIED, floor[1], color=METHOD_B, width=2.8, label="score matching"),
        Points(TRIED[::8], floor[1][::8], color=METHOD_B, shape="triangle", size=4),
    ]
    return Panel(x, y, marks, aspect=0.9)


def _readouts(here, same):
    """By how many standard errors the two losses tell the claim from the truth."""
    likelihood, score = here
    text = "With 1,000 examples the claim is worse than the truth by **{a:.1f}** standard errors "
    text += "of the likelihood, and by **{b:.2g}** of score matching."
    return [
        Readout(text, {"a": likelihood, "b": score}, when=~same),
        Readout("The claim is the truth.", when=same),
        Readout("Two or more: score matching can tell.", when=~same & (score >= 2), tone="good"),
        Readout(
            "Less than two: score matching **cannot tell**.", when=~same & (score < 2), tone="bad"
        ),
    ]
