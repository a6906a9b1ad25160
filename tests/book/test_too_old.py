"""A browser too old is told which one it needs: what the pages use says which that is."""

import re
from pathlib import Path

import pytest
from test_hostile import BANKED, LIVE, PAGES, SHOWN, SITE, explorers_of, page  # noqa: F401  (a fixture)

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "optcourse" / "explore" / "front", ROOT / "book" / "_assets")
SOURCES = "".join(
    path.read_text("utf-8")
    for folder in FOLDERS
    for path in folder.rglob("*")
    if path.suffix in (".js", ".css")
)
# What no page does without, and the first versions that have it, from MDN's browser-compat-data.
# `popover`, `scripting` and `overflow-clip-margin` are newer: pages do well without them.
NEEDED = {
    ":has(": {"Firefox": 121, "Safari": 15.4, "Chrome": 105},
    "subgrid": {"Firefox": 71, "Safari": 16, "Chrome": 117},
    "@container": {"Firefox": 110, "Safari": 16, "Chrome": 105},
    "DecompressionStream": {"Firefox": 113, "Safari": 16.4, "Chrome": 80},
}
OLDEST = {name: max(each[name] for each in NEEDED.values()) for name in NEEDED[":has("]}
WORDS = ", ".join(f"{name} {version:g}" for name, version in OLDEST.items())


def test_what_pages_need_is_what_the_reader_is_told():
    assert all(feature in SOURCES for feature in NEEDED)
    assert f"it needs {WORDS} or newer" in SOURCES
    assert f"{WORDS} or newer" in re.sub(r"\s+", " ", (ROOT / "book/run.md").read_text("utf-8"))


@pytest.mark.site
def test_a_browser_too_old_is_told_which_it_needs_and_shows_no_dead_control(page):  # noqa: F811
    page.add_init_script("delete globalThis.DecompressionStream")
    name = max(PAGES, key=lambda name: len(explorers_of(name)))
    page.goto((SITE / name).as_uri())
    for k, explorer in enumerate(explorers_of(name)):
        place = page.locator(".oc-explorer").nth(k)
        place.scroll_into_view_if_needed()
        page.wait_for_function(SHOWN, arg=place.element_handle())
        packed = f"{explorer}.js" in BANKED + LIVE
        assert place.get_by_role("alert").count() == packed
        assert bool(place.locator("input, button").count()) is not packed
        if packed:
            assert WORDS in place.get_by_role("alert").inner_text()
    assert page.complaints == []
