"""The front end where things go wrong: damaged data, no room, large text, paper."""

import json
from dataclasses import replace

import pytest

from optcourse.explore import Explorer, Slider

from . import scenes

TALL = Slider("v", "value *v*", 0.0, 2.0, 1.0, count=5)
PICTURE = "<noscript><img alt='stored' src='data:image/gif;base64,%s'></noscript>"
PICTURE %= "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

DAMAGE = {
    "no text of a bank": "slot.data = '###'",
    "nothing": "slot.data = ''",
    "another type": "slot.data = null",
    "cut short": "slot.data = slot.data.slice(0, 4 * Math.floor(slot.data.length / 8))",
    "a byte changed": "slot.data = slot.data.slice(0, 4) + 'AAAA' + slot.data.slice(8)",
    "another bank": "slot.data = others[0].data",
    "of another size": "slot.size += 1",
}
MOUNT = """([text, damage, picture]) => {
  const here = document.getElementById("here"), payload = (0, eval)(`(${text})`);
  const others = payload.variants[""].bank, slot = others.at(-1);
  Function("slot", "others", damage)(slot, others);
  here.insertAdjacentHTML("afterend", picture);
  optcourse.mount(here, payload, null);
}"""


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_bank_says_so_and_the_stored_picture_stays(stage, damage):
    payload = Explorer(scenes.field, [TALL], "Damaged", bank=True).payload()
    stage.page.evaluate(MOUNT, [payload, DAMAGE[damage], PICTURE])
    alert = stage.page.get_by_role("alert")
    alert.wait_for(timeout=5000)
    assert "Its stored frames are damaged" in alert.inner_text()
    assert stage.page.get_by_alt_text("stored").is_visible()
    assert alert.count() == 1 and stage.page.locator("img").count() == 1
    assert {each.is_visible() for each in stage.page.locator("input, button").all()} == {False}


def test_a_frame_that_fails_later_hides_behind_no_older_picture(stage):
    payload = Explorer(scenes.one_mark("Line"), [TALL], "Fails").payload()
    broken = payload.replace("return p=>{", "return p=>{if(p.v>1)throw new Error('no');")
    stage.page.evaluate(
        f"document.getElementById('here').insertAdjacentHTML('afterend', {json.dumps(PICTURE)})"
    )
    stage.mount(broken)
    stage.page.locator("input[type=range]").press("End")
    stage.page.get_by_role("alert").wait_for(timeout=5000)
    assert stage.page.locator("img").count() == 0


# Pairs of a row's parts that cover one another, and parts that reach past the explorer.
CROWDED = """() => {
  const root = document.querySelector(".oc").getBoundingClientRect(), found = [];
  for (const row of document.querySelectorAll(".oc-row, .oc-foot, .oc-presets")) {
    const parts = [...row.children].filter((each) => each.offsetWidth);
    const boxes = parts.map((each) => [each.outerHTML, each.getBoundingClientRect()]);
    boxes.forEach(([name, box], k) => {
      if (box.left < root.left || box.right > root.right + 1) found.push([name, "outside"]);
      for (const [other, next] of boxes.slice(k + 1)) {
        const beside = box.right <= next.left + 1 || next.right <= box.left + 1;
        const above = box.bottom <= next.top + 1 || next.bottom <= box.top + 1;
        if (!beside && !above) found.push([name, other]);
      }
    });
  }
  const page = document.documentElement;
  return page.scrollWidth > page.clientWidth ? [...found, "the page scrolls sideways"] : found;
}"""


@pytest.mark.parametrize("zoom", [1, 2], ids=["text as set", "text twice as large"])
@pytest.mark.parametrize("width", [200, 320, 700, 5000])
def test_there_is_room_on_any_screen(stage, width, zoom):
    stage.page.set_viewport_size({"width": width, "height": 700})
    size = f"html{{font-size:{zoom * 16}px}} .oc{{font-size:{zoom * 15}px!important}}"
    stage.page.add_style_tag(content=size)
    stage.show(scenes.everything, [replace(scenes.VALUE, play=True), *scenes.CONTROLS[1:]])
    assert stage.page.evaluate(CROWDED) == []
    for plot in stage.page.locator(".oc-plot").all():
        assert plot.bounding_box()["height"] >= 60


def test_a_dark_page_is_printed_on_white(stage):
    light = stage.show(scenes.everything, scenes.CONTROLS)
    ink = "getComputedStyle(document.querySelector('.oc')).color"
    wanted = stage.page.evaluate(ink)
    assert stage.moves(
        lambda: stage.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    )
    dark = stage.settle()
    assert stage.page.evaluate(ink) != wanted
    stage.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (
        stage.ink() == light and stage.page.evaluate(ink) == wanted
    )  # at once: paper waits for no frame
    stage.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert stage.settle() == dark


EVIL = '<img src=x onerror="globalThis.ran = 1"> *<b>* ^{<i>} {'


def everywhere(v, where):
    axes = [scenes.Axis(EVIL, (0.0, 2.0)), scenes.Axis(EVIL, (0.0, 2.0))]
    marks = [
        scenes.Line(scenes.GRID, v * scenes.GRID, label=EVIL),
        scenes.Text(1.0, 1.0, EVIL),
        scenes.Guide(x=1.0, label=EVIL),
        scenes.Handle(1.0, v, control="v", drag="y", label=EVIL),
    ]
    readouts = [scenes.Readout(EVIL, tone=tone) for tone in ("plain", "good", "bad")]
    return scenes.Scene([scenes.Panel(*axes, marks, title=EVIL)], readouts)


def test_text_stays_text_wherever_it_stands(stage):
    slider = Slider("v", EVIL, 0.0, 2.0, 1.0, count=3, unit=EVIL, play=True)
    choice = scenes.Choice("where", EVIL, {EVIL: EVIL, "b": EVIL}, EVIL)
    explorer = Explorer(everywhere, [slider, choice], EVIL, EVIL)
    stage.mount(explorer.payload())
    stage.page.wait_for_timeout(100)
    assert stage.page.evaluate("globalThis.ran") is None
    assert stage.page.locator(".oc img").count() == 0
    assert "<img src=x" in stage.page.locator(".oc-readout").inner_text()
    failed = json.dumps({"title": EVIL, "question": EVIL, "error": EVIL})
    stage.page.evaluate(f"optcourse.mount(document.getElementById('here'), {failed}); 0")
    assert stage.page.locator(".oc img").count() == 0
