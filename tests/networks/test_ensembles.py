import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from optcourse.networks.ensembles import (
    Ensemble,
    batch_indices,
    cross_entropy,
    error_rate,
)
from optcourse.networks.models import conv1d, mlp
from optcourse.networks.objective import LOSSES


def build(kind, seed):
    if kind == "conv1d":
        return conv1d(num_inputs=16, channels=3, seed=seed, dtype=torch.float64)
    return mlp([16, 7, 10], "tanh", seed=seed, dtype=torch.float64)


def test_shared_data_and_losses():
    X, y = torch.randn(6, 16, dtype=torch.float64), torch.arange(6)
    outputs = Ensemble([build("mlp", 0), build("mlp", 1)])(X)
    assert outputs.shape == (2, 6, 10)
    torch.testing.assert_close(cross_entropy(outputs, y)[1], F.cross_entropy(outputs[1], y))
    targets = F.one_hot(y, 10).double()
    expected = 5 * F.mse_loss(outputs[0], targets)
    torch.testing.assert_close(LOSSES["squared_error"](outputs, targets)[0].mean(), expected)
    expected = (outputs[1].argmax(1) != y).double().mean()
    torch.testing.assert_close(error_rate(outputs, y)[1], expected)


def test_names_a_layer_it_cannot_stack():
    with pytest.raises(TypeError, match="an ensemble cannot stack BatchNorm1d layers"):
        Ensemble([nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))])


def test_theta_and_params_are_the_same_numbers():
    ensemble = Ensemble([build("mlp", seed) for seed in range(3)])
    with torch.no_grad():
        ensemble.theta[1] = 0
    assert all(not param[1].any() and param[0].any() for param in ensemble.params)
    for k, alone in enumerate([build("mlp", 0), None, build("mlp", 2)]):
        if alone:
            copy = ensemble.model(k)
            X = torch.randn(4, 16, dtype=torch.float64)
            torch.testing.assert_close(copy(X), alone(X))
            torch.testing.assert_close(ensemble(X)[k], alone(X))


def test_copies_share_no_memory():
    ensemble = Ensemble([build("mlp", seed) for seed in range(3)])
    before = ensemble.theta.clone()
    with torch.no_grad():
        ensemble.model(0)[0].weight.zero_()
        ensemble.group(slice(0, 2)).theta.zero_()
        ensemble.group([1]).theta.zero_()
    assert torch.equal(ensemble.theta, before)
    model, group = ensemble.model(0), ensemble.group(slice(0, 2))
    with torch.no_grad():
        ensemble.theta.zero_()
    assert model[0].weight.any() and group.theta.any()


def test_one_output_is_a_class_by_its_sign():
    outputs = torch.tensor([[[1.0], [-1.0], [0.0], [2.0]]])
    assert error_rate(outputs, torch.tensor([1, 1, 0, 1])).tolist() == [0.5]


@pytest.mark.parametrize("order", ["reshuffle", "once", "given", "replacement"])
def test_batches_follow_the_seed_and_the_order(order):
    rows = batch_indices(10, 3, 70, seed=4, order=order)
    assert rows.shape == (70, 3) and rows.min() >= 0 and rows.max() < 10
    np.testing.assert_array_equal(rows[:40], batch_indices(10, 3, 40, seed=4, order=order))
    epochs = [rows[k : k + 3].ravel() for k in range(0, 69, 3)]
    distinct = [len(set(epoch)) for epoch in epochs]
    assert (min(distinct) < 9) if order == "replacement" else set(distinct) == {9}
    repeated = all(np.array_equal(epoch, epochs[0]) for epoch in epochs)
    assert repeated == (order in ("once", "given"))
    assert (epochs[0].tolist() == list(range(9))) == (order == "given")
