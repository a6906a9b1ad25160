"""What a reader sees of a chapter before any scrolling: its question, and a drawing."""

import pytest
from test_crawl import contexts, origins
from test_weight import CHAPTERS

FIXTURES = (contexts, origins)
SCREENS = {"desk": (1280, 800), "phone": (360, 640)}
PLACES = """() => {
  const first = document.querySelector(".oc-explorer");
  const plots = [...first.querySelectorAll(".oc-plot")].map((each) => each.getBoundingClientRect());
  return { title: first.querySelector(".oc-title").getBoundingClientRect().bottom,
    top: Math.min(...plots.map(({ top }) => top)), height: plots[0].height };
}"""


@pytest.mark.site
@pytest.mark.parametrize("name", CHAPTERS)
def test_the_first_screen_has_the_first_drawing(name, contexts, origins):
    found = {}
    for screen, (width, height) in SCREENS.items():
        page = contexts["light on a desk"].new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.goto(origins["root"] + name, wait_until="load")
        found[screen] = page.evaluate(PLACES)
        page.close()
    desk = found["desk"]
    assert desk["top"] <= 560, desk
    assert 800 - desk["top"] >= min(desk["height"], 240), desk
    assert found["phone"]["top"] <= 640 - 40, found["phone"]
