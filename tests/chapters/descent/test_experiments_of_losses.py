"""The losses of a logistic regression, beside those of torch."""

import numpy as np
import pytest
import torch

from optcourse.chapters.descent.experiments import (
    ConvexConfig,
    LogisticLoss,
    SigmoidError,
    convex,
    labelled,
    newton_rest,
    threshold,
)


@pytest.mark.parametrize("kind", [LogisticLoss, SigmoidError])
def test_slopes_and_bends_of_logistic_losses_are_those_of_autograd(kind):
    x, y = labelled(np.random.default_rng(0), 4, 1.0)
    loss, theta = kind(x, y), np.array([0.3, -1.2])

    def value(p):
        chance = torch.sigmoid(p[0] + p[1] * torch.as_tensor(x))
        if kind is SigmoidError:
            return ((chance - torch.as_tensor(y)) ** 2).sum()
        return torch.nn.functional.binary_cross_entropy(chance, torch.as_tensor(y), reduction="sum")

    place = torch.tensor(theta)
    slope = torch.autograd.functional.jacobian(value, place).numpy()
    bends = torch.autograd.functional.hessian(value, place).numpy()
    np.testing.assert_allclose(loss.value(theta), value(place).item(), rtol=1e-12)
    np.testing.assert_allclose(loss.grad(theta), slope, rtol=1e-10)
    np.testing.assert_allclose(loss.hessian(theta), bends, rtol=1e-9)
    np.testing.assert_allclose(loss.lowest_curvature(theta), np.linalg.eigvalsh(bends)[0])


def test_a_threshold_is_found_on_either_side():
    y = np.array([0.0, 0.0, 1.0])
    assert threshold(np.array([1.0, 2.0, 4.0]), y) == (3.0, 1.0)
    assert threshold(np.array([5.0, 2.0, 1.0]), y) == (1.5, -1.0)
    assert threshold(np.array([1.0, 3.0, 2.0]), y) is None


def test_a_convex_record_has_either_an_end_or_a_way_without_end():
    record = convex(ConvexConfig(num_data=20, num_points=3))
    assert 0 < record.split.sum() < 20
    assert np.all(np.isnan(record.rest) == record.split)
    assert np.all(np.isnan(record.far) == ~record.split)


@pytest.mark.parametrize("overlap", [1e-1, 1e-3, 1e-6, 1e-9])
def test_newton_comes_to_rest_however_little_the_classes_overlap(overlap):
    for seed in range(20):
        x, y = labelled(np.random.default_rng(seed), 10, 2.0)
        x[np.argmax(np.where(y == 0, x, -np.inf))] = x[y == 1].min() + overlap
        assert newton_rest(LogisticLoss(x, y)) < 1e-8
