"""Experiments on momentum, on short runs."""

import numpy as np
import pytest
import torch

from optcourse.chapters.momentum.experiments import FirstStepsConfig, first_steps
from optcourse.networks.data import digits
from optcourse.networks.models import mlp

SHORT = FirstStepsConfig(rates=(0.1, 0.2), seeds=(0, 1), width=3, num_steps=2, num_train=20)
RUNS = [(first_steps, SHORT)]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_the_loss_is_that_of_one_network_trained_alone():
    data, model = digits(num_train=20), mlp([64, 3, 10], seed=1)
    optimizer, losses = torch.optim.SGD(model.parameters(), lr=0.2), []
    X, y = torch.as_tensor(data.X_train), torch.as_tensor(data.y_train)
    for _ in range(3):
        loss = torch.nn.functional.cross_entropy(model(X), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(first_steps(SHORT).loss[1, 1], losses, rtol=1e-5)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="rates must be positive"):
        FirstStepsConfig(rates=(0.0,))
