"""Loops over arrays in WebAssembly give the same bits as their JavaScript, and NumPy's."""

import numpy as np
import pytest

from optcourse.explore.trace.lanes import OPERATIONS
from optcourse.explore.trace.operations import TEMPLATES
from optcourse.loops import scan

from .conftest import numpy_of, traced, unpack
from .test_long import FRONT, RUN

RATE = {"rate": 1.0}
HOSTILE = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, 1e300, -1e300, 0.5, -0.5, 3.0, -2.5, 1.0]
PAIRS = np.array(np.meshgrid(HOSTILE, HOSTILE)).reshape(2, 13, 13)  # an odd number of entries
KNOWN = [name for name, text in TEMPLATES.items() if text in OPERATIONS and name != "invert"]
FUNCTIONS = [getattr(np, name) for name in KNOWN]
FUNCTIONS += [
    lambda a, b: ~(a > b),
    lambda a, b: np.where(a > b, a, b),
    lambda a, b: np.where(a, b, -a),
]


WITHOUT = "const WebAssembly = undefined;"
SHORT = """const own = globalThis.WebAssembly;
let made = 0;
function Module(code) {
  if (made++) throw new RangeError("too long");
  return new own.Module(code);
}
const WebAssembly = { Memory: own.Memory, Instance: own.Instance, Module };
"""  # of a browser that has WebAssembly, and refuses a program's own module


@pytest.fixture(scope="module")
def machines(blank):
    """`machines(function)`: a program, and what it says with WebAssembly and without."""

    def run(function, without=WITHOUT):
        (program, shapes), answers = traced(function, RATE), []
        text, data = program.text, ",".join(program.data)
        for front in (FRONT, without + FRONT):
            job = [front, program.room, text, data, [{"rate": [1.0]}], 10**9]
            ((((arrays, _),),)) = blank.evaluate(RUN, job)
            answers.append(unpack(arrays, shapes))
        return program, *answers

    return run


def bits(array):
    """Of each number; NaN has many, which count as one."""
    return np.where(np.isnan(array), np.nan, array).view("<u8")


ARRANGED = {
    "in order": lambda a, b: (a, b),
    "a row beside a column": lambda a, b: (a[:1], b[:, :1]),
    "turned around": lambda a, b: (a.T, b[::-1]),
    "parts": lambda a, b: (a[1:, 2:10], b[:-1, 3:11]),
    "every other": lambda a, b: (a[:, ::2], b[:, 1:14:2][:, :1]),
    "a number": lambda a, b: (a, b[3, 5]),
}


@pytest.mark.parametrize("name", ARRANGED)
def test_each_operation_gives_the_same_bits(machines, name):
    def found(a, b, rate):
        a, b = ARRANGED[name](a * rate, b * rate)
        few = [f(a) if getattr(f, "nin", 2) == 1 else f(a, b) for f in FUNCTIONS]
        return tuple(each * 1.0 for each in few)

    def scene(rate):
        step = lambda state, _: (*state[:2], *found(*state[:2], rate))  # noqa: E731
        with np.errstate(all="ignore"):
            shapes = map(np.shape, found(*PAIRS, 1.0))
        path = scan(step, (*PAIRS, *map(np.zeros, shapes)), 1)
        return tuple(each[-1] for each in path)

    program, fast, plain = machines(scene)
    assert "q=quick(" in program.text
    for one, other, wanted in zip(fast, plain, numpy_of(scene, RATE), strict=True):
        np.testing.assert_array_equal(bits(one), bits(other))
        np.testing.assert_array_equal(one, wanted)  # of 0 and −0 NumPy takes either as the smaller


def test_a_browser_that_refuses_the_module_trains_all_the_same(machines):
    def scene(rate):
        return scan(lambda x, k: x - rate * np.tanh(x) / (k + 1), PAIRS[0] * rate, 5)[-1]

    _, (fast,), (refused,) = machines(scene, SHORT)
    np.testing.assert_array_equal(bits(fast), bits(refused))


FOLDED = {
    "columns": lambda a: a,
    "rows": lambda a: a.T,
    "some columns": lambda a: a[:, 2:25],
    "every third from the end": lambda a: a[::-1, ::-3],
    "of a stack": lambda a: np.transpose(np.reshape(a[:, :28], (7, 4, 7)), (1, 2, 0)),
}


@pytest.mark.parametrize("name", FOLDED)
def test_sums_and_extremes_give_the_same_bits(machines, name):
    rng = np.random.default_rng(0)
    start = rng.normal(size=(7, 31))
    start[rng.random((7, 31)) < 0.02] = np.inf
    start[3, 4:6] = np.nan, -0.0
    folds = [lambda a, f=f, n=n: f(a, axis=n) for f in (np.sum, np.max, np.min) for n in (0, -1)]

    def scene(rate):
        found = lambda a: tuple(fold(FOLDED[name](a * rate)) for fold in folds)  # noqa: E731
        shapes = [np.shape(fold(FOLDED[name](np.zeros((7, 31))))) for fold in folds]
        path = scan(lambda s, _: (s[0], *found(s[0])), (start, *map(np.zeros, shapes)), 1)
        return tuple(each[-1] for each in path)

    program, fast, plain = machines(scene)
    assert program.text.count("=q?(") >= 3
    for one, other, wanted in zip(fast, plain, numpy_of(scene, RATE), strict=True):
        np.testing.assert_array_equal(bits(one), bits(other))
        np.testing.assert_allclose(one, wanted, 1e-13)
