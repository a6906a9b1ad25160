"""What every mark owes, by listing them: channels, and a drawing on paper and in the page.

Nothing here names a mark: examples are made from what its fields declare.
"""

import io
import re
import shutil
import types
from dataclasses import fields

import numpy as np
import pytest

from optcourse.explore import Axis, Explorer, Panel, Scene, Slider, marks, modules, page
from optcourse.explore.bank import bank_scene, slot_kinds
from optcourse.explore.channels import Mark, data
from optcourse.explore.figure import draw
from optcourse.explore.marks import MARKS
from tests.explore.stages import Stage

NUMBERS = {  # by the shape that a channel declares
    "": 0.5,
    "n": np.linspace(0.2, 0.8, 7),
    "nx": np.linspace(0, 1, 6),
    "ny": np.linspace(0, 1, 5),
    "ny nx": np.outer(np.linspace(0.5, 1, 5), np.linspace(0.1, 0.9, 6)),
}
STYLE = {"levels": (0.2, 0.4, 0.6, 0.8), "control": "v", "drag": "x", "text": "words"}
VALUE = Slider("v", "value", 0.5, 1.0, 0.9, count=5)
UNIT = {letter: Axis(letter, (0, 1)) for letter in "xyz"}


def scales(name, optional=True):
    """The scales of a mark's channels, with those of optional ones or without."""
    channels = MARKS[name].channels().values()
    return {channel.scale for channel in channels if optional or not channel.optional}


PLACES = [(name, "plane") for name in MARKS if "z" not in scales(name, optional=False)]
PLACES += [(name, "space") for name in MARKS if "z" in scales(name)]


def example(name, where, v, **style):
    """A mark of this name whose numbers move with v; grids stay, what is drawn on them moves."""
    channels = MARKS[name].channels()
    wanted = [
        n for n, c in channels.items() if not c.optional or (c.scale, where) == ("z", "space")
    ]
    shapes = {n: channels[n].shape for n in wanted or list(channels)[:1]}
    factor = {"nx": 1, "ny": 1}  # else the k-th is that of the first over k
    numbers = {
        n: NUMBERS[shape] * factor.get(shape, v / (1 + k))
        for k, (n, shape) in enumerate(shapes.items())
    }
    looks = {f.name for f in fields(MARKS[name])} - channels.keys()
    return MARKS[name](**numbers, **{n: s for n, s in (STYLE | style).items() if n in looks})


def scene(where, *drawn):
    axes = UNIT if where == "space" else {"x": UNIT["x"], "y": UNIT["y"]}
    return Scene([Panel(**axes, marks=list(drawn))])


@pytest.mark.parametrize("name", MARKS)
def test_its_numbers_say_where_they_go(name):
    channels = MARKS[name].channels().values()
    assert channels, f"{name} has no field made by data()"
    for channel in channels:
        assert channel.scale in {"x", "y", "z", "dx", "dy", "shade"}, channel
        assert channel.shape in NUMBERS, channel
    has_levels = "levels" in {f.name for f in fields(MARKS[name])}
    assert has_levels or "shade" not in scales(name), f"{name} has a shade and no levels"
    assert {where for mark, where in PLACES if mark == name}, f"{name} is drawn in no panel"


def png(where, *drawn):
    figure, file = draw(scene(where, *drawn)), io.BytesIO()
    figure.savefig(file, format="png", dpi=50)
    return file.getvalue()


@pytest.mark.parametrize(("name", "where"), PLACES)
def test_it_leaves_ink_on_paper_where_its_numbers_are(name, where):
    picture = png(where, example(name, where, 0.9))
    assert picture != png(where)
    assert picture != png(where, example(name, where, 0.5))


@pytest.mark.parametrize(("name", "where"), PLACES)
def test_hostile_numbers_raise_nothing_on_paper(name, where):
    for v in (np.nan, np.inf, -np.inf, 1e300):
        png(where, example(name, where, v))


@pytest.fixture(scope="module")
def stage(browser):
    page = browser.new_page(viewport={"width": 500, "height": 700})
    yield Stage(page)
    page.close()


@pytest.mark.parametrize("bank", [False, True], ids=["compiled", "banked"])
@pytest.mark.parametrize(("name", "where"), PLACES)
def test_it_is_drawn_in_the_page_and_follows_a_slider(stage, name, where, bank):
    blank = stage.show(lambda v: scene(where), [VALUE], bank)
    assert stage.show(lambda v: scene(where, example(name, where, v)), [VALUE], bank) != blank
    assert stage.moves(lambda: stage.page.locator("input[type=range]").press("Home"))
    assert stage.errors == []


