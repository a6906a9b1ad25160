"""Explorers that train in the page: in a worker, without one, dropped, remembered, refused."""

import numpy as np
import pytest

from optcourse.explore import Axis, Choice, Explorer, Line, Panel, Readout, Scene, Slider
from optcourse.explore.page import script_source, style_source, train_source
from optcourse.loops import scan

from .stages import PAGE, Stage

NUM_STEPS = 600
POWER = {"cubic": 3, "other": 2}


def descent(rate, kind):
    """400 numbers that shrink, slowly for a computer; of "plain" nothing is to be trained."""
    if kind == "plain":
        path = np.linspace(1.0, 0.0, NUM_STEPS + 1) * rate
    else:
        start = np.linspace(0.5, 1.0, 400) + 0.0 * rate
        far = lambda x: np.mean(np.outer(x, x) @ x)  # noqa: E731  (a part of a millisecond)
        step = lambda x, k: x - 0.01 * rate * (x ** POWER[kind] + 1e-3 * far(x))  # noqa: E731
        path = scan(step, start, NUM_STEPS)[:, -1]
    axes = Axis("step", (0, NUM_STEPS)), Axis("value", (0, 1))
    line = Line(np.arange(NUM_STEPS + 1), path, color=1, label="path")
    told = Readout("It ends at {end:.4f}.", {"end": path[-1]})
    return Scene([Panel(*axes, [line])], [told])


RATE = Slider("rate", "rate", 0.1, 1.0, 0.5, step=0.1)
KIND = Choice("kind", "kind", {"cubic": "cubic", "other": "other", "plain": "plain"}, "cubic")
STORED = "<noscript><img alt='stored' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></noscript>"
# What is heard of workers, and each text that is read with whether it trains.
NOTED = """globalThis.noted = { workers: 0, ended: 0, jobs: [], finished: [], texts: [] };
{ const Own = window.Worker;
  window.Worker = class extends Own {
    constructor(url) {
      super(url);
      noted.workers++;
      this.addEventListener("message", ({ data }) => data.done && noted.finished.push(data.id));
    }
    postMessage(data) { super.postMessage(data); if (data?.id) noted.jobs.push(data.id) }
    terminate() { super.terminate(); noted.ended++ }
  } }
new MutationObserver(() => {
  const root = document.querySelector(".oc");
  if (!root) return;
  const text = root.querySelector(".oc-readout")?.innerText;
  const now = [root.ariaBusy, text], last = noted.texts.at(-1);
  if (text && String(now) !== String(last)) noted.texts.push(now);
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });"""
WAYS = {
    "a worker": "",
    "no worker": "delete window.Worker",
    "a worker that is refused": "window.Worker = class { constructor() { throw Error('no') } }",
    "a worker that dies": """const Own = window.Worker; window.Worker = class extends Own {
      postMessage() { setTimeout(() => this.onerror?.(new Event("error"))) } }""",
    "no WebAssembly": "delete window.Worker; delete window.WebAssembly",
}
SILENT = "const Own = window.Worker; window.Worker = class extends Own { postMessage() {} }"


@pytest.fixture(scope="module")
def explorer():
    made = Explorer(descent, [RATE, KIND], "A *title*", "A question?")
    assert made.error is None and made.live
    return made


@pytest.fixture
def opened(browser):
    """`opened(script)`: a page in which that ran before anything else."""
    pages = []

    def open_page(script="", **look):
        page = browser.new_page(viewport={"width": 800, "height": 700}, **look)
        pages.append(page)
        page.add_init_script(script)
        page.goto("about:blank")
        return Stage(page)

    yield open_page
    for page in pages:
        page.close()


def show(stage, payload):
    stage.page.evaluate(f"""() => {{ const here = document.getElementById("here");
      here.className = "oc-explorer"; // as in a built page
      here.insertAdjacentHTML("afterend", `{STORED}`);
      globalThis.view = optcourse.mount(here, ({payload}), null); }}""")


