"""Ill-conditioning: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse import landscapes, rules
from optcourse.chapters.conditioning.experiments import (
    EdgeOfStability,
    GrowingGradient,
    NoisySteps,
    Searches,
    Spectra,
    StepInNetwork,
    Warmed,
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


def break_push(patch):
    """Bouncing across the valley does not lower its sharpness."""

    def grad(self, theta):
        x, y = theta[..., 0], theta[..., 1]
        return np.stack([np.exp(y) * x, self.pull * (y - np.log(self.sharpest))], axis=-1)

    patch.setattr(landscapes.Sharpening, "grad", grad)


CASES = {
    "nothing": (lambda patch: None, set()),
    "the loss of a bowl": (break_value, {"I1", "I5"}),
    "eigenvalues": (break_eigenvalues, {"I2"}),
    "gradient descent": (break_descent, {"I3", "I12", "I14"}),
    "the Hessian of a bowl": (break_hessian, {"I4", "I5", "I8"}),
    "the best momentum": (break_momentum, {"I8"}),
    "what the valley does to a bounce": (break_push, {"I12"}),
    "steps of line searches": (break_record(Searches, steps=lambda x: x // 4), {"I13"}),
    "measured changes": (break_record(StepInNetwork, actual=lambda x: 1.5 * x), {"I9"}),
    "costs": (break_record(NoisySteps, cost=lambda x: np.sort(x)[:, ::-1]), {"I15"}),
    "spectra": (break_record(Spectra, eigenvalues=np.abs), {"I11"}),
    "validation errors": (break_record(GrowingGradient, val_error=np.ones_like), {"I6"}),
    "curvatures": (
        break_record(GrowingGradient, minibatch_curvature=np.ones_like),
        {"I6", "I10"},
    ),
    "sharpness": (break_record(EdgeOfStability, sharpness=lambda x: 0.5 * x), {"I7"}),
    "warm starts": (break_record(Warmed, warm=lambda x: np.nan * x), {"I16"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/conditioning", *CASES[name])
