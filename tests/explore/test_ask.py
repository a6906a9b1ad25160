"""Asking a drawing: values under a pointer, a finger and keys; clicks that bring a handle."""

import numpy as np
import pytest

from optcourse.explore import (
    Axis,
    Bars,
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
from optcourse.loops import grid

from . import scenes

STEP = Axis("step", (0, 100))
LOSS, RATE = Axis("loss *L*", (1e-4, 1.0), "log"), Axis("rate", (0, 2))
MOVE = Slider("v", "value", 0.5, 1.0, 1.0, count=6)
ANSWERS = """() => [...document.querySelectorAll(".oc-plot")].map((plot) => {
  const answer = plot.querySelector(".oc-ask");
  return answer && !answer.hidden ? answer.innerText : "";
})"""


def curves(v):
    steps = np.arange(0.0, 101.0)
    loss = [Line(steps, v * 0.9**steps, label="training")]
    loss += [Line(steps, 0.5 + 0 * steps, color=2, label="test")]
    rate = [Line(steps, 0.02 * v * steps), Points(50.0, 0.3, color=3)]
    other = Panel(Axis("width", (0, 4)), RATE, [Bars(np.arange(1.0, 4.0), v * np.ones(3), 0.5)])
    return Scene([Panel(STEP, LOSS, loss), Panel(STEP, RATE, rate), other])


def land(one, other):
    z = grid(lambda theta: np.sum(theta * theta), scenes.GRID, scenes.GRID)
    marks = [Field(scenes.GRID, scenes.GRID, z, levels=(0.25, 0.5, 1.0, 2.0))]
    marks += [Line(np.stack([-1.0, 1.0]), np.stack([0.0, 0.0]), color=2)]
    marks += [Handle(p[0], p[1], control=name) for p, name in [(one, "one"), (other, "other")]]
    numbers = {"a": one[0], "b": one[1], "c": other[0], "d": other[1]}
    readout = Readout("{a:.2f} {b:.2f} {c:.2f} {d:.2f}", numbers)
    return Scene([Panel(*scenes.PLANE, marks)], [readout])


def place(stage, across, up, panel=0):
    """Where shares of a panel's box stand on the screen."""
    box = stage.page.locator(".oc-plot canvas").nth(panel).bounding_box()
    return box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"]


def answers(stage):
    stage.settle()
    return stage.page.evaluate(ANSWERS)


@pytest.mark.parametrize("bank", [False, True])
def test_the_pointer_is_answered_in_all_panels_with_the_axis(stage, bank):
    stage.show(curves, [MOVE], bank)
    assert answers(stage) == ["", "", ""]
    stage.page.mouse.move(*place(stage, 0.5, 0.428))  # 0.9⁵⁰ = 0.0052, at 0.43 of four decades
    assert answers(stage)[0] == "training, step 50: loss L 0.00515"
    assert answers(stage)[1:] == ["step 50: rate 1", ""]
    stage.page.locator("input[type=range]").press("Home")
    assert answers(stage)[0] == "training, step 50: loss L 0.00258"  # after a redraw
    assert answers(stage)[1] == "step 50: rate 0.5"
    stage.page.mouse.move(*place(stage, 0.5, 0.9))
    assert answers(stage)[0].startswith("test, step 5")
    stage.page.mouse.move(*place(stage, 0.5, 0.3, panel=2))
    assert answers(stage) == ["", "", "width 2: rate 0.5"]
    stage.page.mouse.move(2, 2)
    assert answers(stage) == ["", "", ""]


def test_keys_lead_along_a_line_and_between_lines(stage):
    stage.show(curves, [MOVE])
    plot, press = stage.page.locator(".oc-plot svg").first, stage.page.keyboard.press
    stage.page.mouse.click(2, 2)
    press("Tab")
    assert plot.evaluate("(e) => e === document.activeElement")
    assert answers(stage)[0] == "training, step 0: loss L 1"
    press("ArrowRight")
    press("Shift+ArrowRight")
    assert answers(stage)[:2] == ["training, step 11: loss L 0.314", "step 11: rate 0.22"]
    assert stage.page.locator(".oc-ask").first.get_attribute("aria-live") == "polite"
    press("ArrowDown")
    assert answers(stage)[0] == "test, step 11: loss L 0.5"
    press("ArrowUp")
    press("ArrowLeft")
    assert answers(stage)[0] == "training, step 10: loss L 0.349"
    press("Escape")
    assert answers(stage) == ["", "", ""]
    press("ArrowLeft")
    for _ in range(2):  # the next panels have the focus
        press("Tab")
    assert answers(stage) == ["", "", "width 1: rate 1"]
    assert not stage.moves(lambda: press("ArrowRight")), "asking changes no drawing"


def test_a_finger_asks_and_a_tap_elsewhere_ends_it(browser):
    from .stages import Stage

    page = browser.new_page(viewport={"width": 360, "height": 780}, has_touch=True)
    stage = Stage(page)
    stage.show(curves, [MOVE])
    page.touchscreen.tap(*place(stage, 0.5, 0.428))
    assert answers(stage)[0] == "training, step 50: loss L 0.00515"
    box = page.locator(".oc-ask span").first.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    page.touchscreen.tap(20, 20)
    assert answers(stage)[0] == ""
    page.close()


def test_a_click_on_a_map_brings_the_nearest_handle(stage):
    points = [Point("one", "one", (-2, 2), (-2, 2), (-1.0, 1.0))]
    points += [Point("other", "other", (-2, 2), (-2, 2), (1.0, 1.0))]
    stage.show(land, points)
    said = stage.page.locator(".oc-readout")
    stage.page.mouse.click(*place(stage, 0.25, 0.25))
    stage.settle()
    a, b, c, d = (float(each.replace("−", "-")) for each in said.inner_text().split())
    assert (a, b) == pytest.approx((-1, -1), abs=0.03) and (c, d) == (1, 1)
    stage.page.mouse.click(*place(stage, 0.9, 0.5))
    stage.settle()
    c, d = (float(each.replace("−", "-")) for each in said.inner_text().split()[2:])
    assert (c, d) == pytest.approx((1.6, 0), abs=0.03)


def test_an_answer_lies_under_the_handles_and_only_near_a_line_of_a_map(stage):
    points = [Point("one", "one", (-2, 2), (-2, 2), (-1.0, 0.0))]
    points += [Point("other", "other", (-2, 2), (-2, 2), (1.0, 1.0))]
    stage.show(land, points)
    stage.page.mouse.move(*place(stage, 0.75, 0.53))
    assert answers(stage) == ["x 1: y 0"]
    over = "(e) => { const {x, y} = e.getBoundingClientRect();" \
           " return document.elementFromPoint(x + 22, y + 22) === e; }"  # fmt: skip
    assert all(ring.evaluate(over) for ring in stage.page.locator(".oc-handle").all())
    stage.page.mouse.move(*place(stage, 0.5, 0.9))
    assert answers(stage) == [""]
    stage.page.locator(".oc-handle").first.hover()
    assert answers(stage) == [""]


def test_a_path_on_a_map_is_set_off_from_what_it_lies_on(stage):
    points = [Point("one", "one", (-2, 2), (-2, 2), (-1.0, 0.0))]
    points += [Point("other", "other", (-2, 2), (-2, 2), (1.0, 1.0))]
    stage.show(land, points)
    paths = stage.page.locator("svg g[clip-path] path").all()
    looks = [(each.get_attribute("stroke"), float(each.get_attribute("stroke-width")))
             for each in paths if each.get_attribute("d")]  # fmt: skip
    assert looks[0][0] == "var(--oc-paper)" and looks[1][0] == "var(--oc-c2)"
    assert looks[0][1] >= looks[1][1] + 2


@pytest.mark.parametrize("upright", [True, False])
def test_a_line_that_stands_for_a_slider_is_dragged(stage, upright):
    limit = Slider("v", "limit", -2.0, 2.0, 0.0, step=0.1)

    def scene(v):
        line = Guide(x=v, control="v") if upright else Guide(y=v, control="v")
        return Scene([Panel(*scenes.PLANE, [line])], [Readout("{v:.2f}", {"v": v})])

    stage.show(scene, [limit])
    ring, said = stage.page.locator(".oc-handle"), stage.page.locator(".oc-readout")
    assert ring.get_attribute("aria-label") == "limit"
    assert ring.get_attribute("aria-valuetext") == ("x 0" if upright else "y 0")
    ring.hover()
    stage.page.mouse.down()
    stage.page.mouse.move(*place(stage, 0.75, 0.75), steps=3)
    stage.page.mouse.up()
    stage.settle()
    assert said.inner_text() == "1.00"
    ring.press("ArrowLeft")
    stage.settle()
    assert said.inner_text() == "0.90"


def test_a_line_drags_a_slider_only():
    def scene(v):
        return Scene([Panel(*scenes.PLANE, [Guide(x=v[0], control="v")])])

    found = Explorer(scene, [Point("v", "v", (-2, 2), (-2, 2), (0.0, 0.0))], "Title").error
    assert "control of a Guide with drag='x' must be one of []" in found


def run(v):
    steps = np.arange(0.0, 11.0)
    path = [Field(scenes.GRID, scenes.GRID, np.outer(scenes.GRID, scenes.GRID), levels=(0.0, 1.0))]
    path += [Line(v * 0.8**steps, -(0.5**steps), run="descent")]
    curve = [Line(steps, 0.1 + 0 * steps), Line(steps, 0.7**steps, label="loss", run="descent")]
    return Scene([Panel(*scenes.PLANE, path), Panel(Axis("step", (0, 10)), RATE, curve)])


@pytest.mark.parametrize("bank", [False, True])
def test_a_step_of_a_run_is_answered_on_its_map_and_on_its_curve(stage, bank):
    stage.show(run, [MOVE], bank)
    stage.page.mouse.move(*place(stage, 0.3, 0.7**3 / 2, panel=1))
    at_three = answers(stage)
    assert at_three[1].startswith("loss, step 3: ")
    assert at_three[0].startswith("x 0.51: y −0.1")  # 0.8³, −0.5³
    stage.page.mouse.move(2, 2)
    assert answers(stage) == ["", ""]
    stage.page.locator(".oc-plot svg").first.focus()
    stage.page.keyboard.press("ArrowRight")
    for _ in range(6):  # from the leftmost point of the path, its last
        stage.page.keyboard.press("ArrowLeft")
    assert answers(stage)[1].startswith("loss, step 4: ")
