"""The front end in a browser: every mark draws, every control moves it, nothing breaks it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from optcourse.explore import Explorer, Panel, Scene, Slider
from optcourse.explore.controls import control_spec
from optcourse.explore.spec import flatten

from . import scenes

WIDTH = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def press(stage, key):
    return lambda: stage.page.locator("input[type=range]").first.press(key)


@pytest.mark.parametrize("name", scenes.MARKS)
def test_each_mark_draws_and_follows_the_slider(stage, name):
    blank = stage.show(lambda v: Scene([Panel(scenes.X, scenes.Y, [])]), [scenes.VALUE])
    assert stage.show(scenes.one_mark(name), [scenes.VALUE]) != blank
    assert stage.moves(press(stage, "ArrowRight"))


@pytest.mark.parametrize("scene", [scenes.field, scenes.surface])
@pytest.mark.parametrize("bank", [False, True])
def test_planes_follow_the_slider(stage, scene, bank):
    stage.show(scene, [scenes.VALUE], bank)
    assert stage.moves(press(stage, "Home"))


def test_a_slider_by_pointer(stage):
    stage.show(scenes.one_mark("Line"), [scenes.VALUE])
    box = stage.page.locator("input[type=range]").bounding_box()
    middle = box["y"] + box["height"] / 2
    assert stage.moves(lambda: stage.page.mouse.click(box["x"] + 4, middle))
    assert stage.page.locator("output").inner_text() == "0.20"
    assert stage.page.locator("input[type=range]").get_attribute("aria-valuetext") == "0.20"


def test_a_control_may_be_named_as_what_every_text_and_array_has(stage):
    slider = Slider("length", "length", 0.2, 1.8, 1.0, count=17)
    explorer = Explorer(lambda length: scenes.one_mark("Line")(length), [slider], "A title", "A?")
    stage.page.evaluate(
        "text => { globalThis.view = optcourse.mount("
        "document.getElementById('here'), (0, eval)(`(${text})`), null); }",
        explorer.payload(),
    )
    stage.settle()
    for useless in ("values", [1.0, 2.0, 3.0], None, 3):
        stage.page.evaluate("values => view.adopt(values)", useless)
        assert stage.page.evaluate("view.values()") == {"length": 1.0}, useless
    stage.page.evaluate("view.adopt({ length: 0.2 })")
    assert stage.page.evaluate("view.values()") == {"length": 0.2}


def test_a_choice_and_reset(stage):
    first = stage.show(scenes.everything, scenes.CONTROLS)
    assert stage.moves(lambda: stage.page.get_by_label("downwards").check())
    assert stage.moves(lambda: stage.page.get_by_label("downwards").press("ArrowUp"))
    assert stage.settle() == first
    stage.page.get_by_label("downwards").check()
    press(stage, "End")()
    assert "diverged" in stage.page.locator(".oc-readout").inner_text() or stage.settle()
    stage.page.get_by_role("button", name="Reset").click()
    assert stage.settle() == first


def test_the_play_button_runs_to_the_end_and_again(stage):
    time = Slider("v", "time", 0.2, 1.8, 1.6, count=9, play=True)
    stage.page.emulate_media(reduced_motion="no-preference")
    stage.show(scenes.one_mark("Line"), [time])
    button, slider = stage.page.locator(".oc-play"), stage.page.locator("input[type=range]")
    button.click()
    stage.page.wait_for_function("document.querySelector('input[type=range]').value === '8'")
    stage.page.wait_for_function("document.querySelector('.oc-play').textContent === '▶'")
    button.click()
    stage.page.wait_for_function("+document.querySelector('input[type=range]').value > 1")
    button.click()
    stopped = slider.input_value()
    stage.page.wait_for_timeout(600)
    assert slider.input_value() == stopped


def test_a_dark_theme_redraws_the_canvas(stage):
    for scene in (scenes.field, scenes.surface):
        stage.show(scene, [scenes.VALUE])
        assert stage.moves(
            lambda: stage.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        )
        stage.page.evaluate("delete document.documentElement.dataset.theme")


def test_panels_stack_where_there_is_no_room_beside_and_are_swiped_on_a_phone(stage):
    stage.show(scenes.everything, scenes.CONTROLS)

    def tops(width):
        stage.page.set_viewport_size({"width": width, "height": 780})
        stage.settle()
        assert stage.page.evaluate(WIDTH)
        return len({p.bounding_box()["y"] for p in stage.page.locator(".oc-panel").all()})

    assert [tops(width) for width in (1500, 700, 360)] == [1, 4, 1]
    strip = "(e) => [e.scrollWidth > 2 * e.clientWidth, e.offsetHeight <= 0.451 * innerHeight]"
    assert stage.page.locator(".oc-panels").evaluate(strip) == [True, True]


@pytest.mark.parametrize("name", [*scenes.HOSTILE, "empty"])
@pytest.mark.parametrize("bank", [False, True])
def test_hostile_frames_break_nothing(stage, name, bank):
    control = Slider("v", "value", 0.0, 2.0, 1.0, count=5)
    stage.show(lambda v: scenes.hostile(name), [control], bank)
    press(stage, "ArrowRight")()
    ink = stage.settle()
    assert "NaN" not in ink and "Infinity" not in ink and "undefined" not in ink
    assert len(stage.page.locator(".oc-plot").all()) == 4


SLOW_KERNEL = """payload => {
  let hear, asked = 0;
  const answer = ({ id, values }) => {
    const guide = { type: "Guide", data: { y: "y" }, y: 0, color: 0, dash: true, label: "" };
    const panels = [{ ...payload.panel, marks: [guide] }];
    const spec = { panels, readouts: [], shapes: [[1]], fixed: [] };
    hear({ id, spec }, [new DataView(Float64Array.of(values.v).buffer)]);
  };
  const model = {
    on: (name, listener) => name === "msg:custom" && (hear = listener),
    off() {}, set() {}, get() {},
    save_changes() {}, send(message) { asked++; setTimeout(answer, 80, message); },
  };
  optcourse.mount(document.getElementById("here"), payload, model);
  globalThis.asked = () => asked;
}"""


def test_a_slow_kernel_is_asked_for_one_frame_at_a_time(stage):
    panel = flatten(Scene([Panel(scenes.X, scenes.Y, [])]))[0]["panels"][0]
    controls = [control_spec(scenes.VALUE)]
    payload = {"title": "t", "question": "", "controls": controls, "variants": {}, "panel": panel}
    stage.page.evaluate(SLOW_KERNEL, payload)
    before = stage.settle()
    slider = stage.page.locator("input[type=range]")
    slider.evaluate("""async (e) => {
      for (let k = 0; k <= 16; k++) {
        e.value = k;
        e.dispatchEvent(new Event("input"));
        await new Promise((f) => setTimeout(f, 20));
      }
    }""")
    stage.page.wait_for_timeout(300)
    assert stage.page.evaluate("asked()") <= 8  # of 18
    level = stage.page.locator("svg g[clip-path] path").get_attribute("d")
    at = float(level.split(",")[1].split("h")[0])
    grid = [p.get_attribute("d") for p in stage.page.locator("svg > path.oc-grid").all()]
    top, bottom = (float(grid[k].split(",")[1].split("h")[0]) for k in (4, 0))
    assert at == pytest.approx(bottom + (top - bottom) * (1.8 + 2) / 4, abs=1)
    assert stage.ink() != before


def test_a_surface_turns_by_drag_and_keys(stage):
    stage.show(scenes.surface, [scenes.VALUE])
    canvas = stage.page.locator("canvas.oc-turn")
    assert stage.moves(lambda: canvas.press("ArrowLeft"))
    assert stage.moves(lambda: canvas.press("ArrowUp"))
    box = canvas.bounding_box()

    def drag():
        stage.page.mouse.move(box["x"] + 90, box["y"] + 90)
        stage.page.mouse.down()
        stage.page.mouse.move(box["x"] + 150, box["y"] + 110, steps=4)
        stage.page.mouse.up()

    assert stage.moves(drag)
    still = stage.settle()
    stage.page.mouse.move(box["x"] + 10, box["y"] + 10)
    assert stage.settle() == still


def test_a_frame_that_fails_shows_its_message_and_recovers(stage):
    payload = Explorer(scenes.one_mark("Line"), [scenes.VALUE], "Fails").payload()
    broken = payload.replace("return p=>{", "return p=>{if(p.v>1.75)throw new Error('<b>no</b>');")
    stage.mount(broken)
    press(stage, "End")()
    stage.page.wait_for_selector(".oc[data-state=error] .oc-error")
    assert "<b>no</b>" in stage.page.locator(".oc-error").inner_text()
    press(stage, "Home")()
    stage.settle()
    assert stage.page.locator(".oc-error").count() == 0


def test_the_sliders_of_the_page_stand_where_pythons_do(stage):
    sliders = [
        Slider("v", "a", 0.01, 0.5, 0.1, count=50),
        Slider("v", "b", 0, 100, 29, count=101, spec="d"),
        Slider("v", "c", 1e-4, 1.0, 0.01, count=41, log=True, spec=".3g"),
        Slider("v", "d", -1.0, 1.0, 0.3, step=0.1),
        Slider("v", "e", 0.0, 2.0, 0.5, step=0.3),
    ]
    for slider in sliders:
        stage.show(scenes.one_mark("level"), [slider])
        for k, wanted in enumerate(slider.positions):
            stage.page.locator("input[type=range]").evaluate(
                "(e, k) => { e.value = k; e.dispatchEvent(new Event('input')); }", k
            )
            text = stage.page.locator("output").inner_text()
            assert text.replace("\n", "") == spoken(wanted, slider.spec), (slider.label, k)


def spoken(value, spec):
    from optcourse.numerals import format_number

    return format_number(value, spec).replace("^{", "").replace("}", "")


def test_axe_finds_nothing(stage):
    stage.show(scenes.everything, scenes.CONTROLS)
    for theme in ("light", "dark"):
        stage.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        stage.settle()
        found = Axe().run(stage.page, context=".oc").response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def half_still(v):
    """Every mark twice: as v moves it, and as nothing does."""
    pairs = [(make(v), make(1.0)) for make in scenes.MARKS.values()]
    return Scene([Panel(scenes.X, scenes.Y, [mark for pair in pairs for mark in pair])])


REDRAWN = """async () => {
  const groups = [...document.querySelectorAll("svg .oc-marks > g, svg .oc-notes > g")];
  const redrawn = new Set();
  const watch = new MutationObserver((all) => all.forEach(({ target }) =>
    groups.forEach((group, k) => group.contains(target) && redrawn.add(k % (groups.length / 2)))));
  const what = { subtree: true, childList: true, attributes: true, characterData: true };
  groups.forEach((group) => watch.observe(group, what));
  const input = document.querySelector("input[type=range]");
  input.value = 2;
  input.dispatchEvent(new Event("input"));
  await new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));
  return [...redrawn].sort((a, b) => a - b);
}"""


@pytest.mark.parametrize("bank", [False, True])
def test_what_no_control_moves_is_not_drawn_again(stage, bank):
    stage.show(half_still, [scenes.VALUE], bank)
    handle = list(scenes.MARKS).index("Handle")  # an element of its own, outside the groups
    moving = [2 * k for k in range(len(scenes.MARKS)) if k != handle]
    assert stage.page.evaluate(REDRAWN) == moving
