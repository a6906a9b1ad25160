"""Compiled explorers compute in the page what their scene functions compute in NumPy."""

import functools
import itertools
import json
import os

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_features__

from tests.explorers.agreement import (
    apart,
    ask,
    calm,
    computed,
    corners,
    settings,
    with_one_wrong,
)
from tests.explorers.catalogue import COMPILED
from tests.truths import explorer_named

OFF = os.environ.get("NPY_DISABLE_CPU_FEATURES", "").split()  # by `make narrow`
COUNT = 20  # random settings of a variant, at most, beside its corners
SHARE = 0.1  # of the settings, at most, may be too chaotic to compare


# Both tests of one explorer follow one another: what NumPy computes is computed once.
each = pytest.mark.parametrize("name", COMPILED, scope="module")


@functools.lru_cache(maxsize=1)
def reckoned(name):
    """What NumPy computes at the settings of an explorer: [(key, choices, values, arrays), …]."""
    explorer = explorer_named(name)
    cases = settings(explorer, COUNT)
    return [(*case, computed(explorer, *case[1:])) for case in cases]


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


def test_the_instruction_sets_to_be_off_are_off():
    """`make narrow` runs this file without NumPy's widest; by themselves all are on."""
    assert [name for name in OFF if __cpu_features__[name]] == []


@pytest.mark.parametrize("count", range(8))
def test_few_corners_show_each_pair_of_sides_each_pair_of_values(count):
    found = corners(count)
    for a, b in itertools.combinations(range(count), 2):
        assert {(corner[a], corner[b]) for corner in found} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert len(found) <= 6


@each
def test_page_computes_what_numpy_computes(name, page, record_property):
    """Curves, readouts and flags, wherever NumPy agrees with itself; almost everywhere it does."""
    explorer = explorer_named(name)
    assert explorer.error is None
    cases = reckoned(name)
    answers = ask(page, explorer._payload, [[key, values] for key, _, values, _ in cases])
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
    """Some operations show nowhere: those of a branch not taken. Most do."""
    explorer = explorer_named(name)
    first, _ = next(explorer.variants())
    cases = [[key, values] for key, _, values, _ in reckoned(name) if key == first]
    wanted = [arrays for key, _, _, arrays in reckoned(name) if key == first]

    def differs(payload):
        pairs = zip(wanted, ask(page, payload, cases), strict=True)
        return [bool(apart(*pair)) for pair in pairs]

    by_itself = differs(explorer._payload)
    assert not all(by_itself)
    noticed = (differs(with_one_wrong(explorer._payload, seed)) != by_itself for seed in range(12))
    assert sum(itertools.islice(filter(None, noticed), 2)) == 2


@each
def test_spec_is_json_within_the_budget(name):
    explorer = explorer_named(name)
    assert json.dumps(explorer._payload.split(",variants:")[0])
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
