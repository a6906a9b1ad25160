"""Landscapes and rules must run on arrays that have no value yet: explorers compile them."""

from itertools import product

import numpy as np
import pytest

from optcourse import loops
from optcourse.landscapes import (
    GaborLoss,
    Quadratic,
    Rosenbrock,
    best_heavy_ball,
    best_lr,
    largest_stable_lr,
)
from optcourse.optimizers import (
    BracketingLineSearch,
    ExactLineSearch,
    GradientDescent,
    Momentum,
    Newton,
    SaddleFreeNewton,
    trajectory,
)

ALLOWED = {np.sum, np.stack, np.where, np.zeros_like, np.linalg.solve}


class Opaque(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that computes but refuses to be converted, branched on or written to."""

    def __init__(self, hidden):
        self.hidden = np.asarray(hidden, float)
        self.shape = self.hidden.shape

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        assert method == "__call__" and "out" not in kwargs
        with np.errstate(all="ignore"):
            return Opaque(ufunc(*map(reveal, inputs), **kwargs))

    def __array_function__(self, function, types, args, kwargs):
        assert function in ALLOWED, f"np.{function.__name__} cannot be compiled"
        return Opaque(function(*map(reveal, args), **kwargs))

    def __getitem__(self, index):
        return Opaque(self.hidden[index])

    def __len__(self):
        return len(self.hidden)

    def __bool__(self):
        raise TypeError("a branch on a value")

    def __float__(self):
        raise TypeError("a conversion to a number")

    def __array__(self, *args, **kwargs):
        raise TypeError("a conversion to a NumPy array")


class Loops:
    """What a compiler offers for `scan`, for a state that is a tuple."""

    @staticmethod
    def scan(step, init, num_steps):
        states = [init]
        for k in range(num_steps):
            states.append(step(states[-1], k))
        return tuple(zip(*states, strict=True))


def reveal(value):
    if isinstance(value, list | tuple):
        return [reveal(entry) for entry in value]
    return value.hidden if isinstance(value, Opaque) else value


def landscapes(number):
    data = GaborLoss.generated()
    return [
        Quadratic((number(1.0), number(30.0)), angle=number(0.3), minimum=(0.1, number(0.2))),
        Rosenbrock(number(1.0), number(10.0)),
        GaborLoss(number(data.x), number(data.y)),
    ]


def rules(number):
    return [
        GradientDescent(number(0.01)),
        GradientDescent(best_lr(number(1.0), number(30.0))),
        GradientDescent(largest_stable_lr(number(30.0))),
        Momentum(*best_heavy_ball(number(1.0), number(30.0))),
        Newton(number(0.1), number(0.5)),
        SaddleFreeNewton(number(0.1), number(0.5)),
        ExactLineSearch(number(0.1)),
        BracketingLineSearch(number(1.0), num_rounds=5),
    ]


@pytest.mark.parametrize(("which", "where"), list(product(range(8), range(3))))
def test_steps_run_on_tracers_and_agree_with_numbers(which, where):
    rule, landscape = rules(Opaque)[which], landscapes(Opaque)[where]
    state = rule.init(Opaque([0.4, 0.9]))
    token = loops.tracer.set(Loops)
    for _ in range(3):
        state = rule.step(state, landscape)
    loops.tracer.reset(token)
    numbers = trajectory(rules(float)[which], landscapes(np.asarray)[where], [0.4, 0.9], 3)
    np.testing.assert_allclose(reveal(state.theta), numbers.theta[-1], rtol=1e-12)


@pytest.mark.parametrize("where", range(3))
def test_values_run_on_tracers(where):
    theta = np.array([0.4, 0.9])
    traced = landscapes(Opaque)[where].value(Opaque(theta))
    np.testing.assert_allclose(reveal(traced), landscapes(np.asarray)[where].value(theta))
