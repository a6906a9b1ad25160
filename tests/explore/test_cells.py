"""Tables as coloured cells: their colours, their legend, what they answer and say."""

import numpy as np
import pytest

from optcourse.explore import Axis, Cells, Panel, Scene, Slider
from optcourse.explore.figure import draw
from optcourse.explore.palette import LIGHT, THEMES
from optcourse.explore.telling import told

from . import vision
from .test_palette import luminance

VALUE = Slider("v", "value", 0.5, 1.0, 1.0, count=6)
TO, FROM = Axis("to", (0.5, 3.5), ticks=(1, 2, 3)), Axis("from", (0.5, 2.5), ticks=(1, 2))
WORDS = "weight: 5, most 1 at 2, 1, least −1 at 1, 1"
COLOR = """([across, up]) => {
  const canvas = document.querySelector(".oc-plot canvas");
  const at = [across * canvas.width, (1 - up) * canvas.height].map(Math.floor);
  return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
}"""
ANSWER = "() => document.querySelector('.oc-ask').innerText"


def table(v, levels=(-1.0, 0.0, 1.0)):
    weights = np.array([[-1.0, 1.0, 0.0], [0.5, np.nan, -3.0]]) * np.array([[1.0], [0.0]])
    weights = weights + np.array([[0, 0, 0], [0.5, 0, -0.25]]) * v
    cells = Cells(np.arange(1.0, 4.0), np.arange(1.0, 3.0), weights, levels, "weight")
    return Scene([Panel(TO, FROM, [cells])])


@pytest.fixture
def shown(stage):
    stage.show(table, [VALUE])
    return stage.page


def rgb(color):
    return [int(color[k : k + 2], 16) for k in (1, 3, 5)]


@pytest.mark.parametrize("theme", THEMES)
def test_each_cell_has_the_colour_of_its_number(stage, theme):
    stage.page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
    stage.show(table, [VALUE])
    less, none, more = (np.array(rgb(THEMES[theme][f"c-{k}"])) for k in ("less", "none", "more"))
    wanted = {(0.5, 0.5): less, (1.5, 0.5): more, (2.5, 0.5): none}
    wanted |= {(0.5, 1.5): none + 0.5 * (more - none), (2.5, 1.5): none + 0.25 * (less - none)}
    for (across, up), color in wanted.items():
        found = stage.page.evaluate(COLOR, [across / 3, up / 2])
        assert np.abs(found[:3] - color).max() <= 1 and found[3] == 255
    assert stage.page.evaluate(COLOR, [0.5, 0.75])[3] == 0  # no number, no cell
    stage.page.evaluate("() => { delete document.documentElement.dataset.theme }")


def test_without_a_level_below_zero_there_is_one_colour(stage):
    stage.show(lambda v: table(v, (0.0, 0.5, 1.0)), [VALUE])
    assert stage.page.evaluate(COLOR, [1 / 6, 0.25])[:3] == rgb(LIGHT["c-none"])
    assert stage.page.evaluate(COLOR, [0.5, 0.25])[:3] == rgb(LIGHT["c-more"])
    assert stage.page.locator(".oc-key").all_inner_texts() == ["weight: 0", "1"]


def test_the_legend_names_the_ends_of_its_colours(shown):
    assert shown.locator(".oc-key").all_inner_texts() == ["weight: −1", "0", "1"]
    strokes = [p.get_attribute("stroke") for p in shown.locator(".oc-key path").all()]
    assert strokes == ["var(--oc-c-less)", "var(--oc-c-none)", "var(--oc-c-more)"]


def test_a_pointer_and_keys_are_answered_with_the_value_of_a_cell(shown):
    box = shown.locator(".oc-plot canvas").bounding_box()
    shown.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.2 * box["height"])
    assert shown.evaluate(ANSWER) == "weight, to 3: from 2: −0.25"
    shown.mouse.move(0, 0)
    shown.locator(".oc-plot svg").focus()
    said = {}
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft"):
        shown.keyboard.press(key)
        said[key] = shown.evaluate(ANSWER)
    assert said["ArrowRight"] == "weight, to 2: from 1: 1"
    assert said["ArrowUp"].startswith("weight, to 2: from 2: ")
    assert said["ArrowLeft"] == "weight, to 1: from 2: 0.5"


def test_it_says_in_the_page_and_in_its_picture_where_it_is_most_and_least(shown):
    assert told(table(1.0)) == [WORDS]
    shown.wait_for_timeout(600)
    assert shown.locator(".oc-plot svg").get_attribute("aria-label").endswith(WORDS)
    empty = Cells(np.arange(2.0), np.arange(1.0), np.full((1, 2), np.nan), (0, 1), "weight")
    assert told(Scene([Panel(TO, FROM, [empty])])) == []


def test_on_paper_it_has_the_same_colours():
    (image,) = draw(table(1.0)).axes[0].images
    found = np.round(255 * np.asarray(image.get_array()))
    assert found[0, :, :3].tolist() == [rgb(LIGHT[f"c-{k}"]) for k in ("less", "more", "none")]
    assert found[1, 1, 3] == 0 and found[0, 0, 3] == 255


@pytest.mark.parametrize("theme", THEMES)
def test_both_ends_stand_out_from_the_middle_and_are_told_apart(theme):
    less, none, more = (THEMES[theme][f"c-{k}"] for k in ("less", "none", "more"))
    for end in (less, more):
        dark, light = sorted((luminance(end), luminance(none)))
        assert (light + 0.05) / (dark + 0.05) > 3
    for seen in vision.SEEN:
        assert vision.difference(less, more, seen) > 40


def test_it_is_drawn_where_its_levels_increase_only():
    with pytest.raises(ValueError, match=r"levels must be at least two increasing numbers"):
        Cells(np.arange(2.0), np.arange(2.0), np.ones((2, 2)), (1.0, 1.0))
