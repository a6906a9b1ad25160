"""Lists of explorers, claims and terms, and lectures: narrowed, linked, said where they stand."""

import gzip
import re

import pytest
from rooms import chapters
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
    assert shown.count() == whole * (not page.locator(".oc-list").count()) and whole >= 60
    field = page.get_by_role("searchbox", name="Show only")
    field.focus()
    page.keyboard.type(word)
    assert least <= shown.count() < whole / 4
    assert page.locator(".oc-filter span").inner_text() == f"{shown.count()} of {whole}"
    assert all(word.lower() in each.lower() for each in shown.all_inner_texts() if least == 1)
    field.fill("")
    page.keyboard.press("Tab")
    assert page.get_by_role("combobox", name="Chapter").evaluate(FOCUSED)
    page.keyboard.press("End")
    last = page.locator(f"#{contents[-1]} .oc-cards > li, #{contents[-1]} .oc-claim")
    assert 0 < shown.count() == last.count()
    assert not visited.complaints and not visited.overflow()


FOCUSED = "(each) => each === document.activeElement"
HEIGHT = "document.documentElement.scrollHeight"
LEDGER = "book/ledger.html"


@pytest.mark.parametrize("look", ["light on a desk", "dark on a phone"])
def test_the_list_of_claims_opens_folded_and_each_chip_opens_what_it_counts(visit, look):  # noqa: F811
    page = visit(LEDGER, "disk", look).page
    height = page.evaluate(HEIGHT)
    assert height <= 6_000 and page.locator(".oc-list[open]").count() == 0
    shown, chips = page.locator(".oc-claim:visible"), page.locator(".oc-filter button")
    assert chips.count() >= 5
    for chip in chips.all():
        chip.press("Enter")
        assert shown.count() == int(chip.inner_text().split()[-1]) > 0
        assert chip.get_attribute("aria-pressed") == "true"
        chip.press("Enter")
        assert page.evaluate(HEIGHT) == height
    failed = page.locator(".oc-claim.oc-failed")
    assert failed.count() == page.locator(".oc-claim:has(.oc-cross)").count() > 20
    assert chips.first.inner_text() == f"failed in some setting {failed.count()}"


def test_what_only_a_fold_of_a_claim_says_is_found_and_opened(visit):  # noqa: F811
    page = visit(LEDGER, "disk").page
    page.get_by_role("searchbox", name="Show only").fill("weight decay ten times")
    setting = page.get_by_text("ten times the weight decay").first
    assert setting.is_visible()
    page.get_by_role("searchbox", name="Show only").fill("")
    assert not setting.is_visible()


def test_a_link_to_a_claim_opens_its_chapter_whatever_the_filter_hides(visit):  # noqa: F811
    visited = visit(f"{LEDGER}#claim-I4", "disk")
    page, claim = visited.page, visited.page.locator("#claim-I4")
    assert claim.is_visible() and page.locator(".oc-list[open]").count() == 1
    assert 0 <= claim.bounding_box()["y"] < 300
    page.get_by_role("combobox", name="Chapter").select_option("claims-risk")
    page.evaluate("location.hash = 'claim-T8'")
    page.wait_for_function("document.querySelector('#claim-T8').checkVisibility()")
    page.evaluate("location.hash = 'claims-minima'")
    page.wait_for_function("document.querySelector('#claims-minima .oc-claim').checkVisibility()")
    assert not visited.complaints


def test_without_scripts_the_list_of_claims_is_open(browser, origins):  # noqa: F811
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{origins['disk']}{LEDGER}", wait_until="load")
    claims = page.locator(".oc-claim")
    assert claims.count() == page.locator(".oc-claim:visible").count() >= 60
    page.close()


def test_a_picture_of_the_gallery_is_shown_whole(visit):  # noqa: F811
    page = visit("book/explorers.html", "disk").page
    fits = page.locator(".oc-cards img").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).objectFit)"
    )
    assert len(fits) >= 60 and set(fits) == {"contain"}


DARK = """async (image) => {
  await image.decode();
  const [wide, high] = [(image.width = 64), (image.height = 36)];
  const context = new OffscreenCanvas(wide, high).getContext("2d");
  context.filter = getComputedStyle(image).filter;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, wide, high);
  context.drawImage(image, 0, 0, wide, high);
  const { data } = context.getImageData(0, 0, wide, high);
  const light = data.filter((_, k) => k % 4 !== 3);
  return light.reduce((a, b) => a + b) / light.length / 255; }"""