def rest(stage):
    """Wait until nothing trains; what is then read."""
    stage.page.wait_for_selector(".oc[data-state=ready]:not([aria-busy])", timeout=15_000)
    return stage.page.inner_text(".oc-readout")


def move(stage, position):
    """Move the slider, and wait until the page has heard of it."""
    stage.page.evaluate(
        """async (position) => {
      const slider = document.querySelector("input[type=range]");
      slider.value = position;
      slider.dispatchEvent(new Event("input"));
      await new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));
    }""",
        position,
    )


def reading(explorer, **values):
    return explorer.scene(**values).reading()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_train_says_the_same(opened, explorer, way):
    stage = opened(WAYS[way])
    show(stage, explorer.payload())
    assert rest(stage) == reading(explorer)
    move(stage, 9)
    assert rest(stage) == reading(explorer, rate=1.0)
    stage.page.click("text=plain")
    stage.settle()
    assert rest(stage) == reading(explorer, kind="plain", rate=1.0)
    assert stage.errors == []


def test_it_is_shown_while_it_trains_and_busy_until_the_last_paint(opened, explorer):
    stage = opened(NOTED)
    show(stage, explorer.payload())
    last = rest(stage)
    texts = stage.page.evaluate("noted.texts")
    assert len(texts) > 3 and all(busy == "true" for busy, _ in texts[:-1])
    assert texts[-1] == [None, last]
    ends = [float(text.split()[-1].rstrip(".")) for _, text in texts]
    assert ends == sorted(ends, reverse=True)


def test_a_newer_move_drops_what_trains(opened, explorer):
    stage = opened(NOTED)
    show(stage, explorer.payload())
    for position in (9, 1, 7):
        move(stage, position)
    assert rest(stage) == reading(explorer, rate=0.8)
    stage.page.wait_for_timeout(200)
    noted = stage.page.evaluate("noted")
    jobs, finished = noted["jobs"], noted["finished"]  # a quick machine may finish one in between
    assert noted["workers"] == 1 and finished[-1] == jobs[-1]
    assert len(jobs) == 4 and len(set(finished)) == len(finished) < 4


def test_a_setting_seen_before_trains_nothing(opened, explorer):
    stage = opened(NOTED)
    show(stage, explorer.payload())
    first = rest(stage)
    move(stage, 9)
    rest(stage)
    jobs = stage.page.evaluate("noted.jobs.length")
    move(stage, 4)
    assert rest(stage) == first
    assert stage.page.evaluate("noted.jobs.length") == jobs == 2


def test_all_choices_have_one_worker_which_ends_with_the_view(opened, explorer):
    stage = opened(NOTED)
    show(stage, explorer.payload())
    rest(stage)
    for kind in ("other", "cubic", "plain", "other"):
        stage.page.click(f".oc-choice >> text={kind}")
        stage.settle()
        assert rest(stage) == reading(explorer, kind=kind)
    assert stage.page.evaluate("[noted.workers, noted.ended]") == [1, 0]
    stage.page.evaluate("view.close()")
    assert stage.page.evaluate("[noted.workers, noted.ended]") == [1, 1]


HASTY = """{ const own = window.setTimeout;
  window.setTimeout = (f, time) => own(f, time > 10_000 ? 100 : time); }"""


def test_a_worker_at_rest_gives_its_memory_back_and_another_takes_the_next_move(opened, explorer):
    stage = opened(NOTED + HASTY)
    show(stage, explorer.payload())
    rest(stage)
    stage.page.wait_for_function("() => noted.ended === 1", polling=20)
    move(stage, 9)
    assert rest(stage) == reading(explorer, rate=1.0)
    assert stage.page.evaluate("noted.workers") == 2


def test_a_tab_out_of_sight_paints_once_when_it_is_back(opened, explorer):
    """A browser gives it no animation frames; what came meanwhile is one picture."""
    stage = opened(NOTED)
    show(stage, explorer.payload())
    rest(stage)
    stage.page.evaluate("""async () => {
      const waiting = [];
      globalThis.requestAnimationFrame = (f) => waiting.push(f);
      globalThis.back = () => waiting.splice(0).map((f) => f()).length;
      const slider = document.querySelector("input[type=range]");
      slider.value = 9;
      slider.dispatchEvent(new Event("input"));
      back();
      noted.texts = [];
    }""")
    stage.page.wait_for_function("() => noted.finished.length === 2", polling=50)
    assert stage.page.evaluate("noted.texts.length") <= 1
    assert stage.page.evaluate("back()") == 1
    assert rest(stage) == reading(explorer, rate=1.0)


