"""The layers written by hand have the derivatives that autograd finds, first and second."""

import pytest
import torch
import torch.nn.functional as F
from torch.autograd import gradcheck, gradgradcheck
from torch.autograd.functional import hessian
from torch.func import functional_call

from optcourse.networks.ensembles import Ensemble, cross_entropy, train
from optcourse.networks.ensembles.layers import Linear
from optcourse.networks.ensembles.recurrent import LSTMStates, TanhStates
from optcourse.networks.models import conv1d, lstm, mlp, rnn
from optcourse.networks.tanhs import Tanh
from optcourse.rules import GradientDescent

DOUBLE = {"dtype": torch.float64}
BUILD = {
    "mlp": (lambda seed: mlp([4, 3, 2], seed=seed, **DOUBLE), (5, 4)),
    "conv1d": (lambda seed: conv1d(8, 2, channels=2, seed=seed, **DOUBLE), (5, 8)),
    "rnn": (lambda seed: rnn(2, 3, 2, seed=seed, **DOUBLE), (5, 4, 2)),
    "lstm": (lambda seed: lstm(2, 2, 2, seed=seed, **DOUBLE), (5, 3, 2)),
    "one step": (lambda seed: lstm(2, 2, 2, seed=seed, **DOUBLE), (5, 1, 2)),
}


def normal(*shape, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, **DOUBLE).requires_grad_()


FUNCTIONS = {
    "tanh": (Tanh.apply, [normal(2, 3)]),
    "linear": (Linear.apply, [normal(2, 3, 4), normal(2, 5, 4, seed=1), normal(2, 5, seed=2)]),
    "rnn": (lambda *x: TanhStates.apply(*x, 3), [normal(2, 3, 6), normal(2, 3, 3, seed=1)]),
    "lstm": (lambda *x: LSTMStates.apply(*x, 3), [normal(2, 8, 6), normal(2, 8, 2, seed=1)]),
}


@pytest.mark.parametrize("function, inputs", FUNCTIONS.values(), ids=FUNCTIONS)
def test_first_and_second_derivatives(function, inputs):
    assert gradcheck(function, inputs)
    assert gradgradcheck(function, inputs)


def dense_hessian(model, X, y):
    """By autograd twice, of parameters flattened as `model.parameters()`."""
    names, params = zip(*model.named_parameters(), strict=True)
    shapes = [param.shape for param in params]

    def loss(theta):
        parts = theta.split([shape.numel() for shape in shapes])
        named = {n: p.view(s) for n, p, s in zip(names, parts, shapes, strict=True)}
        return F.cross_entropy(functional_call(model, named, (X,)), y)

    return hessian(loss, torch.nn.utils.parameters_to_vector(params).detach())


@pytest.mark.parametrize("build, shape", BUILD.values(), ids=BUILD)
def test_curvature_on_record_is_that_of_each_network(build, shape):
    X, y = normal(*shape).detach(), torch.arange(shape[0]) % 2
    models = [build(seed) for seed in range(3)]
    ensemble = Ensemble(models)
    record = ("curvature", "sharpness", "grad_norm")
    history = train(ensemble, (X, y), GradientDescent(0.1), num_steps=1, record=record)
    for k, model in enumerate(models):
        matrix = dense_hessian(model, X, y)
        grads = torch.autograd.grad(F.cross_entropy(model(X), y), model.parameters())
        grad = torch.cat([each.flatten() for each in grads])
        assert history.grad_norm[k, 0] == pytest.approx(grad.norm().item(), rel=1e-9)
        assert history.curvature[k, 0] == pytest.approx((grad @ matrix @ grad).item(), rel=1e-8)
        top = torch.linalg.eigvalsh(matrix)[-1].item()
        assert history.sharpness[k, 0] == pytest.approx(top, rel=2e-3, abs=1e-9)


@pytest.mark.parametrize(
    "record", [(), ("loss",), ("grad_norm",), ("grad_norm", "param_norm"), ("sharpness",)]
)
def test_what_is_recorded_changes_no_training(record):
    X, y = normal(20, 4).detach(), torch.arange(20) % 2
    watched, alone = (Ensemble([BUILD["mlp"][0](s) for s in range(3)]) for _ in range(2))
    settings = {"num_steps": 10, "batch_size": 5}
    train(
        watched,
        (X, y),
        GradientDescent(0.2),
        measure_on=(X[:7], y[:7]),
        record=record,
        every=2,
        **settings,
    )
    train(alone, (X, y), GradientDescent(0.2), record=(), **settings)
    torch.testing.assert_close(watched.theta, alone.theta, rtol=1e-12, atol=1e-14)


def test_measuring_on_fixed_examples_and_seldom_changes_no_training():
    X, y = normal(20, 4).detach(), torch.arange(20) % 2
    often, seldom = (Ensemble([BUILD["mlp"][0](s) for s in range(3)]) for _ in range(2))
    record = ("loss", "error", "grad_norm", "param_norm", "curvature", "sharpness")
    fixed = {"measure_on": (X[:7], y[:7]), "record": record, "every": 4}
    history = train(often, (X, y), GradientDescent(0.2), num_steps=10, batch_size=5, **fixed)
    train(seldom, (X, y), GradientDescent(0.2), num_steps=10, batch_size=5, record=())
    assert history.steps.tolist() == [0, 4, 8] and history.sharpness.shape == (3, 3)
    torch.testing.assert_close(often.theta, seldom.theta, rtol=1e-12, atol=1e-14)
    start = Ensemble([BUILD["mlp"][0](s) for s in range(3)])
    expected = cross_entropy(start(X[:7]), y[:7]).detach()
    torch.testing.assert_close(torch.tensor(history.loss[:, 0]), expected)


def test_tanh_is_exact_to_two_units_in_the_last_place_of_one():
    for dtype, tolerance in ((torch.float32, 2.4e-7), (torch.float64, 4.5e-16)):
        x = torch.linspace(-20, 20, 100_001, dtype=dtype)
        assert (Tanh.apply(x) - torch.tanh(x)).abs().max() <= tolerance
    extremes = torch.tensor([torch.inf, -torch.inf, torch.nan, 0.0])
    torch.testing.assert_close(Tanh.apply(extremes), torch.tanh(extremes), equal_nan=True)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_tanh_is_accurate_near_zero_too(dtype):
    """In relative terms: networks that start near zero live on tiny activations."""
    x = torch.logspace(-9, 1, 200, dtype=dtype)
    x = torch.cat([-x, x])
    exact = torch.tanh(x.double()).to(dtype)
    torch.testing.assert_close(Tanh.apply(x), exact, rtol=8 * torch.finfo(dtype).eps, atol=0.0)
