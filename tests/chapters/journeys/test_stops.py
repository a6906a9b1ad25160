"""The ground where training stops: the experiment on short runs."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from optcourse.chapters.journeys.experiments import StopsConfig, stops
from optcourse.networks.data import digits
from optcourse.networks.models import mlp

SHORT = {"hidden": (5,), "num_train": 40, "num_more": 12, "num_looks": 4}


def told(model, X, y):
    """Length of the gradient, and loss, by autograd."""
    loss = cross_entropy(model(X), y)
    grads = torch.autograd.grad(loss, list(model.parameters()))
    return torch.cat([g.flatten() for g in grads]).norm().item(), loss.item()


def test_the_gradient_is_that_of_all_examples_at_each_stop():
    """Descent on all examples, written out with torch."""
    record = stops(StopsConfig(**SHORT, seeds=(3,), batch_size=0, stops=(4, 9)))
    data, model = digits(), mlp((64, 5, 10), "tanh", 3)
    X, y = torch.as_tensor(data.X_train[:40]), torch.as_tensor(data.y_train[:40])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(10):
        if step in record.steps:
            (at,) = np.flatnonzero(record.steps == step)
            both = record.norm[at, 0], record.loss[at, 0]
            np.testing.assert_allclose(both, told(model, X, y), rtol=1e-4)
        optimizer.zero_grad()
        cross_entropy(model(X), y).backward()
        optimizer.step()
    assert record.steps[record.stops].tolist() == [4, 9]


def test_copies_go_on_from_where_training_stopped_and_come_to_rest():
    record = stops(StopsConfig(**SHORT, seeds=(0, 1), stops=(3, 8)))
    np.testing.assert_allclose(record.norm_after[0], record.norm[record.stops], rtol=1e-5)
    np.testing.assert_allclose(record.loss_after[0], record.loss[record.stops], rtol=1e-5)
    assert record.more[[0, -1]].tolist() == [0, 12]
    assert np.all(record.factor >= 1 - 1e-5) and record.factor.shape == (2, 2)


def test_a_rate_of_almost_zero_changes_nothing():
    """A copy that hardly moves keeps gradient and loss."""
    record = stops(StopsConfig(**SHORT | {"num_more": 60}, seeds=(0,), stops=(5,), more_lr=1e-9))
    np.testing.assert_allclose(
        record.norm_after, np.broadcast_to(record.norm_after[0], record.norm_after.shape), rtol=1e-3
    )
