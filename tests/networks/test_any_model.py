"""Models that torch cannot map over examples, or differentiate twice, with its fused kernels."""

import copy
import math

import pytest
import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from optcourse.networks.curvature import (
    HessianOperator,
    critical_point,
    gradient_noise,
    hessian,
    per_example_grad_norms,
    per_example_grads,
    top_eigenvalues,
)
from optcourse.networks.models import lstm, rnn
from tests.networks.states import PLACES, Of, X, Y, from_layer

torch.set_num_threads(1)


def from_cell(cell, x):
    state = None
    for each in x.unbind(1):
        state = cell(each, state)
    return state[0] if isinstance(state, tuple) else state


def from_packed(layer, x):
    lengths = 3 + (x[:, 0, 0] > 0).long().cpu()
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    return layer(packed)[1][0]


def by_value(layer, x):
    return torch.stack([2 * row if row.sum().item() > 0 else row for row in layer(x[:, -1])])


def written(layer, x):
    out = torch.zeros(len(x), 4, dtype=x.dtype, device=x.device)
    out[:, :] = layer(x[:, -1])
    return out.tanh()


def checkpointed(layer, x):
    out = layer(x[:, -1])
    return torch.utils.checkpoint.checkpoint(torch.tanh, out, use_reentrant=False)


