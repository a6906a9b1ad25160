"""Cliffs and exploding gradients: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse import rules
from optcourse.chapters.cliffs import experiments as cliffs
from optcourse.chapters.cliffs.experiments import (
    Depths,
    RecurrentUnit,
    Slices,
    Thresholds,
    Throws,
)
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_product(patch):
    patch.setattr(cliffs, "product_slope", lambda w, t: 1.1 * w ** (t - 1))


def break_unit(patch):
    grad = RecurrentUnit.grad
    patch.setattr(RecurrentUnit, "grad", lambda self, theta: 1.5 * grad(self, theta))


def break_bound(patch):
    value = RecurrentUnit.value
    patch.setattr(RecurrentUnit, "value", lambda self, theta: 100 * value(self, theta))


def break_norm_clipping(patch):
    patch.setattr(rules, "clip_by_norm", lambda g, h: np.clip(g, -h, h))


def break_short_gradients(patch):
    def always(g, h):
        return h * g / np.linalg.norm(g, axis=-1, keepdims=True)

    patch.setattr(rules, "clip_by_norm", always)


def break_value_clipping(patch):
    patch.setattr(rules, "clip_by_value", rules.clip_by_norm)


def forget(x):
    return np.full_like(x, 1.0)


def all_but_the_smallest(error):
    """As if every threshold but the smallest had failed."""
    return np.where(np.arange(error.shape[1])[:, None] > 0, 1.0, error)


def all_but_two(loss):
    """As if only two networks had met a cliff."""
    height = np.ptp(loss, axis=1, keepdims=True)
    return np.where(height >= np.sort(height, axis=0)[-2], loss, 0.1 * loss)


CASES = {
    "nothing": (lambda patch: None, set()),
    "the slope of a product": (break_product, {"C1"}),
    "the gradient of the unit": (break_unit, {"C1", "C5"}),
    "the loss of the unit": (break_bound, {"C5"}),
    "clipping by norm": (break_norm_clipping, {"C3"}),
    "gradients that are short": (break_short_gradients, {"C3"}),
    "clipping by value": (break_value_clipping, {"C3"}),
    "where throws land": (break_record(Throws, far_after=np.zeros_like), {"C2"}),
    "ends without clipping": (break_record(Throws, final=np.zeros_like), {"C2", "C4", "C7"}),
    "ends with clipping": (break_record(Throws, final_clipped=np.ones_like), {"C4", "C7"}),
    "throws": (break_record(Throws, thrown=np.zeros_like), {"C2"}),
    "slices": (break_record(Slices, slice=all_but_two), {"C6"}),
    "norms": (break_record(Slices, norms=np.ones_like), {"C6"}),
    "gradients": (break_record(Slices, grad=forget), {"C3"}),
    "slopes of deep networks": (break_record(Depths, slope=np.ones_like), {"C8"}),
    "how far those are trusted": (break_record(Depths, trust=np.ones_like), {"C8"}),
    "errors": (break_record(Thresholds, error=all_but_the_smallest), {"C9"}),
    "spikes": (break_record(Thresholds, highest=np.ones_like), {"C9"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/cliffs", *CASES[name])
