"""Adaptive steps: what is broken, and the claims that must fail."""

import dataclasses

import numpy as np
import pytest

from optcourse.chapters.adaptive import experiments as adaptive
from optcourse.chapters.adaptive.experiments import (
    RANGES,
    TALKS,
    Bounces,
    Bursts,
    Corrections,
    Decays,
    Depths,
    Falls,
    Limits,
    Pesky,
    Trap,
    Turns,
)
from optcourse.records import sweeps
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def where(field, value, **changes):
    """Fields of the records whose configuration has this value are changed on the way out."""

    def breaks(patch):
        original = sweeps.cached

        def cached(run, config):
            record = original(run, config)
            if getattr(config, field, None) != value:
                return record
            new = {name: change(getattr(record, name)) for name, change in changes.items()}
            return dataclasses.replace(record, **new)

        patch.setattr(sweeps, "cached", cached)

    return breaks


def break_steps(patch):
    """As if steps on a slope were a tenth longer."""
    original = adaptive.step_lengths
    patch.setattr(adaptive, "step_lengths", lambda *args: 1.1 * original(*args))


def break_knees(patch):
    """As if it did not matter where the guard stands."""
    original = adaptive.knees
    patch.setattr(adaptive, "knees", lambda grads, eps=1e-8: (original(grads, eps)[0],) * 2)


def break_evened(patch):
    """As if Muon had done one round only."""
    original = adaptive.evened
    patch.setattr(adaptive, "evened", lambda values: original(values, 1))


def by(factor):
    return lambda values: factor * values


def unturned(steps):
    """As if a turn changed nothing."""
    return steps[[0, 0, 0]]


def felt(steps):
    """As if every rule felt the angle a little."""
    return steps + np.arange(3)[:, None, None]


def at_rest(losses):
    """As if no path rose."""
    return np.minimum(losses, losses[0])


BALL = TALKS["momentum"][0.0, 0.0].rates  # of momentum in the transformer
FAR = RANGES["mnist1d"]["adam"].rates  # of Adam at constant rates
CASES = {
    "nothing": (lambda patch: None, set()),
    "bounces": (break_record(Bounces, ends=by(1.1)), {"P1", "P1b"}),
    "corrections": (break_record(Corrections, times=lambda x: 1 / x), {"P2"}),
    "steps": (break_steps, {"P2b", "P5"}),
    "knees": (break_knees, {"P2c"}),
    "a small loss": (where("factor", 1e-4, train=lambda x: 0 * x + 0.07), {"P2d"}),
    "signs": (break_record(Limits, to_sign=by(1e6)), {"P3"}),
    "slopes": (break_record(Limits, to_descent=np.sqrt), {"P3b"}),
    "bursts": (break_record(Bursts, later=by(0.5)), {"P4", "P4b"}),
    "Adadelta's guard": (where("eps", 1e-4, train=by(2)), {"P5b"}),
    "AdaGrad is worse": (where("rule", "adagrad", train=by(1.4)), {"P5c"}),
    "no turn": (break_record(Turns, steps=unturned), {"P6"}),
    "no turn for a first look": (break_record(Turns, first=unturned), {"P6e"}),
    "no turn at falling rates": (break_record(Falls, left=unturned), {"P6f"}),
    "a warm-up in vain": (where("warming", 0.25, train=by(1.4)), {"P2e"}),
    "a rate for each": (break_record(Pesky, apart=by(5.0)), {"P7c"}),
    "a falling rate": (where("falling", True, left=by(5.0)), {"P12d"}),
    "many pairs": (where("rule", "adam", left=by(2.0)), {"P12e"}),
    "a turn that all feel": (break_record(Turns, steps=felt), {"P6b"}),
    "rates of its own": (break_record(Pesky, own=by(1e3)), {"P7"}),
    "the slow start": (break_record(Pesky, own=at_rest), {"P7b"}),
    "the trap": (break_record(Trap, ends=np.negative), {"P8", "P8b", "P8c"}),
    "decays": (break_record(Decays, inside=lambda x: x[::-1]), {"P9"}),
    "momentum": (where("rule", "momentum", test=lambda x: x - 0.1), {"P11"}),
    "Adam's guards": (
        where("eps", 0.1, test=lambda x: x + 0.05, wrong=lambda x: x - 0.05),
        {"P11b"},
    ),
    "an even step": (break_evened, {"P13"}),
    "Muon": (where("rule", "muon", train=by(2.5)), {"P13b"}),
    "a narrow network": (where("rates", (0.02, 0.04, 0.08, 0.16, 0.32), train=by(0.5)), {"P13c"}),
    "a turned network": (where("turned", True, train=by(1.3)), {"P6c", "P6d"}),
    "AdamW": (where("rule", "adamw", test=lambda x: x + 0.05), {"P9b"}),
    "a better ball": (where("rates", BALL, excess=by(0.5)), {"P10"}),
    "a warm-up that harms": (where("warming", 0.25, excess=by(1.5)), {"P10b"}),
    "a narrow range": (where("rates", FAR, validation=lambda x: x**3), {"P11c"}),
    "depth": (break_record(Depths, shares=lambda x: x / x), {"P14"}),
    "common and rare": (where("rule", "sgd", left=by(1e-3)), {"P12"}),
    "drawn pairs": (where("rule", "sgd", left=by(3)), {"P12b"}),
    "even words": (where("exponent", 0.0, left=by(1e3)), {"P12c"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("algorithms/adaptive", *CASES[name])
