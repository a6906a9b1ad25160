"""Experiments on gradients that are only estimates, on short runs and against other ways."""

import numpy as np
import pytest
import torch

from optcourse.chapters.inexact.experiments import (
    ErrorsConfig,
    cost_of_bias,
    errors_in_gradients,
    hovering_variance,
    mean_squares,
    reparameterized,
    score_function,
    shifted_end,
    variances,
)
from optcourse.networks.data import digits
from optcourse.networks.models import mlp

SHORT = ErrorsConfig(num_train=20, hidden=3, rates=(0.1, 0.4), num_steps=4, seeds=(0, 1))
RUNS = [(errors_in_gradients, SHORT)]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_at_the_shifted_end_gradient_and_error_cancel():
    rng = np.random.default_rng(0)
    root, bias = rng.standard_normal((4, 4)), rng.standard_normal(4)
    hessian = root @ root.T + np.eye(4)
    end = shifted_end(hessian, bias)
    np.testing.assert_allclose(hessian @ end, -bias)
    np.testing.assert_allclose(cost_of_bias(hessian, bias), 0.5 * end @ hessian @ end)


def test_hovering_is_where_the_recursion_stays():
    lr, curvature, noise = 0.3, 1.7, 0.6
    law = hovering_variance(lr, curvature, noise)
    squares = mean_squares(np.full(400, lr), curvature, noise, start=3.0)
    np.testing.assert_allclose(squares[[0, 1]], [9, 9 * (1 - 0.51) ** 2 + 0.18**2])
    np.testing.assert_allclose(squares[-1], law)


def test_both_estimates_are_right_on_average_by_quadrature():
    """Two coordinates, by Gauss and Hermite: exact for polynomials of such degrees."""
    points, weights = np.polynomial.hermite_e.hermegauss(8)
    xi = np.stack(np.meshgrid(points, points), axis=-1).reshape(-1, 2)
    p = np.outer(weights, weights).ravel() / (2 * np.pi)
    mean, spread = np.ones(2), 0.7
    known = variances(np.array([2.0]), spread)
    base = 0.5 * 2 * (1 + spread**2)
    estimates = [reparameterized(mean, spread, xi), score_function(mean, spread, xi)]
    estimates.append(score_function(mean, spread, xi, base))
    for estimate, variance in zip(estimates, known, strict=True):
        np.testing.assert_allclose(p @ estimate, mean)
        np.testing.assert_allclose(p @ (estimate - mean) ** 2, np.full(2, variance[0]))


def test_an_estimate_is_the_slope_of_what_it_samples():
    xi = torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    mean = torch.ones(3, dtype=torch.float64, requires_grad=True)
    value = 0.5 * ((mean + 0.4 * xi) ** 2).sum()
    (slope,) = torch.autograd.grad(value, mean)
    found = reparameterized(np.ones(3), 0.4, xi.numpy()).sum(axis=0)
    np.testing.assert_allclose(found, slope)


def test_without_an_error_it_is_plain_descent():
    record = errors_in_gradients(SHORT)
    data, model = digits(), mlp([64, 3, 10], seed=1)
    X, y = torch.as_tensor(data.X_train[:20]), torch.as_tensor(data.y_train[:20])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.4)
    for _ in range(5):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(record.loss[0, 1, 1], loss.item(), rtol=1e-5)


def test_errors_have_their_length_and_the_fixed_one_stays():
    """At a tiny length all kinds end alike; one step moves the loss by an error of that length."""
    tiny = errors_in_gradients(ErrorsConfig(**{**vars(SHORT), "length": 1e-12}))
    np.testing.assert_allclose(tiny.loss[1:], np.repeat(tiny.loss[:1], 2, axis=0), rtol=1e-5)
    large = errors_in_gradients(ErrorsConfig(**{**vars(SHORT), "length": 5.0}))
    assert (np.abs(large.loss[1:] / large.loss[:1] - 1) > 1e-3).all()
    np.testing.assert_array_equal(large.norm_at_start, tiny.norm_at_start)
    assert large.best.shape == (3,) and large.tuned.shape == (3, 2)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="length must be positive"):
        ErrorsConfig(length=0.0)
    with pytest.raises(ValueError, match="data must be one of"):
        ErrorsConfig(data="letters")
