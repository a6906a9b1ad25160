"""Room: kept before an explorer is drawn, even among panels, on a phone, alone on the screen."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from optcourse.explore import (
    Axis,
    Choice,
    Explorer,
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
from tests.explore import scenes

PHONE, TABLET, DESK = (360, 740), (768, 900), (1280, 900)
UNIT = Axis("*x*", (0.0, 1.0))
HIGH = "(element) => element.getBoundingClientRect().height"
TIME = Slider("v", "time", 0.0, 2.0, 1.0, count=9, play=True)
FEW = Choice("way", "a way", {"one": "one way", "other": "the other way"}, "one")
START = Point("start", "start", (0, 1), (0, 1), (0.5, 0.5))
NUMBERED = Slider("run", "run", 1, 3, 2, step=1, texts=("1 of 3", "2 of 3", "3 of 3"))
EVEN = Slider("rate", "rate", 0.01, 1.0, 0.1, count=3, log=True, spec=".2g")
MANY = Choice("way", "a way", {f"w{k}": f"the way of number {k}" for k in range(8)}, "w0")


def story(v, way="one"):
    """Two panels whose legends differ, and readouts of which the longest comes last."""
    curves = [Line([0.0, 1.0], [0.0, 1.0], color=c, label=f"a curve of colour {c}") for c in (3, 1)]
    one = Panel(UNIT, Axis("a height", (0.0, 1.0)), [*curves, Guide(y=0.5, label="g", legend=True)])
    other = Panel(UNIT, UNIT, [Line([0.0, 1.0], [1.0, 0.0], label="one")], title="A title")
    said = [Readout("Short."), Readout("A readout that is longer. " * 6, when=v > 1.9)]
    return Scene([one, other], said)


def placed(start, run, rate):
    """A handle, and sliders over few things."""
    marks = [Handle(start[0], start[1], control="start"), Points(run / 4, rate)]
    return Scene([Panel(UNIT, UNIT, marks)], [Readout("There.")])


def kept(scene, controls, presets=None):
    """An explorer's place and its payload, as a built page has them."""
    explorer = Explorer(scene, controls, "A *title*", "A question?", presets=presets)
    payload = explorer.payload(with_bank=True)
    return explorer.place(), payload


CASES = {
    "every mark": (scenes.everything, scenes.CONTROLS, None),
    "a surface": (scenes.surface, [scenes.VALUE], None),
    "a map": (scenes.field, [scenes.VALUE], None),
    "two panels": (story, [TIME, FEW], {"at the end": {"v": 2.0}}),
    "a place and few": (placed, [START, NUMBERED, EVEN], None),
    "a menu": (story, [TIME, MANY], {f"a long name of preset {k}": {"v": 2.0} for k in range(5)}),
}


def place_on(stage, size, case):
    """Put the place of an explorer on a page of this size, as a page holds it before it mounts."""
    stage.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    place, payload = kept(*CASES[case])
    stage.page.evaluate("(place) => { here.innerHTML = place; }", place)
    return payload


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=str)
@pytest.mark.parametrize("case", CASES)
def test_the_place_of_an_explorer_is_as_high_as_the_explorer(stage, case, size):
    payload, here = place_on(stage, size, case), stage.page.locator("#here")
    before = here.evaluate(HIGH)
    stage.mount(payload)
    stage.page.evaluate("document.querySelectorAll('.oc-foot [hidden]').forEach(e => e.hidden = 0)")
    assert here.evaluate(HIGH) == pytest.approx(before, abs=1)
    assert stage.page.locator(".oc-ghost").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_no_slider_moves_what_stands_below(stage, size):
    stage.mount(place_on(stage, size, "two panels"))
    slider, heights = stage.page.locator("input[type=range]"), set()
    for key in ("Home", "End", "ArrowLeft"):
        slider.press(key)
        stage.settle()
        heights.add(stage.page.locator("#here").evaluate(HIGH))
    assert len(heights) == 1


