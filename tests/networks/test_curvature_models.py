"""What curvature says of a model and its data, held against naive routes in float64."""

import math

import pytest
import torch
from torch import nn
from torch.func import functional_call

from optcourse.networks.curvature import (
    HessianOperator,
    critical_point,
    gradient_noise,
    hessian,
    per_example_grad_norms,
    per_example_grads,
    spectral_density,
)
from optcourse.networks.losses import MARGIN_LOSSES
from optcourse.networks.models import conv1d, mlp
from optcourse.networks.objective import LOSSES, objective

torch.set_num_threads(1)
RANDOM = torch.Generator().manual_seed(0)
X = torch.randn(30, 16, generator=RANDOM, dtype=torch.float64)
LABELS = torch.arange(30) % 4
TARGETS = torch.randn(30, 4, generator=RANDOM, dtype=torch.float64)


def chain(*layers):
    model, generator = nn.Sequential(*layers).double(), torch.Generator().manual_seed(1)
    for param in model.parameters():
        nn.init.uniform_(param, -0.5, 0.5, generator=generator)
    return model


ONE_HIDDEN = {
    "tanh": mlp([16, 4, 4], "tanh", dtype=torch.float64),
    "relu": mlp([16, 4, 4], "relu", dtype=torch.float64),
    "gelu": chain(nn.Linear(16, 3), nn.GELU(), nn.Linear(3, 4)),
    "linear": chain(nn.Linear(16, 3), nn.Linear(3, 4)),
    "softplus, tanh": chain(nn.Linear(16, 3), nn.Softplus(), nn.Tanh(), nn.Linear(3, 4)),
    "sigmoid at the end": chain(nn.Linear(16, 3), nn.Tanh(), nn.Linear(3, 4), nn.Sigmoid()),
}
MODELS = ONE_HIDDEN | {
    "deep": mlp([16, 4, 4, 4], "tanh", dtype=torch.float64),
    "one layer": mlp([16, 4], dtype=torch.float64),
    "conv1d": conv1d(16, num_classes=4, channels=2, dtype=torch.float64),
}


def cubes(outputs, y):
    return (outputs**3).sum(1) * (y + 1)


CASES = [("cross_entropy", LABELS), ("squared_error", TARGETS), (cubes, LABELS)]


def named(value):
    return value if isinstance(value, str) else getattr(value, "__name__", "")


def each_loss(model, loss, y):
    """theta (P,) ↦ the losses (m,), written out with nothing of the package but the loss."""
    names, params = zip(*model.named_parameters(), strict=True)
    loss = LOSSES.get(loss, loss)

    def losses(theta):
        parts = theta.split([p.numel() for p in params])
        new = {n: part.view_as(p) for n, part, p in zip(names, parts, params, strict=True)}
        return loss(functional_call(model, new, (X,)), y)

    theta = nn.utils.parameters_to_vector(params).detach()
    return losses, theta


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(("loss", "y"), CASES, ids=named)
def test_hessians_are_those_of_torch(name, loss, y):
    losses, theta = each_loss(MODELS[name], loss, y)
    expected = torch.autograd.functional.hessian(lambda t: losses(t).mean(), theta)
    for route in ("generic", "structured") if name in ONE_HIDDEN else ("generic", "fastest"):
        torch.testing.assert_close(hessian(MODELS[name], X, y, loss, route), expected)


@pytest.mark.parametrize("bias", [(False, True), (True, False), (False, False)])
def test_layers_without_a_bias(bias):
    model = chain(nn.Linear(16, 3, bias[0]), nn.Tanh(), nn.Linear(3, 4, bias[1]))
    expected = hessian(model, X, LABELS, route="generic")
    torch.testing.assert_close(hessian(model, X, LABELS, route="structured"), expected)
    grads = per_example_grads(model, X, LABELS, route="generic")
    torch.testing.assert_close(per_example_grads(model, X, LABELS, route="outer"), grads)
    norms = per_example_grad_norms(model, X, LABELS, route="outer")
    torch.testing.assert_close(norms, grads.norm(dim=1))


