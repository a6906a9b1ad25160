"""Stacked networks: members with numbers of their own each take the path of their peer."""

import numpy as np
import pytest
import torch

from optcourse.arrays import descend
from optcourse.rules import ExactLineSearch, GradientDescent
from tests.laws.entries import FIRST_ORDER, member, named, various
from tests.laws.peers import alone

every_rule = pytest.mark.parametrize("rule", FIRST_ORDER, ids=named)
SIZE, NUM_PARAMS, NUM_STEPS = 4, 7, 50


def stacked(rule, theta, grads):
    """θ (N, P) after the steps that the training of networks takes."""
    theta = theta.clone()
    memory = rule.remembers(theta)
    for k, grad in enumerate(grads):
        way, memory = rule.direction(grad.clone(), memory, k, theta)
        assert descend(theta, way, rule.rate(k)) is theta
    return theta


def drawn(dtype):
    generator = torch.Generator().manual_seed(0)
    theta = torch.randn(SIZE, NUM_PARAMS, generator=generator, dtype=torch.float64)
    grads = torch.randn(NUM_STEPS, SIZE, NUM_PARAMS, generator=generator, dtype=torch.float64)
    return theta.to(dtype), grads.to(dtype)


@every_rule
@pytest.mark.parametrize("own", [False, True], ids=["one number for all", "numbers of their own"])
def test_stacked_members_are_each_as_if_alone(rule, own, double):
    theta, grads = drawn(torch.float64)
    many = various(rule) if own else rule
    together = stacked(many.of(np.arange(SIZE), theta), theta, grads)
    for i in range(SIZE):
        single = member(many, i)
        wanted = alone(single, theta[i].numpy(), lambda _, k, i=i: grads[k, i], NUM_STEPS)[-1]
        np.testing.assert_allclose(together[i], wanted, rtol=1e-11, atol=1e-13)


@every_rule
def test_some_members_take_their_own_numbers(rule):
    theta, grads = drawn(torch.float64)  # a sum that all but cancels magnifies how it is rounded
    many, some = various(rule), [3, 1]
    together = stacked(many.of(np.arange(SIZE), theta), theta, grads)
    apart = stacked(many.of(some, theta[some]), theta[some], grads[:, some])
    torch.testing.assert_close(apart, together[some])


@every_rule
def test_single_precision_stays_single(rule):
    theta, grads = drawn(torch.float32)
    many = various(rule)
    found = stacked(many.of(np.arange(SIZE), theta), theta, grads[:3])
    assert found.dtype == torch.float32
    theta, grads = drawn(torch.float64)
    wanted = stacked(many.of(np.arange(SIZE), theta), theta, grads[:3])
    torch.testing.assert_close(found, wanted.float(), rtol=1e-3, atol=1e-4)


@every_rule
def test_numbers_of_members_must_be_as_many_as_members(rule):
    various(rule).check_members(SIZE)
    rule.check_members(SIZE)
    with pytest.raises(ValueError, match="must be a number or 3 of them, got array"):
        various(rule).check_members(3)


def test_a_search_is_not_for_members():
    text = r"lr must be a number or 4 of them, got ExactLineSearch\(fallback_lr=1.0\)"
    with pytest.raises(ValueError, match=text):
        GradientDescent(ExactLineSearch()).check_members(4)
