"""Every operation of the tracer against NumPy: short, long and constant arrays, hostile numbers."""

import numpy as np
import pytest

from optcourse.explore.trace import operations

rng = np.random.default_rng(0)
HOSTILE = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 1e300, -1e300]
HOSTILE += [1e-300, -1e-300, 3.7, -3.7, 0.1, -0.1, 710.0, -750.0, 1e16]
PLAIN = np.r_[rng.normal(size=40), rng.normal(scale=30, size=40)]
EXACT = {
    "negative",
    "positive",
    "absolute",
    "fabs",
    "sqrt",
    "square",
    "reciprocal",
    "sign",
    "floor",
}
EXACT |= {"ceil", "trunc", "add", "subtract", "multiply", "divide", "minimum", "maximum", "fmod"}
EXACT |= {"floor_divide", "remainder", *operations.LOGICAL}
ROUNDED = [name for name in operations.TEMPLATES if name not in EXACT]


def cases_of(name):
    f, count = getattr(np, name), getattr(np, name).nin
    x, y = (np.ravel(a) for a in np.meshgrid(HOSTILE, HOSTILE))
    if name in operations.NEEDS_BOOLEANS:
        inner = f
        f = lambda *args: inner(*(a > 0 for a in args))  # noqa: E731
    if count == 1:
        return [
            (name, lambda x: f(x), [{"x": np.array(HOSTILE)}, {"x": PLAIN[:22]}]),
            (name, lambda x: f(x), [{"x": np.resize(HOSTILE, 80)}, {"x": PLAIN}]),
            (name, lambda x: f(x), [{"x": PLAIN[0]}, {"x": np.nan}]),
        ]
    small = [{"x": x[k : k + 22], "y": y[k : k + 22]} for k in range(0, 484, 22)]
    constant = PLAIN[:5] if name not in operations.NEEDS_BOOLEANS else PLAIN[:5] > 0
    g = getattr(np, name)
    mixed = (lambda x: g(x > 0, constant)) if name in operations.NEEDS_BOOLEANS else None
    mixed = mixed or (lambda x: (g(x, constant), g(constant, x), g(x, 2.0), g(-3.0, x)))
    return [
        (name, lambda x, y: f(x, y), small),
        (name, lambda x, y: f(x, y), [{"x": x, "y": y}, {"x": PLAIN, "y": PLAIN[::-1]}][:1]),
        (name, lambda x, y: f(x, y), [{"x": PLAIN, "y": PLAIN[::-1]}]),
        (name, mixed, [{"x": PLAIN[:5]}, {"x": np.array([np.nan, np.inf, -np.inf, 0.0, -1.0])}]),
        (name, mixed, [{"x": PLAIN[:70].reshape(14, 5)}]),
    ]


@pytest.mark.parametrize("name", sorted(EXACT))
def test_exact_operations_agree_to_the_last_bit(same, name):
    same(cases_of(name), rtol=0)


@pytest.mark.parametrize("name", ROUNDED)
def test_rounded_operations_agree(same, name):
    same(cases_of(name))
