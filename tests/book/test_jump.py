"""From a button in the text to an explorer: what answers is in sight, and there is a way back."""

import pytest
from test_crawl import PAGES, contexts, origins, text, visit  # noqa: F401  (fixtures)

pytestmark = pytest.mark.site
WITH_BUTTONS = [
    name for name in PAGES if 'class="oc-try' in text(name) and "oc-explorer" in text(name)
]
FAR = "book/challenges/inexact.html"
MIDDLE = "(link) => link.scrollIntoView({ block: 'center', behavior: 'instant' })"
# Of each explorer, the button in the text that is farthest from it.
FARTHEST = """() => [...document.querySelectorAll(".oc-explorer[data-explorer]")].map((each) => {
  const far = (link) => Math.abs(link.getBoundingClientRect().y - each.getBoundingClientRect().y);
  const all = [...document.querySelectorAll("a.oc-try")];
  const own = all.filter((link) => link.getAttribute("href").startsWith(`#${each.id}?`));
  return all.indexOf(own.sort((a, b) => far(b) - far(a))[0]);
}).filter((k) => k >= 0)"""
SIGHT = """(id) => {
  const box = (part) => document.querySelector(`#${id} ${part}`).getBoundingClientRect();
  const drawn = box(".oc-panels"), said = box(".oc-readout");
  return { drawn: drawn.y, drawnEnd: drawn.bottom, said: said.y, end: said.bottom };
}"""
RESTS = "(id) => document.querySelector(`#${id} .oc[data-state=ready]:not([data-moving])`)"
WAY = ".oc-way button"


@pytest.fixture
def arrive(visit):  # noqa: F811
    """Open a page on a phone 740 px high, and hear no complaint: arrive(name, origin) -> Visit."""
    visits = []

    def arrive(name, origin="root"):
        visits.append(visit(name, origin, "dark on a phone", explorers=False))
        visits[-1].page.set_viewport_size({"width": 360, "height": 740})
        return visits[-1]

    yield arrive
    assert not [each.complaints for each in visits if each.complaints]


def press(page, k):
    """Press a button in the middle of the screen: where it was, and the id of its explorer."""
    link = page.locator("a.oc-try").nth(k)
    link.evaluate(MIDDLE)
    id = link.get_attribute("href")[1:].partition("?")[0]
    at = link.bounding_box()["y"]
    link.click()
    page.wait_for_function(RESTS, arg=id)
    return link, at, id


def far_button(page):
    return page.evaluate(FARTHEST)[-1]


def is_back(page, link, at):
    page.wait_for_function("() => !document.querySelector('.oc-way')")
    page.evaluate("() => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 50)))")
    assert link.bounding_box()["y"] == pytest.approx(at, abs=1.5)
    assert link.evaluate("(each) => each === document.activeElement")


@pytest.mark.parametrize("name", WITH_BUTTONS)
def test_on_a_phone_what_answers_is_in_sight_and_back_leads_to_the_sentence(arrive, name):
    page = arrive(name).page
    for k in page.evaluate(FARTHEST):
        link, at, id = press(page, k)
        seen = page.evaluate(SIGHT, id)
        assert 50 <= seen["drawn"] < seen["said"] < seen["end"] <= 740, (id, seen)
        assert seen["drawnEnd"] <= 740, (id, seen)
        if page.locator(WAY).count():
            page.go_back()
            is_back(page, link, at)


@pytest.mark.parametrize("origin", ["root", "disk"])
def test_a_control_leads_back_to_the_text(arrive, origin):
    page = arrive(FAR, origin).page
    link, at, id = press(page, far_button(page))
    way = page.get_by_role("button", name=f"Back to the text: {link.inner_text()}")
    box, said = way.bounding_box(), page.evaluate(SIGHT, id)["end"]
    assert said <= box["y"] and box["y"] + box["height"] <= 740
    page.wait_for_function("() => document.activeElement.matches('.oc')")
    page.keyboard.press("Tab")
    assert way.evaluate("(each) => each === document.activeElement")
    page.keyboard.press("Enter")
    is_back(page, link, at)


def test_forward_jumps_again_and_a_page_loaded_again_knows_the_way(arrive):
    page = arrive(FAR).page
    link, at, id = press(page, far_button(page))
    page.go_back()
    is_back(page, link, at)
    page.go_forward()
    page.wait_for_selector(WAY)
    assert page.evaluate("location.hash").startswith(f"#{id}?")
    page.reload(wait_until="load")
    page.locator(WAY).click()
    is_back(page, page.locator("a.oc-try").nth(far_button(page)), at)


def test_an_explorer_in_sight_needs_no_jump(arrive):
    page = arrive(FAR).page
    page.set_viewport_size({"width": 1280, "height": 2400})
    before = page.evaluate("history.length")
    link = page.locator("a.oc-try").first
    id = link.get_attribute("href")[1:].partition("?")[0]
    link.evaluate(MIDDLE)
    place = page.evaluate("scrollY")
    link.click()
    page.wait_for_function(RESTS, arg=id)
    assert page.evaluate("[scrollY, history.length]") == [place, before]
    assert not page.locator(WAY).count()


def test_links_within_the_page_keep_their_places_in_the_history(arrive):
    page = arrive(FAR).page
    link, at, _ = press(page, far_button(page))
    page.go_back()
    is_back(page, link, at)
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    page.evaluate("() => { location.hash = '#sources'; }")
    page.wait_for_function("() => Math.abs(scrollY - 900) > 100")
    page.go_back()
    page.wait_for_function("() => Math.abs(scrollY - 900) < 2")


def test_who_scrolls_back_needs_the_control_no_longer(arrive):
    page = arrive(FAR).page
    link, _, _ = press(page, far_button(page))
    page.wait_for_selector(WAY)
    page.evaluate("() => new Promise((r) => setTimeout(r, 100))")
    link.evaluate(MIDDLE)
    page.wait_for_selector(WAY, state="detached")


def test_paper_has_no_way_back(arrive):
    page = arrive(FAR).page
    press(page, far_button(page))
    looks = """() => getComputedStyle(document.querySelector(".oc").appendChild(
      Object.assign(document.createElement("div"), { className: "oc-way" }))).display"""
    assert page.evaluate(looks) == "flex"
    page.emulate_media(media="print")
    assert page.evaluate(looks) == "none"
