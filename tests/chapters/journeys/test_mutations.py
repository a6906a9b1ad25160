"""Right steps, wrong way: what is broken, and the claims that must fail."""

import numpy as np
import pytest
import torch

from optcourse.chapters.journeys import experiments as journeys
from optcourse.chapters.journeys.experiments import (
    Bands,
    Connections,
    EndlessRidge,
    Likeness,
    Lines,
    Parities,
    Partings,
    Rivals,
    RoundHill,
    Spares,
    Splits,
    Stops,
    Valleys,
    Walk,
)
from optcourse.chapters.journeys.experiments.lunches import next_to_best
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_ridge(patch):
    """As if the crest stood farther to the right."""
    crest = EndlessRidge.crest
    patch.setattr(EndlessRidge, "crest", lambda self: 0.5 * crest(self))


def break_hill(patch):
    """As if no hill were there."""
    patch.setattr(RoundHill, "_bump", lambda self, theta: 0.0 * theta[..., 0])


def break_searches(patch):
    """As if one search asked the first point again and again."""
    patch.setitem(journeys.RULES, "line", lambda asked, seen, num_points: asked[0])


def break_worst(patch):
    """As if two searches were one."""
    patch.setitem(journeys.RULES, "worst", next_to_best)


def break_asking_again(patch):
    patch.setattr(journeys, "asking_again", next_to_best)


def break_closed_sets(patch):
    patch.setattr(journeys, "closed_sets", lambda num_points, num_values: (14, 255))


def break_search_of_splittings(patch):
    """As if every family could be split in this way."""
    patch.setattr(journeys, "splitting", lambda sets: np.arange(sets.shape[1]) < 2)


def break_rounding(patch):
    """As if nothing were lost by single precision."""
    patch.setattr(torch, "float32", torch.float64)


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
    "lines turned round": (break_record(Lines, loss=lambda x: x[..., ::-1]), {"G5"}),
    "lines without hills": (
        break_record(Lines, loss=lambda x: np.minimum.accumulate(x, axis=-1)),
        {"G16"},
    ),
    "searches": (break_searches, {"G9"}),
    "the worst": (break_worst, {"G17"}),
    "asking again": (break_asking_again, {"G18"}),
    "sets that stay": (break_closed_sets, {"G19"}),
    "splittings": (break_search_of_splittings, {"G10", "G26"}),
    "fitted starts": (break_record(Splits, fitted=lambda x: x[:, ::-1]), {"G26"}),
    "precisions": (break_record(Bands, log_beta=lambda x: x[:, ::-1]), {"G27"}),
    "how sure they are": (break_record(Bands, log_beta=lambda x: x + 10), {"G27", "G30"}),
    "single precision": (break_rounding, {"G4"}),
    "how short a gradient gets": (break_record(Stops, norm_after=lambda x: x + 0.1), {"G3"}),
    "the gradient where it stops": (break_record(Stops, norm=lambda x: 0 * x + 0.1), {"G28"}),
    "how far momentum gets": (break_record(Rivals, norm_after=lambda x: x + 0.1), {"G29"}),
    "cosines of steps": (break_record(Rivals, cosine=lambda x: x + 0.5), {"G13"}),
    "matched units": (break_record(Likeness, alike=lambda x: 0 * x + 1), {"G24"}),
    "the straight line": (break_record(Walk, straight=lambda x: x[::-1]), {"G15"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/journeys", *CASES[name])
