"""The built site for readers who listen: stored pictures, and moves that are announced.

What each page owes them is tried where each page is opened: in test_crawl.
"""

import access
import pytest
from test_crawl import EVERY_EXPLORER, LOOKS, contexts, origins, site, text, visit

__all__ = ["contexts", "origins", "site", "visit"]  # the crawl's fixtures
pytestmark = pytest.mark.site
WITH_EXPLORERS = sorted({name for name, _ in EVERY_EXPLORER})


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
    inwards = "ArrowRight" if slider.input_value() == slider.get_attribute("min") else "ArrowLeft"
    for _ in range(3):
        slider.press(inwards)
        assert heard.text_content() == ""
    seen.page.wait_for_timeout(900)
    assert heard.text_content() == root.locator(".oc-readout").text_content()


PALE = """() => { const all = [...document.querySelectorAll("article dd > p")];
  all[Math.floor(all.length / 2)].style.color = "rgb(128 128 128 / 60%)"; }"""


@pytest.mark.parametrize("look", LOOKS)
def test_one_pale_text_among_many_alike_is_found(visit, look):
    seen = visit("book/glossary.html", look=look)
    assert not access.serious_barriers(seen.page)
    seen.page.evaluate(PALE)
    ((rule, texts),) = access.serious_barriers(seen.page)
    assert rule == access.CONTRAST and len(texts) == 1
    seen.page.add_style_tag(content="article dd > p { color: rgb(128 128 128 / 60%) }")
    ((_, more),) = access.serious_barriers(seen.page)
    assert len(more) > 1