def told(way):
    """Two panels whose titles, legends and ticks hang on a choice."""
    other = way == "other"
    names = [f"a curve with a long name {k}" for k in range(5)] if other else ["short"]
    curves = [Line([0.0, 1.0], [0.0, 1.0], color=1, label=name) for name in names]
    high = Axis("a height", (0.0, 1e6 if other else 1.0))
    title = "" if other else "A title that is only there one way"
    return Scene([Panel(UNIT, high, curves, title=title), Panel(UNIT, UNIT, curves[:1])])


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=str)
def test_no_choice_moves_what_stands_below(stage, size):
    stage.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    explorer, heights = Explorer(told, [FEW], "t"), {}
    payload = explorer.payload()
    stage.page.evaluate("(place) => { here.innerHTML = place; }", explorer.place())
    heights["before"] = stage.page.locator(".oc-panels").evaluate(HIGH)
    stage.mount(payload)
    for label in ("the other way", "one way"):
        stage.page.get_by_label(label).check()
        stage.settle()
        heights[label] = stage.page.locator(".oc-panels").evaluate(HIGH)
    assert len(set(heights.values())) == 1, heights
    seen = "(all) => all.filter((e) => e.checkVisibility({ visibilityProperty: true })).length"
    assert stage.page.locator(".oc-key").evaluate_all(seen) == 2
    assert stage.page.locator(".oc-key").count() > 2


def test_a_longer_readout_than_was_foreseen_makes_room_once(stage):
    stage.mount(Explorer(story, [TIME], "t").payload(with_bank=False))
    slider, heights = stage.page.locator("input[type=range]"), []
    for key in ("Home", "End", "Home"):
        slider.press(key)
        stage.settle()
        heights.append(stage.page.locator("#here").evaluate(HIGH))
    assert heights[0] < heights[1] == heights[2]


TOPS = """() => [".oc-caption", ".oc-keys", ".oc-plot", "clipPath rect"].map((part) =>
  [...document.querySelectorAll(part)].map((e) => Math.round(e.getBoundingClientRect().top)))"""


def test_the_panels_of_a_row_line_up(stage):
    for size in (TABLET, DESK):
        stage.mount(place_on(stage, size, "two panels"))
        boxes = stage.page.evaluate(
            "[...document.querySelectorAll('.oc-plot svg')].map((e) => e.viewBox.baseVal.height)"
        )
        assert len(set(boxes)) == 1
        assert all(len(set(tops)) <= 1 for tops in stage.page.evaluate(TOPS)[:3])
        frames = stage.page.evaluate("""() => [...document.querySelectorAll("clipPath rect")]
          .map((e) => [e.getAttribute("y"), e.getAttribute("height")].join())""")
        assert len(set(frames)) == 1


def test_a_legend_keeps_the_order_of_its_colours(stage):
    stage.mount(place_on(stage, DESK, "two panels"))
    keys = stage.page.locator(".oc-panel").first.locator(".oc-key").all_inner_texts()
    assert keys == ["a curve of colour 1", "a curve of colour 3", "g"]


INSIDE = "(dots) => { const { x, width } = dots.getBBox(); return [x, x + width]; }"


def test_a_symbol_at_the_frame_is_whole_and_one_beyond_is_not_drawn(stage):
    marks = [Points([0.0, 1.0, 1.2], [0.0, 0.5, 0.5], size=4.0), Line([0.0, 2.0], [0.0, 2.0])]
    stage.show(lambda v: Scene([Panel(UNIT, UNIT, marks)]), [TIME])
    dots = stage.page.locator(".oc-marks > g > path")
    assert dots.count() == 1 and dots.evaluate("(e) => !e.closest('[clip-path]')")
    left, right = dots.evaluate(INSIDE)
    frame = stage.page.locator("clipPath rect")
    x, wide = (float(frame.get_attribute(name)) for name in ("x", "width"))
    assert [left, right] == pytest.approx([x - 4, x + wide + 4], abs=0.2)
    assert stage.page.locator(".oc-marks [clip-path] > path").count() == 1  # the line is cut off


