"""Play: a slider that is time runs at a speed of the reader's, and goes on by single steps."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from optcourse.explore import Explorer, Slider

from . import scenes

TIME = Slider("v", "time *t*", 0.2, 1.8, 0.2, count=9, play=True)
SEED = Slider("w", "seed", 0, 5, 1, step=1)


@pytest.fixture
def playing(stage):
    stage.page.emulate_media(reduced_motion="no-preference")
    stage.show(lambda v, w: scenes.one_mark("Line")(v), [TIME, SEED])
    return stage


def part(stage, name):
    return stage.page.locator(f".oc-{name}")


def slider(stage):
    return stage.page.get_by_label("time t", exact=True)


def test_a_step_moves_one_position_ends_play_and_begins_again_after_the_last(playing):
    step = part(playing, "step")
    assert playing.moves(step.click) and slider(playing).input_value() == "1"
    part(playing, "play").press("Enter")
    step.press("Enter")
    at = slider(playing).input_value()
    assert part(playing, "play").get_attribute("aria-pressed") == "false"
    playing.page.wait_for_timeout(600)
    assert slider(playing).input_value() == at
    slider(playing).press("End")
    step.press(" ")
    assert slider(playing).input_value() == "0"
    assert step.get_attribute("aria-label") == "One step of time t"
    assert playing.page.locator(".oc-foot button").first.is_enabled()  # it can be undone


WAITS = """() => {
  globalThis.waits = [];
  const real = setTimeout;
  globalThis.setTimeout = (act, wait) => { waits.push(wait); return real(act, wait); };
}"""


def test_its_speed_is_that_which_was_chosen_while_it_runs_too(playing):
    playing.page.evaluate(WAITS)
    first = part(playing, "play")
    for k, wait in enumerate((500, 250, 125, 62.5)):
        part(playing, "speed").select_option(index=k)
        slider(playing).press("Home")
        playing.page.evaluate("waits.length = 0")
        first.click()
        assert wait in playing.page.evaluate("waits")
        first.click()
    part(playing, "speed").select_option("½×")
    playing.page.evaluate("waits.length = 0")
    first.click()
    part(playing, "speed").select_option("4×")
    playing.page.wait_for_function("waits.includes(62.5)")


def test_a_speed_holds_for_all_explorers_of_a_page_also_for_those_that_come(playing):
    payload = Explorer(lambda v: scenes.one_mark("Line")(v), [TIME], "t").payload()
    more = """(id) => document.querySelector("main").append(
      Object.assign(document.createElement("div"), { id }))"""
    for k, speed in enumerate(("2×", "½×")):
        part(playing, "speed").first.select_option(speed)
        playing.page.evaluate(more, f"more{k}")
        playing.page.evaluate(f"optcourse.mount(more{k}, ({payload}), null); 0")
        shown = part(playing, "speed").evaluate_all("(all) => all.map((e) => e.value)")
        assert shown == [speed] * (k + 2)
    part(playing, "speed").first.select_option("1×")


@pytest.mark.parametrize("width", [360, 1280])
def test_what_plays_is_large_enough_and_leaves_room_for_the_slider(playing, width):
    playing.page.set_viewport_size({"width": width, "height": 780})
    playing.settle()
    for each in playing.page.locator(".oc-run > *").all():
        box = each.bounding_box()
        assert min(box["width"], box["height"]) >= 24, each.evaluate("(e) => e.outerHTML")
    line = playing.page.locator(".oc-run").bounding_box(), slider(playing).bounding_box()
    assert abs(line[0]["y"] - line[1]["y"]) < 12 and line[1]["width"] >= 150
    found = Axe().run(playing.page, context=".oc").response["violations"]
    assert [each["id"] for each in found] == []
