"""Curves between networks."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from optcourse.networks.bridges import bridges, on_curve
from optcourse.networks.models import mlp
from optcourse.rules import GradientDescent


def test_a_curve_joins_its_ends_and_is_drawn_to_its_middle():
    a, m, b = np.random.default_rng(0).standard_normal((3, 4))
    np.testing.assert_array_equal(on_curve(a, m, b, 0.0), a)
    np.testing.assert_array_equal(on_curve(a, m, b, 1.0), b)
    np.testing.assert_allclose(on_curve(a, m, b, 0.5), (a + 2 * m + b) / 4)
    np.testing.assert_allclose(on_curve(a, (a + b) / 2, b, 0.3), a + 0.3 * (b - a))
    slope = (on_curve(a, m, b, 1e-6) - a) / 1e-6
    np.testing.assert_allclose(slope, 2 * (m - a), atol=1e-5)


def test_a_step_is_that_of_autograd_through_the_curve():
    rng = np.random.default_rng(1)
    X = torch.tensor(rng.standard_normal((12, 3)))
    y, model = torch.tensor(rng.integers(2, size=12)), mlp((3, 4, 2), "tanh", 0, torch.float64)
    first, second = torch.tensor(rng.standard_normal((2, 2, 26)))
    found = bridges(model, first, second, (X, y), GradientDescent(0.1), 1, 12, seed=5)
    share = np.random.default_rng(5).uniform(size=1)[0]
    for k in range(2):
        middle = ((first[k] + second[k]) / 2).requires_grad_()
        theta, start, params = on_curve(first[k], middle, second[k], share), 0, {}
        for name, part in model.named_parameters():
            params[name] = theta[start : start + part.numel()].view(part.shape)
            start += part.numel()
        loss = cross_entropy(torch.func.functional_call(model, params, (X,)), y)
        (slope,) = torch.autograd.grad(loss, middle)
        np.testing.assert_allclose(found[k], (middle - 0.1 * slope).detach(), rtol=1e-10)
