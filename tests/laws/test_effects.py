"""Every slider and point moves its drawing, or is disabled where it cannot."""

import functools

import numpy as np
import pytest

from optcourse.explore import Choice, Explorer, Line, Panel, Scene, Slider
from optcourse.explore.spec import flatten
from tests.explore import scenes
from tests.truths import CATALOGUE, COMPILED, explorer_named

SHARES = (0.0, 1.0, 0.3, 0.7)  # of a control's range


def at(control, share):
    """A value of a control, at a share of its range."""
    if control.kind == "point":
        return [low + share * (high - low) for low, high in (control.x, control.y)]
    return control.at(round(share * (len(control.positions) - 1)))


def drawn(explorer, values):
    """All that is drawn and read at these values, as one array."""
    _, arrays = flatten(explorer.scene(**values))
    return np.concatenate([np.ravel(np.asarray(each, float)) for each in arrays])


def places(explorer, choices):
    """Where the other controls may stand, and what is drawn there, asked for at most once.

    They stand at their start, and at shares of their ranges: [(values, () → array), …].
    """
    movable = [each for each in explorer.controls if each.kind != "choice"]
    shares = [{each.name: at(each, share) for each in movable} for share in SHARES[2:]]
    found = [choices, *(each | choices for each in shares)]
    return [(each, functools.cache(functools.partial(drawn, explorer, each))) for each in found]


def has_effect(explorer, control, standing):
    """Whether a control moves anything, wherever the others stand."""
    for values, there in standing:
        moved = (  # as few as it takes to see one that differs
            drawn(explorer, values | {control.name: at(control, share)}) for share in SHARES
        )
        if not all(np.array_equal(there(), each, equal_nan=True) for each in moved):
            return True
    return False


def wrong(explorer):
    """Each control that has no effect and does not say so, or that says so and has one."""
    for _, choices in explorer.variants():
        standing = places(explorer, choices)
        for control in explorer.controls:
            off = getattr(control, "off", {})
            says = any(choices[name] in dead for name, dead in off.items())
            if control.kind != "choice" and has_effect(explorer, control, standing) == says:
                yield control.name, choices


@pytest.mark.parametrize("name", COMPILED)
def test_no_control_is_dead_and_alive(name):
    assert not list(wrong(explorer_named(name)))


def test_a_dead_control_is_found():
    rule = Choice("rule", "rule", {"a": "a", "b": "b"}, "a")

    def scene(v, rule):
        height = v if rule == "a" else 1.0
        return Scene([Panel(scenes.X, scenes.Y, [Line(scenes.T, height + 0 * scenes.T)])])

    def found(**off):
        slider = Slider("v", "v", 0.0, 1.0, 0.5, count=5, **off)
        return list(wrong(Explorer(scene, [slider, rule], "Title")))

    assert found() == [("v", {"rule": "b"})]
    assert found(off={"rule": ("b",)}, why="It is fixed.") == []
    assert found(off={"rule": ("a", "b")}, why="It is fixed.") == [("v", {"rule": "a"})]


def test_what_is_off_says_why_in_a_sentence():
    sliders = [c for name in CATALOGUE for c in explorer_named(name).controls if c.kind == "slider"]
    told = [each.why for each in sliders if each.off]
    assert len(told) >= 3 and all(why.endswith(".") and len(why) <= 45 for why in told)
