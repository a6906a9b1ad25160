"""The built site for readers who listen, use keys, or enlarge: titles, descriptions, tab order."""

import pytest
from test_crawl import EVERY_EXPLORER, PAGES, contexts, origins, site, text, visit

__all__ = ["contexts", "origins", "site", "visit"]  # the crawl's fixtures
pytestmark = pytest.mark.site
ZOOMED = {"width": 320, "height": 640}  # 1280 px at 400 %
WITH_EXPLORERS = sorted({name for name, _ in EVERY_EXPLORER})

SAID = """(root) => {
  const title = root.querySelector("[role=heading]");
  const level = (each) => +(each?.ariaLevel ?? each?.localName[1]);
  const above = root.closest("section:not(.oc)")?.querySelector("h1,h2,h3,h4,h5");
  const drawings = [...root.querySelectorAll(".oc-plot > svg")];
  const readout = root.querySelector(".oc-readout");
  return {
    step: level(title) - level(above),
    told: drawings.every((each) => each.getAttribute("aria-describedby") === readout.id),
    labels: drawings.map((each) => each.getAttribute("aria-label")),
    live: [...root.querySelectorAll("[aria-live=polite], output:not([role]), .oc-readout[role]")]
      .map((each) => each.outerHTML.slice(0, 80)),
    handles: [...root.querySelectorAll(".oc-handle")].every((each) => each.ariaLabel
      && (each.role === "application" || (each.ariaValueMin && each.ariaValueMax))),
    exact: root.querySelectorAll(".oc-handle[role=application]").length
      <= root.querySelectorAll(".oc-exact").length,
    order: [...root.querySelectorAll("input, .oc-foot")].pop()?.className,
  };
}"""
# Boxes of code that a tab stops at though nothing in them scrolls, or they are folded away.
STOPS = """() => [...document.querySelectorAll("article :is(pre, .highlight, code)")]
  .filter((each) => each.tabIndex >= 0)
  .filter((each) => each.scrollWidth <= each.clientWidth || !each.checkVisibility())
  .map((each) => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_at_four_times_the_size_does_not_scroll_sideways(visit, name):
    seen = visit(name)
    assert not seen.page.evaluate(STOPS)
    seen.page.set_viewport_size(ZOOMED)
    assert not seen.overflow()


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_an_explorer_says_what_it_shows(visit, name):
    seen = visit(name)
    seen.page.wait_for_timeout(700)  # descriptions are written when all is at rest
    for root in seen.page.locator(".oc").all():
        said = root.evaluate(SAID)
        labels = said.pop("labels")
        assert said == {"step": 1, "told": True, "live": [], "handles": True, "exact": True,
                        "order": "oc-foot"}  # fmt: skip
        assert all(" against " in each for each in labels)


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_a_stored_picture_says_title_question_and_readout(name):
    pictures = [each for each in text(name).split("<noscript>") if each.startswith("<img")]
    assert pictures
    for each in pictures:
        alt = each.split('alt="')[1].split('"')[0]
        assert "Explorer:" not in alt and "?" in alt and len(alt) > 40, alt


def test_one_move_is_announced_once(visit):
    seen = visit(WITH_EXPLORERS[0])
    root = seen.explorer(0)
    heard = root.locator(".oc-heard")
    seen.page.wait_for_timeout(700)
    slider = root.locator("input[type=range]").first
    for _ in range(3):
        slider.press("ArrowLeft")
        assert heard.text_content() == ""
    seen.page.wait_for_timeout(900)
    assert heard.text_content() == root.locator(".oc-readout").text_content()
