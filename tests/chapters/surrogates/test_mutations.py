"""Surrogate losses: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.surrogates import experiments as surrogates
from optcourse.chapters.surrogates.experiments import (
    AfterZero,
    Descent,
    NewDigits,
    Outliers,
    Probabilities,
    SearchCosts,
    Stopping,
)
from optcourse.networks import losses
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_cover(patch):
    count = surrogates.cover_count
    patch.setattr(surrogates, "cover_count", lambda m, d: count(m, d - 1))


def break_search(patch):
    fewest = surrogates.fewest_mistakes
    patch.setattr(surrogates, "fewest_mistakes", lambda X, y: (fewest(X, y)[0] + 1, 0))


def break_hinge(patch):
    """The ramp loss: no longer convex, and no bound."""
    ramp = lambda z: np.clip(1.0 - z, 0.0, 1.0)  # noqa: E731
    patch.setitem(losses.MARGIN_LOSSES, "hinge", ramp)


def break_zero_one(patch):
    patch.setattr(losses, "zero_one", lambda z: 1 / (1 + np.exp(np.clip(9 * z, -50, 50))))


def break_best_output(patch):
    patch.setitem(losses.BEST_OUTPUTS, "exponential", losses.BEST_OUTPUTS["logistic"])


def frozen(w):
    return w / np.maximum(np.linalg.norm(w, axis=-1, keepdims=True), 1e-9)


def moved_at(place):
    """More mistakes of the hinge, with the outlier at a place of `Outliers`."""

    def change(x):
        x = x.copy()
        x[0, place] += 9
        return x

    return change


CASES = {
    "nothing": (lambda patch: None, set()),
    "Cover's count": (break_cover, {"S8"}),
    "the exact search": (break_search, {"S1"}),
    "the mistakes found": (break_record(SearchCosts, fewest=lambda x: x + 9), {"S9"}),
    "a line with the outlier on its own side": (
        break_record(Outliers, free=moved_at(2)),
        {"S17"},
    ),
    "a line with the outlier behind": (break_record(Outliers, free=moved_at(4)), {"S18"}),
    "mistakes on new digits": (
        break_record(NewDigits, exact_test=lambda x: 0.4 + 0 * x, logistic_test=np.zeros_like),
        {"S19"},
    ),
    "mistakes on training digits": (
        break_record(NewDigits, exact_train=lambda x: x + 1),
        {"S7"},
    ),
    "the hinge": (break_hinge, {"S2"}),
    "the 0-1 loss": (break_zero_one, {"S2"}),
    "a best output": (break_best_output, {"S2"}),
    "the networks' answers": (break_record(Probabilities, outputs=np.sign), {"S3", "S10"}),
    "test errors": (
        break_record(AfterZero, test_error=lambda x: 0 * x + x[:, :1]),
        {"S4", "S11", "S14"},
    ),
    "margins": (break_record(AfterZero, median_margin=lambda x: -x), {"S4", "S11"}),
    "errors under noise": (break_record(AfterZero, blurred_error=lambda x: -x), {"S12"}),
    "validation errors": (break_record(AfterZero, val_error=lambda x: -x), {"S14"}),
    "gradient norms": (break_record(Stopping, grad_norm=np.ones_like), {"S20"}),
    "gradients that vanish": (
        break_record(Stopping, grad_norm=lambda x: x * 0.5 ** np.arange(x.shape[-1])),
        {"S5"},
    ),
    "test errors of stopped runs": (break_record(Stopping, test_error=lambda x: -x), {"S13"}),
    "lengths": (break_record(Descent, w=frozen), {"S15"}),
    "directions": (break_record(Descent, w=lambda x: -x), {"S6", "S15"}),
    "the widest margin": (break_record(Descent, widest=lambda x: -x), {"S15"}),
    "gradients of descent": (break_record(Descent, grad_norm=np.ones_like), {"S16"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("learning/surrogates", *CASES[name])
