"""The built site in Firefox: each page opened once, and what this engine does apart."""

import re
from urllib.parse import urljoin

import pytest
from controls import DRAWING
from test_crawl import PAGES, explorers_of, origins, text  # noqa: F401  (a fixture)
from training import READ, agrees, ends

pytestmark = pytest.mark.site
CHAPTERS = [name for name in PAGES if re.search(r'id="sources"', text(name))]
FROM_DISK = ["book/index.html", "book/challenges/memory.html", "search.html"]
WIDTHS = (1200, 375)


@pytest.fixture
def tab(firefox):
    with firefox.tab() as tab:
        yield tab


ARRIVED = """() => !document.querySelector('meta[http-equiv="refresh"]')
  && document.readyState === "complete" """
READY = """(k) => {
  const place = document.querySelectorAll(".oc-explorer")[k];
  place.scrollIntoView({ block: "center", behavior: "instant" });
  return !!place.querySelector('.oc[data-state="ready"]');
}"""
# Formulas are read in parts: only the whole page says whether each has its parts.
HALF = """() => [...document.querySelectorAll("math *")]
  .filter((each) => each.children.length !== ({ msub: 2, msup: 2, mfrac: 2, mroot: 2, mover: 2,
    munder: 2, msubsup: 3, munderover: 3 }[each.localName] ?? each.children.length))
  .map((each) => each.outerHTML)"""


def is_whole(tab, origin, name):
    """Open a page; all its explorers are drawn, it asks nobody and complains of nothing."""
    tab.go(urljoin(origin, name))
    tab.wait(ARRIVED)
    for k in range(len(explorers_of(name))):
        tab.wait(READY, k)
    assert tab.ask(HALF) == []
    assert tab.complaints() == []
    own = (origin, "data:", "blob:")
    assert not [url for url in tab.requests() if not url.startswith(own)]


FIRST = ".oc-explorer .oc"
SLIDER = f"{FIRST} input[type=range]:enabled"
CHOICES_ONLY = "speed.html"  # the page whose explorer has no slider
PRESET = f"{FIRST} .oc-presets button[aria-pressed=false]"
SHOWN = f"""() => {{
  const root = document.querySelector("{FIRST}");
  return [({DRAWING})(root), root.querySelector(".oc-readout").textContent];
}}"""
MOVED = f"([a, b]) => {{ const [c, d] = ({SHOWN})(); return a !== c && b !== d; }}"
RESTS = f"""() => !document.querySelector("{FIRST}").matches("[data-moving], [aria-busy]")"""


def moves(tab, action):
    """An action changes what the page's first explorer draws and what it says; then all rests."""
    before = tab.ask(SHOWN)
    action()
    tab.wait(MOVED, before)
    tab.wait(RESTS)


def press_home(tab):
    """Lead the first slider to its start; to its end, if it stands at its start."""
    at_start = "(s) => (document.querySelector(s).focus(), document.activeElement.value === '0')"
    tab.press("End" if tab.ask(at_start, SLIDER) else "Home")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_a_slider_and_a_preset_move_it(tab, origins, name):  # noqa: F811
    is_whole(tab, origins["root"], name)
    for k, end in enumerate(ends(text(name))):
        assert agrees(tab.wait(READ, k, seconds=60), end)
    if explorers_of(name) and not name.endswith(CHOICES_ONLY):
        moves(tab, lambda: press_home(tab))
    if explorers_of(name):
        moves(tab, lambda: tab.click(PRESET))
    assert tab.complaints() == []


@pytest.mark.parametrize("name", FROM_DISK)
def test_a_page_is_whole_from_disk(tab, origins, name):  # noqa: F811
    assert name in PAGES
    is_whole(tab, origins["disk"], name)


TOP = """(id) => {
  const page = document.scrollingElement;
  const { top } = document.getElementById(id).getBoundingClientRect();
  return [top, page.scrollHeight - page.scrollTop - innerHeight];
}"""


def last_exercise(name):
    ids = re.findall(r'id="(ex-[\w-]+)"', text(name))
    return [each for each in ids if not each.endswith("-content")][-1]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CHAPTERS)
def test_an_address_near_the_end_of_a_page_lands_there(firefox, origins, name, width):  # noqa: F811
    for anchor in (last_exercise(name), "sources"):
        with firefox.tab(width, height=800) as tab:
            tab.go(urljoin(origins["root"], f"{name}#{anchor}"))
            top, below = tab.rest(TOP, anchor)
            assert 0 <= top < (120 if below > 2 else 800), f"{anchor}: {top} px, {below} px below"


@pytest.mark.parametrize("origin", ["root", "disk"])
def test_a_link_to_a_listed_claim_opens_its_chapter(tab, origins, origin):  # noqa: F811
    tab.go(urljoin(origins[origin], "book/ledger.html#claim-T8"))
    top, below = tab.rest(TOP, "claim-T8")
    assert 0 < top < (200 if below > 2 else 800)  # the lines before it are in sight
    assert tab.ask("() => document.querySelectorAll('.oc-list[open]').length") == 1


VALLEY = "book/challenges/conditioning.html#explorer-the-valley?kappa=50&lr=1.9&start=2.5,-1"
SETTING = """() => Object.fromEntries([...document.querySelectorAll("#explorer-the-valley input")]
  .filter((e) => e.type === "range" || e.checked).map((e) => [e.dataset.control, e.value]))"""
VALLEY_AT = """() => document.querySelector("#explorer-the-valley [data-state=ready]")
  && document.getElementById("explorer-the-valley").getBoundingClientRect().top"""


def test_an_address_restores_a_setting(tab, origins):  # noqa: F811
    tab.go(urljoin(origins["root"], VALLEY))
    assert 0 <= tab.wait(VALLEY_AT) < 300
    assert tab.ask(SETTING).items() >= {"kappa": "49", "lr": "94"}.items()


AT_HAND = """() => [document.querySelector("dialog[open]"), document.activeElement]
  .map((each) => each?.tagName)"""


def open_search(tab, times=3):
    """By its keys; again, as a reader would, if Firefox lost them while its tab came to the front.

    Raises AssertionError, which says what is open and where the focus is.
    """
    for _ in range(times):
        tab.press("Control", "k")
        if (found := tab.rest(AT_HAND)) == ["DIALOG", "INPUT"]:
            return
        assert found[0] is None, found
    raise AssertionError(found)


@pytest.mark.parametrize("origin", ["root", "disk"])
def test_a_search_leads_to_marked_words(tab, origins, origin):  # noqa: F811
    tab.go(urljoin(origins[origin], "book/challenges/cliffs.html"))
    tab.wait(ARRIVED)
    open_search(tab)
    for letter in "hold a bit":
        tab.press(letter)
    tab.wait("() => !!document.querySelector('dialog .oc-found a')")
    tab.press("Down")
    tab.press("Enter")
    tab.wait("() => location.pathname.endsWith('memory.html')")
    tab.wait("() => document.querySelectorAll('article mark').length > 1")
    assert 0 <= tab.ask(TOP, tab.ask("() => location.hash.slice(1)"))[0] < 200
    assert tab.complaints() == []
