"""What a configuration that comes in two sizes owes: both are allowed, and a seed moves both."""

import inspect

import pytest

from optcourse.chapters.memory.experiments import READERS
from optcourse.records.devices import Scale
from tests.laws.listing import heirs

GIVEN = {"method": READERS["RNN"], "lr": 0.1}  # what some ask for besides the scale


def scaled():
    """Every class of the chapters with an `at(scale, …)`."""
    return [kind for kind in heirs(object) if "scale" in arguments(kind)]


def arguments(kind):
    at = getattr(kind, "at", None)
    return inspect.signature(at).parameters if inspect.ismethod(at) else {}


def named(kind):
    return f"{kind.__module__.split('.')[2]}.{kind.__name__}"


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("kind", scaled(), ids=named)
def test_a_scale_is_allowed_and_a_seed_moves_it(kind, scale):
    asked = {name: value for name, value in GIVEN.items() if name in arguments(kind)}
    config = kind.at(scale, **asked)
    assert isinstance(config, kind) and kind.at(scale, **asked) == config
    if "seed" in arguments(kind):
        assert kind.at(scale, **asked, seed=7) != config


def test_they_are_found():
    assert {"conditioning.EdgeConfig", "saddles.NoiseConfig"} <= set(map(named, scaled()))
