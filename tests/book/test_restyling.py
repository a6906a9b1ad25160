"""What a moved drawing costs a page: its own elements get their styles again, no others."""

import json

import pytest
from controls import REST
from test_crawl import EVERY_EXPLORER, PAGES, contexts, explorers_of, origins, visit

FIXTURES = (contexts, origins, visit)
pytestmark = pytest.mark.site
LARGEST = max(PAGES, key=lambda name: len(explorers_of(name)))
MOST = 20  # elements that get their styles again for a picture, on the average over the moves
OWN = "(root) => root.querySelectorAll('*').length"
TRAINS = "(root) => root.parentElement.dataset.live != null"
MOVE = f"""async (slider) => {{
  const root = slider.closest(".oc");
  for (let k = 0; k <= 6; k++) {{
    slider.value = Math.round((k * slider.max) / 6);
    slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
    await ({REST})(root);
  }}
}}"""


def restyled(page, action):
    """How many elements got their styles again each time that the browser did so."""
    browser = page.context.browser
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    action()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    times = [each for each in events if each["name"] == "UpdateLayoutTree" and "args" in each]
    return [each["args"].get("elementCount", 0) for each in times]


@pytest.mark.parametrize("k", range(len(explorers_of(LARGEST))))
def test_a_move_restyles_an_explorer_and_not_its_page(visit, k):
    """On a phone, where it counts most. One that trains may draw itself anew as it does."""
    seen = visit(LARGEST, look="dark on a phone", explorers=False)
    root = seen.explorer(k)
    most = root.evaluate(OWN) if root.evaluate(TRAINS) else MOST
    slider = root.locator("input[type=range]:enabled").first
    counts = restyled(seen.page, lambda: slider.evaluate(MOVE))
    assert counts and sum(counts) <= most * len(counts), counts


def test_a_style_that_asks_the_whole_page_is_noticed(visit):
    name, k = EVERY_EXPLORER[0]
    seen = visit(name, look="dark on a phone", explorers=False)
    slider = seen.explorer(k).locator("input[type=range]:enabled").first
    seen.page.add_style_tag(content=".bd-article:has(.oc-explorer .oc-plot path) p { color: red }")
    counts = restyled(seen.page, lambda: slider.evaluate(MOVE))
    assert sum(counts) > MOST * len(counts), counts
