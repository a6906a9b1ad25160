"""`python -m benchmarks.moves`: how a page feels while a network trains in it, printed.

In Chromium, on the processor as it is and on one that is four times slower, as a phone's: from a
move to its first and its last picture, frames meanwhile, and the longest task of the main thread.
"""

import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from optcourse.chapters.index.explorers import train_a_network
from optcourse.explore.page import script_source, style_source, train_source

sys.path.append(str(Path(__file__).parents[1] / "tests" / "book"))
import browsers

PAGE = """<!doctype html><meta charset="utf-8"><style>%s</style><div id="here"></div>
<script>%s</script><script>%s</script>"""
SLOWER = (1, 4)
MOVES = (30, 12, 25, 8, 20, 16)
# Move the rate; from then on note frames, pictures and tasks, until all rests.
MOVE = """(position) => new Promise((finish) => {
  const root = document.querySelector(".oc"), slider = root.querySelector("input[type=range]");
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
  slider.value = position;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(frame);
})"""


def main():
    explorer = train_a_network()
    with sync_playwright() as playwright:
        where = {"executable_path": browsers.find("chromium"), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**where)
        for slower in SLOWER:
            size = {"width": 1280, "height": 900} if slower == 1 else {"width": 360, "height": 740}
            print(line(slower, measured(browser.new_page(viewport=size), explorer, slower)))
        browser.close()


def measured(page, explorer, slower):
    """What each of `MOVES` took, on a processor so many times slower."""
    page.set_content(PAGE % (style_source(), script_source(), train_source()))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(f"optcourse.mount(document.getElementById('here'), ({explorer._payload})); 0")
    page.wait_for_selector(".oc[data-state=ready]:not([aria-busy])")
    return [page.evaluate(MOVE, position) for position in MOVES]


def line(slower, found):
    """A line of medians, and of the worst."""
    first, last = ([each[name] for each in found] for name in ("first", "last"))
    frames = np.concatenate([each["frames"] for each in found])
    tasks = max((task for each in found for task in each["tasks"]), default=0)
    long = f"longest task {tasks:.0f} ms" if tasks else "no task over 50 ms"
    return (
        f"{slower}× slower: first picture after {np.median(first):.0f} ms (at most "
        f"{max(first):.0f}), last after {np.median(last):.0f} ms; a frame every "
        f"{np.median(frames):.1f} ms (95%: {np.quantile(frames, 0.95):.1f}); {long}"
    )


if __name__ == "__main__":
    main()
