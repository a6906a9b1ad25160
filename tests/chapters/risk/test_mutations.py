"""Risk and empirical risk: what is broken, and the claims that must fail."""

import numpy as np
import pytest
import torch

from optcourse import rules
from optcourse.chapters.risk.experiments import (
    Capacity,
    Memorizing,
    Parting,
    Peaks,
    Promises,
    RiskSamples,
    Standing,
    TwoGaussians,
    Widths,
    ZeroOneRisk,
)
from optcourse.networks import losses
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_average(patch):
    """A loss that also looks at its neighbours in the batch is no mean over examples."""
    distance = losses.half_squared_distance
    patch.setattr(losses, "half_squared_distance", lambda a, b: distance(a, b.mean(0)) * len(b))


def break_bayes_rule(patch):
    rule = TwoGaussians.bayes_rule.fget
    patch.setattr(TwoGaussians, "bayes_rule", property(lambda self: 1.1 * rule(self)))


def break_bayes_risk(patch):
    risk = TwoGaussians.bayes_risk.fget
    patch.setattr(TwoGaussians, "bayes_risk", property(lambda self: 1.05 * risk(self)))


def break_descent(patch):
    patch.setattr(rules.GradientDescent, "rate", lambda self, k: 0.01 * self.lr)


def break_sign(patch):
    """A sign that passes its gradient straight on."""
    sign = torch.sign
    patch.setattr(torch, "sign", lambda x: x + (sign(x) - x).detach())


def break_slope_of_risk(patch):
    patch.setattr(ZeroOneRisk, "grad", lambda self, theta: np.zeros(np.shape(theta)))


def shuffled(empirical):
    """Steps in another order: they no longer all go down."""
    return empirical[:, np.random.default_rng(0).permutation(empirical.shape[1])]


def last(x):
    """1 in the last row of an array, 0 in the others."""
    return (np.arange(len(x)) == len(x) - 1).reshape(-1, *[1] * (x.ndim - 1))


CASES = {
    "nothing": (lambda patch: None, set()),
    "an average over examples": (break_average, {"R8"}),
    "empirical risks, off": (break_record(RiskSamples, empirical=lambda x: 1.02 * x), {"R1"}),
    "σ": (break_record(RiskSamples, sigma=lambda x: 1.3 * x), {"R1"}),
    "the Bayes rule": (break_bayes_rule, {"R9"}),
    "the Bayes risk": (break_bayes_risk, {"R2", "R9"}),
    "gradient descent": (break_descent, {"R9"}),
    "the empirical risk of fits": (
        break_record(Capacity, empirical=lambda x: x.mean(axis=1, keepdims=True) + 0 * x),
        {"R3"},
    ),
    "test errors of wide networks": (
        break_record(Widths, test_error=lambda x: x + 0.05 * np.arange(len(x))[:, None, None]),
        {"R10"},
    ),
    "test errors of the widest networks": (
        break_record(Widths, test_error=lambda x: x + 0.05 * last(x)),
        {"R11"},
    ),
    "training errors of large sets": (
        break_record(Widths, train_error=lambda x: x * np.array([1.0, 0.0, 0.0])[:, None]),
        {"R10"},
    ),
    "errors of networks with false labels": (
        break_record(Peaks, test_error=lambda x: np.sort(x, axis=1)),
        {"R12"},
    ),
    "errors of networks with true labels": (
        break_record(Peaks, test_error=lambda x: x + 0.05 * np.arange(x.shape[1])[:, None]),
        {"R12", "R13"},
    ),
    "the cross-entropy of wide networks": (
        break_record(Peaks, test_loss=lambda x: np.sort(x, axis=1)),
        {"R13"},
    ),
    "training errors": (break_record(Memorizing, train_error=lambda x: x + 0.01), {"R4"}),
    "test errors": (break_record(Memorizing, test_error=lambda x: 0.8 * x), {"R4"}),
    "the empirical risk of a run": (break_record(Parting, empirical=shuffled), {"R5"}),
    "the change of the risk": (break_record(Parting, change=lambda x: -np.abs(x)), {"R5"}),
    "autograd through the sign": (break_sign, {"R6"}),
    "networks that stand still": (break_record(Standing, moved=lambda x: x + 1e-9), {"R6"}),
    "the slope of the 0-1 risk": (break_slope_of_risk, {"R6", "R9"}),
    "the worst deviations": (break_record(Promises, worst=lambda x: 2.0 * x), {"R7", "R14"}),
    "independence": (break_record(Promises, worst=lambda x: x[[0, 0]]), {"R14"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("learning/risk", *CASES[name])
