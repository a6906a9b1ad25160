"""The built site on a phone, on a desk and on a wall: room is kept, nothing jumps, all is in sight.

An explorer has its height before it is drawn, keeps it while sliders move, lines up its panels,
and on a phone shows its first drawing above its last control.
"""

from pathlib import Path

import pytest
from test_crawl import EVERY_EXPLORER, PAGES, SITE, Visit, origins, text  # noqa: F401  (fixture)

pytestmark = pytest.mark.site
SIZES = {
    "phone": {"width": 360, "height": 740},
    "tablet": {"width": 768, "height": 1024},
    "desk": {"width": 1280, "height": 900},
}
HOMES = sorted({name for name, _ in EVERY_EXPLORER})
JUMP, SHIFT = 12, 0.02  # pixels that a mounted explorer may grow; layout shift of a page


@pytest.fixture(scope="module")
def devices(browser):
    made = {
        name: browser.new_context(
            viewport=size, has_touch=name == "phone", is_mobile=name == "phone"
        )
        for name, size in SIZES.items()
    }
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def opened(devices, origins):  # noqa: F811
    """Open a page on a device: opened(name, device)."""
    pages = []

    def opened(name, device, watch=None):
        pages.append(page := devices[device].new_page())
        if watch:
            page.add_init_script(watch)
        page.goto(origins["root"] + name, wait_until="load")
        page.wait_for_function("() => !globalThis.MathJax || !!MathJax.startup?.promise?.then")
        page.evaluate("() => globalThis.MathJax?.startup?.promise")
        return page

    yield opened
    for page in pages:
        page.close()


def places(page):
    return page.locator(".oc-explorer[data-explorer]").all()


def mounted(place):
    place.scroll_into_view_if_needed()
    place.locator(".oc[data-state=ready]").wait_for(timeout=15_000)
    return place


HEIGHT = "(place) => place.offsetHeight"
# Each explorer's height from before it is mounted: none is near the screen while it is measured.
KEPT = """() => [...document.querySelectorAll(".oc-explorer[data-explorer]")].map((place) =>
  [place.querySelector(":scope > .oc-ghost") ? place.offsetHeight : 0, place.id])"""


@pytest.mark.parametrize("device", SIZES)
@pytest.mark.parametrize("name", HOMES)
def test_an_explorer_is_as_high_as_its_place_was(opened, name, device):
    page = opened(name, device)
    page.evaluate("scrollTo(0, 0)")
    before, grown = page.evaluate(KEPT), {}
    for (kept, title), place in zip(before, places(page), strict=True):
        after = mounted(place).evaluate(HEIGHT)
        if kept and abs(after - kept) > JUMP:
            grown[title] = [kept, after]
    assert not grown


MOVED = """async (place) => {
  const rest = () => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));
  const seen = [place.offsetHeight];
  for (const input of place.querySelectorAll("input[type=range]")) {
    const [at, last] = [input.value, +input.max];
    for (let k = 0; k <= 6; k++) {
      input.value = Math.round((k * last) / 6);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await rest();
      await rest();
      seen.push(place.offsetHeight);
    }
    input.value = at;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await rest();
  }
  for (const option of place.querySelectorAll("input[type=radio]")) {
    option.click();
    await rest();
    await rest();
    seen.push(place.offsetHeight);
  }
  return Math.max(...seen) - Math.min(...seen);
}"""


@pytest.mark.parametrize("device", ["phone", "desk"])
@pytest.mark.parametrize("name", HOMES)
def test_no_control_changes_the_height_of_its_explorer(opened, name, device):
    page = opened(name, device)
    moved = {p.get_attribute("id"): mounted(p).evaluate(MOVED) for p in places(page)}
    assert not {each: pixels for each, pixels in moved.items() if pixels > 2}


