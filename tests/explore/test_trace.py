"""Loops of traced programs, and random programs: JavaScript and NumPy agree."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optcourse.explore.trace import operations
from optcourse.explore.trace.compile import tracing
from optcourse.explore.trace.program import Program
from optcourse.loops import grid, scan

X = [{"x": np.array([0.3, -1.2])}, {"x": np.array([2.0, 0.0])}, {"x": np.array([np.nan, 1e200])}]


class Pair(NamedTuple):
    theta: object
    velocity: object


def momentum(x):
    path = scan(
        lambda s, k: Pair(s.theta + s.velocity, 0.9 * s.velocity - 0.1 * s.theta),
        Pair(x, np.zeros(2)), 50,
    )  # fmt: skip
    return path.theta, path.velocity


def power_iteration(x):
    matrix = np.stack([np.stack([x[0], 0.2 * x[1]]), np.array([0.2, 1.0])])
    path = scan(lambda v, k: matrix @ v / np.linalg.norm(matrix @ v), np.ones(2), 80)
    return path, np.sum(path * path, axis=1), np.linalg.norm(path[-1] - path[:-1], axis=1)


def bouncing(s, k):
    return np.where(k % 2 == 0, np.stack([s[1], s[0]]), s + k)


def two_scans(x):
    first = scan(lambda s, k: 0.9 * s + k, x, 70)
    second = scan(lambda s, k: s + first[5] - x, first[-1], 30)
    return first, second, np.concatenate([first, second]), np.cumsum(first[:, 0])


def nested(x):
    def step(s, k):
        inner = scan(lambda t, j: 0.5 * t + s + j, s, 5)
        return inner[-1] * 0.1 + k

    return scan(step, x, 12)


def grid_in_scan(x):
    xs, ys = np.linspace(-1, 1, 9), np.linspace(0, 1, 10)

    def step(s, k):
        values = grid(lambda theta: np.sum((theta - s) ** 2), xs, ys)
        return s * 0.5 + np.min(values) + np.mean(values[0]) * 0.1

    return scan(step, x, 4)


def scan_in_grid(x):
    last = lambda theta: np.sum(scan(lambda s, k: 0.8 * s + 0.1 * x, theta, 6)[-1])  # noqa: E731
    return grid(last, np.linspace(-2, 2, 11), np.linspace(-1, 1, 8))


def gather_in_scan(x):
    path = scan(lambda s, k: s * 1.1 + 0.1, x, 70)
    chosen = scan(lambda s, k: s + path[k * 2 % 70], np.zeros(2), 40)
    return chosen, path[np.argmax(path[:, 0])], path[-1]


def long_inside(x):
    weights = np.linspace(0, 1, 100)

    def step(s, k):
        curve = np.cumsum(np.sin(weights * s[0] + k))
        return np.stack([np.max(curve) * 0.01, np.sum(curve > 0) * 0.01])

    return scan(step, x, 9)


LOOPS = {
    "momentum": momentum,
    "power iteration": power_iteration,
    "swap": lambda x: scan(lambda s, k: np.stack([s[1], s[0]]), x, 7),
    "swapping tuple": lambda x: scan(lambda s, k: (s[1], s[0] + k), (x, 2 * x), 7),
    "nested tuples": lambda x: scan(lambda s, k: (s[0], (s[1][1], s[0])), (x, (x, x + 1)), 3)[1],
    "k": lambda x: scan(lambda s, k: s + k / (k + 1.0), x, 70),
    "branches": lambda x: scan(bouncing, x, 20),
    "no steps": lambda x: scan(lambda s, k: s * 2, x, 0),
    "constant init": lambda x: scan(lambda s, k: s + x, [1.0, 2.0], 5),
    "number init": lambda x: scan(lambda s, k: 0.5 * s + x[0], 1, 5),
    "constant": lambda x: scan(lambda s, k: 0.5 * s + k, np.array([1.0, 2.0]), 5),
    "invariant": lambda x: scan(lambda s, k: s + np.exp(x) * np.sum(x**2), x, 9),
    "boolean state": lambda x: scan(lambda s, k: s | (x > k), x > 1, 3),
    "boolean part": lambda x: scan(lambda s, k: (s[0] + x, s[1] & (s[0] < 3)), (x, x < 9), 5),
    "matrix state": lambda x: scan(lambda s, k: s @ s.T + np.outer(x, x), np.eye(2), 3),
    "two scans": two_scans,
    "nested": nested,
    "grid": lambda x: grid(lambda theta: theta @ x + theta[0], np.arange(12.0), np.arange(3.0)),
    "small grid": lambda x: grid(lambda theta: theta[0] - x[1], [0.0, 1.0], [5.0]),
    "constant grid": lambda x: grid(lambda theta: theta[0] ** 2, np.arange(12.0), np.arange(8.0)),
    "empty grid": lambda x: grid(lambda theta: theta[0] + x[0], [], [1.0, 2.0]),
    "grid in scan": grid_in_scan,
    "scan in grid": scan_in_grid,
    "gather in scan": gather_in_scan,
    "long arrays inside": long_inside,
    "unused": lambda x: np.zeros(3),
}


@pytest.mark.parametrize("name", LOOPS)
def test_loops_agree_with_numpy_and_keep_nothing_between_frames(same, name):
    same([(name, LOOPS[name], [*X, X[0], *X[::-1]])], scale=1e-13)


def test_python_numbers_overflow_without_an_error():
    assert scan(lambda s, k: s**2, 10.0, 12)[-1] == np.inf


def test_states_need_not_be_arrays():
    history = scan(lambda s, k: Pair(s.theta + 1, s.velocity), Pair(1, [2.0, 3.0]), 2)
    assert isinstance(history, Pair)
    np.testing.assert_array_equal(history.theta, [1.0, 2.0, 3.0])


UNARY = [np.sin, np.tanh, np.abs, np.sign, np.floor, np.square, np.negative, np.isnan, np.exp]
BINARY = [np.add, np.subtract, np.multiply, np.divide, np.minimum, np.maximum, np.remainder]
BINARY += [np.floor_divide, np.hypot, np.arctan2, np.greater, np.less_equal, np.equal]
REDUCE = [np.sum, np.max, np.min, np.mean, np.any, np.all, np.argmax, np.cumsum, np.linalg.norm]
VIEWS = [
    np.transpose,
    np.flip,
    np.ravel,
    lambda a: a[..., ::-1],
    lambda a: a[None],
    lambda a: a[-1:],
]
JOINS = [lambda a: np.stack([a, 2.0 * a]), lambda a: np.concatenate([np.ravel(a), [1.0]])]


INDEX = [0, -1, slice(1, None), slice(None, None, -2)]
KINDS = {"unary": UNARY, "binary": BINARY, "reduce": REDUCE, "view": VIEWS, "join": JOINS}
KINDS |= {"where": [np.where], "index": INDEX}


def number(a):
    """Arrays of booleans become numbers, since most operations refuse booleans alone."""
    return a * 1.0


def random_program(data):
    """A list of instructions on a growing list of values; run by `interpret`."""
    program = []
    for _ in range(data.draw(st.integers(2, 9))):
        kind = data.draw(st.sampled_from(list(KINDS)))
        f = data.draw(st.sampled_from(KINDS[kind]))
        program.append((kind, f, *(data.draw(st.integers(0, 30)) for _ in range(3))))
    return program


def interpret(program, x, y):
    values = [x, y, 0.5]
    for kind, f, i, j, k in program:
        a, b, c = (number(values[n % len(values)]) for n in (i, j, k))
        a = a + 0 * x if np.ndim(a) == 0 else a
        try:
            shape = np.broadcast_shapes(np.shape(a), np.shape(b), np.shape(c))
        except ValueError:
            b = c = 2.0
            shape = np.shape(a)
        if int(np.prod(shape)) > 3000 or int(np.prod(np.shape(a))) > 3000:
            continue
        values.append(step(kind, f, a, b, c))
    return tuple(number(v) for v in values[3:])


def step(kind, f, a, b, c):
    if kind == "binary":
        return f(a, b)
    if kind == "where":
        return f(a > b, b, c) + a * 0
    if kind in ("index", "view") and np.ndim(a) == 0:
        return a
    return a[f] if kind == "index" else f(a)


SIZES = [((), (3,)), ((3,), (3,)), ((2, 3), (3,)), ((4, 1), (5,)), ((70,), ()), ((12, 7), (7,))]
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.7, np.nan, np.inf, -np.inf, 1e-3]


@settings(max_examples=120)
@given(data=st.data())
def test_random_programs_agree(same, data):
    shapes, program = data.draw(st.sampled_from(SIZES)), random_program(data)
    random = np.random.default_rng(data.draw(st.integers(0, 999)))
    tame = {name: random.normal(size=shape) for name, shape in zip("xy", shapes, strict=True)}
    wild = {
        name: random.choice(SPECIAL, size=shape) for name, shape in zip("xy", shapes, strict=True)
    }
    f = lambda x, y: interpret(program, x, y)  # noqa: E731
    same([(str(program), f, [tame, wild, tame])], rtol=1e-9, scale=1e-11)


def test_a_thread_beside_the_one_that_traces_computes_numbers():
    with ThreadPoolExecutor(1) as beside, tracing(Program(operations)):
        path = beside.submit(scan, lambda x, k: x / 2, np.ones(2), 3).result()
        plane = beside.submit(grid, np.sum, np.arange(2.0), np.arange(2.0)).result()
    np.testing.assert_array_equal(path[-1], [0.125, 0.125])
    np.testing.assert_array_equal(plane, [[0, 1], [1, 2]])


@pytest.mark.parametrize("num_steps", [None, True, 2.5, -1, np.nan, np.inf, "3", [3]])
def test_a_loop_refuses_what_is_no_number_of_steps(num_steps):
    with pytest.raises(ValueError, match="num_steps must be a whole number of at least 0, got"):
        scan(lambda x, k: x, 0.0, num_steps)
