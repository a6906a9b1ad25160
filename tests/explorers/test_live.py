"""Explorers that train compute in the page what their scene functions compute in NumPy."""

import functools
import itertools

import numpy as np
import pytest

from tests.explorers.agreement import (
    FRONT,
    anywhere,
    apart,
    ask,
    calm,
    computed,
    end,
    with_one_wrong,
)
from tests.explorers.catalogue import LIVE
from tests.truths import explorer_named

COUNT = 4  # random settings of each variant, and as many of its corners
SHARE = 0.4  # of the settings, at most, may be too chaotic to compare: large rates are


# The tests of one explorer follow one another: what NumPy computes is computed once.
each = pytest.mark.parametrize("name", LIVE, scope="module")


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


def settings(explorer, seed=0):
    """The start, random settings and corners of the controls: [(key, choices, values), …]."""
    rng = np.random.default_rng(seed)
    free = [control for control in explorer.controls if control.kind != "choice"]
    for key, choices in explorer.variants():
        yield key, choices, {c.name: explorer.values[c.name] for c in free}
        for _ in range(COUNT):
            yield key, choices, {c.name: anywhere(c, rng) for c in free}
        for _ in range(COUNT):
            yield key, choices, {c.name: end(c, int(rng.integers(2))) for c in free}


@functools.lru_cache(maxsize=1)
def reckoned(name):
    """What NumPy computes at the settings of an explorer: [(key, choices, values, arrays), …]."""
    explorer = explorer_named(name)
    return [(*case, computed(explorer, *case[1:])) for case in settings(explorer)]


@each
def test_page_computes_what_numpy_computes(name, page, record_property):
    """Curves, readouts and flags, wherever NumPy agrees with itself; mostly it does."""
    explorer = explorer_named(name)
    assert explorer.error is None and explorer.live
    cases = reckoned(name)
    answers = ask(page, explorer._payload, [[key, v] for key, _, v, _ in cases])
    passed_over = []
    for (_, choices, values, wanted), found in zip(cases, answers, strict=True):
        if wrong := apart(wanted, found):
            calmly = calm(explorer, choices, values)
            assert not calmly, f"{name}: slots {wrong} at {choices | values}"
            passed_over.append(choices | values)
    record_property("passed over", f"{len(passed_over)} of {len(cases)} settings of {name}")
    assert len(passed_over) <= SHARE * len(cases), passed_over


@each
def test_the_comparison_notices_one_operation_off_by_a_millionth(name, page):
    explorer = explorer_named(name)
    cases = reckoned(name)[: 1 + COUNT]

    def differs(payload):
        found = ask(page, payload, [[key, values] for key, _, values, _ in cases])
        return [bool(apart(wanted, one)) for (*_, wanted), one in zip(cases, found, strict=True)]

    by_itself = differs(explorer._payload)
    assert not all(by_itself)
    noticed = (differs(with_one_wrong(explorer._payload, seed)) != by_itself for seed in range(20))
    assert sum(itertools.islice(filter(None, noticed), 2)) == 2


# Of each program that trains: at how many chances for a picture it has one, and of how many.
CHANCES = """async ([front, payload, values]) => {
  const { machine, unpacked } = (0, eval)(`(() => {${front}; return { machine, unpacked }})()`);
  const { variants, data } = (0, eval)(`(${payload})`), counts = [];
  for (const { train, room, data: names } of Object.values(variants).filter(({ train }) => train)) {
    const means = machine(room), tables = names.map((name) => unpacked(data[name], means.buffer));
    const all = [...train(means, await Promise.all(tables))(values, () => true)];
    counts.push([all.filter(([arrays]) => arrays).length, all.length]);
  }
  return counts;
}"""


@each
def test_it_is_shown_while_it_trains(name, page):
    """Not only after: at most chances, though the run here is short and what precedes it is not."""
    explorer = explorer_named(name)
    counts = page.evaluate(CHANCES, [FRONT, explorer._payload, explorer.values])
    assert counts and all(shown > 0.75 * chances for shown, chances in counts), counts


@each
def test_what_is_sent_stays_within_the_budget(name):
    assert len(explorer_named(name)._payload.encode()) < 300_000
