import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from optcourse.landscapes import (
    GaborLoss,
    Quadratic,
    Rosenbrock,
    Sharpening,
    best_contraction,
    best_heavy_ball,
    best_lr,
    gabor,
    largest_stable_lr,
)

GABOR = GaborLoss.generated(seed=3)
LANDSCAPES = {
    "bowl": Quadratic((1.0, 25.0), angle=0.7, minimum=(0.5, -1.0)),
    "saddle": Quadratic((-2.0, 3.0), angle=-0.2),
    "rosenbrock": Rosenbrock(),
    "sharpening": Sharpening(7.0, 0.3),
    "gabor": GABOR,
}
COORDINATE = st.floats(-4, 4, allow_nan=False)


def torch_value(name, theta):
    """The same losses written independently in torch, for theta (2,) in float64."""
    if name == "rosenbrock":
        return (1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2
    if name == "sharpening":
        valley = torch.exp(theta[1]) * theta[0] ** 2
        return 0.5 * valley + 0.15 * (theta[1] - np.log(7.0)) ** 2
    if name == "gabor":
        x, y = torch.tensor(GABOR.x), torch.tensor(GABOR.y)
        u = theta[0] + 0.06 * theta[1] * x
        return ((torch.sin(u) * torch.exp(-(u**2) / 32) - y) ** 2).sum()
    bowl = LANDSCAPES[name]
    c, s = np.cos(bowl.angle), np.sin(bowl.angle)
    turn = np.array([[c, -s], [s, c]])
    hessian = torch.tensor(turn @ np.diag(bowl.eigenvalues) @ turn.T)
    away = theta - torch.tensor(bowl.minimum, dtype=torch.float64)
    return 0.5 * away @ hessian @ away


@pytest.mark.parametrize("name", LANDSCAPES)
@given(x=COORDINATE, y=COORDINATE)
@settings(max_examples=25, deadline=None)
def test_value_gradient_and_hessian_agree_with_autograd(name, x, y):
    landscape, theta = LANDSCAPES[name], np.array([x, y])
    point = torch.tensor(theta, requires_grad=True)
    value = torch_value(name, point)
    (grad,) = torch.autograd.grad(value, point)
    hessian = torch.autograd.functional.hessian(lambda t: torch_value(name, t), point.detach())
    np.testing.assert_allclose(landscape.value(theta), value.item(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(landscape.grad(theta), grad, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(landscape.hessian(theta), hessian, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_leading_axes_are_a_batch(name):
    landscape = LANDSCAPES[name]
    theta = np.random.default_rng(0).normal(size=(3, 4, 2))
    assert landscape.value(theta).shape == (3, 4)
    assert landscape.grad(theta).shape == (3, 4, 2)
    np.testing.assert_allclose(landscape.value(theta)[2, 1], landscape.value(theta[2, 1]))
    np.testing.assert_allclose(landscape.grad(theta)[2, 1], landscape.grad(theta[2, 1]))
    hessians = np.broadcast_to(landscape.hessian(theta), (3, 4, 2, 2))
    np.testing.assert_allclose(hessians[2, 1], landscape.hessian(theta[2, 1]))


def test_weights_pick_the_examples_of_a_minibatch():
    theta, rows = np.array([[0.3, 14.0], [-5.0, 12.0]]), np.array([[2, 5, 9], [0, 1, 27]])
    weights = np.zeros((2, 28))
    np.put_along_axis(weights, rows, 1 / 3, axis=1)
    batch = GaborLoss(GABOR.x, GABOR.y, weights)
    for k, row in enumerate(rows):
        alone = GaborLoss(GABOR.x[row], GABOR.y[row])
        np.testing.assert_allclose(batch.value(theta)[k], alone.value(theta[k]) / 3)
        np.testing.assert_allclose(batch.grad(theta)[k], alone.grad(theta[k]) / 3)
        np.testing.assert_allclose(batch.hessian(theta)[k], alone.hessian(theta[k]) / 3)


def test_a_list_is_a_point_too():
    assert Rosenbrock().value([1.0, 1.0]) == 0


def test_quadratic_has_the_eigenpairs_it_was_given():
    bowl = Quadratic((1.0, 25.0), angle=0.7)
    vectors = bowl.eigenvectors()
    np.testing.assert_allclose(bowl.hessian() @ vectors, vectors * [1.0, 25.0])
    np.testing.assert_allclose(vectors[:, 0], [np.cos(0.7), np.sin(0.7)])


def test_rosenbrock_at_its_minimum():
    valley = Rosenbrock()
    np.testing.assert_allclose(valley.grad(np.array([1.0, 1.0])), 0)
    low, high = np.linalg.eigvalsh(valley.hessian(np.array([1.0, 1.0])))
    assert round(high / low) == 2508


def test_gabor_data():
    assert GABOR.x.shape == GABOR.y.shape == (28,)
    assert -15 <= GABOR.x.min() < GABOR.x.max() <= 15
    np.testing.assert_array_equal(GABOR.x, GaborLoss.generated(seed=3).x)
    clean = GaborLoss.generated(noise=0)
    assert clean.value(np.array([0.0, 16.6])) == 0
    np.testing.assert_allclose(gabor(0.0, np.array([0.3, 5.0])), np.sin(0.3) * np.exp(-0.09 / 32))


def test_named_rates():
    assert largest_stable_lr(50) == 0.04
    assert best_lr(2, 50) == 2 / 52
    np.testing.assert_allclose(best_contraction(2, 50), 24 / 26)
    assert best_heavy_ball(1, 25) == (4 / 36, (4 / 6) ** 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Quadratic((1, np.nan)), "eigenvalues must be finite"),
        (lambda: Quadratic((1, 2, 3)), r"eigenvalues must have shape \(2\), got \(3,\)"),
        (lambda: Quadratic((1, 2), angle=np.inf), "angle must be finite, got inf"),
        (lambda: Quadratic((1, 2), minimum=(0,)), "minimum must have shape"),
        (lambda: Rosenbrock(b=0), "b must be positive and finite, got 0"),
        (lambda: GaborLoss([1.0, 2.0], [1.0]), "y must have shape"),
        (lambda: GaborLoss([1.0, 2.0], [1.0, 2.0], [1.0]), "weights must have shape"),
        (lambda: GaborLoss.generated(num_points=0), "num_points must be a whole number"),
        (lambda: GaborLoss.generated(noise=-1), "noise must be at least 0"),
        (lambda: Rosenbrock().value(np.zeros(3)), r"theta must have shape \(..., 2\), got \(3,\)"),
        (lambda: best_lr(0, 1), "smallest must be positive and finite, got 0"),
        (lambda: best_lr(2, 1), "largest - smallest must be at least 0 and finite, got -1"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_data_may_be_lists():
    lists, theta = ([1.0, 2.0], [0.5, -1.0], [1.0, 3.0]), np.array([0.3, 12.0])
    ours, expected = GaborLoss(*lists), GaborLoss(*map(np.array, lists))
    for name in ("value", "grad", "hessian"):
        np.testing.assert_array_equal(getattr(ours, name)(theta), getattr(expected, name)(theta))
