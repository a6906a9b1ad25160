"""Where an explorer is led: presets, undo, reset; and settings in addresses."""

import numpy as np
import pytest

from optcourse.explore import Choice, Explorer, Handle, Line, Panel, Point, Readout, Scene, Slider
from optcourse.explore.presets import query

from . import scenes

RATE = Slider("rate", "rate", 0.0, 1.0, 0.5, count=11)
WIDTH = Slider("width", "width", 1.0, 100.0, 10.0, count=21, log=True)
WHERE = Choice("where", "where", {"low": "below", "high": "above"}, "high")
START = Point("start", "start", (0, 1), (-1, 1), (0.5, 0.5))
CONTROLS = [RATE, WIDTH, WHERE, START]
PRESETS = {"fast": {"rate": 0.93}, "low and far": {"where": "low", "start": (0.25, -0.75)}}
VALUES = """() => [...document.querySelectorAll("input")]
  .filter((e) => e.type === "range" || e.checked).map((e) => e.value)"""


def scene(rate, width, where, start):
    sign = 1.0 if where == "high" else -1.0
    marks = [Line(np.linspace(0, 1, 9), sign * rate * np.linspace(0, 1, 9))]
    marks += [Handle(start[0], start[1], control="start")]
    numbers = {"r": rate, "w": width, "x": start[0], "y": start[1]}
    readout = Readout("{r:.2f} {w:.3g} {x:.2f} {y:.2f}", numbers)
    return Scene([Panel(scenes.X, scenes.Y, marks)], [readout])


@pytest.fixture
def shown(stage):
    stage.show(scene, CONTROLS, presets=PRESETS)
    return stage


def press(stage, name):
    stage.page.get_by_role("button", name=name).click()
    rest(stage)
    return stage.page.evaluate(VALUES)


def rest(stage):
    """Wait until the move that is under way is over and drawn, however busy the machine is."""
    stage.page.wait_for_selector(".oc:not([data-moving])")
    stage.settle()


def test_a_preset_moves_what_it_names_and_puts_the_rest_at_its_start(shown):
    at_start = shown.page.evaluate(VALUES)
    shown.page.locator("input[type=range]").nth(1).press("End")
    assert press(shown, "fast") == ["9", at_start[1], "high"]
    assert shown.page.locator(".oc-readout").inner_text().startswith("0.90 10")
    assert press(shown, "low and far") == [*at_start[:2], "low"]
    assert shown.page.locator(".oc-readout").inner_text().endswith("0.25 −0.75")


def test_the_pressed_preset_is_the_one_that_is_shown(shown):
    fast = shown.page.get_by_role("button", name="fast")
    assert fast.get_attribute("aria-pressed") == "false"
    press(shown, "fast")
    assert fast.get_attribute("aria-pressed") == "true"
    shown.page.locator("input[type=range]").first.press("ArrowLeft")
    assert fast.get_attribute("aria-pressed") == "false"


def test_small_numbers_are_told_apart(stage):
    tiny = Slider("width", "width", 1e-12, 1.0, 1e-9, count=25, log=True)
    stage.show(scene, [RATE, tiny, WHERE, START], presets={"Smaller": {"width": 1e-12}})
    smaller = stage.page.get_by_role("button", name="Smaller")
    assert smaller.get_attribute("aria-pressed") == "false"
    press(stage, "Smaller")
    assert smaller.get_attribute("aria-pressed") == "true"


def test_undo_goes_back_a_move_at_a_time_and_ends_at_the_start(shown):
    undo = shown.page.get_by_role("button", name="Undo")
    assert undo.is_disabled()
    start = shown.page.evaluate(VALUES)
    fast = press(shown, "fast")
    slider = shown.page.locator("input[type=range]").nth(1)
    slider.press("End")
    rest(shown)
    assert press(shown, "Reset") == start
    assert press(shown, "Undo") == [fast[0], "20", "high"]
    assert press(shown, "Undo") == fast
    assert press(shown, "Undo") == start
    assert undo.is_disabled()


def test_who_takes_a_slider_ends_the_led_move(shown):
    shown.page.get_by_role("button", name="fast").click()
    slider = shown.page.locator("input[type=range]").first
    slider.press("Home")
    rest(shown)
    assert slider.input_value() == "0"


HURRIED = """async (second) => {
  const [rate, width] = document.querySelectorAll("input[type=range]");
  const button = (name) => [...document.querySelectorAll("button")]
    .find((each) => each.textContent === name);
  button("fast").click();
  while (rate.value === "5") await new Promise(requestAnimationFrame);
  const underWay = rate.value;
  if (second) button(second).click();
  else {
    width.value = 3;
    width.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return underWay;
}"""


