"""Local minima: what is broken, and the claims that must fail."""

import pytest
from mutations import BOOK, failing_claims

from optcourse import landscapes
from optcourse.experiments import minima

pytestmark = pytest.mark.site


def break_gabor_gradient(patch):
    grad = landscapes.GaborLoss.grad
    patch.setattr(landscapes.GaborLoss, "grad", lambda self, theta: 0.3 * grad(self, theta))


def break_curves(patch):
    patch.setattr(minima, "chord_gap", lambda name, left, right: abs(left - right))


CASES = {
    "nothing": (lambda patch: None, set()),
    "the chord": (break_curves, {"L1"}),
    "the slope of the Gabor loss": (break_gabor_gradient, {"L2"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, monkeypatch):
    break_it, claims = CASES[name]
    break_it(monkeypatch)
    failed = failing_claims(BOOK / "challenges" / "minima.ipynb")
    assert claims <= failed
    assert bool(failed) == bool(claims)
