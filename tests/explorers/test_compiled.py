"""Compiled explorers compute in the page what their scene functions compute in NumPy."""

import json

import numpy as np
import pytest

from optcourse.explore.spec import flatten
from tests.explorers.catalogue import COMPILED

RUN = """([payload, cases]) => {
  const { variants } = (0, eval)(`(${payload})`);
  const frames = {};
  return cases.map(([key, values]) => {
    frames[key] ??= variants[key].make();
    return frames[key](values).map((array) => Array.from(array, String));
  });
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


def settings(explorer, count, seed=0):
    """Random settings and all corners of the controls: [(key, choices, values), …]."""
    rng = np.random.default_rng(seed)
    free = [control for control in explorer.controls if control.kind != "choice"]
    for key, choices in explorer.variants():
        for _ in range(count):
            yield key, choices, {c.name: anywhere(c, rng) for c in free}
        for corner in range(2 ** len(free)):
            yield key, choices, {c.name: end(c, corner >> k & 1) for k, c in enumerate(free)}


def anywhere(control, rng):
    if control.kind == "point":
        return [rng.uniform(*control.x), rng.uniform(*control.y)]
    return control.at(int(rng.integers(len(control.positions))))


def end(control, side):
    if control.kind == "point":
        return [control.x[side], control.y[side]]
    return control.at(-side)


def nearby(values):
    """The same setting, a few units in the last place away."""
    return {name: (np.asarray(v, float) * (1 + 1e-15)).tolist() for name, v in values.items()}


@pytest.mark.parametrize("name", COMPILED)
def test_page_computes_what_numpy_computes(name, page):
    """To 1e-9 of the largest entry; more only where NumPy's own answer is that sensitive."""
    explorer = COMPILED[name]()
    assert explorer.error is None
    cases = list(settings(explorer, 12))
    answers = page.evaluate(RUN, [explorer._payload, [[key, v] for key, _, v in cases]])
    for (_, choices, values), answer in zip(cases, answers, strict=True):
        _, wanted = flatten(explorer.scene(**choices, **values))
        _, moved = flatten(explorer.scene(**choices, **nearby(values)))
        for slot, (want, near, found) in enumerate(zip(wanted, moved, answer, strict=True)):
            compare(np.ravel(want), np.ravel(near), found, f"{name}: slot {slot} at {values}")


def compare(want, near, found, where):
    found = np.array([float(text.replace("Infinity", "inf")) for text in found])
    assert found.shape == want.shape, where
    finite = np.isfinite(want) & np.isfinite(near)
    scale = np.max(np.abs(want[finite]), initial=0.0)
    assert np.array_equal(np.isfinite(found[finite]), np.ones(finite.sum(), bool)), where
    with np.errstate(over="ignore", invalid="ignore"):
        sensitivity = np.abs(want - near)[finite]
    allowed = 1e-300 + 1e-9 * scale + 1000 * np.maximum.accumulate(sensitivity)
    assert np.all(np.abs(found[finite] - want[finite]) <= allowed), where
    both = np.isnan(want) & np.isnan(near)
    assert np.all(~np.isfinite(found[both])), where


@pytest.mark.parametrize("name", COMPILED)
def test_spec_is_json_within_the_budget(name):
    explorer = COMPILED[name]()
    assert json.dumps(explorer.payload().split(",variants:")[0])
    assert len(explorer._payload.encode()) < 300_000


def test_a_landscape_of_ones_own_says_what_is_wrong():
    from optcourse.chapters.index.explorers import travellers_on

    with pytest.raises(ValueError, match="x and y"):
        travellers_on(lambda theta: theta[0], x=(0.0, np.nan))
    with pytest.raises(ValueError, match="width of x and y"):
        travellers_on(lambda theta: theta[0], x=(1.0, 0.0))
    with pytest.raises(ValueError, match="lr must be positive"):
        travellers_on(lambda theta: theta[0] ** 2, lr=-1.0)
    with pytest.raises(ValueError, match="finite somewhere"):
        travellers_on(lambda theta: theta[0] * np.nan)


def test_a_landscape_that_cannot_be_compiled_says_how_to_write_it():
    from optcourse.chapters.index.explorers import travellers_on

    def other(theta):
        if not isinstance(theta, np.ndarray):
            raise TypeError("my own mistake")
        return theta[0] ** 2

    kinds = "arithmetic, np.sin and its kin, sums, products of matrices, np.where"
    sort = travellers_on(lambda theta: np.sort(theta)[0]).error
    table = travellers_on(lambda theta: np.interp(theta[0], [0, 1], [0, 1])).error
    for name, error in {"sort": sort, "interp": table}.items():
        text = f"np.{name} cannot be traced into an explorer; write the loss in {kinds}"
        assert error == f"TypeError: {text}"
    branch = travellers_on(lambda theta: theta[0] if theta[0] > 0 else -theta[0])
    assert branch.error == "TypeError: a Python branch on a traced value; use np.where"
    assert travellers_on(other).error == "TypeError: my own mistake"
