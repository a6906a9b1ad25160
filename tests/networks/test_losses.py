import numpy as np
import pytest
import torch
import torch.nn.functional as F

from optcourse.networks.losses import (
    BEST_OUTPUTS,
    MARGIN_LOSSES,
    MARGIN_SLOPES,
    conditional_risk,
    cross_entropy,
    half_squared_distance,
    logistic,
    zero_one,
)

MARGINS = np.linspace(-6, 6, 241)
rng = np.random.default_rng(0)
OUTPUTS, LABELS = rng.normal(size=(3, 5, 4)), rng.integers(4, size=(3, 5))


@pytest.mark.parametrize("loss", [*MARGIN_LOSSES.values(), zero_one])
def test_numpy_and_torch_agree(loss):
    np.testing.assert_allclose(loss(torch.tensor(MARGINS)).numpy(), loss(MARGINS), rtol=1e-12)


@pytest.mark.parametrize("name", MARGIN_LOSSES)
def test_surrogates_are_convex_bounds_of_the_zero_one_loss(name):
    loss = MARGIN_LOSSES[name](MARGINS) / (np.log(2) if name == "logistic" else 1)
    assert np.all(loss >= zero_one(MARGINS) - 1e-12)
    assert np.all(np.diff(loss, 2) >= -1e-12)


@pytest.mark.parametrize("name", MARGIN_LOSSES)
def test_slope_at_margin_zero_is_negative(name):
    margin = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(MARGIN_LOSSES[name](margin).sum(), margin)
    expected = {"hinge": -1, "logistic": -0.5, "exponential": -1, "squared": -2}[name]
    assert slope.item() == expected


@pytest.mark.parametrize("name", MARGIN_SLOPES)
def test_slopes_are_those_of_autograd(name):
    margin = torch.tensor(MARGINS + 0.013, requires_grad=True)  # off the kink of the hinge
    (slope,) = torch.autograd.grad(MARGIN_LOSSES[name](margin).sum(), margin)
    np.testing.assert_allclose(MARGIN_SLOPES[name](MARGINS + 0.013), slope.numpy(), atol=1e-12)


@pytest.mark.parametrize("name", BEST_OUTPUTS)
@pytest.mark.parametrize("probability", [0.03, 0.4, 0.7, 0.97])
def test_best_outputs_have_the_least_conditional_risk(name, probability):
    outputs = np.linspace(-5, 5, 100_001)
    risk = conditional_risk(MARGIN_LOSSES[name], outputs, probability)
    assert abs(outputs[np.argmin(risk)] - BEST_OUTPUTS[name](probability)) < 2e-4


def test_logistic_does_not_overflow():
    np.testing.assert_allclose(logistic(np.array([-1e4, 1e4])), [1e4, 0])
    assert logistic(torch.tensor([-1e4, 1e4])).tolist() == [1e4, 0]


def test_losses_of_several_outputs():
    outputs, labels = torch.tensor(OUTPUTS), torch.tensor(LABELS)
    expected = F.cross_entropy(outputs.flatten(0, 1), labels.flatten(), reduction="none").view(3, 5)
    torch.testing.assert_close(cross_entropy(outputs, labels), expected)
    np.testing.assert_allclose(cross_entropy(OUTPUTS, LABELS), expected.numpy())
    alone = cross_entropy(outputs[0, 0], labels[0, 0])
    torch.testing.assert_close(alone, expected[0, 0])
    shared = cross_entropy(outputs, labels[0])
    torch.testing.assert_close(shared[1], cross_entropy(outputs[1], labels[0]))
    targets = np.roll(OUTPUTS, 1, axis=0)
    expected = ((OUTPUTS - targets) ** 2).mean(-1)
    np.testing.assert_allclose(half_squared_distance(OUTPUTS, targets), 2 * expected)


def test_zero_one():
    np.testing.assert_array_equal(zero_one(np.array([-1.0, 0.0, 1.0])), [1, 1, 0])
