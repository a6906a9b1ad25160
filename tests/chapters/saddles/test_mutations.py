"""Saddle points: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse import methods, rules
from optcourse.chapters.saddles import experiments as saddles
from optcourse.chapters.saddles.experiments import (
    AutoencoderPoints,
    Counts,
    CriticalPoints,
    EggCrate,
    Fields,
    Heights,
    Leaving,
    Noise,
    Plateau,
    Signs,
    Staircase,
    Wider,
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


def twice_as_soon(left):
    """As if minibatches left twice as soon, from everywhere."""
    return left * np.array([0.5, 0.5, 0.5, 1.0])[:, None, None]


def break_gradient(patch):
    patch.setattr(np, "gradient", lambda values, places: 0 * values)


def same_for_all(left):
    """As if the batch size made no difference."""
    return np.broadcast_to(left[-1:], left.shape)


CASES = {
    "nothing": (lambda patch: None, set()),
    "gradient descent": (break_descent, {"D1"}),
    "Newton's method": (break_newton, {"D8"}),
    "a unit of weight zero": (break_record(Wider, grad_norm=lambda g: g + 1e-3), {"D14"}),
    "units that stay equal": (break_record(Noise, units_after=lambda n: n + 1), {"D12"}),
    "units that differ": (break_record(CriticalPoints, units=lambda n: n[::-1]), {"D15"}),
    "numbers of saddles": (break_record(Counts, saddles=lambda n: n[::-1]), {"D16"}),
    "spectra in fields": (break_record(Heights, spectra=np.abs), {"D19"}),
    "steps at the saddle": (break_record(Plateau, steps=lambda k: 3 * k), {"D18"}),
    "flat pieces": (break_gradient, {"D22"}),
    "a surface": (break_surface, {"D2"}),
    "random matrices": (break_record(Signs, matrices=lambda p: 0.8 * p), {"D20"}),
    "random fields": (break_record(Signs, fields=np.sqrt), {"D3"}),
    "points found": (break_record(Fields, euler=lambda x: np.arange(len(x)) % 2), {"D3"}),
    "losses of critical points": (break_record(CriticalPoints, loss=lambda x: -x), {"D4", "D15"}),
    "gradients of sets": (break_record(AutoencoderPoints, grad_norm=lambda x: x + 1), {"D5"}),
    "curvature of sets": (break_record(AutoencoderPoints, lowest=np.abs), {"D5"}),
    "maps found": (
        break_record(AutoencoderPoints, found_map=lambda x: x + 0.1),
        {"D5", "D17"},
    ),
    "the theory of Saxe": (break_theory, {"D6", "D23"}),
    "strengths learned": (
        break_record(Staircase, learned=lambda x: np.repeat(x[:, :1000], 2, axis=1)[:, :2001]),
        {"D23"},
    ),
    "gradients on the plateau": (
        break_record(Plateau, grad_norm=lambda x: 1 / x),
        {"D7"},
    ),
    "losses on the plateau": (break_record(Plateau, loss=np.sqrt), {"D7", "D9", "D18"}),
    "who returns": (break_record(Leaving, distance=lambda x: x + 1), {"D21"}),
    "who leaves": (break_record(Leaving, loss=lambda x: x + 1), {"D21"}),
    "dead units": (break_critical_point, {"D10"}),
    "when they leave": (break_record(Noise, left=same_for_all), {"D11"}),
    "when they leave symmetric saddles": (
        break_record(Noise, left=twice_as_soon),
        {"D13"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/saddles", *CASES[name])
