"""Right steps, wrong way: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.journeys.experiments import (
    Connections,
    EndlessRidge,
    Parities,
    Partings,
    RoundHill,
    Spares,
    Valleys,
    Walk,
)
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_ridge(patch):
    """As if the crest stood farther to the right."""
    crest = EndlessRidge.crest
    patch.setattr(EndlessRidge, "crest", lambda self: 0.5 * crest(self))


def break_hill(patch):
    """As if no hill were there."""
    patch.setattr(RoundHill, "_bump", lambda self, theta: 0.0 * theta[..., 0])


def evenly(loss):
    """As if the loss fell by as much in each step."""
    return np.linspace(loss[0], loss[-1], len(loss))


def with_a_hill(loss):
    """As if a hill stood half-way."""
    return loss + 0.5 * np.hanning(loss.shape[-1])


def spares_miss(loss):
    """As if no student with units to spare found the lowest loss."""
    return np.concatenate([loss[:1], loss[1:] + 1])


CASES = {
    "nothing": (lambda patch: None, set()),
    "a ridge": (break_ridge, {"G1"}),
    "a hill": (break_hill, {"G12"}),
    "steps in valleys": (break_record(Valleys, steps=np.sqrt), {"G7"}),
    "lengths in valleys": (break_record(Valleys, length=lambda x: x**2), {"G7"}),
    "lengths of ways": (break_record(Walk, length=np.square), {"G2"}),
    "ways from dot to dot": (break_record(Walk, seen=lambda x: 3 * x), {"G13"}),
    "when the loss falls": (break_record(Walk, loss=evenly), {"G14"}),
    "students with spares": (break_record(Spares, loss=spares_miss), {"G8", "G21"}),
    "rest at a bad end": (break_record(Spares, grad_norm=lambda x: x + 1e-6), {"G20"}),
    "a hill after matching": (break_record(Connections, matched=with_a_hill), {"G24"}),
    "a hill on the curve": (break_record(Connections, curve=with_a_hill), {"G25"}),
    "when copies part": (break_record(Partings, loss=lambda x: x[:, ::-1]), {"G11", "G22"}),
    "time apart": (break_record(Partings, loss=lambda x: x[::-1]), {"G22", "G11"}),
    "what starts become": (break_record(Parities, after=lambda x: x + 0.1), {"G6"}),
    "what random starts become": (break_record(Parities, random=lambda x: x + 0.1), {"G23"}),
    "the straight line": (break_record(Walk, straight=lambda x: x[::-1]), {"G15"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/journeys", *CASES[name])