UNEVEN = """(place) => {
  const tops = (part) => [...place.querySelectorAll(part)]
    .map((each) => Math.round(each.getBoundingClientRect().top));
  const parts = [".oc-caption", ".oc-keys", ".oc-plot"].map(tops);
  const frame = (rect) => {
    const { top, height } = rect.ownerSVGElement.getBoundingClientRect();
    const all = rect.ownerSVGElement.viewBox.baseVal.height;
    return Math.round(top + (rect.y.baseVal.value * height) / all);
  };
  parts.push([...place.querySelectorAll(".oc-plot clipPath rect")].map(frame));
  return parts.filter((tops) => new Set(tops).size > 1);
}"""


BESIDE = "(e) => getComputedStyle(e).gridTemplateColumns.split(' ').length > 1"


@pytest.mark.parametrize("device", ["desk", "tablet"])
@pytest.mark.parametrize("name", HOMES)
def test_the_panels_of_a_row_line_up(opened, name, device):
    page = opened(name, device)
    for place in places(page):
        panels = mounted(place).locator(".oc-panels")
        uneven = place.evaluate(UNEVEN) if panels.evaluate(BESIDE) else []
        assert not uneven, place.get_attribute("id")


SIGHT = """async (place) => {
  const controls = place.querySelectorAll(".oc-controls > *");
  const last = controls[controls.length - 1].getBoundingClientRect();
  scrollBy(0, last.bottom - innerHeight);
  await new Promise(requestAnimationFrame);
  const plot = place.querySelector(".oc-plot").getBoundingClientRect();
  const strip = place.querySelector(".oc-panels").getBoundingClientRect();
  const plots = [...place.querySelectorAll(".oc-plot")];
  const cut = plots.map((each) => each.getBoundingClientRect().bottom - strip.bottom);
  const frames = [...place.querySelectorAll(".oc-plot clipPath rect")];
  const high = frames.map((each) => each.height.baseVal.value);
  const bar = document.querySelector(".bd-header-article").getBoundingClientRect();
  const small = [...place.querySelectorAll("button, select, .oc-choice label, input[type=range]")]
    .filter((each) => each.offsetHeight && each.offsetHeight < 40).map((each) => each.outerHTML);
  return { above: plot.top - bar.bottom, below: innerHeight - plot.bottom,
    share: strip.height / innerHeight, small, cut: Math.max(...cut), high: Math.min(...high) };
}"""


@pytest.mark.parametrize("height, least", [(740, 150), (640, 130)])  # with the address bar
@pytest.mark.parametrize("name", HOMES)
def test_on_a_phone_a_whole_drawing_stands_above_the_last_control(opened, name, height, least):
    page = opened(name, "phone")
    page.set_viewport_size({"width": 360, "height": height})
    for place in places(page):
        seen, title = mounted(place).evaluate(SIGHT), place.get_attribute("id")
        assert seen["above"] >= -1 and seen["below"] >= 0, (title, seen)
        assert seen["share"] <= 0.451 and not seen["small"], (title, seen)
        assert seen["cut"] <= 1 and seen["high"] >= least, (title, seen)