ENDS = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const below = document.querySelector(".oc-controls").lastElementChild.getBoundingClientRect();
  scrollBy(0, below.bottom - innerHeight);
  const [plot, strip] = [box(".oc-plot"), box(".oc-panels")];
  return { top: plot.top, cut: plot.bottom - strip.bottom, high: strip.height / innerHeight };
}"""


@pytest.mark.parametrize("case", CASES)
def test_a_phone_shows_the_first_drawing_above_the_last_control(stage, case):
    stage.mount(place_on(stage, PHONE, case))
    stage.page.add_style_tag(content="body { padding: 400px 0 900px }")
    seen = stage.page.evaluate(ENDS)
    assert seen["top"] >= 0 and seen["cut"] <= 1 and seen["high"] <= 0.451


def test_a_page_enlarged_four_times_keeps_drawings_of_a_size(stage):
    stage.mount(place_on(stage, (320, 225), "two panels"))
    assert stage.page.locator(".oc-plot").first.evaluate(HIGH) > 150
    assert (
        stage.page.locator(".oc-panels").evaluate("(e) => getComputedStyle(e).position") != "sticky"
    )


def test_the_keyboard_reaches_drawings_that_are_swiped(stage):
    stage.mount(place_on(stage, PHONE, "two panels"))
    panels = stage.page.locator(".oc-panels")
    assert panels.get_attribute("tabindex") == "0"
    found = Axe().run(stage.page, context=".oc").response["violations"]
    assert [each["id"] for each in found] == []
    stage.page.set_viewport_size({"width": 1280, "height": 900})
    stage.settle()
    assert panels.get_attribute("tabindex") is None


def test_many_options_are_a_menu_on_a_phone_and_buttons_elsewhere(stage):
    stage.mount(place_on(stage, PHONE, "a menu"))
    menu, radios = stage.page.locator(".oc-many select"), stage.page.locator("input[type=radio]")
    assert menu.is_visible() and not radios.first.is_visible()
    menu.select_option("w5")
    assert radios.nth(5).is_checked()
    stage.page.set_viewport_size({"width": 1280, "height": 900})
    assert not menu.is_visible()
    radios.nth(2).check()
    assert menu.input_value() == "w2"


def test_targets_are_large_under_a_finger(browser, stage):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    stage.page = context.new_page()
    stage.__init__(stage.page)
    stage.mount(place_on(stage, PHONE, "a menu"))
    small = stage.page.evaluate("""() => [...document.querySelectorAll(
      ".oc :is(button, select, .oc-choice label, input[type=range])")].filter(
      (e) => e.offsetHeight && e.offsetHeight < 40).map((e) => e.outerHTML)""")
    context.close()
    assert small == []


def full(stage):
    return stage.page.locator(".oc").evaluate("(e) => e.classList.contains('oc-full')")


def test_f_fills_the_screen_and_escape_leaves_it(stage):
    ring = Handle(0.5, 0.5, "v", drag="x")
    panels = [Panel(UNIT, Axis("y", (0.0, 1.0)), [ring])]
    presets = {"the end": {"v": 2.0}}
    size = {"width": 1920, "height": 1080}
    stage.page.set_viewport_size(size)
    stage.show(lambda v: Scene(panels), [TIME], presets=presets)
    text = "(e) => e.getBoundingClientRect().height"
    label = stage.page.locator(".oc-plot svg text").first
    before = label.evaluate(text), stage.page.locator(".oc-row label").evaluate(text)
    heard = "document.addEventListener('oc-full', (e) => (globalThis.heard = e.detail.on))"
    stage.page.evaluate(heard)
    stage.page.locator("input[type=range]").press("f")
    stage.page.wait_for_function("document.querySelector('.oc-full')?.matches(':popover-open')")
    stage.settle()
    assert stage.page.locator(".oc").bounding_box() == {"x": 0, "y": 0, **size}
    after = label.evaluate(text), stage.page.locator(".oc-row label").evaluate(text)
    assert [b / a for a, b in zip(before, after, strict=True)] == pytest.approx([1.8] * 2, abs=0.1)
    assert stage.page.locator(".oc-plot").bounding_box()["height"] > 450
    assert stage.page.evaluate("heard") is True
    stage.page.keyboard.press("1")
    stage.page.wait_for_function("document.querySelector('input[type=range]').value === '8'")
    stage.page.keyboard.press("Escape")
    stage.page.wait_for_function("!document.querySelector('.oc-full')")
    assert stage.page.evaluate("heard") is False
    stage.settle()
    assert label.evaluate(text) == before[0]


@pytest.mark.parametrize("number", [1, 2])
def test_on_a_phone_the_full_screen_has_a_drawing_too(stage, number):
    stage.page.set_viewport_size({"width": 360, "height": 740})
    panel = Panel(UNIT, Axis("y", (0.0, 1.0)), [Handle(0.5, 0.5, "v", drag="x")])
    stage.show(lambda v: Scene([panel] * number), [TIME])
    stage.page.locator("input[type=range]").press("f")
    stage.page.wait_for_function("document.querySelector('.oc-full')")
    stage.settle()
    heights = [each.bounding_box()["height"] for each in stage.page.locator(".oc-plot svg").all()]
    assert len(heights) >= number and min(heights) > 200


def test_a_handle_follows_the_pointer_in_large_type(stage):
    point = Slider("v", "x", 0.0, 1.0, 0.5, count=101)
    scene = lambda v: Scene([Panel(UNIT, UNIT, [Handle(v, 0.5, "v", drag="x")])])  # noqa: E731
    stage.page.set_viewport_size({"width": 1920, "height": 1080})
    stage.show(scene, [point])
    stage.page.get_by_role("button", name="Full screen").click()
    stage.page.wait_for_function("document.querySelector('.oc-full')?.matches(':popover-open')")
    stage.settle()
    frame = stage.page.locator("clipPath rect").evaluate("""(rect) => {
      const all = rect.ownerSVGElement, { x, width } = rect.getBBox(), at = all.getScreenCTM();
      return [at.e + at.a * x, at.a * width]; }""")
    box = stage.page.locator(".oc-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert x == pytest.approx(frame[0] + frame[1] / 2, abs=1)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(frame[0] + 0.75 * frame[1], y, steps=3)
    stage.page.mouse.up()
    assert stage.page.locator("input[type=range]").input_value() == "75"


def test_r_resets_the_explorer_that_has_the_focus(stage):
    stage.show(story, [TIME])
    slider = stage.page.locator("input[type=range]")
    start = slider.input_value()
    slider.press("End")
    assert slider.input_value() != start
    slider.press("r")
    stage.page.wait_for_function(f"document.querySelector('input[type=range]').value === '{start}'")
    slider.press("End")
    stage.page.locator("h1").evaluate("(e) => { e.tabIndex = 0; e.focus(); }")
    stage.page.keyboard.press("r")
    stage.settle()
    assert slider.input_value() != start  # it has no focus


def test_typing_in_a_field_fills_no_screen(stage):
    stage.show(story, [TIME])
    stage.page.evaluate("document.querySelector('.oc').append(document.createElement('input'))")
    stage.page.locator("input:not([type])").press("f")
    stage.page.locator("input[type=range]").press("Control+f")
    assert not full(stage)


def test_an_address_may_ask_for_the_full_screen(stage):
    stage.show(story, [TIME])
    payload = Explorer(story, [TIME], "t").payload()
    stage.page.evaluate(f"""() => {{
      globalThis.view = optcourse.mount(here, ({payload})); view.moves.go({json.dumps("v=2~full")});
    }}""")
    stage.settle()
    assert full(stage) and stage.page.locator("input[type=range]").input_value() == "8"
    stage.page.evaluate("view.close()")
    assert not full(stage)
