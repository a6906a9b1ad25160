"""Every frame of every bank is the scene function's answer, within half a quantum."""

import itertools
import json

import numpy as np
import pytest

from optcourse.explore.bank import TOP, slot_kinds
from optcourse.explore.modules import joined
from optcourse.explore.spec import flatten
from tests.explorers.catalogue import BANKED

OPEN = """async ([payload, counts]) => {
  const { variants } = (0, eval)(`(${payload})`);
  const answers = {};
  for (const key in variants) {
    const frame = await openBank(variants[key].bank, counts);
    const positions = counts.reduce(
      (all, n) => all.flatMap((head) => Array.from({ length: n }, (_, k) => [...head, k])), [[]]);
    answers[key] = positions.map((at) => frame(at).map((array) => Array.from(array, String)));
  }
  return answers;
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.add_script_tag(content=joined("bank"))
    yield page
    page.close()


@pytest.mark.parametrize("name", BANKED)
def test_every_frame(name, page, monkeypatch):
    monkeypatch.setenv("OPTCOURSE_STATIC", "1")
    # on a short run two places of a list may be one; the build refuses that on the whole one
    monkeypatch.setattr("optcourse.explore.explorer.check_moves", lambda presets, start: None)
    explorer = BANKED[name]()
    sliders = [control for control in explorer.controls if control.kind == "slider"]
    counts = [len(slider.positions) for slider in sliders]
    answers = page.evaluate(OPEN, [explorer._payload, counts])
    for key, choices in explorer.variants():
        for index, frame in zip(itertools.product(*map(range, counts)), answers[key], strict=True):
            values = {s.name: s.at(i) for s, i in zip(sliders, index, strict=True)}
            check_frame(explorer, choices | values, frame, slot_ranges(explorer, key))


def slot_ranges(explorer, key):
    """The size of one code of each slot, as its bank says; 0 for what is kept exactly."""
    text = explorer._payload.split(f"{json.dumps(key)}:{{spec:")[1].split(",bank:")[1]
    slots, _ = json.JSONDecoder().raw_decode(text)
    return [(s.get("high", 0) - s.get("low", 0)) / TOP for s in slots]


def check_frame(explorer, values, frame, quanta):
    spec, wanted = flatten(explorer.scene(**values))
    spec["shapes"] = [list(np.shape(a)) for a in wanted]
    for how, want, found, quantum in zip(slot_kinds(spec), wanted, frame, quanta, strict=True):
        kind, least, greatest = how
        found = np.array([float(text.replace("Infinity", "inf")) for text in found])
        with np.errstate(all="ignore"):
            want, found = (np.log10(v) if kind == "log" else v for v in (np.ravel(want), found))
        finite = np.isfinite(want)
        want = np.where(finite, np.clip(want, least, greatest), want)
        assert np.all(np.abs(want - found)[finite] <= 0.5001 * quantum + 1e-12)
        assert np.array_equal(want[~finite], found[~finite], equal_nan=True)
