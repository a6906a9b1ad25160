"""Explorers that train, in the built site: they end where the notebook said that they end."""

import html
import re
from collections import Counter

import pytest
from test_crawl import PAGES, SITE, contexts, needs_of, origins, text, visit  # noqa: F401  (fixtures)

from benchmarks import moves

pytestmark = pytest.mark.site
PLACE = re.compile(r'<div class="oc-explorer" data-explorer="(\w+)"[^>]* data-live[ >]')
PICTURE = re.compile(r' data-live .*?<noscript>.*? alt="([^"]*)"', re.DOTALL)
HOMES = [name for name in PAGES if PLACE.search(text(name))]


def ends(name):
    """What each of a page's explorers that train says in the end, by its stored picture.

    After its readouts stands what its drawings show.
    """
    return [html.unescape(each).rpartition(" Here: ")[2] for each in PICTURE.findall(text(name))]


def agrees(read, end):
    """Whether what is read is all of the readouts that a stored picture tells, as 10^−15."""
    end = end.replace("^", "")  # the page raises it
    return end.startswith(read) and re.match(" [^.:]+: from ", end.removeprefix(read)) is not None


def test_the_first_page_trains():
    assert any(name.endswith("index.html") for name in HOMES)


READ = """(place) => !place.querySelector(".oc[data-state=ready]:not([aria-busy])") ? null
  : place.querySelector(".oc-readout").innerText"""


@pytest.mark.parametrize("origin", ["root", "disk"])
@pytest.mark.parametrize("name", HOMES)
def test_it_trains_to_the_end_that_its_picture_shows(visit, name, origin):  # noqa: F811
    seen = visit(name, origin)
    places = seen.page.locator(".oc-explorer[data-live]")
    assert places.count() == len(ends(name)) > 0
    for k, end in enumerate(ends(name)):
        place = places.nth(k)
        place.scroll_into_view_if_needed()
        place.locator(".oc[data-state=ready]:not([aria-busy])").wait_for(timeout=30_000)
        assert agrees(place.locator(".oc-readout").inner_text(), end)
    assert not seen.complaints and not seen.external()


@pytest.mark.parametrize("name", HOMES)
def test_what_explorers_share_is_sent_once(visit, name):  # noqa: F811
    sent = Counter(url for url in visit(name).requests if "/_explorers/" in url)
    assert sent and set(sent.values()) == {1}
    needs = {need for each in PLACE.findall(text(name)) for need in needs_of(each)}
    loaded = {url.rpartition("/")[2].removesuffix(".js") for url in sent}
    assert needs <= loaded


@pytest.mark.parametrize("origin", ["root", "disk"])
@pytest.mark.parametrize("name", HOMES)
def test_it_trains_in_firefox(firefox, origins, name, origin):  # noqa: F811
    with firefox.tab() as tab:
        tab.go(origins[origin] + name)
        for k, end in enumerate(ends(name)):
            tab.ask("(k) => document.querySelectorAll('[data-live]')[k].scrollIntoView()", k)
            read = f"(k) => ({READ})(document.querySelectorAll('[data-live]')[k])"
            assert agrees(tab.wait(read, k, seconds=60), end)
        assert tab.complaints() == []


@pytest.mark.parametrize("name", HOMES)
def test_a_page_without_scripts_shows_the_stored_pictures(browser, name):
    page = browser.new_page(java_script_enabled=False)
    page.goto((SITE / name).as_uri())
    pictures = page.locator(".oc-explorer[data-live] + noscript img")
    assert pictures.count() == len(ends(name))
    assert all(picture.is_visible() for picture in pictures.all())
    page.close()


@pytest.mark.parametrize("name", HOMES)
def test_on_a_phone_four_times_slower_a_move_is_answered_and_comes_to_rest(browser, name):
    """`python -m benchmarks.moves _build/html` says how fast; here other work may go on beside."""
    page = moves.opened(browser, slower=4)
    page.goto((SITE / name).as_uri())
    for k in range(len(ends(name))):
        place = page.locator(".oc-explorer[data-live]").nth(k)
        place.scroll_into_view_if_needed()
        (found,) = moves.measured(place, moves=(0.62,))
        assert found["first"] < 5_000 and found["last"] < 30_000, found
        assert len(found["frames"]) > 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
