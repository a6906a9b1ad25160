import pytest
import torch
import torch.nn.functional as F
from torch.func import functional_call

from optcourse.networks.curvature import HessianOperator, top_eigenvalues
from optcourse.networks.ensembles import Ensemble, cross_entropy
from optcourse.networks.models import conv1d, mlp

torch.set_num_threads(1)
X = torch.randn(30, 16, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
Y = torch.arange(30) % 10


def networks():
    return {
        "tanh": mlp([16, 5, 10], "tanh", dtype=torch.float64),
        "relu": mlp([16, 5, 10], "relu", dtype=torch.float64),
        "conv1d": conv1d(16, channels=2, dtype=torch.float64),
    }


def reference(model):
    """Gradient and Hessian by torch.autograd.functional, one flat vector and matrix."""
    names = [name for name, _ in model.named_parameters()]
    shapes = [param.shape for param in model.parameters()]
    sizes = [shape.numel() for shape in shapes]
    flat = torch.nn.utils.parameters_to_vector(model.parameters()).detach()

    def loss(theta):
        parts = [p.view(s) for p, s in zip(theta.split(sizes), shapes, strict=True)]
        return F.cross_entropy(functional_call(model, dict(zip(names, parts, strict=True)), X), Y)

    flat.requires_grad_()
    (grad,) = torch.autograd.grad(loss(flat), flat)
    return grad, torch.autograd.functional.hessian(loss, flat)


@pytest.mark.parametrize("name", ["tanh", "relu", "conv1d"])
def test_everything_agrees_with_the_dense_hessian(name):
    model = networks()[name]
    grad, hessian = reference(model)
    operator = HessianOperator(F.cross_entropy(model(X), Y), model.parameters())
    vector = torch.linspace(-1, 1, len(grad), dtype=torch.float64)
    torch.testing.assert_close(operator.grad, grad)
    torch.testing.assert_close(operator @ vector, hessian @ vector)
    torch.testing.assert_close(operator.dense(), hessian)
    torch.testing.assert_close(operator.curvature_along_gradient(), grad @ hessian @ grad)
    spectrum = top_eigenvalues(operator, k=4, tol=1e-9, max_products=200)
    values, vectors = torch.linalg.eigh(hessian)
    torch.testing.assert_close(spectrum.eigenvalues, values[-4:].flip(0))
    assert spectrum.converged
    overlap = (spectrum.vectors * vectors[:, -4:].flip(1)).sum(0).abs()
    torch.testing.assert_close(overlap, torch.ones(4, dtype=torch.float64))


def test_residuals_bound_the_errors_of_a_loose_answer():
    model = networks()["tanh"]
    values = torch.linalg.eigvalsh(reference(model)[1])
    operator = HessianOperator(F.cross_entropy(model(X), Y), model.parameters())
    spectrum = top_eigenvalues(operator, k=3, tol=1e-2)
    away = (values - spectrum.eigenvalues[:, None]).abs().amin(1)
    assert (away <= spectrum.residuals + 1e-12).all()
    assert spectrum.num_products < len(values)


def test_many_networks_at_once():
    models = [mlp([16, 4, 10], seed=s, dtype=torch.float64) for s in range(3)]
    ensemble = Ensemble(models)
    together = HessianOperator(cross_entropy(ensemble(X), Y), ensemble.params)
    spectra = top_eigenvalues(together, k=2, tol=1e-9, max_products=100)
    for s, model in enumerate(models):
        alone = HessianOperator(F.cross_entropy(model(X), Y), model.parameters())
        values = torch.linalg.eigvalsh(alone.dense())
        torch.testing.assert_close(together.grad[s], alone.grad)
        torch.testing.assert_close(spectra.eigenvalues[s], values[-2:].flip(0))
        torch.testing.assert_close(
            together.curvature_along_gradient()[s], alone.curvature_along_gradient()
        )


def quadratic(eigenvalues):
    theta = torch.ones(len(eigenvalues), dtype=torch.float64, requires_grad=True)
    return HessianOperator(0.5 * (torch.tensor(eigenvalues) * theta**2).sum(), [theta])


def test_repeated_and_negative_eigenvalues():
    operator = quadratic([5.0, 5.0, -9.0, 2.0, 0.0])
    spectrum = top_eigenvalues(operator, k=5, tol=1e-12)
    expected = torch.tensor([5.0, 5.0, 2.0, 0.0, -9.0], dtype=torch.float64)
    torch.testing.assert_close(spectrum.eigenvalues, expected)


def test_a_good_start_needs_few_products():
    operator = quadratic(torch.linspace(0.5, 1, 200).double().tolist())
    cold = top_eigenvalues(operator, tol=1e-3)
    warm = top_eigenvalues(operator, tol=1e-3, start=cold.vectors[:, 0])
    assert warm.num_products < cold.num_products
    torch.testing.assert_close(warm.eigenvalues, torch.ones(1).double(), rtol=1e-3, atol=0)


def test_one_diverged_network_does_not_hide_the_others():
    ensemble = Ensemble([mlp([16, 4, 10], seed=s) for s in range(2)])
    with torch.no_grad():
        ensemble.params[0][0] = torch.nan
    operator = HessianOperator(cross_entropy(ensemble(X.float()), Y), ensemble.params)
    spectrum = top_eigenvalues(operator)
    assert spectrum.converged
    assert torch.isfinite(spectrum.eigenvalues).tolist() == [[False], [True]]


def test_nothing_finite_is_not_converged():
    theta = torch.ones(3, requires_grad=True)
    spectrum = top_eigenvalues(HessianOperator((theta**2).sum() * torch.nan, [theta]))
    assert not spectrum.converged and torch.isnan(spectrum.eigenvalues).all()


def test_one_product_does_not_claim_to_know_the_gap():
    model = networks()["tanh"]
    operator = HessianOperator(F.cross_entropy(model(X), Y), model.parameters())
    spectrum = top_eigenvalues(operator, max_products=1, stop_on="errors")
    assert not spectrum.converged and torch.equal(spectrum.errors, spectrum.residuals)


@pytest.mark.parametrize("k, allowed", [(3, 2), (1, 0), (1, -1)])
def test_too_few_products_are_refused(k, allowed):
    theta = torch.ones(5, requires_grad=True)
    operator = HessianOperator((theta**3).sum(), [theta])
    with pytest.raises(ValueError, match=f"max_products must be a whole number of at least {k}"):
        top_eigenvalues(operator, k=k, max_products=allowed)


def test_a_linear_loss_has_no_curvature():
    theta = torch.ones(3, requires_grad=True)
    operator = HessianOperator(theta.sum(), [theta])
    assert operator.dense().abs().max() == 0
    assert top_eigenvalues(operator).eigenvalues.item() == 0


def test_a_parameter_without_curvature_has_zeros():
    theta, unused, scale = (torch.ones(n, requires_grad=True) for n in (2, 3, ()))
    operator = HessianOperator((theta**3).sum() * scale, [theta, unused, scale])
    expected = torch.zeros(6, 6)
    expected[0, 0] = expected[1, 1] = 6
    expected[:2, 5] = expected[5, :2] = 3
    torch.testing.assert_close(operator.dense(), expected)
    torch.testing.assert_close(operator @ torch.ones(6), expected.sum(1))


def test_errors_say_what_is_allowed():
    theta = torch.ones(3, requires_grad=True)
    operator = HessianOperator((theta**3).sum(), [theta])
    with pytest.raises(ValueError, match=r"vector must have shape \(3,\), got \(2,\)"):
        operator @ torch.ones(2)
    with pytest.raises(ValueError, match="k must be at least 1 and at most 3"):
        top_eigenvalues(operator, k=4)
    with pytest.raises(ValueError, match="tol must be positive and finite, got 0"):
        top_eigenvalues(operator, tol=0)
    with pytest.raises(ValueError, match="without a graph"):
        HessianOperator(torch.tensor(1.0), [theta])
    with pytest.raises(ValueError, match="params must hold at least one tensor"):
        HessianOperator(theta.sum(), [])
    with pytest.raises(ValueError, match="stacked along a first axis of 2"):
        HessianOperator((theta**2)[:2], [theta])
    with pytest.raises(ValueError, match="loss must be a scalar here"):
        HessianOperator(theta**2, [theta]).dense()
