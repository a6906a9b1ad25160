"""Lists of explorers, claims and terms, and lectures: narrowed, linked, said where they stand."""

import gzip
import re

import pytest
from test_crawl import PAGES, SITE, contexts, origins, text, visit  # noqa: F401  (fixtures)

pytestmark = pytest.mark.site
OWN = [name for name in PAGES if name.startswith("book/")]
LISTS = {"book/explorers.html": ("Memorizing", 1), "book/ledger.html": ("patience", 2)}


@pytest.mark.parametrize("origin", ["root", "disk"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_a_heading_for_each_chapter_and_narrows_to_some_words(visit, name, origin):  # noqa: F811
    visited = visit(name, origin, "dark on a phone")
    page, (word, least) = visited.page, LISTS[name]
    contents = page.locator(".oc-listed").evaluate_all("(all) => all.map((each) => each.id)")
    assert len(contents) >= 8 and all(f'href="#{each}"' in text(name) for each in contents)
    entries = page.locator(".oc-cards > li, .oc-ledger > .oc-claim")
    shown = entries.and_(page.locator(":visible"))
    whole = entries.count()
    assert shown.count() == whole >= 60
    page.get_by_role("searchbox", name="Show only").fill(word)
    assert least <= shown.count() < whole / 4
    assert page.locator(".oc-filter span").inner_text() == f"{shown.count()} of {whole}"
    assert all(word.lower() in each.lower() for each in shown.all_inner_texts() if least == 1)
    page.get_by_role("searchbox", name="Show only").fill("")
    page.get_by_role("combobox", name="Chapter").select_option(contents[-1])
    last = page.locator(f"#{contents[-1]} .oc-cards > li, #{contents[-1]} .oc-claim")
    assert 0 < shown.count() == last.count()
    assert not visited.complaints and not visited.overflow()


def test_every_card_has_a_picture_and_every_claim_a_link_of_its_own_name():
    cards = text("book/explorers.html").split('class="oc-cards')[1:]
    count = sum(each.split("</ul>")[0].count("<li>") for each in cards)
    assert count == sum(each.split("</ul>")[0].count("<img") for each in cards) >= 60
    ledger = text("book/ledger.html")
    assert ">cell</a>" not in ledger and not re.search(r"further seeds: \d", ledger)
    links = re.findall(r'oc-id"><a class="[^"]*" href="[^"]+">([A-Z]+\d+)</a>', ledger)
    assert len(links) == len(set(links)) == ledger.count('class="oc-id"')


@pytest.mark.parametrize("look", ["light on a desk", "dark on a phone"])
def test_a_term_and_a_citation_say_what_they_are_until_esc(visit, look):  # noqa: F811
    visited = visit("book/challenges/memory.html", "disk", look)
    page, card = visited.page, visited.page.locator("#oc-card")
    kinds = ("a.oc-term", "a[data-card*='20']")
    for link in (page.locator(f"{each}:visible").first for each in kinds):
        link.scroll_into_view_if_needed()
        link.focus()
        box = card.bounding_box()
        assert len(card.inner_text()) > 30 and link.get_attribute("aria-describedby") == "oc-card"
        assert box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]
        page.keyboard.press("Escape")
        assert not card.is_visible()
    link.hover()
    assert card.is_visible()
    assert not visited.complaints and not visited.overflow()


def test_an_entry_of_the_glossary_opens_the_section_that_explains_it():
    page = text("book/glossary.html")
    entries = page.split("<dl")[1]
    links = re.findall(r'href="((?:learning|challenges)/\w+\.html)(?:#([^"]+))?"', entries)
    assert sum(bool(anchor) for _, anchor in links) > 0.6 * len(links) > 25
    assert all(f'id="{anchor}"' in text(f"book/{name}") for name, anchor in links if anchor)
    letters = page.split('class="oc-letters')[1].split("</p>")[0]
    anchors = re.findall(r'href="#([^"]+)"', letters)
    assert len(anchors) > 10 and all(f'id="{each}"' in page for each in anchors)


def test_scripts_of_the_pages_are_small():
    sizes = {name: len(gzip.compress((ASSETS / name).read_bytes())) for name in LIMITS}
    assert {name: size for name, size in sizes.items() if size > LIMITS[name]} == {}
    search = gzip.compress(
        b"".join((ASSETS / name).read_bytes() for name in ("words.js", "find.js"))
    )
    assert len(search) <= 5_000


ASSETS = SITE.parents[1] / "book" / "_assets"
LIMITS = {"cards.js": 1_500, "filter.js": 1_500, "lecture.js": 1_000}


def test_no_id_stands_twice_on_a_page():
    for name in OWN:
        ids = re.findall(r'<[^>]+\bid="([^"]+)"', text(name))
        assert len(ids) == len(set(ids)), (name, [each for each in ids if ids.count(each) > 1])


def test_a_lecture_for_each_chapter_has_settings_minutes_and_questions():
    lectures = re.split(r'<ol class="[^"]*oc-lecture', text("book/lectures.html"))[1:]
    lectures = [each.split("</ol>")[0] for each in lectures]
    assert len(lectures) == 8
    for each in lectures:
        minutes = [int(found) for found in re.findall(r"(\d+) min\.", each)]
        assert len(minutes) >= 4 and 35 <= sum(minutes) <= 60
        assert each.count("?</em>") == len(minutes) and each.count("oc-try") >= len(minutes)


def test_in_full_screen_a_key_leads_to_the_next_explorer_and_back(visit):  # noqa: F811
    visited = visit("book/challenges/cliffs.html", "disk")
    page = visited.page
    first, second = (page.locator(".oc-explorer").nth(k) for k in (0, 1))
    first.get_by_role("button", name="Full screen").click()
    page.keyboard.press("PageDown")
    second.locator(".oc-full").wait_for()
    assert page.locator(".oc-full").count() == 1
    page.keyboard.press("p")
    first.locator(".oc-full").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelectorAll('.oc-full').length === 0")
    assert not visited.complaints
