"""Gradient descent: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.descent import experiments as descent
from optcourse.chapters.descent.experiments import (
    Batches,
    Brackets,
    Convex,
    Dice,
    Even,
    Flows,
    FourSteps,
    Mistakes,
    Quantized,
    Race,
    Ranges,
    Searched,
    Shorter,
    Stale,
    Stalls,
    Straight,
    Trials,
)
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_derivatives(patch):
    """As if a gradient by hand were a little off."""
    patch.setattr(descent, "by_hand", lambda problem, num_draws=200, seed=0: 1e-3)


def one_valley(valleys):
    """As if no line had a second valley."""
    return np.ones_like(valleys)


def higher(losses):
    """As if new examples asked for rates eight times as high."""
    return np.roll(losses, 3, axis=1)


def lower(shares):
    """As if fewest were mistaken at an eighth of the rate."""
    return np.roll(shares, -3, axis=1)


def turned(losses):
    """As if large batches asked for the low rates, and small ones for the high."""
    return np.stack([losses[0] + np.arange(losses.shape[1])[:, None], *losses[1:, ::-1]])


CASES = {
    "nothing": (lambda patch: None, set()),
    "the modified flow": (break_record(Flows, to_modified=np.sqrt), {"A1", "A1b"}),
    "the flow": (break_record(Flows, to_flow=lambda x: 10 * x), {"A1c"}),
    "what brackets miss": (break_record(Brackets, left=np.zeros_like), {"A2"}),
    "which lines have one valley": (break_record(Brackets, valleys=one_valley), {"A2"}),
    "steps that are shorter": (
        break_record(Shorter, steps=lambda x: x[::-1]),
        {"A2b", "A2c", "A2i"},
    ),
    "curvature of the likelihood": (break_record(Convex, logistic=lambda x: x - 1), {"A4"}),
    "what is split": (break_record(Convex, far=lambda x: x + 1), {"A4b"}),
    "curvature of the error": (break_record(Convex, squared=np.abs), {"A4c"}),
    "heights": (break_record(Stalls, drawn=np.square, shuffled=lambda x: x**0.1), {"A5", "A5b"}),
    "heights throughout": (break_record(Stalls, throughout=np.sqrt), {"A5"}),
    "Adam's best rates": (break_record(Batches, rates=np.square), {"A6"}),
    "losses of batches": (break_record(Batches, train=turned), {"A6", "A6b", "A6d"}),
    "new examples": (break_record(Batches, test=higher), {"A6c", "A6d"}),
    "mistakes on new examples": (break_record(Mistakes, share=lower), {"A6d"}),
    "what SVRG leaves": (break_record(Straight, svrg=np.sqrt), {"A7"}),
    "what averaging leaves": (break_record(Straight, averaged=np.square), {"A7"}),
    "where descent is best": (break_record(Straight, full=lambda x: np.sort(x)), {"A7"}),
    "how old a snapshot is": (break_record(Stale, left=lambda x: x / 10), {"A7b"}),
    "what SGD leaves": (break_record(Race, sgd=lambda x: 50 * x), {"A7c"}),
    "what as many steps leave": (break_record(Even, sgd=lambda x: 0.8 * x**0), {"A7d"}),
    "what the whole gradient leaves": (break_record(Even, full=lambda x: 1 + x), {"A7d"}),
    "what a range test sees": (break_record(Ranges, seen=lambda x: x[:, ::-1]), {"A8"}),
    "what dice leave": (break_record(Dice, random=np.ones_like), {"A8b"}),
    "what a grid leads to": (break_record(Quantized, there=np.logical_not), {"A2f"}),
    "what a bit brings": (break_record(Quantized, above=lambda x: x**0.25), {"A2f"}),
    "what dice choose": (break_record(Trials, random=lambda x: 1.05 * x), {"A8c"}),
    "what a search leaves": (break_record(Searched, exact=lambda x: x / 30), {"A2d"}),
    "what the secant leaves": (break_record(Searched, secant=np.ones_like), {"A2e"}),
    "what a search that stops leaves": (break_record(Searched, doubled=np.sqrt), {"A2g"}),
    "what the shortened secant leaves": (break_record(Searched, cut=np.ones_like), {"A2h"}),
    "which fixed rate is best": (
        break_record(Searched, fixed=lambda x: np.sort(x, axis=0)),
        {"A2d", "A2e", "A2g", "A2h"},
    ),
    "derivatives": (break_derivatives, {"A3"}),
    "four steps": (break_record(FourSteps, left=lambda x: x**4), {"A3b", "A3c"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("algorithms/descent", *CASES[name])
