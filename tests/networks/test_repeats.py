"""What is random in a model or its loss is refused, wherever it comes from."""

import copy

import pytest
import torch
from torch import nn

from optcourse.networks import repeats
from optcourse.networks.curvature import (
    critical_point,
    gradient_noise,
    hessian,
    per_example_grad_norms,
)
from optcourse.networks.models import mlp
from optcourse.networks.objective import objective
from optcourse.networks.surfaces import losses_at, parameter_vector, random_directions
from tests.networks.states import PLACES, Of, X, Y, from_layer

torch.set_num_threads(1)


def skipping(layer, x):
    """Leaves the layer's nonlinearity out once in ten passes: stochastic depth."""
    out = layer(x[:, -1])
    return out if torch.rand([]) < 0.1 else out.tanh()


def randoms():
    torch.manual_seed(4)
    attended = nn.MultiheadAttention(4, 2, dropout=0.1, batch_first=True)
    return {
        "lstm": Of(nn.LSTM(3, 4, 2, batch_first=True, dropout=0.5), from_layer),
        "gru": Of(nn.GRU(3, 4, 2, batch_first=True, dropout=0.1), from_layer),
        "attention": nn.Sequential(
            nn.Linear(3, 4), Of(attended, lambda inner, x: inner(x, x, x)[0][:, -1])
        ),
        "rrelu": nn.Sequential(nn.Flatten(), nn.Linear(15, 8), nn.RReLU(), nn.Linear(8, 4)),
        "function": Of(
            nn.Linear(3, 4),
            lambda layer, x: nn.functional.dropout(layer(x[:, -1]), 0.1, layer.training),
        ),
    }


RANDOM = randoms()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", RANDOM)
def test_what_is_random_is_refused_until_it_is_not(name, place):
    model, *data = copy.deepcopy(RANDOM[name]).to(place).train(), X.to(place), Y.to(place)
    lines = (parameter_vector(model), random_directions(model, 1), [[0.0], [0.0], [0.0]])
    measures = [hessian, per_example_grad_norms, gradient_noise, critical_point]
    measures += [lambda model, *data: losses_at(model, *lines, *data)]
    for measure in measures:
        with pytest.raises(ValueError, match=r"alike each time.* call model\.eval\(\) first"):
            measure(model, *data)
    losses = losses_at(model.eval(), *lines, *data)
    assert losses[0] == losses[1] == losses[2]


OWN = torch.Generator()


def noisy(layer, x):
    """With noise from a generator that is not torch's."""
    return layer(x[:, -1]) + 0.01 * torch.randn(len(x), 4, generator=OWN)


@pytest.mark.parametrize("states", [skipping, noisy])
def test_what_is_random_now_and_then_or_by_its_own_generator(states):
    torch.manual_seed(5)
    model = Of(nn.Linear(3, 4), states)
    for _ in range(5):
        with pytest.raises(ValueError, match="answer alike each time"):
            objective(model, X, Y)


def test_a_random_loss_of_a_sure_model_is_refused():
    def noisy(outputs, y):
        return (outputs + torch.randn(outputs.shape)).square().sum(-1)

    with pytest.raises(ValueError, match="model and loss must answer alike each time"):
        objective(nn.Sequential(nn.Linear(3, 4)), X[:, 0], Y, noisy)


def test_numbers_that_are_drawn_and_change_nothing_are_fine():
    def idle(layer, x):
        torch.rand(3)
        return layer(x[:, -1])

    assert objective(Of(nn.Linear(3, 4), idle), X, Y).params


def test_rounding_is_no_chance_and_values_that_are_not_finite_are_alike():
    one = torch.tensor([1e6, 1.0, torch.inf, torch.nan])
    assert repeats._alike(one, one + torch.tensor([0.1, 0.1, 0, 0]))
    assert not repeats._alike(one, one + torch.tensor([100.0, 0, 0, 0]))
    assert not repeats._alike(1e-9 * one[:2], 1.01e-9 * one[:2])
    assert not repeats._alike(one, one.flip(0))


def test_an_mlp_is_not_asked_twice(monkeypatch):
    monkeypatch.setattr(repeats, "_pass", None)
    assert objective(mlp([3, 4, 4]), X[:, 0], Y).params
