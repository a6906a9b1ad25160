"""Inexact gradients: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.inexact import experiments as inexact
from optcourse.chapters.inexact.experiments import Errors, Rounding, Tails
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


def break_squares(patch):
    """As if the rows of the data did not suffice: a worse solution is taken for the best."""
    solve = np.linalg.lstsq
    patch.setattr(np.linalg, "lstsq", lambda X, y, rcond: (0.5 * solve(X, y, rcond=rcond)[0],))


CASES = {
    "nothing": (lambda patch: None, set()),
    "the end of a biased descent": (break_end, {"N1"}),
    "the law of hovering": (break_law, {"N7"}),
    "falling rates": (break_recursion, {"N7"}),
    "a baseline": (break_baseline, {"N10"}),
    "kinds of error": (break_record(Errors, loss=lambda x: x[[0, 2, 1]]), {"N11"}),
    "averages": (break_record(Tails, average=lambda x: 3 * x[::-1]), {"N8"}),
    "the noise of an example": (break_record(Tails, floor=lambda x: 3 * x), {"N12"}),
    "least squares": (break_squares, {"N13"}),
    "ways to round": (break_record(Rounding, loss=lambda x: x[[0, 2, 1]]), {"N9"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/inexact", *CASES[name])
