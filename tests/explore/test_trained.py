"""Explorers that train in the page: in a worker, without one, dropped, remembered, refused."""

import numpy as np
import pytest

from optcourse.explore import Axis, Choice, Explorer, Line, Panel, Readout, Scene, Slider
from optcourse.loops import scan

from .stages import Stage

NUM_STEPS = 400
SHOWN = """() => [document.querySelector('.oc').ariaBusy ?? null,
  document.querySelector('.oc-readout').innerText]"""


def descent(rate, kind):
    """400 numbers that shrink; with `kind` "plain", what takes no training."""
    if kind == "plain":
        path = np.linspace(1.0, 0.0, NUM_STEPS + 1) * rate
    else:
        start = np.linspace(0.5, 1.0, 400) + 0.0 * rate
        heavy = lambda x: np.mean(np.outer(x, x) @ x)  # noqa: E731  (some milliseconds)
        path = scan(lambda x, k: x - 0.01 * rate * (x + 1e-9 * heavy(x)), start, NUM_STEPS)[:, -1]
    axes = Axis("step", (0, NUM_STEPS)), Axis("value", (0, 1))
    line = Line(np.arange(NUM_STEPS + 1), path, color=1, label="path")
    told = Readout("It ends at {end:.4f}.", {"end": path[-1]})
    return Scene([Panel(*axes, [line])], [told])


RATE = Slider("rate", "rate", 0.1, 1.0, 0.5, step=0.1)
KIND = Choice("kind", "kind", {"trained": "trained", "plain": "plain"}, "trained")


@pytest.fixture(scope="module")
def explorer():
    made = Explorer(descent, [RATE, KIND], "A *title*", "A question?")
    assert made.error is None and made.live
    return made


@pytest.fixture
def open_stage(browser):
    """`open_stage(script)`: a page in which that ran before anything else."""
    pages = []

    def opened(script="", **look):
        page = browser.new_page(viewport={"width": 800, "height": 700}, **look)
        pages.append(page)
        page.add_init_script(script)
        page.goto("about:blank")
        return Stage(page)

    yield opened
    for page in pages:
        page.close()


def rest(stage):
    """Wait until nothing trains; what is then read."""
    stage.page.wait_for_selector(".oc[data-state=ready]:not([aria-busy])", timeout=15_000)
    return stage.page.inner_text(".oc-readout")


def reading(explorer, **values):
    return explorer.scene(**values).reading()


WAYS = {
    "a worker": "",
    "no worker": "delete window.Worker",
    "a worker that is refused": "window.Worker = class { constructor() { throw Error('no') } }",
    "a worker that dies": """const Own = window.Worker; window.Worker = class extends Own {
      postMessage() { setTimeout(() => this.onerror?.(new Event("error"))) }
    }""",
    "no WebAssembly": "delete window.Worker; delete window.WebAssembly",
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_train_says_the_same(open_stage, explorer, way):
    stage = open_stage(WAYS[way])
    stage.mount(explorer.payload())
    assert rest(stage) == reading(explorer)
    stage.page.press("input[type=range]", "End")
    stage.page.wait_for_function("() => document.querySelector('.oc').ariaBusy === 'true'")
    assert rest(stage) == reading(explorer, rate=1.0)
    assert stage.errors == []
