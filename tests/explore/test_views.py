"""Views that share a model, are closed, out of sight, zoomed, or fail; bands with gaps."""

import numpy as np
import pytest

from optcourse.explore import Band, Choice, Explorer, Panel, Scene, Slider
from optcourse.explore.controls import control_spec
from optcourse.explore.figure import draw
from optcourse.explore.spec import flatten

from . import scenes

# A model as JupyterLab has it, whose kernel draws a level at v; and a view of it in a new element.
SHARED = """(payload) => {
  const heard = {}, state = {};
  const each = (name, ...message) => [...(heard[name] ?? [])].forEach((f) => f(...message));
  const answer = ({ id, values }) => {
    const guide = { type: "Guide", data: { y: "y" }, y: 0, color: 0, dash: true, label: "" };
    const readouts = [{ text: "{v:.2f}", tone: "plain", values: { v: 0 }, when: null }];
    const panels = [{ ...payload.panel, marks: [guide] }];
    const spec = { panels, readouts, shapes: [[1]], fixed: [] };
    each("msg:custom", { id, spec }, [new DataView(Float64Array.of(values.v).buffer)]);
  };
  globalThis.model = {
    saved: 0,
    on: (name, f) => (heard[name] ??= new Set()).add(f),
    off: (name, f) => heard[name].delete(f),
    get: (name) => state[name],
    set(name, value) {
      const same = JSON.stringify(state[name]) === JSON.stringify(value);
      state[name] = value;
      if (!same) each(`change:${name}`);
    },
    save_changes() { this.saved++; },
    send(message) { setTimeout(answer, 120, structuredClone(message)); },
    listeners: () => Object.values(heard).reduce((n, all) => n + all.size, 0),
  };
  globalThis.open = () => {
    const place = document.createElement("div");
    document.querySelector("main").append(place);
    return optcourse.mount(place, payload, model);
  };
}"""
LEVEL = Slider("v", "value", 0.0, 1.0, 0.5, count=5, play=True)
MOVE_EACH = """(places) => document.querySelectorAll("input[type=range]").forEach((e, k) => {
  e.value = places[k];
  e.dispatchEvent(new Event("input"));
})"""


@pytest.fixture
def shared(stage):
    """A page with a model whose frames a kernel computes, and no view of it yet."""
    panel = flatten(Scene([Panel(scenes.X, scenes.Y, [])]))[0]["panels"][0]
    payload = {"title": "t", "question": "", "controls": [control_spec(LEVEL)], "variants": {}}
    stage.page.evaluate(SHARED, payload | {"panel": panel})
    return stage.page


def said(page):
    return page.locator(".oc-readout").all_inner_texts()


def test_each_of_two_views_shows_the_frame_that_it_asked_for(shared):
    shared.evaluate("model.set = () => {}; [open(), open()]; 0")  # each keeps its own values
    shared.wait_for_function("document.querySelectorAll('[data-state=ready]').length === 2")
    shared.evaluate(MOVE_EACH, [0, 4])
    shared.wait_for_function(
        "[...document.querySelectorAll('.oc-readout')].every((e) => e.innerText !== '0.50')"
    )
    assert said(shared) == ["0.00", "1.00"]


def test_a_view_opens_where_the_kernels_values_stand(shared):
    shared.evaluate("model.set('values', { v: 0.75 }); open(); 0")
    shared.wait_for_selector("[data-state=ready]")
    shared.wait_for_timeout(200)
    assert said(shared) == ["0.75"]
    assert shared.evaluate("model.get('values')") == {"v": 0.75}
    shared.evaluate("open(); 0")
    shared.wait_for_timeout(500)
    assert said(shared) == ["0.75", "0.75"]


def test_what_is_closed_neither_plays_nor_listens_nor_speaks(shared):
    shared.emulate_media(reduced_motion="no-preference")
    shared.evaluate("globalThis.view = open(); 0")
    shared.wait_for_selector("[data-state=ready]")
    shared.wait_for_timeout(200)
    slider = shared.locator("input[type=range]")
    shared.evaluate("""async () => {
      const slider = document.querySelector("input[type=range]");
      slider.value = 0;
      slider.dispatchEvent(new Event("input"));
      document.querySelector(".oc-play").click();
      await new Promise((f) => setTimeout(f, 50)); // the kernel is asked and has not answered
      view.close();
    }""")
    saved = shared.evaluate("model.saved")
    assert shared.evaluate("model.listeners()") == 0
    shared.wait_for_timeout(600)
    assert slider.input_value() == "0"
    assert shared.evaluate("model.saved") == saved and said(shared) == ["0.50"]


def test_who_takes_the_slider_or_resets_it_ends_its_playing(stage):
    time = Slider("v", "time", 0.2, 1.8, 0.2, count=9, play=True)
    stage.page.emulate_media(reduced_motion="no-preference")
    stage.show(scenes.one_mark("Line"), [time])
    button, slider = stage.page.locator(".oc-play"), stage.page.locator("input[type=range]")
    for act, left in [
        (lambda: stage.page.get_by_role("button", name="Reset").click(), "0"),
        (lambda: slider.press("Home"), "0"),
    ]:
        button.click()
        stage.page.wait_for_function("+document.querySelector('input[type=range]').value > 0")
        act()
        assert button.inner_text() == "▶"
        stage.page.wait_for_timeout(600)
        assert slider.input_value() == left


