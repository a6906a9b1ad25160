"""What an explorer says to readers who listen, and does for those who enlarge or asked for calm."""

import numpy as np
import pytest

from optcourse.explore import (
    Axis,
    Bars,
    Choice,
    Explorer,
    Field,
    Guide,
    Handle,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
)
from optcourse.explore.palette import THEMES
from optcourse.explore.telling import told

from .test_palette import luminance

RATE = Slider("rate", "rate", 0.0, 1.0, 0.5, count=11)
TIME = Slider("rate", "rate", 0.0, 1.0, 0.0, count=11, play=True)
RUN = Slider("run", "run", 1, 3, 2, step=1, texts=("1 of 3", "2 of 3", "3 of 3"))
START = Point("start", "start", (0, 10), (-2, 2), (5.0, 1.0))
RULE = Choice("rule", "rule", {"fixed": "fixed rate", "newton": "Newton"}, "fixed")
CALM = 700  # milliseconds after which a move is over


def scene(rate, **others):
    steps = np.linspace(0, 10, 21)
    fall = Line(steps, 2 * rate - 0.1 * (steps - 8) * (steps > 8), label="training")
    line = Line(steps, 2 - rate * steps / 5, color=2, label="test")
    marks = [fall, line]
    if "start" in others:
        marks += [Handle(*others["start"], control="start"), Handle(rate, 0.0, "rate", drag="x")]
    run = others.get("run", 0)
    return Scene([Panel(Axis("step", (0, 10)), Axis("loss", (-2, 2)), marks)],
                 [Readout("rate {r:.2f}, run {n:d}", {"r": rate, "n": run})])  # fmt: skip


SPOKEN = """() => {
  globalThis.spoken = [];
  for (const each of document.querySelectorAll("output, [role=status], [aria-live], [role=alert]"))
    if (each.role !== "presentation" && each.ariaLive !== "off") new MutationObserver(() =>
      spoken.push(each.textContent)).observe(each, {childList: true, subtree: true});
}"""


def test_a_move_is_announced_once_when_it_is_over(stage):
    stage.page.emulate_media(reduced_motion="no-preference")
    stage.show(scene, [TIME])
    stage.page.wait_for_timeout(CALM)
    stage.page.evaluate(SPOKEN)
    stage.page.locator("input[type=range]").press("ArrowRight")
    stage.page.wait_for_timeout(200)
    assert stage.page.evaluate("spoken") == []
    stage.page.wait_for_timeout(CALM)
    assert stage.page.evaluate("spoken") == ["rate 0.10, run 0"]
    stage.page.locator(".oc-play").click()
    stage.page.wait_for_function("document.querySelector('.oc-play').textContent === '▶'")
    stage.page.wait_for_timeout(CALM + 300)
    assert stage.page.evaluate("spoken") == ["rate 0.10, run 0", "rate 1.00, run 0"]
    assert stage.page.locator("output").get_attribute("role") == "presentation"


def test_what_a_page_opens_with_is_not_announced(stage):
    stage.show(scene, [RATE])
    stage.page.wait_for_timeout(CALM)
    assert stage.page.locator(".oc-heard").text_content() == ""


def test_the_drawing_says_its_lines_and_its_readout(stage):
    stage.show(scene, [RATE])
    stage.page.wait_for_timeout(CALM)
    drawing = stage.page.get_by_role("img")
    assert drawing.get_attribute("aria-label") == (
        "Plot: loss against step. training: from 1 at 0 to 0.8 at 10, least 0.8 at 10. "
        "test: from 2 at 0 to 1 at 10, least 1 at 10"
    )
    said = drawing.get_attribute("aria-describedby")
    assert stage.page.locator(f"#{said}").inner_text() == "rate 0.50, run 0"
    stage.page.locator("input[type=range]").press("End")
    stage.page.wait_for_timeout(CALM)
    assert "test: from 2 at 0 to 0 at 10" in drawing.get_attribute("aria-label")


