"""Courses of a rate beyond those of torch's plain schedulers; and one for each member."""

import numpy as np
import pytest
import torch

from optcourse.arrays import descend
from optcourse.loops import scan
from optcourse.rules import (
    Adam,
    Cosine,
    GradientDescent,
    InverseRoot,
    OneCycle,
    PerMember,
    Scheduled,
    Warmup,
    WarmupStableDecay,
)

STEPS = np.arange(60)


def test_one_cycle_is_torchs():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 1.0, 60, pct_start=0.25, cycle_momentum=False
    )
    rates = []
    for _ in STEPS:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step() if len(rates) < 60 else None
    np.testing.assert_allclose(OneCycle(60, 0.25)(STEPS), rates, rtol=1e-12)
    np.testing.assert_allclose([OneCycle(60, 0.25)(k) for k in STEPS], rates, rtol=1e-12)
    assert OneCycle(60)(1000) == pytest.approx(4e-6)


def test_warm_up_stable_decay_has_three_straight_parts():
    factors = WarmupStableDecay(60, 0.1, 0.25, final=0.1)(np.arange(70))
    np.testing.assert_allclose(factors[:6], np.arange(1, 7) / 6)
    np.testing.assert_allclose(factors[6:46], 1)
    np.testing.assert_allclose(factors[45:61], np.linspace(1, 0.1, 16))
    np.testing.assert_allclose(factors[60:], 0.1)


def test_inverse_root():
    np.testing.assert_allclose(InverseRoot(4.0)(np.array([0, 12, 32])), [1, 1 / 2, 1 / 3])


SCHEDULES = [Cosine(10), Warmup(5), InverseRoot(3.0), lambda step: 0.5]


@pytest.mark.parametrize("rule", [GradientDescent(0.1), Adam(np.array([0.1, 0.2, 0.3, 0.4]))])
def test_each_member_has_a_schedule_of_its_own(rule):
    torch.manual_seed(0)
    grads = torch.randn(12, 4, 3, dtype=torch.float64)
    many = Scheduled(rule, PerMember(SCHEDULES))
    many.check_members(4)
    together = torch.zeros(4, 3, dtype=torch.float64)
    of = many.of(np.arange(4), together)
    memory = of.remembers(together)
    for k, grad in enumerate(grads):
        way, memory = of.direction(grad.clone(), memory, k, together)
        descend(together, way, of.rate(k))
    for i, schedule in enumerate(SCHEDULES):
        lr = np.broadcast_to(rule.lr, 4)[i]
        alone = Scheduled(type(rule)(lr), schedule)
        state = alone.init(np.zeros(3))
        for k, grad in enumerate(grads):
            state = alone.move(state, grad[i].numpy(), k)
        np.testing.assert_allclose(together[i], state.theta, rtol=1e-11)


def test_starts_have_schedules_of_their_own():
    rule = Scheduled(GradientDescent(0.1), PerMember(SCHEDULES))
    states = scan(lambda s, k: rule.move(s, 2.0 * s.theta, k), rule.init(np.ones((4, 2))), 8)
    for i, schedule in enumerate(SCHEDULES):
        factors = [1 - 0.2 * schedule(k) for k in range(8)]
        np.testing.assert_allclose(states.theta[-1, i], np.prod(factors), rtol=1e-12)


def test_some_members_take_their_own_schedules():
    theta = torch.zeros(2, 3)
    some = PerMember(SCHEDULES).of([3, 1], theta)
    torch.testing.assert_close(some(0), torch.tensor([[0.5], [0.2]]))


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="schedules must be functions of the step, one a member, "):
        PerMember([0.1, 0.2])
    with pytest.raises(ValueError, match="schedules must be 3 in number, got 4"):
        Scheduled(Adam(0.1), PerMember(SCHEDULES)).check_members(3)
    with pytest.raises(ValueError, match=r"falling must be at most 1 - rising, got 0.7 and 0.5"):
        WarmupStableDecay(10, 0.5, 0.7)
    with pytest.raises(ValueError, match=r"rising must be more than 1 of 5 steps, got 0.1 of them"):
        OneCycle(5, 0.1)