def test_many_examples_are_taken_in_parts(monkeypatch):
    model = ONE_HIDDEN["tanh"]
    whole = hessian(model, X, LABELS)
    monkeypatch.setattr("optcourse.networks.curvature.structured.CHUNK", 7)
    torch.testing.assert_close(hessian(model, X, LABELS), whole)
    torch.testing.assert_close(whole, whole.T)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(("loss", "y"), CASES, ids=named)
def test_gradients_of_examples_are_those_of_torch(name, loss, y):
    losses, theta = each_loss(MODELS[name], loss, y)
    expected = torch.autograd.functional.jacobian(losses, theta)
    for route in ("fastest", "generic"):
        arguments = (MODELS[name], X, y, loss, route, 11)
        torch.testing.assert_close(per_example_grads(*arguments), expected)
        torch.testing.assert_close(per_example_grad_norms(*arguments), expected.norm(dim=1))
        noise = gradient_noise(*arguments)
        away = (expected - expected.mean(0)).square().sum()
        assert math.isclose(noise.trace, away / 30, rel_tol=1e-9)
        assert math.isclose(noise.unbiased_trace, away / 29, rel_tol=1e-9)
        assert math.isclose(noise.grad_norm_squared, expected.mean(0).square().sum())
        assert math.isclose(noise.noise_scale, noise.trace / noise.grad_norm_squared)


def test_both_parts_of_the_noise_scale_are_unbiased():
    """Over all pairs of examples drawn alike, their mean is what it is for the population."""
    model = MODELS["tanh"]
    whole = gradient_noise(model, X[:6], LABELS[:6])
    pairs = [[i, j] for i in range(6) for j in range(6)]
    each = [gradient_noise(model, X[pair], LABELS[pair]) for pair in pairs]
    mean_trace = sum(noise.unbiased_trace for noise in each) / 36
    mean_squared = sum(noise.unbiased_grad_norm_squared for noise in each) / 36
    assert math.isclose(mean_trace, whole.trace, rel_tol=1e-9)
    assert math.isclose(mean_squared, whole.grad_norm_squared, rel_tol=1e-9)
    assert any(noise.unbiased_noise_scale == math.inf for noise in each)


def test_equal_examples_make_no_noise():
    noise = gradient_noise(MODELS["deep"], X[[0, 0, 0]], LABELS[[0, 0, 0]])
    assert noise.trace < 1e-12 and noise.noise_scale < 1e-10


def operator_of(name):
    losses, theta = each_loss(MODELS[name], "cross_entropy", LABELS)
    theta.requires_grad_()
    return HessianOperator(losses(theta).mean(), [theta])


@pytest.mark.parametrize("name", ["tanh", "deep"])
def test_the_spectral_density_has_the_right_moments(name):
    operator = operator_of(name)
    values = torch.linalg.eigvalsh(operator.dense())
    density = spectral_density(operator, num_probes=20, num_steps=30)
    torch.testing.assert_close(density.weights.sum(1), torch.ones(20).double())
    assert density.nodes.min() >= values.min() - 1e-9
    assert density.nodes.max() <= values.max() + 1e-9
    for function in (torch.clone, torch.square, torch.exp):
        estimate, error = density.trace_of(function)
        assert abs(estimate - function(values).sum()) < 4 * error
    grid = torch.linspace(-2, 3, 2001)
    assert math.isclose(torch.trapezoid(density.density(grid, 0.05), grid), 1, rel_tol=1e-6)


def test_quadrature_is_exact_on_a_probe():
    """Σ w f(node) = vᵀf(H)v for a full run: the traces of one probe, known by hand."""
    theta = torch.ones(6, dtype=torch.float64, requires_grad=True)
    operator = HessianOperator((theta**2).sum(), [theta])
    density = spectral_density(operator, num_probes=1, num_steps=99)
    assert density.nodes.shape == (1, 6)
    estimate, error = density.trace_of(torch.clone)
    assert math.isclose(estimate, 12) and math.isnan(error)
    assert density.density([2.0]).item() > 0.3  # a spectrum of one point has a width of 1


