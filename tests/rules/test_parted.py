"""Muon on matrices of any form, and rules of parts."""

import numpy as np
import pytest
import torch

from optcourse.arrays import descend
from optcourse.rules import Adam, ExactLineSearch, GradientDescent, Muon, Parted
from optcourse.rules.parted import orthogonal
from tests.laws import written

SHAPES = [(3, 5), (5, 3), (4, 4), (1, 6)]


def stacked(rule, theta, grads):
    theta = theta.clone()
    rule.check_members(len(theta))
    of, memory = rule.of(np.arange(len(theta)), theta), rule.remembers(theta)
    for k, grad in enumerate(grads):
        way, memory = of.direction(grad.clone(), memory, k, theta)
        descend(theta, way, of.rate(k))
    return theta


def drawn(size, steps=20, dtype=torch.float64):
    torch.manual_seed(0)
    return torch.randn(3, size, dtype=dtype), torch.randn(steps, 3, size, dtype=dtype)


@pytest.mark.parametrize("shape", SHAPES)
def test_muon_of_members_is_that_of_matrices(shape):
    theta, grads = drawn(np.prod(shape))
    lr = np.array([0.01, 0.02, 0.05])
    together = stacked(Muon(shape, lr, np.array([0.9, 0.95, 0.5])), theta, grads)
    for i, momentum in enumerate([0.9, 0.95, 0.5]):
        param = theta[i].clone().requires_grad_()
        alone = written.Muon([param], Muon(shape, lr[i], momentum))
        for grad in grads[:, i]:
            param.grad = grad.clone()
            alone.step()
        torch.testing.assert_close(together[i], param.detach(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("shape", [(24, 40), (40, 24)])
def test_muon_is_torchs_but_for_its_16_bits(shape):
    theta, grads = drawn(np.prod(shape), steps=5, dtype=torch.float32)
    ours = stacked(Muon(shape, 0.02), theta, grads)
    for i in range(3):
        param = theta[i].reshape(shape).clone().requires_grad_()
        theirs = torch.optim.Muon([param], lr=0.02, weight_decay=0.0)
        for grad in grads[:, i]:
            param.grad = grad.reshape(shape).clone()
            theirs.step()
        moved, wanted = ours[i] - theta[i], param.detach().reshape(-1) - theta[i]
        assert torch.linalg.vector_norm(moved - wanted) < 0.02 * torch.linalg.vector_norm(wanted)


def test_five_rounds_put_singular_values_near_one():
    matrix = np.random.default_rng(0).normal(size=(6, 9))
    U, _, Vt = np.linalg.svd(matrix, full_matrices=False)
    for spread in (np.linspace(0.02, 1, 6), np.geomspace(0.02, 1, 6)):
        turned = orthogonal((U * spread) @ Vt, 5)
        along = np.diag(U.T @ turned @ Vt.T)
        np.testing.assert_allclose((U * along) @ Vt, turned, atol=1e-12)
        assert along.min() > 0.67 and along.max() < 1.21


def test_each_part_has_its_rule():
    theta, grads = drawn(11)
    rule = Parted(
        (Muon((2, 3), np.array([0.1, 0.2, 0.3])), Adam(0.01), GradientDescent(0.1)), (6, 2)
    )
    together = stacked(rule, theta, grads)
    for part, each in zip(rule.parts(together), rule.rules, strict=True):
        low = {6: 0, 2: 6, 3: 8}[part.shape[-1]]
        span = slice(low, low + part.shape[-1])
        apart = stacked(each, theta[:, span].contiguous(), grads[..., span])
        torch.testing.assert_close(part, apart, rtol=1e-12, atol=1e-14)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match=r"shape must be rows and columns, .*, got \(3, 0\)"):
        Muon((3, 0))
    with pytest.raises(ValueError, match=r"theta must have entries for shape \(2, 3\), got 7"):
        Muon((2, 3)).init(np.zeros(7))
    with pytest.raises(ValueError, match=r"rules must be a tuple of rules with numbers as lr, got"):
        Parted((GradientDescent(ExactLineSearch()),))
    with pytest.raises(ValueError, match=r"sizes must be 1 in number, one less than rules, got"):
        Parted((Adam(), Adam()))
    with pytest.raises(ValueError, match=r"theta must have more entries than \(4,\), got \(4,\)"):
        Parted((Adam(), Adam()), (4,)).init(np.zeros(4))
    with pytest.raises(ValueError, match="lr must be a number or 2 of them, got array"):
        Parted((Adam(np.array([0.1, 0.2, 0.3])),)).check_members(2)
