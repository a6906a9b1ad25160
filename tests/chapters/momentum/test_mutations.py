"""Momentum: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.momentum import experiments as momentum
from optcourse.chapters.momentum.experiments import Courses, Cycles, Edges, Gains, Tuned
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site

FORMS = momentum.FORMS


def with_form(name, by):
    """As if `name` were another form."""

    def patched(patch):
        patch.setattr(momentum, "FORMS", FORMS | {name: by(FORMS[name])})

    return patched


def keener(form):
    """Momentum a little higher than asked for."""
    return lambda theta, memory, slope, lr, alpha: form(theta, memory, slope, lr, 0.1 + 0.9 * alpha)


def longer(form):
    """A rate a tenth higher than asked for."""
    return lambda theta, memory, slope, lr, alpha: form(theta, memory, slope, 1.1 * lr, alpha)


def without_correction(form):
    """The draft's algorithm with its interim update taken back."""
    return FORMS["nesterov"]


def break_weights(patch):
    patch.setattr(momentum, "weights", lambda alpha, num: np.full(num, 1 / num))


def break_limits(patch):
    patch.setattr(momentum, "largest_rate", lambda form, alpha: 2.0 + 1e-3)


def break_damping(patch):
    patch.setattr(momentum, "best_momentum", lambda form, curved: (1 - curved, 1 - curved))


def break_drag(patch):
    """As if all drag were linear, and weak."""
    rolled = momentum.rolled
    patch.setattr(
        momentum, "rolled", lambda slope, drag, c, *rest: rolled(slope, "linear", 0.01 * c, *rest)
    )


def of_two(change):
    """`change` where a record is of two momenta."""
    return lambda losses: change(losses) if len(losses) > 1 else losses


def of_one(change):
    """`change` where it is of one."""
    return lambda losses: change(losses) if len(losses) == 1 else losses


def alike(losses):
    """As if each momentum came to nearly the same loss as all others, at the middle rate."""
    middle = 0.01 * abs(np.arange(losses.shape[1]) - 1)
    return 1 + np.broadcast_to(middle[:, None], losses.shape)


def worse(losses):
    """As if momentum, but not its absence, cost a half more."""
    return losses * np.array([1.0, 1.5])[:, None, None]


def upside_down(errors):
    return errors[::-1]


CASES = {
    "nothing": (lambda patch: None, set()),
    "the ball's momentum": (
        with_form("heavy_ball", keener),
        {"M1", "M3", "M3b", "M4", "M4b", "M4e"},
    ),
    "the mean's rate": (with_form("prince_ball", longer), {"M1b", "M3"}),
    "torch's form": (with_form("torch_ball", lambda form: FORMS["heavy_ball"]), {"M3c"}),
    "weights": (break_weights, {"M2"}),
    "the draft's algorithm": (with_form("draft_nesterov", without_correction), {"M3b", "M4"}),
    "Nesterov's rate": (with_form("nesterov", longer), {"M3", "M4", "M4f"}),
    "limits": (break_limits, {"M4"}),
    "damping": (break_damping, {"M4b"}),
    "drag": (break_drag, {"M4c", "M4d"}),
    "steps": (break_record(Tuned, steps=lambda x: x[::-1] ** 4), {"M5", "M5d"}),
    "steps alike": (break_record(Tuned, steps=np.ones_like), {"M5", "M5d", "M5e"}),
    "growth": (break_record(Tuned, growth=lambda x: 1.1 * x), {"M5b"}),
    "cycles": (break_record(Cycles, last=np.zeros_like), {"M5c"}),
    "edges": (break_record(Edges, share=lambda x: x + 0.15), {"M8", "M8b", "M8d"}),
    "the edge at 0.9": (break_record(Edges, share=lambda x: np.maximum(x, 1.0)), {"M8c", "M8d"}),
    "what momentum costs": (break_record(Gains, train=of_two(worse)), {"M7"}),
    "what it gains": (break_record(Gains, train=of_one(alike)), {"M3f", "M3g", "M7b", "M7c"}),
    "new digits": (break_record(Gains, test=np.ones_like), {"M7d"}),
    "errors": (break_record(Courses, error=upside_down), {"M6", "M6d"}),
    "a fit": (break_record(Courses, train=lambda x: x[::-1] ** 0.1), {"M6c"}),
    "few examples": (
        break_record(Courses, error=lambda x: x * np.array([1, 0.5, 0.5])[:, None, None]),
        {"M6", "M6b"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("algorithms/momentum", *CASES[name])