@pytest.mark.parametrize(("name", "where"), PLACES)
def test_hostile_numbers_raise_nothing_in_the_page(stage, name, where):
    for number in (np.nan, np.inf, 1e300):
        drawn = scene(where, example(name, where, number))
        ink = stage.show(lambda v, drawn=drawn: drawn, [VALUE], True)
        said = re.sub(r"base64,[\w+/=]*", "", ink)  # less the pictures of canvases
        assert "NaN" not in said and "Infinity" not in said and "undefined" not in said
    assert stage.errors == []


@pytest.mark.parametrize(("name", "where"), PLACES)
def test_its_label_can_be_read(stage, name, where):
    if "label" in {f.name for f in fields(MARKS[name])} and where == "plane":
        drawn = scene(where, example(name, where, 0.9, label="the name"))
        figure = draw(drawn)
        legends = [text for axes in figure.axes for text in axes.get_legend_handles_labels()[1]]
        assert "the name" in [*legends, *(t.get_text().strip() for t in figure.axes[0].texts)]
        stage.show(lambda v: drawn, [VALUE], True)
        assert "the name" in stage.page.locator(".oc-panel").inner_text()


@pytest.mark.parametrize(("name", "where"), PLACES)
def test_its_numbers_are_packed_in_a_bank(name, where):
    spec, _ = bank_scene(lambda v: scene(where, example(name, where, v)), [VALUE], {})
    assert "exact" not in {kind for kind, _, _ in slot_kinds(spec)}


# A piece that is missing is named, where the course is started and where the page is drawn.


def test_a_mark_without_a_file_in_the_page_is_named(monkeypatch):
    monkeypatch.setattr(page, "MARKS", MARKS | {"Ghost": Mark})
    with pytest.raises(ValueError, match=r"^front/marks/ghost.js must draw Ghost, and"):
        page.mark_modules()


@pytest.fixture
def front(tmp_path, monkeypatch):
    """A copy of the front end that may be broken."""
    folder = shutil.copytree(modules.FRONT, tmp_path / "front")
    for module in (modules, page):
        monkeypatch.setattr(module, "FRONT", folder)
    return folder


def test_a_file_in_the_page_without_a_mark_is_named(front):
    (front / "marks" / "ghost.js").write_text('register("Ghost", {});\n', "utf-8")
    with pytest.raises(ValueError, match=r"^front/marks/ghost.js draws no mark of marks/$"):
        page.mark_modules()


def test_a_file_that_registers_another_mark_is_named(front):
    shutil.copy(front / "marks" / "line.js", front / "marks" / "band.js")
    with pytest.raises(ValueError, match=r"^front/marks/band.js must register 'Band'$"):
        page.mark_modules()


def test_a_mark_that_the_page_does_not_know_is_named(stage):
    payload = Explorer(lambda v: scene("plane", marks.Guide(x=v)), [VALUE], "t").payload()
    ghost = payload.replace('"type":"Guide"', '"type":"Ghost"')
    stage.page.evaluate(f"optcourse.mount(document.getElementById('here'), ({ghost})); 0")
    stage.page.wait_for_selector(".oc[data-state=error]")
    assert "Ghost has no drawing for a plane" in stage.page.locator(".oc-error").inner_text()


class Drawn(Mark):
    def draw(self, axes, order):
        """Nothing."""


class Undrawn(Mark):
    x: object = data("x")


@pytest.mark.parametrize(
    ("name", "found", "message"),
    [
        ("drawn", [], r"^marks/drawn.py must define one mark, named as the file, got \[\]$"),
        ("other", [Drawn], r"^marks/other.py must define one mark, named as the file, got"),
        ("undrawn", [Undrawn], r"^marks/undrawn.py must draw Undrawn: draw\(self, axes, order\)$"),
    ],
)
def test_a_file_of_marks_that_lacks_something_is_named(name, found, message, monkeypatch):
    module = types.ModuleType(f"optcourse.explore.marks.{name}")
    for each in found:
        monkeypatch.setattr(each, "__module__", module.__name__)
        setattr(module, each.__name__, each)
    with pytest.raises(TypeError, match=message):
        marks._mark(module)
