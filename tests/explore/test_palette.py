"""One palette: paper has the page's colours, no file its own; text stands out from its panel."""

import re
from itertools import combinations

import pytest

from optcourse.explore import Line, Panel, Scene
from optcourse.explore.figure import draw
from optcourse.explore.modules import FRONT
from optcourse.explore.page import style_source
from optcourse.explore.palette import THEMES

from . import scenes, vision

PACKAGE = FRONT.parent


def test_paper_has_the_colours_of_the_light_page():
    lines = [Line([0, 1], [0, 1], color=k) for k in range(7)]
    drawn = draw(Scene([Panel(scenes.X, scenes.Y, lines)])).axes[0].lines
    page = re.findall(r"--oc-c(\d): (#\w{6});", style_source())
    assert dict(page[:7]) == {str(k): line.get_color() for k, line in enumerate(drawn)}


@pytest.mark.parametrize("kind", ["py", "js", "css"])
def test_no_file_has_a_colour_of_its_own(kind):
    sources = {path: path.read_text("utf-8") for path in PACKAGE.rglob(f"*.{kind}")}
    assert sources
    assert not [path for path, text in sources.items() if re.search(r"#[0-9a-f]{6}\b", text)]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("color", ["ink", "muted", "good", "bad", "c5", "c6"])
def test_text_stands_out_from_its_panel(theme, color):
    found = {name: re.findall(rf"--oc-{name}: (#\w{{6}})", style_source())
             for name in (color, "panel")}  # fmt: skip
    dark, light = sorted(luminance(each[theme]) for each in found.values())
    assert (light + 0.05) / (dark + 0.05) > 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seen", vision.SEEN)
def test_colours_with_a_role_are_told_apart(theme, seen):
    colors = [THEMES[theme][f"c{k}"] for k in range(1, 6)]
    near = [pair for pair in combinations(colors, 2) if vision.difference(*pair, seen) < 15]
    assert not near


@pytest.mark.parametrize("theme", THEMES)
def test_no_data_has_the_colour_of_an_alarm(theme):
    colors, bad = [THEMES[theme][f"c{k}"] for k in range(7)], THEMES[theme]["bad"]
    assert min(vision.difference(bad, color, seen) for color in colors for seen in vision.SEEN) > 15


def test_a_grey_and_its_neighbour_are_as_far_apart_as_cie_says():
    assert vision.difference("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    assert vision.difference("#777777", "#787878") == pytest.approx(0.4, abs=0.05)
    assert vision.difference("#ff0000", "#00ff00") > 3 * vision.difference(
        "#c00000", "#606000", "no green"
    )


def luminance(color):
    """The relative luminance of #rrggbb, by WCAG 2."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
