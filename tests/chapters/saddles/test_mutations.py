"""Saddle points: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse import methods, rules
from optcourse.chapters.saddles import experiments as saddles
from optcourse.chapters.saddles.experiments import (
    AutoencoderPoints,
    CriticalPoints,
    EggCrate,
    Fields,
    Leaving,
    Noise,
    Plateau,
    Signs,
    Staircase,
)
from optcourse.networks import curvature
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_descent(patch):
    patch.setattr(rules.GradientDescent, "rate", lambda self, k: 0.5 * self.lr)


def break_newton(patch):
    patch.setattr(methods.Newton, "curvature", methods.SaddleFreeNewton.curvature)


def break_surface(patch):
    value = EggCrate.value
    patch.setattr(EggCrate, "value", lambda self, theta: -value(self, theta))


def break_theory(patch):
    patch.setattr(saddles, "staircase", lambda s, first, depth, t: s * np.tanh(t[:, None]))


def break_critical_point(patch):
    original = curvature.critical_point

    def steeper(*args):
        point = original(*args)
        object.__setattr__(point, "grad_norm", 1e-3)
        return point

    patch.setattr(curvature, "critical_point", steeper)


def sooner_beside(left):
    """As if minibatches left sooner from everywhere, not only from the saddle itself."""
    return left * np.array([0.5, 0.5, 0.5, 1.0])[:, None, None]


def same_for_all(left):
    """As if the batch size made no difference."""
    return np.broadcast_to(left[-1:], left.shape)


CASES = {
    "nothing": (lambda patch: None, set()),
    "gradient descent": (break_descent, {"D1"}),
    "Newton's method": (break_newton, {"D8"}),
    "a surface": (break_surface, {"D2"}),
    "random matrices": (break_record(Signs, matrices=lambda p: 0.8 * p), {"D2"}),
    "random fields": (break_record(Signs, fields=np.sqrt), {"D3"}),
    "points found": (break_record(Fields, euler=lambda x: np.arange(len(x)) % 2), {"D3"}),
    "losses of critical points": (break_record(CriticalPoints, loss=lambda x: -x), {"D4"}),
    "gradients of sets": (break_record(AutoencoderPoints, grad_norm=lambda x: x + 1), {"D5"}),
    "curvature of sets": (break_record(AutoencoderPoints, lowest=np.abs), {"D5"}),
    "maps that are found": (break_record(AutoencoderPoints, found_map=lambda x: x + 0.1), {"D5"}),
    "the theory of Saxe": (break_theory, {"D6"}),
    "strengths learned": (
        break_record(Staircase, learned=lambda x: np.repeat(x[:, :1000], 2, axis=1)[:, :2001]),
        {"D6"},
    ),
    "gradients on the plateau": (
        break_record(Plateau, grad_norm=lambda x: 1 / x),
        {"D7"},
    ),
    "losses on the plateau": (break_record(Plateau, loss=np.sqrt), {"D7", "D9"}),
    "who returns": (break_record(Leaving, distance=lambda x: x + 1), {"D8"}),
    "who leaves": (break_record(Leaving, loss=lambda x: x + 1), {"D8"}),
    "dead units": (break_critical_point, {"D10"}),
    "when they leave": (break_record(Noise, left=same_for_all), {"D11"}),
    "when they leave from beside it": (break_record(Noise, left=sooner_beside), {"D11"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/saddles", *CASES[name])