SHIFTS = """globalThis.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => shifts.push([entry.value,
  entry.sources.map(({ node, previousRect: a, currentRect: b }) =>
    `${node?.nodeName} ${node?.className?.slice?.(0, 40)} ${a.y}→${b.y} ${a.height}→${b.height}`)]),
)).observe({ type: "layout-shift", buffered: true });"""
READ = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 0.8 * innerHeight) {
    scrollTo(0, y);
    await new Promise((f) => setTimeout(f, 60));
  }
}"""


@pytest.mark.parametrize("device", ["phone", "desk"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_jumps_while_a_page_is_read(opened, name, device):
    page = opened(name, device, SHIFTS)
    page.evaluate(READ)
    shifts = page.evaluate("shifts")
    assert sum(value for value, _ in shifts) <= SHIFT, shifts


def test_f_fills_the_screen_with_the_explorer_nearest_to_the_middle(opened):
    page = opened(HOMES[0], "desk")
    place = mounted(places(page)[1])
    place.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    page.keyboard.press("f")
    place.locator(".oc-full").wait_for()
    page.wait_for_function("document.querySelector('.oc-full').matches(':popover-open')")
    page.keyboard.press("f")
    page.wait_for_function("!document.querySelector('.oc-full')")
    assert place.evaluate("(e) => Math.abs(e.getBoundingClientRect().top) < innerHeight")


def test_an_explorer_that_is_on_disk_fills_the_screen_too(opened, browser):
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(Path(SITE, HOMES[0]).as_uri())
    place = mounted(places(page)[0])
    place.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.querySelector('.oc-full')?.matches(':popover-open')")
    assert place.locator(".oc").bounding_box() == {"x": 0, "y": 0, "width": 1920, "height": 1080}
    page.close()


# A drawing's frame on the screen; of one in space its room.
FRAMES = """(root) => [...root.querySelectorAll(".oc-plot")].map((plot) => {
  const zoom = parseFloat(getComputedStyle(root).fontSize) / 15;
  const rect = plot.querySelector("clipPath rect");
  return rect ? [+rect.getAttribute("width") * zoom, +rect.getAttribute("height") * zoom]
    : [plot.clientWidth, plot.clientHeight]; })"""
CUT = """(root) => [...root.querySelectorAll("*")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .filter((each) => !each.closest("svg, .oc-heard"))
  .filter((each) => { const { left, top, right, bottom } = each.getBoundingClientRect();
    return right > innerWidth + 1 || bottom > innerHeight + 1 || left < -1 || top < -1; })
  .map((each) => each.className || each.localName)"""
OVERLAP = """(root) => {
  const box = (part) => root.querySelector(part).getBoundingClientRect();
  return root.scrollHeight > root.clientHeight + 1
    || [...root.querySelectorAll(".oc-row")].some((row) => row.scrollHeight > row.clientHeight + 1)
    || box(".oc-controls > :last-child").bottom > box(".oc-foot").top + 1
    || box(".oc-panels").right > box(".oc-controls").left; }"""
TYPE = "(root) => parseFloat(getComputedStyle(root).fontSize)"
FRAME_LATER = "new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))"
# A screen: its width and height, how much larger its type is, how wide a page's column is there.
WALLS = [(1024, 768, 1.146, 755), (1280, 720, 4 / 3, 688), (1920, 1080, 1.8, 790)]


@pytest.mark.parametrize("name", HOMES)
def test_on_a_wall_no_drawing_is_smaller_than_in_the_page_and_nothing_is_cut_off(browser, name):
    page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page.goto(Path(SITE, name).as_uri())
    page.evaluate("document.documentElement.requestFullscreen = undefined")
    for place in places(page):
        root = mounted(place).locator(".oc")
        title, wide = root.locator(".oc-title").inner_text(), place.evaluate("(e) => e.offsetWidth")
        before, type_before = root.evaluate(FRAMES), root.evaluate(TYPE)
        root.get_by_role("button", name="Full screen").click()
        page.wait_for_function("document.querySelector('.oc-full')?.matches(':popover-open')")
        for width, height, larger, column in WALLS:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(FRAME_LATER)
            least = [[side * column / wide for side in frame] for frame in before]
            pairs = zip(least, root.evaluate(FRAMES), strict=True)
            smaller = [(a, b) for a, b in pairs if b[0] < a[0] - 1 or b[1] < a[1] - 1]
            assert not smaller, title
            assert not root.evaluate(OVERLAP) and root.evaluate(CUT) == [], title
            assert root.evaluate(TYPE) / type_before == pytest.approx(larger, abs=0.02)
            assert root.locator(".oc-presets button").first.is_visible(), title
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 1280, "height": 720})
        page.wait_for_function("!document.querySelector('.oc-full')")
    page.close()