def test_a_led_move_arrives_when_another_control_is_taken_meanwhile(shown):
    shown.page.emulate_media(reduced_motion="no-preference")
    assert shown.page.evaluate(HURRIED, None) in ("6", "7", "8")
    rest(shown)
    assert shown.page.evaluate(VALUES)[:2] == ["9", "3"]


def test_undo_in_the_middle_of_a_led_move_leads_back_to_where_it_began(shown):
    shown.page.emulate_media(reduced_motion="no-preference")
    start = shown.page.evaluate(VALUES)
    assert shown.page.evaluate(HURRIED, "Undo") in ("6", "7", "8")
    rest(shown)
    assert shown.page.evaluate(VALUES) == start


def test_controls_are_seen_moving_unless_the_reader_asked_for_calm(shown):
    watch = """() => new Promise((done) => {
      const seen = new Set(), slider = document.querySelector("input[type=range]");
      const look = () => (seen.add(slider.value), requestAnimationFrame(look));
      look();
      document.querySelector(".oc-presets button").click();
      setTimeout(() => done(seen.size), 800);
    })"""
    shown.page.emulate_media(reduced_motion="no-preference")
    assert shown.page.evaluate(watch) > 3
    press(shown, "Reset")
    shown.page.emulate_media(reduced_motion="reduce")
    assert shown.page.evaluate(watch) == 2


@pytest.mark.parametrize(
    ("presets", "problem"),
    [
        ({" ": {"rate": 0.1}}, "presets must have names"),
        ({"a: b": {"rate": 0.1}}, "presets must have names"),
        ({"none": {}}, "must set some of"),
        ({"other": {"speed": 1.0}}, "must set some of .*got .'speed'"),
        ({"out": {"rate": 1.5}}, "rate must be a number from 0 to 1"),
        ({"odd": {"where": "left"}}, "where must be"),
        ({"far": {"start": (2.0, 0.0)}}, "start must be two numbers within"),
    ],
)
def test_presets_that_no_control_can_show_are_refused(presets, problem):
    with pytest.raises(ValueError, match=problem):
        Explorer(scene, CONTROLS, "t", presets=presets)


def test_an_address_says_what_a_preset_sets():
    explorer = Explorer(scene, CONTROLS, "t", presets=PRESETS)
    assert query(explorer.presets["fast"], CONTROLS) == "rate=0.9"
    assert query(explorer.presets["low and far"], CONTROLS) == "where=low&start=0.25,-0.75"


def test_in_the_book_a_preset_must_move_something(monkeypatch):
    monkeypatch.setattr("optcourse.explore.explorer.is_build", lambda: True)
    idle = {"rate": 0.49, "start": (0.5, 0.5)}
    with pytest.raises(ValueError, match="preset 'idle' must move something"):
        Explorer(scene, CONTROLS, "A", presets={"idle": idle})


SIZES = Slider("size", "size", 0, 4, 0, step=1, texts=("1", "2", "4", "1,000", "*all* of 5,000"))
ASKED = """(text) => { globalThis.view = optcourse.mount(here, (0, eval)(`(${text})`), null);
  view.moves.inPage((query) => { globalThis.query = query; }); }"""


def sized(size, **others):
    seen = scene(**others)
    return Scene(seen.panels, [Readout("{s:.0f}", {"s": size})])


@pytest.mark.parametrize(
    ("position", "name"),
    [(1, "size==2"), (2, "size==4"), (3, "size==1000"), (4, "size=all-of-5000")],
)
def test_an_address_names_what_a_slider_shows_and_its_place_is_still_read(stage, position, name):
    explorer = Explorer(sized, [SIZES, *CONTROLS], "t", presets={"one": {"size": position}})
    assert query(explorer.presets["one"], explorer.controls) == name
    stage.page.evaluate(ASKED, explorer.payload())
    stage.settle()
    stage.page.locator("input[type=range]").first.press("End")
    for _ in range(4 - position):
        stage.page.locator("input[type=range]").first.press("ArrowLeft")
    stage.page.wait_for_function(f"globalThis.query === {name!r}")
    for address in ("", name, "", f"size={position}"):
        stage.page.evaluate("(query) => view.moves.go(query)", address)
        stage.settle()
        wanted = str(position) if address else "0"
        assert stage.page.locator("input[type=range]").first.input_value() == wanted