def test_who_wants_no_motion_sees_only_the_last_picture(opened, explorer):
    stage = opened(NOTED, reduced_motion="reduce")
    show(stage, explorer.payload())
    first = rest(stage)
    move(stage, 9)
    last = rest(stage)
    texts = [[None, first], ["true", first], [None, last]]
    assert stage.page.evaluate("noted.texts") == texts and first != last


def test_a_silent_worker_is_given_up_and_paper_shows_the_stored_picture_meanwhile(opened, explorer):
    stage = opened(SILENT)
    show(stage, explorer.payload())
    stage.page.wait_for_selector(".oc[aria-busy]", state="attached")
    image = stage.page.get_by_alt_text("stored")
    assert not image.is_visible()
    stage.page.emulate_media(media="print")
    assert image.count() == 1 and not stage.page.locator(".oc-panels").is_visible()
    stage.page.emulate_media(media="screen")
    assert rest(stage) == reading(explorer)
    assert image.count() == 0


def test_where_there_is_no_memory_the_stored_picture_stands_with_a_sentence(opened, explorer):
    stage = opened()
    show(stage, explorer.payload().replace("buffer(", "buffer(1e15+"))
    stage.page.wait_for_selector(".oc[data-state=error]:not([aria-busy])", timeout=10_000)
    said = stage.page.inner_text(".oc-error")
    assert said.startswith("This explorer cannot be drawn. Its network cannot be trained here: ")
    assert stage.page.get_by_alt_text("stored").count() == 1


def test_beside_a_kernel_the_page_trains_too(opened, explorer):
    stage = opened(NOTED)
    stage.page.evaluate(f"""() => {{
      const state = {{ values: {{ rate: 1, kind: "other" }} }};
      const model = {{ get: (name) => state[name], set: (name, value) => (state[name] = value),
        save_changes() {{ globalThis.saved = state.values; }}, on() {{}}, off() {{}} }};
      optcourse.mount(document.getElementById("here"), ({explorer.payload()}), model);
    }}""")
    assert rest(stage) == reading(explorer, rate=1.0, kind="other")
    move(stage, 0)
    assert rest(stage) == reading(explorer, rate=0.1, kind="other")
    stage.page.wait_for_function("() => globalThis.saved?.rate === 0.1")


@pytest.fixture
def on_disk(tmp_path, explorer):
    body = PAGE % (style_source(), script_source(), train_source())
    mount = f"optcourse.mount(document.getElementById('here'), ({explorer.payload()}), null)"
    file = tmp_path / "page.html"
    file.write_text(body.replace("</body>", f"<script>{mount}</script></body>"), "utf-8")
    return file.as_uri()


DONE = """() => document.querySelector('.oc[data-state=ready]:not([aria-busy])')
  && document.querySelector('.oc-readout').textContent"""


def test_it_trains_from_disk_in_chromium(opened, explorer, on_disk):
    stage = opened(NOTED)
    stage.page.goto(on_disk)
    assert rest(stage) == reading(explorer)
    assert stage.page.evaluate("[noted.workers, noted.finished.length]") == [1, 1]


@pytest.mark.parametrize("workers", [True, False])
def test_it_trains_from_disk_in_firefox(firefox, explorer, on_disk, workers, tmp_path):
    if not workers:
        page = (tmp_path / "page.html").read_text("utf-8")
        page = page.replace("<script>", "<script>delete window.Worker;", 1)
        (tmp_path / "page.html").write_text(page, "utf-8")
    with firefox.tab() as tab:
        tab.go(on_disk)
        assert tab.wait(DONE) == reading(explorer)
        assert tab.complaints() == []
