"""Inexact gradients: what is broken, and the claims that must fail."""

import pytest

from optcourse.chapters.inexact import experiments as inexact
from optcourse.chapters.inexact.experiments import Errors, Rounding
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_end(patch):
    patch.setattr(inexact, "shifted_end", lambda hessian, bias: -bias)


def break_law(patch):
    patch.setattr(inexact, "hovering_variance", lambda lr, curvature, noise: lr / curvature)


def break_recursion(patch):
    squares = inexact.mean_squares
    patch.setattr(inexact, "mean_squares", lambda rates: squares(0.5 * rates))


def break_baseline(patch):
    plain = inexact.score_function
    patch.setattr(inexact, "score_function", lambda m, s, xi, b: plain(m, s, xi, 0 * b))


CASES = {
    "nothing": (lambda patch: None, set()),
    "the end of a biased descent": (break_end, {"N1"}),
    "the law of hovering": (break_law, {"N7"}),
    "falling rates": (break_recursion, {"N7"}),
    "a baseline": (break_baseline, {"N10"}),
    "kinds of error": (break_record(Errors, loss=lambda x: x[[0, 2, 1]]), {"N11"}),
    "ways to round": (break_record(Rounding, loss=lambda x: x[[0, 2, 1]]), {"N9"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/inexact", *CASES[name])