@pytest.mark.parametrize("look", ["light on a desk", "dark on a phone"])
def test_the_pictures_of_the_gallery_are_as_dark_as_their_page(contexts, origins, look):  # noqa: F811
    page = contexts[look].new_page()  # a canvas may read pictures of its own server only
    page.goto(origins["root"] + "book/explorers.html")
    for image in page.locator(".oc-cards img").all()[::12]:
        image.scroll_into_view_if_needed()
        light = image.evaluate(DARK)
        assert light < 0.35 if look.startswith("dark") else light > 0.65
    page.close()


def test_the_entries_of_the_bibliography_are_not_indented(visit):  # noqa: F811
    page = visit("book/bibliography.html", "disk").page
    left = "(all) => [...new Set(all.map((each) => each.getBoundingClientRect().left))]"
    assert len(page.locator(".citation > p").evaluate_all(left)) == 1
    inside = "(e) => e.getBoundingClientRect().left - e.parentElement.getBoundingClientRect().left"
    assert page.locator(".citation > p").first.evaluate(inside) == 0


def test_every_card_has_a_picture_and_every_claim_a_link_of_its_own_name():
    cards = text("book/explorers.html").split('class="oc-cards')[1:]
    count = sum(each.split("</ul>")[0].count("<li>") for each in cards)
    assert count == sum(each.split("</ul>")[0].count("<img") for each in cards) >= 60
    ledger = text("book/ledger.html")
    assert ">cell</a>" not in ledger and not re.search(r"further seeds: \d", ledger)
    links = re.findall(r'oc-id"><a class="[^"]*" href="[^"]+">([A-Z]+\d+[a-z]?)</a>', ledger)
    assert len(links) == len(set(links)) == ledger.count('class="oc-id"')


@pytest.mark.parametrize("look", ["light on a desk", "dark on a phone"])
def test_a_term_and_a_citation_say_what_they_are_until_esc(visit, look):  # noqa: F811
    visited = visit("book/challenges/memory.html", "disk", look, explorers=False)
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


def test_every_entry_of_the_glossary_opens_where_its_term_stands():
    page = text("book/glossary.html")
    entries = page.split("<dl")[1].split("prev-next")[0]
    links = re.findall(r'href="([\w/]+\.html)(?:#([^"]+))?"', entries)
    assert len(links) > 50
    for name, anchor in links:
        used = re.search(rf'<span [^>]*id="{anchor}"[^>]*>', text(f"book/{name}"))
        assert anchor.startswith("use-") and "std-term" in used[0], (name, anchor)
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
LIMITS = {"cards.js": 1_500, "filter.js": 1_700, "lecture.js": 1_000}


def test_no_id_stands_twice_on_a_page():
    for name in OWN:
        ids = re.findall(r'<[^>]+\bid="([^"]+)"', text(name))
        assert len(ids) == len(set(ids)), (name, [each for each in ids if ids.count(each) > 1])


def test_a_lecture_for_each_chapter_has_settings_minutes_and_questions():
    lectures = re.split(r'<ol class="[^"]*oc-lecture', text("book/lectures.html"))[1:]
    lectures = [each.split("</ol>")[0] for each in lectures]
    assert len(lectures) == len(chapters())
    for each in lectures:
        minutes = [int(found) for found in re.findall(r"(\d+) min\.", each)]
        assert len(minutes) >= 4 and 35 <= sum(minutes) <= 60
        assert each.count("?</em>") == len(minutes) and each.count("oc-try") >= len(minutes)


TEACHING = ("book/lectures.html", "book/teachers.html")


def test_every_link_to_an_explorer_of_a_page_to_teach_with_asks_for_the_whole_screen():
    for name in TEACHING:
        links = re.findall(r'href="[^"#]*#explorer-([^"]+)"', text(name))
        assert len(links) > 5 and all(each.endswith("~full") for each in links), links
    assert "~full" not in text("book/explorers.html") and "~full" not in text("book/index.html")


STATE = """() => Object.fromEntries([...document.querySelectorAll(".oc-full input")]
  .filter((e) => e.type === "range" || e.checked).map((e) => [e.dataset.control, e.value]))"""


@pytest.mark.parametrize("name", TEACHING)
def test_such_a_link_opens_the_explorer_on_the_whole_screen_at_its_setting(visit, name):  # noqa: F811
    visited = visit(name, "disk")
    page, settings = visited.page, []
    for k in (0, 1):
        page.locator("a.oc-try, .oc-lecture strong a").nth(k).click()
        page.wait_for_selector(".oc-full[data-state=ready]")
        page.wait_for_function("document.querySelector('.oc-full').matches(':popover-open')")
        size = page.locator(".oc-full").bounding_box()
        assert {key: size[key] for key in page.viewport_size} == page.viewport_size
        settings.append(page.evaluate(STATE))
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('.oc-full')")
        page.go_back()
    assert settings[0] != settings[1] and not visited.complaints


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
