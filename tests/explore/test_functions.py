"""NumPy's functions on traced arrays: axes, ties, options, shapes; what is lacking is named."""

import numpy as np
import pytest

rng = np.random.default_rng(1)
NAN = np.array([2.0, np.nan, -1.0, np.inf, 5.0, np.nan])
V, M, T = rng.normal(size=6), rng.normal(size=(3, 4)), rng.normal(size=(2, 3, 4))
LONG, TALL, WIDE = rng.normal(size=90), rng.normal(size=(80, 3)), rng.normal(size=(3, 70))
CUBE = rng.normal(size=(5, 6, 7))
A, B = np.array([[0.3, 2.0], [-1.5, 0.4]]), np.array([[4.0, -1.0], [-1.0, 0.5]])
SHAPES = [V, M, T, LONG, TALL, WIDE, CUBE, NAN, np.zeros((2, 3))]


def axes_of(x):
    last = x.ndim - 1
    return [None, 0, -1, last, tuple(range(x.ndim)), (-1, 0) if x.ndim > 1 else (0,)]


def reductions(f, tuples=True):
    for x in SHAPES:
        for axis in axes_of(x):
            if tuples or not isinstance(axis, tuple):
                yield f"{f.__name__} {axis}", lambda x, a=axis: f(x, axis=a), [{"x": x}]
                keep = lambda x, a=axis: f(x, axis=a, keepdims=True)  # noqa: E731
                yield f"{f.__name__} {axis} keepdims", keep, [{"x": x}]


@pytest.mark.parametrize("f", [np.sum, np.max, np.min, np.any, np.all, np.mean])
def test_reductions_over_axes(same, f):
    cases = list(reductions(f))
    same(cases, scale=1e-12)
    hostile = np.array([[0.0, np.nan, 0.0], [0.0, 0.0, -0.0]])
    same([("rows", lambda x: f(x, axis=1), [{"x": hostile}, {"x": -hostile}])])


@pytest.mark.parametrize("f", [np.argmax, np.argmin])
def test_places_of_extremes_take_the_first_of_ties_and_the_first_nan(same, f):
    cases = [case for case in reductions(f, tuples=False) if "0" not in case[0] or True]
    cases = [case for case in cases if case[2][0]["x"].shape not in {(80, 3), (3, 70)}]
    ties = np.array([3.0, 1.0, 3.0, 1.0, 3.0])
    cases += [("ties", lambda x: f(x), [{"x": ties}, {"x": np.full(5, np.inf)}, {"x": NAN[:5]}])]
    cases += [("long", lambda x: f(x), [{"x": np.resize(ties, 99)}, {"x": np.resize(NAN, 99)}])]
    same(cases, rtol=0)


REDUCED = {
    "sum of booleans": lambda x: np.sum(x > 0, axis=-1),
    "mean of booleans": lambda x: np.mean(x > 0),
    "max of booleans": lambda x: np.max(x > 0, axis=0) + np.max(x < 9, axis=0),
    "any of booleans": lambda x: np.any(x > 1, axis=-1),
    "all of booleans": lambda x: np.all(x > -1, axis=0),
    "or by +": lambda x: (x > 0) + (x > -1),
    "and by *": lambda x: (x > 0) * (x < 1) * 2.0,
    "counts": lambda x: (x > 0) + 1,
    "share": lambda x: (x > 0) / (x < 5),
    "logic of numbers": lambda x: np.logical_and(x, x - x) + 0.0,
    "not": lambda x: (~(x > 0), np.logical_not(x)),
    "empty sum": lambda x: np.sum(x[:0], axis=0),
    "empty any": lambda x: (np.any(x[:0]), np.all(x[:0])),
    "add.reduce": lambda x: (np.add.reduce(x), np.add.reduce(x, -1, keepdims=True)),
    "maximum.reduce": lambda x: np.maximum.reduce(x, 0),
    "logical.reduce": lambda x: (np.logical_or.reduce(x > 1), np.logical_and.reduce(x < 1)),
}


@pytest.mark.parametrize("name", REDUCED)
def test_reductions_of_booleans_and_of_nothing(same, name):
    same([(name, REDUCED[name], [{"x": x}]) for x in (V, M, T, LONG, TALL, CUBE)], scale=1e-13)