@pytest.mark.parametrize(("inside", "level"), [("h2", 3), ("h3", 4), ("", 2)])
def test_the_title_is_a_heading_under_that_of_its_section(stage, inside, level):
    if inside:
        stage.page.evaluate(
            """(name) => {
              const section = document.createElement("section");
              const here = document.getElementById("here");
              section.append(document.createElement(name));
              here.replaceWith(section);
              section.append(here);
            }""",
            inside,
        )
    stage.show(scene, [RATE])
    assert stage.page.get_by_role("heading", name="A title", level=level).count() == 1


def test_the_play_button_says_whether_it_plays_and_space_works_it(stage):
    stage.page.emulate_media(reduced_motion="no-preference")
    stage.show(scene, [TIME])
    button, slider = stage.page.locator(".oc-play"), stage.page.locator("input[type=range]")
    assert button.get_attribute("aria-pressed") == "false"
    slider.press(" ")
    assert button.get_attribute("aria-pressed") == "true"
    slider.press(" ")
    assert button.get_attribute("aria-pressed") == "false"
    stage.page.emulate_media(reduced_motion="reduce")  # a step, and no running
    slider.press("Home")
    button.click()
    stage.page.wait_for_timeout(600)
    assert slider.input_value() == "1" and button.get_attribute("aria-pressed") == "false"


def test_a_place_can_be_given_in_numbers_and_a_handle_says_where_it_is(stage):
    stage.show(scene, [RATE, START])
    ring, slid = stage.page.locator(".oc-handle").all()
    assert ring.get_attribute("role") == "application"
    assert ring.get_attribute("aria-label") == "start, step 5.00, loss 1.00"
    assert [slid.get_attribute(f"aria-value{each}") for each in ("min", "max", "now")] == [
        "0", "1", "0.5"]  # fmt: skip
    stage.page.locator("summary").click()
    across, up = stage.page.get_by_role("spinbutton").all()
    assert [across.input_value(), up.input_value()] == ["5", "1"]
    across.fill("2.5")
    up.fill("99")
    up.press("Tab")
    stage.settle()
    assert ring.get_attribute("aria-label") == "start, step 2.50, loss 2.00"
    assert up.input_value() == "2"  # as far as it may go
    ring.press("ArrowLeft")
    assert float(across.input_value()) < 2.5


def test_few_positions_are_buttons(stage):
    stage.show(scene, [RATE, RUN])
    group = stage.page.get_by_role("group", name="run")
    assert group.inner_text().split() == ["run", "1", "2", "3"]
    assert stage.page.locator("input[type=range]").count() == 1
    assert stage.page.locator("[data-control=run]").count() == 3
    assert group.get_by_label("2").is_checked()
    group.get_by_label("3").click()
    stage.settle()
    assert stage.page.locator(".oc-readout").inner_text() == "rate 0.50, run 3"
    group.get_by_label("3").press("ArrowLeft")
    stage.settle()
    assert stage.page.locator(".oc-readout").inner_text() == "rate 0.50, run 2"


def test_a_slider_without_effect_is_disabled_and_says_why(stage):
    off = {"off": {"rule": ("newton",)}, "why": "Newton needs no rate."}
    rate = Slider("rate", "rate", 0.0, 1.0, 0.5, count=11, **off)
    run = Slider("run", "run", 1, 3, 2, step=1, **off)
    stage.show(scene, [RULE, rate, run])
    inputs = stage.page.locator("[data-control=rate], [data-control=run]")
    dead = lambda: {each.is_disabled() for each in inputs.all()}  # noqa: E731
    why = stage.page.get_by_text("Newton needs no rate.")
    assert dead() == {False} and not why.first.is_visible()
    height = stage.page.locator(".oc").bounding_box()["height"]
    stage.page.get_by_label("Newton").check()
    assert dead() == {True} and why.first.is_visible() and why.last.is_visible()
    assert stage.page.locator(".oc").bounding_box()["height"] == height
    stage.page.get_by_label("fixed rate").check()
    assert dead() == {False} and not why.first.is_visible()


