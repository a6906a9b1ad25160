"""Every explorer over its grid and past it: nothing raises, no text says NaN, errors say what."""

import json
import re
import reprlib

import numpy as np
import pytest
import traitlets

from optcourse.explore import Explorer
from optcourse.explore.spec import flatten
from tests.explore.stages import Stage
from tests.explorers.catalogue import BANKED, COMPILED, LIVE
from tests.explorers.hostile import NO_NUMBER, refused_by, settings, summary, troubles
from tests.truths import explorer_named

EVERY = COMPILED | LIVE | BANKED
WHOLE = 400  # positions of a compiled explorer that are all visited; of a larger grid, FEW
FEW = 80

RUN = """([payload, cases]) => {
  const { variants } = (0, eval)(`(${payload})`), frames = {};
  const count = (array) => array.reduce((n, v) => n + Number.isFinite(v), 0);
  return cases.map(([key, values]) => {
    frames[key] ??= variants[key].make();
    return frames[key](values).map(
      (array) => [array.length === 1 ? String(array[0]) : null, count(array), array.length]);
  });
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


def run(page, explorer, cases):
    """What the compiled program gives in each case: like `summary`."""
    for frame in page.evaluate(RUN, [explorer._payload, cases]):
        yield [(text if text is None else number(text), *sizes) for text, *sizes in frame]


def number(text):
    return {"true": 1.0, "false": 0.0}.get(text) or float(text.replace("Infinity", "inf"))


def grid(explorer):
    """Settings of every variant: [(key, choices, values)]."""
    free = [control for control in explorer.controls if control.kind != "choice"]
    whole = np.prod([len(c.positions) for c in free if c.kind == "slider"]) <= WHOLE
    for key, choices in explorer.variants():
        for values in settings(free, WHOLE if whole or explorer.bank else FEW):
            yield key, choices, values


@pytest.mark.parametrize("name", COMPILED)
def test_a_compiled_explorer_reads_well_over_its_grid(name, page):
    explorer, cases = explorer_named(name), list(grid(explorer_named(name)))
    specs = {key: flatten(explorer.scene(**choices))[0] for key, choices in explorer.variants()}
    found = run(page, explorer, [[key, values] for key, _, values in cases])
    for (key, choices, values), frame in zip(cases, found, strict=True):
        assert not list(troubles(specs[key], frame)), choices | values


@pytest.mark.parametrize("name", BANKED)
def test_a_banked_explorer_reads_well_over_its_grid(name):
    explorer = explorer_named(name)
    for _, choices, values in grid(explorer):
        spec, arrays = flatten(explorer.scene(**choices, **values))
        assert not list(troubles(spec, summary(arrays))), choices | values


@pytest.mark.parametrize("name", EVERY)
def test_written_numbers_have_commas_between_thousands(name):
    explorer = explorer_named(name)
    texts = [text for control in explorer.controls for text in getattr(control, "texts", ())]
    spec = json.dumps(flatten(explorer.scene())[0], ensure_ascii=False)
    texts += [text for text in re.findall(r'"([^"]*)"', spec) if not text.startswith("#")]
    assert not [text for text in texts if re.search(r"(?<![\d.,])\d{4,}", text)]


@pytest.mark.parametrize("name", EVERY)
def test_what_a_control_does_not_allow_is_refused_by_name(name, monkeypatch):
    explorer, sent = explorer_named(name), []
    monkeypatch.setattr(Explorer, "send", lambda _, *message: sent.append(message[0]))
    before = dict(explorer.values)
    for control in explorer.controls:
        for value in refused_by(control):
            given = {control.name: value}
            with pytest.raises(ValueError) as error:
                explorer.scene(**given)
            assert str(error.value).startswith(f"{control.name} must be ")
            assert str(error.value).endswith(f", got {reprlib.repr(value)}")
            with pytest.raises(traitlets.TraitError, match=f"{control.name} must be "):
                explorer.set_state({"values": before | given})
            explorer._answer(None, {"id": 5, "values": given}, [])
            assert sent[-1] == {"id": 5, "error": f"ValueError: {error.value}"}
    assert explorer.values == before


@pytest.mark.parametrize("name", EVERY)
def test_a_state_from_elsewhere_changes_nothing(name):
    explorer = explorer_named(name)
    before = dict(explorer.values)
    for state in (None, "values", [], 3, {}, {"an old name": 1}, before | {"": 0}, {3: 4}):
        with pytest.raises(traitlets.TraitError):
            explorer.set_state({"values": state})
        assert explorer.values == before
    explorer.set_state({"values": before, "no such trait": 1})
    with pytest.raises(TypeError, match="values must name the controls"):
        explorer.scene(no_such_control=1)


PAST = [np.nan, np.inf, -np.inf, 1e300, -1e300, 0.0, -1.0]


def far_out(explorer):
    """All controls at one hostile number; then one control at each."""
    free = [c for c in explorer.controls if c.kind != "choice"]
    start = {c.name: explorer.values[c.name] for c in free}
    at = lambda c, v: [v, v] if c.kind == "point" else v  # noqa: E731
    yield from ({c.name: at(c, v) for c in free} for v in PAST)
    yield from (start | {c.name: at(c, v)} for c in free for v in PAST[::3])


@pytest.mark.parametrize("name", COMPILED)
def test_a_compiled_scene_keeps_its_layout_whatever_it_is_given(name, page):
    """Past what its controls allow, where the engine lets nothing through."""
    explorer = explorer_named(name)
    key, choices = next(explorer.variants())
    cases = list(far_out(explorer))
    spec, arrays = flatten(explorer.scene(**choices))
    wanted = [np.size(array) for array in arrays]
    for frame in run(page, explorer, [[key, values] for values in cases]):
        assert [size for _, _, size in frame] == wanted
    for values in cases[: len(PAST)]:
        given = {k: np.asarray(v, float)[()] for k, v in values.items()}
        try:
            with np.errstate(all="ignore"):
                found, arrays = flatten(explorer.scene_function(**choices, **given))
        except IndexError:
            pass  # a position that names a row of a table, and there is none
        except ValueError as error:
            assert re.match(r"\w+ must be .*, got ", str(error)), error
        else:
            assert found == spec and [np.size(array) for array in arrays] == wanted


MOUNT = """text => {
  const payload = (0, eval)(`(${text})`), here = document.getElementById("here");
  globalThis.view = optcourse.mount(here, payload, null);
}"""
# What a kernel may say: first what no control can take over, then numbers past every end.
TRY = """async () => {
  const paint = () => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));
  const names = view.rows.map((row) => row.control.name);
  const before = JSON.stringify(view.values());
  const all = (value) => Object.fromEntries(names.map((name) => [name, value]));
  const useless = [NaN, Infinity, null, "x", "", [], {}, [NaN, 0], [1, 2, 3], [[1], [2]]];
  for (const values of [undefined, null, "values", {}, ...useless.map(all)]) view.adopt(values);
  await paint();
  const stayed = JSON.stringify(view.values()) === before;
  const texts = [];
  for (const value of [-1e300, 1e300]) {
    view.adopt(all(value));
    view.adopt(all([value, -value]));
    await paint();
    texts.push(document.querySelector(".oc").innerText, document.querySelector(".oc").outerHTML);
  }
  return { stayed, state: view.root.dataset.state, texts };
}"""


@pytest.fixture(scope="module")
def stage(browser):
    page = browser.new_page(viewport={"width": 900, "height": 1200})
    yield Stage(page)
    page.close()


@pytest.mark.parametrize("name", EVERY)
def test_the_page_takes_over_no_hostile_value(name, stage):
    explorer = explorer_named(name)
    payload = explorer.payload() if explorer.bank else explorer._payload  # as a notebook has it
    stage.page.evaluate(MOUNT, payload)
    stage.settle()
    tried = stage.page.evaluate(TRY)
    assert tried["stayed"] and tried["state"] == "ready"
    for text in tried["texts"]:
        assert not NO_NUMBER.findall(text)
    for bar in stage.page.locator("input[type=range]:enabled").all():
        for key in ("Home", "ArrowLeft", "PageDown", "End", "ArrowRight", "PageUp", "End"):
            bar.press(key)
    stage.settle()
    assert not NO_NUMBER.findall(stage.page.locator(".oc").inner_text())
    assert stage.errors == []
    json.dumps(stage.page.evaluate("view.values()"), allow_nan=False)
