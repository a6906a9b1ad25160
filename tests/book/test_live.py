"""Explorers that train, in the built site: they end where the notebook said that they end.

That they do so in Chromium is tried where each page is opened, in test_crawl; in Firefox from a
server, in test_firefox.
"""

import pytest
from test_crawl import PAGES, SITE, contexts, origins, text, visit  # noqa: F401  (fixtures)
from training import PLACE, READ, agrees, ends

from benchmarks import moves

pytestmark = pytest.mark.site
HOMES = [name for name in PAGES if PLACE.search(text(name))]


def test_the_first_page_trains():
    assert any(name.endswith("index.html") for name in HOMES)


def test_each_place_has_the_picture_that_tells_its_end():
    for name in HOMES:
        assert len(ends(text(name))) == len(PLACE.findall(text(name))) > 0, name


@pytest.mark.parametrize("name", HOMES)
def test_it_trains_in_firefox_from_disk(firefox, origins, name):  # noqa: F811
    with firefox.tab() as tab:
        tab.go(origins["disk"] + name)
        for k, end in enumerate(ends(text(name))):
            assert agrees(tab.wait(READ, k, seconds=60), end)
        assert tab.complaints() == []


@pytest.mark.parametrize("name", HOMES)
def test_a_page_without_scripts_shows_the_stored_pictures(browser, name):
    page = browser.new_page(java_script_enabled=False)
    page.goto((SITE / name).as_uri())
    pictures = page.locator(".oc-explorer[data-live] + noscript img")
    assert pictures.count() == len(ends(text(name)))
    assert all(picture.is_visible() for picture in pictures.all())
    page.close()


@pytest.mark.parametrize("name", HOMES)
def test_on_a_phone_four_times_slower_a_move_is_answered_and_comes_to_rest(browser, name):
    """`python -m benchmarks.moves _build/html` says how fast; here other work may go on beside."""
    page = moves.opened(browser, slower=4)
    page.goto((SITE / name).as_uri())
    for k in range(len(ends(text(name)))):
        place = page.locator(".oc-explorer[data-live]").nth(k)
        place.scroll_into_view_if_needed()
        (found,) = moves.measured(place, moves=(0.62,))
        assert found["first"] < 5_000 and found["last"] < 30_000, found
        assert len(found["frames"]) > 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