@pytest.mark.parametrize(
    ("off", "why", "message"),
    [
        ({"rule": ("newton",)}, "", "off and why belong together"),
        ({"rule": ("search",)}, "So.", "off of rate must name values of"),
        ({"rate": ("newton",)}, "So.", "off of rate must name values of"),
    ],
)
def test_an_effect_can_be_missing_only_at_choices_that_there_are(off, why, message):
    with pytest.raises(ValueError, match=message):
        rate = Slider("rate", "rate", 0.0, 1.0, 0.5, count=11, off=off, why=why)
        Explorer(scene, [RULE, rate], "Title")


def test_nothing_is_cut_off_at_four_times_the_size(stage):
    stage.page.set_viewport_size({"width": 320, "height": 640})
    stage.show(scene, [RULE, TIME, RUN, START], presets={"a preset of many words": {"rate": 1.0}})
    stage.page.locator("summary").click()
    assert stage.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("color", range(7))
def test_the_edge_of_a_path_on_a_map_stands_out_from_it(theme, color):
    colors = THEMES[theme]
    dark, light = sorted(luminance(colors[name]) for name in (f"c{color}", "paper"))
    assert (light + 0.05) / (dark + 0.05) >= 3


BARE = Panel(Axis("width", (0, 4)), Axis("share", (0, 2)), [
    Bars([1.0, 2.0, 3.0], [0.25, 1.5, 0.5], 0.5), Guide(y=1.0)])  # fmt: skip
DOTTED = Panel(Axis("rate", (1e-3, 1.0), "log"), Axis("loss *L*", (0.0, 10.0)), [
    Points([0.01, 0.1, 0.5, 3.0], [7.25, 2.5, 9.0, 1.0], label="*tried*"),
    Points([0.2], [4.0], color=2)])  # fmt: skip
GROUND = np.linspace(-1.0, 1.0, 21)
HEIGHTS = (GROUND - 0.5) ** 2 + (GROUND[:, None] + 0.3) ** 2
MAPPED = Panel(Axis("a", (-1, 1)), Axis("b", (-1, 1)), [
    Field(GROUND, GROUND, np.where(HEIGHTS > 2, np.nan, HEIGHTS), levels=(0.1, 1.0))])  # fmt: skip


def test_a_plot_without_lines_says_what_it_shows_in_the_page_and_in_its_picture(stage):
    def scene(v):
        return Scene(
            [
                BARE,
                DOTTED,
                MAPPED,
                Panel(
                    Axis("x", (0, 1)),
                    Axis("y", (0, 1)),
                    [Line([0.0, 1.0], np.stack([v / 2, 0.25]))],
                ),
            ]
        )

    slider = Slider("v", "v", 0.5, 1.5, 1.0, count=11)
    wanted = [
        "share: 3, most 1.5 at 2, least 0.25 at 1",
        "tried: 3, most 9 at 0.5, least 2.5 at 0.1",
        "lowest at 0.5, −0.3",
        "y: from 0.5 at 0 to 0.25 at 1, least 0.25 at 1",
    ]
    assert told(scene(1.0)) == wanted
    stage.show(scene, [slider])
    stage.page.wait_for_timeout(700)
    labels = "(all) => all.map((each) => each.getAttribute('aria-label').split('. ').slice(1))"
    drawings = stage.page.locator(".oc-plot > svg")
    assert drawings.evaluate_all(labels) == [[each] for each in wanted]
    stage.page.locator("input[type=range]").press("End")
    stage.page.wait_for_timeout(700)
    after = "y: from 0.75 at 0 to 0.25 at 1, least 0.25 at 1"
    assert drawings.evaluate_all(labels) == [[each] for each in [*wanted[:3], after]]
    assert told(scene(1.5))[3] == after
