"""The built site on a phone, on a desk and on a wall: room is kept, nothing jumps, all is in sight.

An explorer has its height before it is drawn, keeps it while sliders move, lines up its panels,
and on a phone shows its first drawing above its last control.
"""

import itertools
from pathlib import Path

import pytest
from test_crawl import ARRIVED, EVERY_EXPLORER, PAGES, SITE, Visit, origins, text  # noqa: F401  (fixture)

pytestmark = pytest.mark.site
SIZES = {
    "phone": {"width": 360, "height": 740},
    "tablet": {"width": 768, "height": 1024},
    "desk": {"width": 1280, "height": 900},
}
HOMES = sorted({name for name, _ in EVERY_EXPLORER})
HEIGHTS = [(740, 150), (640, 130)]  # of a phone, with the address bar: what a drawing has at least
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
    """Open a page on a device: opened(name, device, what runs before it)."""
    pages = []

    def opened(name, device, watch=""):
        pages.append(page := devices[device].new_page())
        page.add_init_script(watch)
        page.goto(origins["root"] + name, wait_until="load")
        page.wait_for_function(ARRIVED)
        page.wait_for_load_state("load")
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


def grown(page, kept):
    """Explorers that are not as high as their places were: {id: [before, after]}."""
    heights = [mounted(place).evaluate(HEIGHT) for place in places(page)]
    pairs = zip(kept, heights, strict=True)
    return {id: [a, b] for (a, id), b in pairs if a and abs(a - b) > JUMP}


SHIFTS = """globalThis.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => shifts.push([entry.value,
  entry.sources.map(({ node, previousRect: a, currentRect: b }) =>
    `${node?.nodeName} ${node?.className?.slice?.(0, 40)} ${a.y}→${b.y} ${a.height}→${b.height}`)]),
)).observe({ type: "layout-shift", buffered: true });"""
# Go down the page; each explorer that comes into sight is drawn before the way goes on.
READ = """async () => {
  const frames = async (n) => { while (n--) await new Promise(requestAnimationFrame); };
  const seen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  const drawn = (place) => place.querySelector(".oc[data-state=ready]");
  const places = [...document.querySelectorAll(".oc-explorer[data-explorer]")];
  const late = () => places.some((e) => seen(e.getBoundingClientRect()) && !drawn(e));
  for (let y = 0; y < document.documentElement.scrollHeight; y += 0.8 * innerHeight) {
    scrollTo(0, y);
    await frames(3);
    for (let k = 0; late() && k < 600; k++) await frames(1);
  }
  await frames(3);
  return shifts;
}"""


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


def panels_of_a_row_line_up(page):
    for place in places(page):
        panels = mounted(place).locator(".oc-panels")
        uneven = panels.evaluate(BESIDE) and place.evaluate(UNEVEN)
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


def whole_drawings_stand_above_the_last_controls(page, height, least):
    page.set_viewport_size({"width": 360, "height": height})
    for place in places(page):
        seen, title = mounted(place).evaluate(SIGHT), place.get_attribute("id")
        assert seen["above"] >= -1 and seen["below"] >= 0, (title, seen)
        assert seen["share"] <= 0.451 and not seen["small"], (title, seen)
        assert seen["cut"] <= 1 and seen["high"] >= least, (title, seen)


# A slider's move is drawn in the next frame, before who asked for the frame later is told of it; a
# choice may first unpack the numbers of its own, and what trains draws its first pictures later.
MOVED = """async (place) => {
  const rest = async (frames) => {
    for (let k = place.dataset.live == null ? frames : 4; k; k--)
      await new Promise(requestAnimationFrame);
  };
  const seen = [place.offsetHeight];
  for (const input of place.querySelectorAll("input[type=range]")) {
    const [at, last] = [input.value, +input.max];
    for (let k = 0; k <= 6; k++) {
      input.value = Math.round((k * last) / 6);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await rest(1);
      seen.push(place.offsetHeight);
    }
    input.value = at;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await rest(1);
  }
  for (const option of place.querySelectorAll("input[type=radio]")) {
    option.click();
    await rest(6);
    seen.push(place.offsetHeight);
  }
  return Math.max(...seen) - Math.min(...seen);
}"""


def no_control_changes_the_height_of_its_explorer(page):
    moved = {place.get_attribute("id"): mounted(place).evaluate(MOVED) for place in places(page)}
    assert not {each: pixels for each, pixels in moved.items() if pixels > 2}


# On a tablet only what explorers draw is tried.
VISITS = [
    (name, device) for name in PAGES for device in SIZES if device != "tablet" or name in HOMES
]


@pytest.mark.parametrize("name, device", VISITS)
def test_a_page_keeps_its_room_while_it_is_read_and_explored(opened, name, device):
    page = opened(name, device, SHIFTS)
    kept, shifts = page.evaluate(KEPT), page.evaluate(READ)
    assert sum(value for value, _ in shifts) <= SHIFT, shifts
    assert not grown(page, kept)
    if device == "phone":
        for height, least in HEIGHTS:
            whole_drawings_stand_above_the_last_controls(page, height, least)
        page.set_viewport_size(SIZES["phone"])
        no_control_changes_the_height_of_its_explorer(page)  # on a desk: `controls.try_all`
    else:
        panels_of_a_row_line_up(page)


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
FILLS = "(root) => root.matches('.oc-full:popover-open')"
FRAME_LATER = "new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))"
# A screen: its width and height, how much larger its type is, how wide a page's column is there.
WALLS = [(1024, 768, 1.146, 755), (1280, 720, 4 / 3, 688), (1920, 1080, 1.8, 790)]


def in_the_page(place):
    """An explorer, and what it measures in its page: its width, its drawings, its type."""
    root = mounted(place).locator(".oc")
    return root, place.evaluate("(e) => e.offsetWidth"), root.evaluate(FRAMES), root.evaluate(TYPE)


def is_whole_on_a_wall(explorer, larger, column):
    root, wide, before, type_before = explorer
    title = root.locator(".oc-title").inner_text()
    root.page.wait_for_function(FILLS, arg=root.element_handle())
    root.page.evaluate(FRAME_LATER)
    least = [[side * column / wide for side in frame] for frame in before]
    pairs = zip(least, root.evaluate(FRAMES), strict=True)
    smaller = [(a, b) for a, b in pairs if b[0] < a[0] - 1 or b[1] < a[1] - 1]
    assert not smaller, title
    assert not root.evaluate(OVERLAP) and root.evaluate(CUT) == [], title
    assert root.evaluate(TYPE) / type_before == pytest.approx(larger, abs=0.02)
    assert root.locator(".oc-presets button").first.is_visible(), title


@pytest.mark.parametrize("name", HOMES)
def test_on_a_wall_no_drawing_is_smaller_than_in_the_page_and_nothing_is_cut_off(browser, name):
    """Keys lead from one to the next: down on the first wall, up on the second, down again."""
    page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page.goto(Path(SITE, name).as_uri())
    page.evaluate("document.documentElement.requestFullscreen = undefined")
    explorers = [in_the_page(place) for place in places(page)]
    explorers[0][0].get_by_role("button", name="Full screen").click()
    keys = itertools.cycle(["PageDown", "PageUp"])
    for (width, height, larger, column), key in zip(WALLS, keys, strict=False):
        page.set_viewport_size({"width": width, "height": height})
        for k, explorer in enumerate(explorers):
            if k:
                page.keyboard.press(key)
            is_whole_on_a_wall(explorer, larger, column)
        explorers.reverse()
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('.oc-full')")
    page.close()
