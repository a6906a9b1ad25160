"""`python -m benchmarks.moves`: how a page feels while a network trains in it, printed.

In Chromium, on the processor as it is and on one that is four times slower, as a phone's, and 360
pixels wide: from a move to its first and its last picture, frames meanwhile, and the longest task
of the main thread, by the clock and by what it computed: where the two part, other programs had
the processor. Of the first page's explorer; with the folder of a built site, as in
`python -m benchmarks.moves _build/html`, of each that trains there.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from optcourse.chapters.index.explorers import train_a_network
from optcourse.explore.page import apart_source, script_source, style_source, train_source

sys.path.append(str(Path(__file__).parents[1] / "tests" / "book"))
import browsers

PAGE = """<!doctype html><meta charset="utf-8"><style>%s</style><div id="here"></div>
<script>%s</script><script>%s</script>"""
SIZES = {1: {"width": 1280, "height": 900}, 4: {"width": 360, "height": 740}}  # by how much slower
MOVES = (0.75, 0.3, 0.62, 0.2, 0.5, 0.4)  # shares of the way of the first slider
BEGAN, TASK = "optcourse began to move", "ThreadControllerImpl::RunTask"
READY = ".oc[data-state=ready]:not([aria-busy])"
# Move the first slider; from then on note frames, pictures and tasks, until all rests.
MOVE = """(root, share) => new Promise((finish) => {
  const slider = root.querySelector("input[type=range]");
  const began = performance.now(), found = { first: 0, frames: [], tasks: [] };
  const tasks = new PerformanceObserver((list) =>
    found.tasks.push(...list.getEntries().map((each) => each.duration)));
  tasks.observe({ type: "longtask" });
  const seen = new MutationObserver(() => { found.first ||= performance.now() - began; });
  seen.observe(root.querySelector(".oc-readout"), { childList: true, subtree: true });
  let last = began;
  const frame = (now) => {
    found.frames.push(performance.now() - last);
    last = performance.now();
    if (!found.first || root.ariaBusy) return requestAnimationFrame(frame);
    seen.disconnect();
    found.last = performance.now() - began;
    setTimeout(() => { tasks.disconnect(); finish(found); }, 200);
  };
  const to = Math.round(share * slider.max);
  slider.value = to === +slider.value ? to - 1 : to;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(frame);
})"""


def main(site=None):
    with sync_playwright() as playwright:
        where = {"executable_path": browsers.find("chromium"), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**where)
        for slower in SIZES:
            for title, found in of_site(browser, site, slower) if site else alone(browser, slower):
                print(line(title, slower, found), flush=True)
        browser.close()


def alone(browser, slower):
    """Of the first page's explorer, in a page of its own: its title, and what `measured` found."""
    page = opened(browser, slower)
    page.set_content(PAGE % (style_source(), script_source() + apart_source(), train_source()))
    explorer = train_a_network()
    page.evaluate(f"optcourse.mount(document.getElementById('here'), ({explorer._payload})); 0")
    yield explorer.title, traced(browser, page.locator("#here"))


def of_site(browser, site, slower):
    """The same of each explorer that trains in a built site, one page after another."""
    for path in sorted(Path(site).resolve().rglob("*.html")):
        count = len(
            re.findall(r'<div class="oc-explorer"[^>]* data-live[ >]', path.read_text("utf-8"))
        )
        if not count:
            continue
        page = opened(browser, slower)
        page.goto(path.as_uri())
        for k in range(count):
            place = page.locator(".oc-explorer[data-live]").nth(k)
            place.scroll_into_view_if_needed()
            found = traced(browser, place)
            yield place.locator(f"{READY} .oc-title").inner_text(), found
        page.close()


def opened(browser, slower):
    """An empty page of a desk, or of a phone with a slower processor."""
    page = browser.new_page(viewport=SIZES[slower])
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def measured(place, moves=MOVES):
    """What each of the moves took of the explorer that stands at a place of a page."""
    place.locator(READY).wait_for(timeout=120_000)
    return [place.locator(".oc[data-state=ready]").evaluate(MOVE, share) for share in moves]


def traced(browser, place):
    """That, and what the longest task of the main thread computed meanwhile, in milliseconds."""
    place.locator(READY).wait_for(timeout=120_000)
    browser.start_tracing(page=place.page, categories=["toplevel", "blink.user_timing"])
    place.page.evaluate(f"performance.mark('{BEGAN}')")
    found = measured(place)
    return found, longest(json.loads(browser.stop_tracing())["traceEvents"])


def longest(events):
    """The most processor time of a task of the thread that set the mark, in milliseconds."""
    (home,) = {(each["pid"], each["tid"]) for each in events if each["name"] == BEGAN}
    own = (each for each in events if (each["pid"], each["tid"]) == home)
    return max(each["tdur"] for each in own if each["name"] == TASK and "tdur" in each) / 1000


def line(title, slower, found):
    """A line of medians, and of the worst."""
    found, work = found
    first, last = ([each[name] for each in found] for name in ("first", "last"))
    frames = np.concatenate([each["frames"] for each in found])
    tasks = max((task for each in found for task in each["tasks"]), default=0)
    long = f"longest task {tasks:.0f} ms" if tasks else "no task over 50 ms"
    long += f" by the clock, {work:.0f} ms of work"
    return (
        f"{title}, {slower}× slower: first picture after {np.median(first):.0f} ms (at most "
        f"{max(first):.0f}), last after {np.median(last):.0f} ms; a frame every "
        f"{np.median(frames):.1f} ms (95%: {np.quantile(frames, 0.95):.1f}); {long}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