def test_a_saddle_known_by_hand():
    """A linear network at 0: the Hessian pairs the layers through Σ y xᵀ, ± its singular values."""
    model = nn.Sequential(nn.Linear(16, 3, False), nn.Linear(3, 4, False)).double()
    for param in model.parameters():
        nn.init.zeros_(param)
    point = critical_point(model, X, TARGETS, "squared_error")
    values = torch.linalg.svdvals(TARGETS.T @ X / 30).repeat_interleave(3)
    assert point.accepted and point.grad_norm == 0
    assert (point.num_negative, point.num_zero, point.num_positive) == (12, 36, 12)
    assert point.index == 0.2
    torch.testing.assert_close(point.eigenvalues[:12], -values)


def test_a_minimum_and_a_point_that_is_not_critical():
    model = nn.Sequential(nn.Linear(16, 4, bias=False))
    with torch.no_grad():
        model[0].weight.copy_(torch.linalg.lstsq(X, TARGETS).solution.T)
    rounded = critical_point(model, X.float(), TARGETS.float(), "squared_error")
    assert not rounded.accepted and math.isnan(rounded.index) and rounded.grad_norm > 1e-8
    assert model[0].weight.dtype == torch.float32
    with torch.no_grad():
        model.double()[0].weight.copy_(torch.linalg.lstsq(X, TARGETS).solution.T)
    point = critical_point(model, X, TARGETS, "squared_error")
    assert point.accepted and point.index == 0 and point.num_positive == 64
    assert math.isclose(point.loss, LOSSES["squared_error"](model(X), TARGETS).mean().item())


def test_a_frozen_parameter_counts_and_stays_frozen():
    model = mlp([16, 3, 4], dtype=torch.float64)
    expected = hessian(model, X, LABELS)
    model[0].weight.requires_grad_(False)
    for route in ("structured", "generic"):
        torch.testing.assert_close(hessian(model, X, LABELS, route=route), expected)
    assert not model[0].weight.requires_grad and model[2].weight.grad is None


def test_a_model_that_only_looks_like_an_mlp_takes_the_generic_route():
    shared = nn.Linear(4, 4)
    twice = chain(nn.Linear(16, 4), nn.Tanh(), shared, nn.Tanh(), shared)
    hooked = chain(nn.Linear(16, 4))
    hooked[0].register_forward_hook(lambda layer, inputs, output: 2 * output)
    for model in (twice, hooked):
        with pytest.raises(ValueError, match="route must be 'generic' or 'fastest'"):
            per_example_grads(model, X, LABELS, route="outer")
        losses, theta = each_loss(model, "cross_entropy", LABELS)
        expected = torch.autograd.functional.jacobian(losses, theta)
        torch.testing.assert_close(per_example_grads(model, X, LABELS), expected)


BAD = torch.full((30, 16), torch.nan).double()
REFUSED = [
    ("X must be a tensor of at least one example, got shape \\(0, 16\\)", X[:0], LABELS[:0], {}),
    ("X must be a tensor of at least one example, got \\[\\]", [], LABELS, {}),
    ("X and y must hold as many examples, got 30 and 29", X, LABELS[1:], {}),
    ("X must be torch.float64 like", X.float(), LABELS, {}),
    ("X must be finite", BAD, LABELS, {}),
    ("X must fit the model, got shape \\(30, 15\\)", X[:, :15], LABELS, {}),
    ("y must be at least 0 and less than 4, got 1 … 4", X, LABELS + 1, {}),
    ("int64 labels", X, LABELS.double(), {}),
    ("y must hold targets of shape \\(4,\\)", X, TARGETS[:, :3], {"loss": "squared_error"}),
    ("loss must be one of 'cross_entropy', .*, got 'l1'", X, LABELS, {"loss": "l1"}),
    ("hinge needs outputs \\(m, 1\\) and int64 labels", X, LABELS, {"loss": "hinge"}),
    ("loss must return one loss an example", X, LABELS, {"loss": lambda o, y: o.sum()}),
    ("route must be one of", X, LABELS, {"route": "quick"}),
]