class Square(torch.autograd.Function):
    """x², with a derivative that can be taken twice, though not for many vectors at once."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        made = torch.zeros_like(x)
        made += 2 * x * grad
        return made


class OnceSquare(Square):
    """x², with a derivative that can be taken once."""

    backward = staticmethod(torch.autograd.function.once_differentiable(Square.backward))


def attention(normed=True):
    settings = {"dropout": 0.0, "batch_first": True}
    encoder = nn.TransformerEncoderLayer(4, 2, 6, **settings, norm_first=normed)
    return nn.Sequential(nn.Linear(3, 4), encoder, nn.Flatten(), nn.Linear(20, 4))


def built():
    torch.manual_seed(1)
    return {
        "rnn": Of(nn.RNN(3, 4, batch_first=True), from_layer),
        "relu rnn": Of(nn.RNN(3, 4, nonlinearity="relu", batch_first=True), from_layer),
        "gru, both ways": Of(nn.GRU(3, 2, batch_first=True, bidirectional=True), from_layer),
        "gru, two layers": Of(nn.GRU(3, 4, num_layers=2, batch_first=True), from_layer),
        "lstm": Of(nn.LSTM(3, 4, batch_first=True), from_layer),
        "rnn cell": Of(nn.RNNCell(3, 4), from_cell),
        "gru cell": Of(nn.GRUCell(3, 4), from_cell),
        "lstm cell": Of(nn.LSTMCell(3, 4), from_cell),
        "packed": Of(nn.GRU(3, 4, batch_first=True), from_packed),
        "decided by a value": Of(nn.Linear(3, 4), by_value),
        "written in place": Of(nn.Linear(3, 4), written),
        "checkpointed": Of(nn.Linear(3, 4), checkpointed),
        "own function": Of(nn.Linear(3, 4), lambda layer, x: Square.apply(layer(x[:, -1]))),
        "attention": attention(),
        "attention, in evaluation mode": attention(normed=False).eval(),
        "the course's rnn": rnn(3, 4, 4),
        "the course's lstm": lstm(3, 4, 4),
    }


MODELS = built()


def at(name, place):
    """A model and the sequences, on a device."""
    return copy.deepcopy(MODELS[name]).to(place), X.to(place), Y.to(place)


def looped(model, X, Y):
    """The gradients, (m, P), by nothing but torch.autograd.grad; cuDNN would round to TF32."""
    rows = []
    for x, y in zip(X.split(1), Y.split(1), strict=True):
        with torch.backends.cudnn.flags(enabled=False):
            loss = nn.functional.cross_entropy(model(x), y)
        grads = torch.autograd.grad(loss, model.parameters())
        rows.append(torch.cat([grad.flatten() for grad in grads]))
    return torch.stack(rows)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", MODELS)
def test_gradients_of_examples_are_those_of_a_loop(name, place):
    model, *data = at(name, place)
    expected = looped(model, *data)
    close = {"rtol": 1e-4, "atol": 1e-6}
    torch.testing.assert_close(per_example_grads(model, *data, chunk_size=3), expected, **close)
    norms = per_example_grad_norms(model, *data, chunk_size=3)
    torch.testing.assert_close(norms, expected.norm(dim=1), **close)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", MODELS)
def test_the_noise_is_that_of_a_loop(name, place):
    model, *data = at(name, place)
    expected = looped(model, *data).double()
    noise = gradient_noise(model, *data)
    away = (expected - expected.mean(0)).square().sum()
    assert math.isclose(noise.unbiased_trace, away / 6, rel_tol=1e-4)
    assert math.isclose(noise.grad_norm_squared, expected.mean(0).square().sum(), rel_tol=1e-4)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", MODELS)
def test_hessians_are_derivatives_of_the_gradient(name, place):
    """Central differences in float64, along a direction in all of the parameters."""
    torch.manual_seed(2)
    model, *data = at(name, place)
    whole = hessian(model, *data)
    torch.testing.assert_close(whole, whole.T, rtol=1e-3, atol=1e-5)
    step = torch.randn(len(whole)).to(place)
    up, down = (shifted(model, *data, sign * step) for sign in (1e-5, -1e-5))
    expected = (up - down) / 2e-5
    torch.testing.assert_close(whole @ step, expected.float(), rtol=1e-3, atol=1e-4)


def shifted(model, X, Y, step):
    """The gradient of the mean loss of `model`, in float64, at its parameters + step."""
    copied = copy.deepcopy(model).double()
    params = list(copied.parameters())
    with torch.no_grad():
        for param, part in zip(params, step.split([p.numel() for p in params]), strict=True):
            param += part.view_as(param)
    loss = nn.functional.cross_entropy(copied(X.double()), Y)
    return torch.cat([grad.flatten() for grad in torch.autograd.grad(loss, params)])


def mean_loss(model, X=X, Y=Y):
    return nn.functional.cross_entropy(model(X), Y)


@pytest.mark.parametrize("normed", [True, False])
def test_an_operator_says_how_attention_is_to_be_computed(normed):
    torch.manual_seed(3)
    model = attention(normed)
    operator = HessianOperator(mean_loss(model), model.parameters())
    for measure in (top_eigenvalues, HessianOperator.dense):
        with pytest.raises(ValueError, match=r"twice differentiable: .*sdpa_kernel.*\.MATH\)"):
            measure(operator)
    with sdpa_kernel(SDPBackend.MATH):
        operator = HessianOperator(mean_loss(model), model.parameters())
    torch.testing.assert_close(operator.dense(), hessian(model, X, Y), rtol=1e-4, atol=1e-5)
    found = top_eigenvalues(operator, tol=1e-4).eigenvalues
    point = critical_point(model, X, Y)
    torch.testing.assert_close(found[0], point.eigenvalues[-1], rtol=1e-3, atol=0)


@pytest.mark.parametrize("name", ["lstm", "gru, two layers"])
@pytest.mark.parametrize("place", PLACES)
def test_an_operator_takes_recurrent_layers_without_cudnn(name, place):
    model, *data = at(name, place)
    if place == "cuda":
        with pytest.raises(ValueError, match=r"cudnn\.flags\(enabled=False\) for recurrent layers"):
            HessianOperator(mean_loss(model, *data), model.parameters()).dense()
    with torch.backends.cudnn.flags(enabled=False):
        operator = HessianOperator(mean_loss(model, *data), model.parameters())
    torch.testing.assert_close(operator.dense(), hessian(model, *data), rtol=1e-3, atol=1e-5)


class NoSecond(Square):
    """x², in the words of cuDNN, which has no second derivative of its recurrent layers."""

    @staticmethod
    def backward(ctx, grad):
        if torch.is_grad_enabled():
            raise NotImplementedError("Double backwards is not supported for CuDNN RNNs")
        return Square.backward(ctx, grad)


def test_an_operator_says_how_recurrent_layers_are_to_be_computed():
    theta = torch.ones(3, requires_grad=True)
    with pytest.raises(ValueError, match=r"cudnn\.flags\(enabled=False\) for recurrent layers on"):
        HessianOperator(NoSecond.apply(theta).sum(), [theta])


def test_recurrent_layers_are_computed_without_cudnn(monkeypatch):
    """Whatever computes the loss for a derivative, and only then."""
    monkeypatch.setattr(torch.backends.cudnn, "enabled", True)
    seen = []

    def watched(layer, x):
        seen.append((torch.is_grad_enabled(), torch.backends.cudnn.enabled))
        return by_value(layer, x)

    model = Of(nn.Linear(3, 4), watched)
    for measure in (hessian, gradient_noise, critical_point):
        seen.clear()
        measure(model, X, Y)
        assert (True, False) in seen and (False, False) not in seen
        assert torch.backends.cudnn.enabled


def test_a_derivative_that_can_be_taken_only_once_is_refused():
    theta = torch.ones(3, requires_grad=True)
    with pytest.raises(ValueError, match="got an operation marked once_differentiable"):
        HessianOperator((OnceSquare.apply(theta) ** 2).sum(), [theta])


def test_other_errors_of_a_model_stay_what_they_are():
    def failing(layer, x):
        if torch.is_grad_enabled():
            raise RuntimeError("of the model's own")
        return layer(x[:, -1])

    model = Of(nn.Linear(3, 4), failing)
    for measure in (per_example_grads, hessian):
        with pytest.raises(RuntimeError, match="of the model's own"):
            measure(model, X, Y)


def test_a_constant_loss_has_no_gradient_by_either_route():
    def wrong(outputs, y):
        return (outputs.argmax(-1) != y).float()

    for name in ("gru cell", "attention"):
        assert not per_example_grads(MODELS[name], X, Y, wrong).any()
