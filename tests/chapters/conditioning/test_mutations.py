"""Ill-conditioning: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse import landscapes, rules
from optcourse.chapters.conditioning.experiments import (
    EdgeOfStability,
    GrowingGradient,
    StepInNetwork,
    quadratics,
)
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_value(patch):
    value = landscapes.Quadratic.value
    patch.setattr(landscapes.Quadratic, "value", lambda self, theta: 1.3 * value(self, theta))


def break_eigenvalues(patch):
    eigh = np.linalg.eigh
    patch.setattr(np.linalg, "eigh", lambda a: (0.1 * eigh(a)[0], eigh(a)[1]))


def break_descent(patch):
    patch.setattr(rules.GradientDescent, "rate", lambda self, k: 0.5 * self.lr)


def break_hessian(patch):
    hessian = landscapes.Quadratic.hessian
    broken = lambda self, theta=None: 2.0 * hessian(self, theta)  # noqa: E731
    patch.setattr(landscapes.Quadratic, "hessian", broken)


def break_momentum(patch):
    patch.setattr(quadratics, "best_heavy_ball", lambda low, high: (2 / (low + high), 0.0))


CASES = {
    "nothing": (lambda patch: None, set()),
    "the loss of a bowl": (break_value, {"I1", "I5"}),
    "eigenvalues": (break_eigenvalues, {"I2"}),
    "gradient descent": (break_descent, {"I3"}),
    "the Hessian of a bowl": (break_hessian, {"I4", "I5", "I8"}),
    "the best momentum": (break_momentum, {"I8"}),
    "measured changes": (break_record(StepInNetwork, actual=lambda x: 1.5 * x), {"I5"}),
    "validation errors": (break_record(GrowingGradient, val_error=np.ones_like), {"I6"}),
    "curvatures": (break_record(GrowingGradient, minibatch_curvature=np.ones_like), {"I6"}),
    "sharpness": (break_record(EdgeOfStability, sharpness=lambda x: 0.5 * x), {"I7"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/conditioning", *CASES[name])
