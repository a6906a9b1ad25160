"""The built site where things go wrong: files lost or damaged, pages printed, each frame read."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect
from test_crawl import EXPLORERS, PAGES, SITE, explorers_of

from optcourse.explore.modules import joined
from tests.explorers.hostile import troubles

pytestmark = pytest.mark.site
FILES = {path.name: path.read_text("utf-8") for path in sorted(EXPLORERS.glob("*.js"))}
BANKED = [name for name, text in FILES.items() if ",bank:" in text]
LIVE = [name for name, text in FILES.items() if ",data:{" in text]

DAMAGE = {
    "lost": ("could not be loaded", None),
    "empty": ("is damaged", lambda text: ""),
    "another explorer's": ("is damaged", lambda text: text.replace('register("', 'register("0', 1)),
    "cut short": ("is damaged", lambda text: text[: len(text) // 2]),
    "wrong numbers": (
        "are damaged",
        lambda text: re.sub('"data":"[^"]{8}', '"data":"AAAAAAAA', text),
    ),
    "no numbers": ("are damaged", lambda text: re.sub('"data":"[^"]*"', '"data":""', text)),
}


SHOWN = """(place) => !!place.querySelector(".oc[data-state=ready]")
  || [...place.querySelectorAll("img")].some((img) => img.complete && img.naturalWidth > 0)"""


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(f"{error.name}: {error.message}"))
    yield page
    page.close()


def home_of(name):
    """The page that shows the explorer in a file, and which of its explorers that is."""
    hashed = name.removesuffix(".js")
    return next((p, explorers_of(p).index(hashed)) for p in PAGES if hashed in explorers_of(p))


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_and_the_picture_stays(page, damage):
    says, change = DAMAGE[damage]
    name, k = home_of(BANKED[0])
    answer = lambda route: (  # noqa: E731
        route.fulfill(body=change(FILES[BANKED[0]]), content_type="text/javascript")
        if change
        else route.abort()
    )
    page.route(f"**/_explorers/{BANKED[0]}", answer)
    page.goto((SITE / name).as_uri())
    place = page.locator(".oc-explorer").nth(k)
    place.scroll_into_view_if_needed()
    place.get_by_role("alert").wait_for(timeout=10_000)
    assert says in place.get_by_role("alert").inner_text()
    picture = place.locator("img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function(
        "(img) => img.complete && img.naturalWidth", arg=picture.element_handle()
    )
    assert picture.is_visible()
    # the browser itself complains of half a script; nothing else may go unheard
    half = ["SyntaxError"] if damage == "cut short" else []
    assert [each.split(":")[0] for each in page.complaints] == half
    beside = next(each for each in range(page.locator(".oc-explorer").count()) if each != k)
    other = page.locator(".oc-explorer").nth(beside)
    other.scroll_into_view_if_needed()
    page.wait_for_function(SHOWN, arg=other.element_handle())


def test_without_the_front_end_every_explorer_is_its_picture(page):
    name = max(PAGES, key=lambda name: len(explorers_of(name)))
    page.route("**/explorer.js*", lambda route: route.abort())
    page.goto((SITE / name).as_uri())
    pictures = page.locator(".oc-explorer + img")
    expect(pictures).to_have_count(len(explorers_of(name)), timeout=10_000)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "(img) => img.complete && img.naturalWidth", arg=picture.element_handle()
        )
        assert picture.is_visible() and " Here: " in picture.get_attribute("alt")
    assert page.complaints == []


COUNTED = "window.printed = 0; window.print = () => { window.printed += 1; };"


@pytest.mark.parametrize("way", ["keys", "button", "menu"])
def test_what_was_never_on_the_screen_is_printed_too(page, way):
    name = max(PAGES, key=lambda name: len(explorers_of(name)))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(COUNTED)  # in the place of the browser's own dialogue
    page.goto((SITE / name).as_uri(), wait_until="load")
    places = page.locator(".oc-explorer").all()
    assert not all(place.evaluate(SHOWN) for place in places)
    assert not [url for url in asked if "/_images/" in url]  # read on a screen, they cost nothing
    match way:
        case "keys":
            page.keyboard.press("Control+p")
        case "button":
            page.locator(".btn-download-pdf-button").evaluate("(button) => button.click()")
        case "menu":  # the browser prints at once: the pictures are there for the next sheet
            page.pdf()
            page.wait_for_function("() => [...document.images].every((i) => i.naturalWidth)")
    if way != "menu":
        page.wait_for_function("window.printed === 1")
    assert all(place.evaluate(SHOWN) for place in places)
    printed = Counter(map(int, re.findall(rb"/Width (\d+)", page.pdf())))
    widths = page.locator(".oc-explorer img").evaluate_all(
        "(all) => all.map((i) => i.naturalWidth)"
    )
    assert widths and not Counter(widths) - printed
    assert page.complaints == []


def test_a_dark_page_is_printed_light_and_stays_dark(page):
    page.add_init_script("['mode', 'theme'].forEach((key) => localStorage.setItem(key, 'dark'))")
    page.goto((SITE / "book/challenges/conditioning.html").as_uri())
    ink = "() => getComputedStyle(document.querySelector('.bd-article p')).color"
    note = f"() => addEventListener('beforeprint', () => (window.printed = ({ink})()))"
    on_screen = page.evaluate(ink)
    page.evaluate(note)
    page.pdf()
    brightness = lambda colour: max(map(int, re.findall(r"\d+", colour)[:3]))  # noqa: E731
    assert brightness(page.evaluate("window.printed")) < 100 < brightness(on_screen)
    assert page.evaluate(ink) == on_screen
    assert page.complaints == []


READ = """async (text) => {
  let payload;
  (0, eval)(`(optcourse) => {${text}}`)({ register: (_, found) => (payload = found) });
  const counts = payload.controls.filter((c) => c.kind === "slider").map((c) => c.count);
  const positions = counts.reduce(
    (all, n) => all.flatMap((head) => Array.from({ length: n }, (_, k) => [...head, k])), [[]]);
  const finite = (array) => array.reduce((n, v) => n + Number.isFinite(v), 0);
  const short = (array) => [array.length === 1 ? array[0] : null, finite(array), array.length];
  const found = [];
  for (const { spec, bank } of Object.values(payload.variants)) {
    const frame = await openBank(bank, counts);
    found.push([spec, positions.map((at) => frame(at).map(short))]);
  }
  return [payload.title, found];
}"""


@pytest.mark.parametrize("name", BANKED)
def test_every_frame_of_the_book_reads_well(page, name):
    page.add_script_tag(content=joined("bank"))
    title, variants = page.evaluate(READ, FILES[name])
    assert variants
    for spec, frames in variants:
        for k, frame in enumerate(frames):
            assert not list(troubles(spec, frame)), f"{title}, frame {k}"