@pytest.mark.parametrize(("message", "inputs", "y", "options"), REFUSED)
@pytest.mark.parametrize("measure", [hessian, per_example_grad_norms, gradient_noise])
def test_errors_say_what_is_allowed(measure, message, inputs, y, options):
    with pytest.raises(ValueError, match=message):
        measure(MODELS["tanh"], inputs, y, **options)


@pytest.mark.parametrize("loss", MARGIN_LOSSES)
def test_losses_of_the_margin_take_labels_0_and_1(loss):
    model, y = chain(nn.Linear(16, 3), nn.Tanh(), nn.Linear(3, 1)), LABELS % 2

    def own(outputs, y):
        return MARGIN_LOSSES[loss](torch.where(y == 1, 1, -1) * outputs[:, 0])

    for measure in (hessian, per_example_grads):
        torch.testing.assert_close(measure(model, X, y, loss), measure(model, X, y, own))
    with pytest.raises(ValueError, match="y must be at least 0 and less than 2, got 0 … 3"):
        hessian(model, X, LABELS, loss)


def test_squared_error_takes_labels_for_one_hot_targets():
    one_hot = nn.functional.one_hot(LABELS, 4).double()
    for route in ("structured", "generic"):
        expected = hessian(MODELS["tanh"], X, one_hot, "squared_error", route)
        found = hessian(MODELS["tanh"], X, LABELS, "squared_error", route)
        torch.testing.assert_close(found, expected)
    grads = [per_example_grads(MODELS["tanh"], X, y, "squared_error") for y in (LABELS, one_hot)]
    torch.testing.assert_close(*grads)


def test_errors_about_the_model():
    with pytest.raises(ValueError, match="got Dropout in training mode: call model"):
        objective(chain(nn.Linear(16, 4), nn.Dropout()), X, LABELS)
    with pytest.raises(ValueError, match="got BatchNorm1d in training mode"):
        objective(chain(nn.Linear(16, 4), nn.BatchNorm1d(4)), X, LABELS)
    with pytest.raises(ValueError, match="model must have at least one parameter"):
        objective(nn.Tanh(), X, LABELS)
    with pytest.raises(ValueError, match="route must be 'generic' or 'fastest'"):
        hessian(MODELS["deep"], X, LABELS, route="structured")
    with pytest.raises(ValueError, match="X must hold at least two examples, got 1"):
        gradient_noise(MODELS["tanh"], X[:1], LABELS[:1])
    broken = mlp([16, 4], dtype=torch.float64)
    nn.init.constant_(broken[0].weight, torch.inf)
    with pytest.raises(ValueError, match="weight must be finite, got inf or nan"):
        critical_point(broken, X, LABELS)
    normed = chain(nn.Linear(16, 4), nn.BatchNorm1d(4)).eval()
    assert per_example_grads(normed, X, LABELS).shape == (30, 76)


def test_a_density_needs_one_finite_network():
    theta = torch.ones(3, requires_grad=True)
    with pytest.raises(ValueError, match="loss must be a scalar here"):
        spectral_density(HessianOperator(theta**3, [theta]))
    with pytest.raises(ValueError, match="operator must have finite products"):
        spectral_density(HessianOperator((theta - 1).sqrt().sum(), [theta]))
    with pytest.raises(ValueError, match="num_probes must be a whole number of at least 1"):
        spectral_density(HessianOperator((theta**3).sum(), [theta]), num_probes=0)
    with pytest.raises(ValueError, match="vectors must have shape \\(n, 3\\), got \\(3,\\)"):
        HessianOperator((theta**3).sum(), [theta]).rows(torch.ones(3))


def test_arrays_that_are_no_tensors_are_named():
    with pytest.raises(ValueError, match="X must be a tensor of at least one example, got"):
        critical_point(MODELS["tanh"], X.numpy(), LABELS)


def test_a_layer_that_works_in_place_takes_the_generic_route():
    build = [mlp([16, 3, 4], "relu", seed=2, dtype=torch.float64) for _ in range(2)]
    build[0][1].inplace = True
    ours, expected = (hessian(model, X, LABELS) for model in build)
    torch.testing.assert_close(ours, expected)
