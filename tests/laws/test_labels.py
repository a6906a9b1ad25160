"""Labels stand clear of each other, of symbols and of the frame, wherever the controls stand."""

import pytest

from optcourse.explore import (
    Axis,
    Explorer,
    Guide,
    Handle,
    Line,
    Panel,
    Points,
    Scene,
    Slider,
    Text,
)
from tests.explore import labels
from tests.explore.stages import Stage
from tests.truths import CATALOGUE, explorer_named


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(reduced_motion="reduce")
    stage = Stage(page)
    page.evaluate(labels.MEASURE)
    yield page
    page.close()
    assert stage.errors == []


@pytest.mark.parametrize("name", CATALOGUE)
def test_labels_are_clear(page, name):
    assert labels.amiss(page, explorer_named(name)) == {}


UNIT = Axis("*x*", (0.0, 1.0))
LONG = "a label far too long for this panel, " * 4
WIDE = "wider than either side of its rule, on a desk and on a phone, as long as this"
VALUE = Slider("v", "v", 0.0, 1.0, 0.5, count=3)
FAULTS = {
    "one × other": [Text(0.5, 0.5, "one"), Text(0.5, 0.51, "other")],
    "one over Points": [Text(0.5, 0.5, "one"), Points(0.52, 0.5)],
    "one over Line": [Text(0.5, 0.5, "one"), Line([0.0, 0.52], [0.5, 0.5], dots=True)],
    "one over Handle": [Text(0.5, 0.5, "one"), Handle(0.52, 0.5, "v", drag="x")],
}


def found(page, marks, y=UNIT):
    """What stands badly in a panel with the marks `marks(v)`."""
    scene = lambda v: Scene([Panel(UNIT, y, marks(v))])  # noqa: E731
    return labels.amiss(page, Explorer(scene, [VALUE], "Title"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_label_in_the_way_is_found(page, fault):
    assert f"1280: {fault}" in found(page, lambda v: FAULTS[fault])


def test_a_label_that_its_own_rule_runs_through_is_found(page):
    assert f"1280: {WIDE} over Guide" in found(page, lambda v: [Guide(x=0.5, label=WIDE)])


def test_a_label_that_is_cut_off_is_found(page):
    assert f"360: {LONG} cut off" in found(page, lambda v: [], Axis(LONG, (0.0, 1.0)))


def test_a_label_in_the_way_at_the_end_of_a_slider_is_found(page):
    met = found(page, lambda v: [Text(0.5, 0.5, "one"), Text(0.5, v * 0.51, "other")])
    assert met["1280: one × other"] == ["v=1.0"]
