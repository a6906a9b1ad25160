import numpy as np
import pytest
import torch

from optcourse.rules import Cosine, Exponential, InverseTime, Linear, StepDecay, Warmup

STEPS = 30
TORCH = torch.optim.lr_scheduler
PEERS = [
    (Linear(20, 0.1), lambda o: TORCH.LinearLR(o, 1.0, 0.1, 20)),
    (StepDecay(7, 0.5), lambda o: TORCH.StepLR(o, 7, 0.5)),
    (Exponential(0.9), lambda o: TORCH.ExponentialLR(o, 0.9)),
    (Cosine(STEPS, 0.2), lambda o: TORCH.CosineAnnealingLR(o, STEPS, 0.2)),
    (InverseTime(5.0), lambda o: TORCH.LambdaLR(o, lambda step: 5 / (5 + step))),
    (Warmup(4), lambda o: TORCH.LinearLR(o, 0.25, 1.0, 3)),
]


@pytest.mark.parametrize("schedule, peer", PEERS, ids=lambda pair: type(pair).__name__)
def test_schedules_are_torchs(schedule, peer):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, rates = peer(optimizer), []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose([schedule(k) for k in range(STEPS)], rates, rtol=1e-12)
    np.testing.assert_allclose(schedule(np.arange(STEPS)), rates, rtol=1e-12)


def test_ends_are_kept():
    assert Linear(10, 0.1)(10) == pytest.approx(0.1) == Linear(10, 0.1)(1000)
    assert Cosine(10)(10) == pytest.approx(0) == Cosine(10)(11)


def test_warmup_then_another_schedule():
    schedule = Warmup(4, StepDecay(2, 0.1))
    expected = [0.25, 0.5, 0.75, 1, 1, 1, 0.1, 0.1, 0.01]
    np.testing.assert_allclose(schedule(np.arange(9)), expected)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="num_steps must be a whole number of at least 1, got 0"):
        Cosine(0)
    with pytest.raises(ValueError, match="tau must be positive and finite, got -1"):
        InverseTime(-1)
    with pytest.raises(ValueError, match="factor must be at least 0 and less than 1, got 2"):
        Exponential(2)