ON_VECTORS = {
    "cumsum": lambda x: (np.cumsum(x), np.cumsum(x > 0), x.cumsum(-1)),
    "accumulate": lambda x: (np.maximum.accumulate(x), np.minimum.accumulate(x)),
    "diff": lambda x: np.diff(x),
    "diag": lambda x: np.diag(x[:5]),
    "outer": lambda x: (np.outer(x, x), np.outer(x, [1.0, -2.0])),
    "repeat": lambda x: (np.repeat(x, 3), np.tile(x, (2, 2)), np.roll(x, -2)),
    "slices": lambda x: (
        x[::-1],
        x[1:-1:2],
        x[::-2] * x[::-2],
        x[[0, 3, -1, 0]],
        x[None] + x[:, None],
    ),
    "mask": lambda x: x[np.arange(len(x)) % 2 == 0],
    "stack": lambda x: (np.stack([x, x + 1, 0 * x]), np.stack([x, x], axis=-1)),
    "concatenate": lambda x: (np.concatenate([x[1:], x, [1.0, 2.0]]), np.hstack([x, x[:2]])),
    "columns": lambda x: (np.column_stack([x, -x]), np.vstack([x, x * 0 + 2, np.arange(len(x))])),
    "norms": lambda x: (np.linalg.norm(x), np.linalg.norm(x, 2), np.linalg.norm(x, ord=1)),
    "largest": lambda x: np.linalg.norm(x, np.inf),
    "dots": lambda x: (np.dot(x, x), np.inner(x, 2 * x), np.vdot(x, x), x @ x, np.dot(2.0, x)),
    "where": lambda x: (np.where(x, 1.0, x), np.where(x > 0, x, -x), np.where(x > 0, True, x < -1)),
    "clip": lambda x: (
        np.clip(x, -0.5, 0.5),
        np.clip(x, None, 0.1),
        x.clip(min=0),
        np.clip(x, 0, None),
    ),
    "likes": lambda x: (np.zeros_like(x), np.ones_like(x > 0), np.ones_like(x)),
    "linspace": lambda x: (np.linspace(x[0], 2.0), np.linspace(x[0], x[1], 7, endpoint=False)),
    "line to 0": lambda x: (np.linspace(x[0], 0.0, 101), np.linspace(x[0], x[1], 1)),
    "take": lambda x: (np.take(x, [0, -1]), np.take(x, [[1, 2], [3, 0]]), x.take(2)),
    "iteration": lambda x: (sum(x), sum(v * k for k, v in enumerate(x[:4])), x[2] ** 2),
    "astype": lambda x: ((x > 0).astype(float) + 1, x.astype(bool), np.isfinite(x).astype(int)),
    "whole": lambda x: np.where(np.isfinite(x), 3 * x, 0.0).astype(int),
    "shape": lambda x: (x * len(x), x * np.size(x), x + np.shape(x)[0], x - np.ndim(x) * x.size),
    "methods": lambda x: (x.sum(), x.mean(), x.max(), x.min(), x.argmax(), x.dot(x), x.any()),
    "in and out": lambda x: (x.copy(), x.flatten(), x.reshape(2, -1), x.reshape((-1, 1)), x.T),
    "powers": lambda x: (x**2, x**3, x**-1, 2**x, abs(x) ** 0.5, x**0, 1.0**x, (-1.0) ** x),
    "operators": lambda x: (-x, +x, abs(x), x // 0.3, x % 0.3, -x % -0.7, 1 % x, 1 / x, 1 - x),
}


@pytest.mark.parametrize("name", ON_VECTORS)
def test_functions_of_vectors(same, name):
    hostile = np.where(np.arange(90) % 7 == 3, np.nan, LONG)
    same([(name, ON_VECTORS[name], [{"x": x}]) for x in (V, LONG, NAN, hostile)], scale=1e-13)


ON_MATRICES = {
    "products": lambda x: (x @ x.T, x.T @ x, x @ np.ones(x.shape[1]), np.arange(x.shape[0]) @ x),
    "dot": lambda x: (np.dot(x, x.T), np.dot(x[0], x.T), np.inner(x, x[:2]), np.inner(x[0], x)),
    "vdot": lambda x: np.vdot(x, x),
    "norms": lambda x: (
        np.linalg.norm(x),
        np.linalg.norm(x, axis=0),
        np.linalg.norm(x, 1, axis=-1),
    ),
    "kept norms": lambda x: np.linalg.norm(x, axis=1, keepdims=True),
    "broadcast": lambda x: (x + x[0], x * x[:, :1], x[:1] - x[:, :1], x * np.arange(x.shape[1])),
    "shapes": lambda x: (
        x.T,
        np.transpose(x),
        x.transpose(1, 0),
        x.transpose((1, 0)),
        x.ravel("F"),
    ),
    "axes": lambda x: (np.moveaxis(x, 0, 1), np.swapaxes(x, 0, 1), np.expand_dims(x, 1)),
    "flips": lambda x: (np.flip(x), np.flip(x, axis=1), x[::-1, ::-1], x[1:, ::-2]),
    "squeeze": lambda x: (np.squeeze(x[:1]), np.atleast_2d(x[0]), np.broadcast_to(x[0], x.shape)),
    "joins": lambda x: (
        np.concatenate([x, x[:1]]),
        np.concatenate([x, x], axis=1),
        np.stack([x, x], 1),
    ),
    "diagonal": lambda x: (np.diag(x), np.diag(x, 1), np.diagonal(x)),
    "take": lambda x: (np.take(x, [1, 0], axis=1), np.take(x, [1], axis=0), np.take(x, [5, 2])),
    "mean": lambda x: (x - np.mean(x, axis=0), x - x.mean(axis=1, keepdims=True)),
    "rows": lambda x: (x[0], x[-1, 1], x[[2, 0]], x[:, [1, 1]], x[..., 0], x[1][2]),
    "reshape": lambda x: (np.reshape(x, -1), np.reshape(x, (1, -1)), x.reshape(-1, order="F")),
    "outer": lambda x: np.outer(x, x[0]),
    "size": lambda x: (x * np.size(x, 0), x * np.size(x, -1)),
    "running": lambda x: np.cumsum(x),
}


@pytest.mark.parametrize("name", ON_MATRICES)
def test_functions_of_matrices(same, name):
    same([(name, ON_MATRICES[name], [{"x": x}]) for x in (M, TALL, WIDE)], scale=1e-12)


def test_products_of_stacks(same):
    stacks = lambda x, y: (x @ y, x[0] @ y, x @ y[1], x @ y[0, :, 0])  # noqa: E731
    same([("stacks", stacks, [{"x": T, "y": rng.normal(size=(2, 4, 3))}])], scale=1e-13)
    same([("long", stacks, [{"x": CUBE, "y": rng.normal(size=(5, 7, 2))}])], scale=1e-13)


def test_linear_algebra_of_two_by_two(same):
    f = lambda x: (np.linalg.inv(x), np.linalg.solve(x, [1.0, -2.0]), np.linalg.solve(x, x.T))  # noqa: E731
    matrices = [A, B, 1e200 * A, 1e-200 * B, A.T, np.array([[0.0, 2.0], [3.0, 0.0]])]
    same([("solve", f, [{"x": x} for x in matrices])])
    same([("det", lambda x: np.linalg.det(x), [{"x": x} for x in (A, B, 1e9 * A, 0 * A)])])
    same(
        [("eig", lambda x: np.linalg.eigvalsh(x), [{"x": x} for x in (B, A, -B, 0 * A)])],
        scale=1e-14,
    )


PICKS = {
    "row": lambda x, k: x[k],
    "entry": lambda x, k: (x[k, 0], x[k, -1], x[k][1:], x[k, ::-1], x[k, ..., None]),
    "of a slice": lambda x, k: (x[::-1][k], x[:, 1][k], x.T[k % 2], (2 * x)[k]),
    "take": lambda x, k: (np.take(x, k, axis=0), np.take(x, k), np.take(x, k % 2, axis=1)),
    "boolean": lambda x, k: (x > 0)[k],
    "by argmax": lambda x, k: x[np.argmax(x[:, 0])] + k,
}


@pytest.mark.parametrize("name", PICKS)
def test_traced_positions_count_from_both_ends(same, name):
    f, positions = PICKS[name], (0, 1, 2, 3, -1, -4)
    for x in (rng.normal(size=(4, 2)), rng.normal(size=(40, 2)), rng.normal(size=(4, 80))):
        inputs = [{"x": x, "k": k} for k in positions]
        wanted = lambda x, k: f(x, k if hasattr(k, "program") else int(k))  # noqa: E731
        same([(name, wanted, inputs)], rtol=0)
