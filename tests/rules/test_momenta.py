"""Nesterov's momentum in the form of the books, which take the gradient ahead."""

import numpy as np
import pytest

from optcourse.landscapes import Rosenbrock
from optcourse.rules import (
    Adam,
    Ahead,
    ExactLineSearch,
    GradientDescent,
    Momentum,
    Nesterov,
    Paid,
    RMSprop,
    WithMomentum,
    WithNesterov,
    trajectory,
)

BANANA, START = Rosenbrock(b=5.0), np.array([-0.4, 0.7])


def by_the_book(lr, momentum, decay=None):
    """Algorithm 8.3 of 2016; with a decay, 8.6 of the draft, whose interim step is taken back."""
    theta, v, r, path = START, np.zeros(2), np.zeros(2), [START]
    for _ in range(60):
        g = BANANA.grad(theta + momentum * v)
        if decay is not None:
            r = decay * r + (1 - decay) * g * g
            g = g / (np.sqrt(r) + 1e-8)
        v = momentum * v - lr * g
        theta = theta + v
        path.append(theta)
    return np.array(path)


@pytest.mark.parametrize("decay", [None, 0.9])
def test_the_gradient_ahead_is_the_books(decay):
    inner = GradientDescent(2e-3) if decay is None else RMSprop(2e-3, decay)
    found = trajectory(Ahead(WithNesterov(inner, 0.8)), BANANA, START, 60)
    np.testing.assert_allclose(found.theta, by_the_book(2e-3, 0.8, decay), rtol=1e-12)


@pytest.mark.parametrize("inner", [GradientDescent(2e-3), RMSprop(2e-3, 0.9), Adam(1e-2)])
def test_both_forms_walk_one_path(inner):
    rule = WithNesterov(inner, 0.8)
    ahead, books = (trajectory(each, BANANA, START, 60) for each in (rule, Ahead(rule)))
    point_ahead = books.theta - inner.lr * 0.8 * books.memory.velocity
    np.testing.assert_allclose(ahead.theta, point_ahead, rtol=1e-11)


def test_around_descent_they_are_momentum_and_nesterov():
    descent = GradientDescent(2e-3)
    for ours, known in ((WithMomentum, Momentum), (WithNesterov, Nesterov)):
        paths = [trajectory(r, BANANA, START, 60) for r in (ours(descent, 0.8), known(2e-3, 0.8))]
        np.testing.assert_array_equal(paths[0].theta, paths[1].theta)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="rule must be a WithNesterov with a number as lr, got"):
        Ahead(Adam())
    with pytest.raises(ValueError, match="lr must be a number if it is paid at once, got Exact"):
        Paid(GradientDescent(ExactLineSearch()))
