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
  const bar = document.querySelector(".bd-header-article").getBoundingClientRect();
  const small = [...place.querySelectorAll("button, select, .oc-choice label, input[type=range]")]
    .filter((each) => each.offsetHeight && each.offsetHeight < 40).map((each) => each.outerHTML);
  return { above: plot.top - bar.bottom, below: innerHeight - plot.bottom,
    share: strip.height / innerHeight, small };
}"""


@pytest.mark.parametrize("name", HOMES)
def test_on_a_phone_the_first_drawing_stands_above_the_last_control(opened, name):
    page = opened(name, "phone")
    for place in places(page):
        seen, title = mounted(place).evaluate(SIGHT), place.get_attribute("id")
        assert seen["above"] >= -1 and seen["below"] >= 0, (title, seen)
        assert seen["share"] <= 0.451 and not seen["small"], (title, seen)


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
