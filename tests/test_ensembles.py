import pytest
import torch
import torch.nn.functional as F
from torch import nn

from optcourse.ensembles import Ensemble, cross_entropy, error_rate, half_squared_error
from optcourse.models import conv1d, mlp


def build(kind, seed):
    if kind == "conv1d":
        return conv1d(num_inputs=16, channels=3, seed=seed, dtype=torch.float64)
    return mlp([16, 7, 10], "tanh", seed=seed, dtype=torch.float64)


@pytest.mark.parametrize("kind", ["conv1d", "mlp"])
def test_training_at_once_equals_one_at_a_time(kind):
    generator = torch.Generator().manual_seed(0)
    X = torch.randn(3, 12, 16, generator=generator, dtype=torch.float64)
    y = torch.randint(10, (3, 12), generator=generator)
    ensemble, rates = Ensemble([build(kind, s) for s in range(3)]), torch.tensor([0.1, 0.2, 0.3])
    for _ in range(5):
        loss = cross_entropy(ensemble(X), y).sum()
        ensemble.descend(torch.autograd.grad(loss, ensemble.params), rates)
    for s in range(3):
        alone = build(kind, s)
        optimizer = torch.optim.SGD(alone.parameters(), lr=rates[s].item())
        for _ in range(5):
            optimizer.zero_grad()
            F.cross_entropy(alone(X[s]), y[s]).backward()
            optimizer.step()
        for stacked, param in zip(ensemble.params, alone.parameters(), strict=True):
            torch.testing.assert_close(stacked[s], param, rtol=1e-6, atol=1e-9)


def test_shared_data_and_losses():
    X, y = torch.randn(6, 16, dtype=torch.float64), torch.arange(6)
    outputs = Ensemble([build("mlp", 0), build("mlp", 1)])(X)
    assert outputs.shape == (2, 6, 10)
    torch.testing.assert_close(cross_entropy(outputs, y)[1], F.cross_entropy(outputs[1], y))
    targets = F.one_hot(y, 10).double()
    expected = 5 * F.mse_loss(outputs[0], targets)
    torch.testing.assert_close(half_squared_error(outputs, targets)[0], expected)
    expected = (outputs[1].argmax(1) != y).double().mean()
    torch.testing.assert_close(error_rate(outputs, y)[1], expected)


def test_names_a_layer_it_cannot_stack():
    with pytest.raises(TypeError, match="an ensemble cannot stack BatchNorm1d layers"):
        Ensemble([nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))])