SHARPNESS = """() => [...document.querySelectorAll(".oc canvas")].filter((c) => c.clientWidth)
  .map((c) => c.width / c.clientWidth)"""


def test_canvases_are_as_sharp_as_the_screen(stage):
    """Also where zooming the page leaves an explorer as wide as it was."""
    size = {"height": 1200, "mobile": False, "width": 1500}
    stage.page.set_viewport_size({"width": 1500, "height": 1200})
    session = stage.page.context.new_cdp_session(stage.page)
    for scene in (scenes.field, scenes.surface):
        stage.show(scene, [scenes.VALUE])
        before = stage.settle()
        for ratio, width in ((2, 1400), (1.25, 1450), (1, 1500)):
            zoomed = size | {"deviceScaleFactor": ratio, "width": width}
            session.send("Emulation.setDeviceMetricsOverride", zoomed)
            stage.page.wait_for_function(f"devicePixelRatio === {ratio}")
            stage.settle()
            assert stage.page.evaluate(SHARPNESS) == pytest.approx([ratio], abs=0.01)
        assert stage.settle() == before


def branches(v, where):
    return scenes.one_mark("Line" if where == "up" else "Band")(v)


def test_what_changes_out_of_sight_is_drawn_when_it_is_seen(stage):
    where = Choice("where", "where", {"up": "up", "down": "down"}, "up")
    payload = Explorer(branches, [scenes.VALUE, where], "Hidden").payload()
    stage.page.evaluate(
        f"globalThis.view = optcourse.mount(document.getElementById('here'), ({payload})); 0"
    )
    before = stage.settle()
    stage.page.evaluate("document.querySelector('main').style.display = 'none'")
    stage.page.evaluate("view.setControl('where', 'down')")
    stage.page.wait_for_timeout(150)
    stage.page.evaluate("document.querySelector('main').style.display = ''")
    stage.page.wait_for_timeout(150)
    assert stage.page.get_by_role("alert").count() == 0
    assert stage.settle() != before


def test_a_frame_that_fails_stays_failed_in_any_colour_and_says_no_old_numbers(stage):
    payload = Explorer(scenes.everything, scenes.CONTROLS, "Fails").payload()
    broken = payload.replace("return p=>{", "return p=>{if(p.v>1.75)throw new Error('no');")
    stage.mount(broken)
    stage.page.locator("input[type=range]").press("End")
    stage.page.wait_for_selector(".oc[data-state=error]")
    stage.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    stage.page.set_viewport_size({"width": 600, "height": 900})
    stage.page.wait_for_timeout(150)
    assert stage.page.locator(".oc[data-state=error] .oc-error").is_visible()
    assert stage.page.locator(".oc-readout").inner_text() == ""


GAPS = {
    "none": ([], [], []),
    "inside low": ([], [5], []),
    "inside high": ([], [], [5, 6]),
    "inside x": ([3], [], []),
    "everywhere else": ([1], [4], [8]),
    "at both ends": ([0], [], [11]),
    "alone": ([1, 3], [], [5]),
    "all": (range(12), [], []),
}


@pytest.mark.parametrize("gap", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", GAPS)
def test_a_band_has_the_gaps_that_it_has_on_paper(stage, name, gap):
    whole, broken = ([np.arange(12.0), np.linspace(-1, 0, 12), np.ones(12)] for _ in range(2))
    for edge, places in zip(broken, GAPS[name], strict=True):
        edge[list(places)] = gap
    (pixels,) = polygons(stage, whole)
    found = [sorted({pixels.index(at) for at in corners}) for corners in polygons(stage, broken)]
    assert found == [
        sorted({round(x) for x in path.vertices[:, 0]})
        for path in draw(banded(broken)).axes[0].collections[0].get_paths()
    ]


def banded(edges):
    return Scene([Panel(scenes.Axis("x", (0, 11)), scenes.Y, [Band(*edges)])])


def polygons(stage, edges):
    """The x of the corners of each polygon of a band."""
    stage.show(lambda v: banded(edges), [scenes.VALUE])
    text = stage.page.locator("svg g[clip-path] path").first.get_attribute("d")
    each = [part.rstrip("z").split("L") for part in text.split("M")[1:]]
    return [[corner.split(",")[0] for corner in corners] for corners in each]


def test_a_band_on_a_log_axis_reaches_the_floor_where_it_has_no_logarithm(stage):
    marks = [Band([0.0, 5.0, 10.0], [0.1, -1.0, 0.0], [1.0, 1.0, 1.0])]
    stage.show(lambda v: Scene([Panel(scenes.X, scenes.LOG, marks)]), [scenes.VALUE])
    text = stage.page.locator("svg g[clip-path] path").first.get_attribute("d")
    low = [float(corner.split(",")[1]) for corner in text[1:].split("L")[:3]]
    assert low[0] < 1000 < low[1] == low[2]
