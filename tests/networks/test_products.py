"""Products with the Hessian, layer by layer, beside those of a graph."""

import pytest
import torch
from torch import nn

from optcourse.networks.curvature import hessian, spectral_density
from optcourse.networks.losses import cross_entropy
from optcourse.networks.products import hessian_products

torch.set_num_threads(1)
GENERATOR = torch.Generator().manual_seed(0)
X = torch.randn(30, 6, generator=GENERATOR, dtype=torch.float64)
LABELS, TARGETS = torch.arange(30) % 4, torch.randn(30, 4, generator=GENERATOR).double()


def networks():
    deep = nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3), nn.GELU(), nn.Linear(3, 4)
    return {
        "one layer": nn.Sequential(nn.Linear(6, 4)),
        "tanh": nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 4)),
        "relu": nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4)),
        "linear": nn.Sequential(nn.Linear(6, 5), nn.Linear(5, 4, bias=False)),
        "deep": nn.Sequential(*deep),
        "no biases": nn.Sequential(
            nn.Linear(6, 5, bias=False), nn.Softplus(), nn.Linear(5, 4, bias=False)
        ),
        "sigmoid at the end": nn.Sequential(*deep, nn.Sigmoid()),
    }


LOSSES = {
    "cross-entropy": ("cross_entropy", LABELS),
    "squared error": ("squared_error", TARGETS),
    "a function": (lambda z, y: cross_entropy(z, y) ** 2, LABELS),
    "linear": (lambda z, y: z.sum(-1) + 0 * y, LABELS),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", networks())
def test_products_by_layers_are_those_of_the_graph(name, loss):
    torch.manual_seed(1)
    model, (loss, y) = networks()[name].double(), LOSSES[loss]
    one, other = (hessian_products(model, X, y, loss, route) for route in ("layers", "generic"))
    assert type(one) is not type(other)
    vectors = torch.randn(3, one.num_params, generator=GENERATOR, dtype=torch.float64)
    torch.testing.assert_close(one.grad, other.grad)
    torch.testing.assert_close(one @ vectors[0], other @ vectors[0])
    torch.testing.assert_close(one.rows(vectors), other.rows(vectors))


def test_all_rows_are_the_hessian_and_serve_whoever_takes_an_operator():
    torch.manual_seed(1)
    model = networks()["deep"].double()
    operator, exact = hessian_products(model, X, LABELS), hessian(model, X, LABELS)
    torch.testing.assert_close(operator.dense(), exact)
    assert not operator.grad.requires_grad
    density = spectral_density(operator, num_probes=2, num_steps=len(exact))
    values = torch.linalg.eigvalsh(exact)
    torch.testing.assert_close(density.nodes.amax(), values.amax())


def test_another_model_is_taken_by_its_graph_and_refused_by_layers():
    model = nn.Sequential(nn.Unflatten(1, (1, 6)), nn.Conv1d(1, 4, 6), nn.Flatten()).double()
    operator = hessian_products(model, X, LABELS)
    torch.testing.assert_close(operator.dense(), hessian(model, X, LABELS))
    with pytest.raises(ValueError, match="route must be 'generic' or 'fastest' for a model that"):
        hessian_products(model, X, LABELS, route="layers")
    with pytest.raises(ValueError, match="route must be"):
        hessian_products(model, X, LABELS, route="outer")


def test_a_vector_of_another_length_is_refused():
    operator = hessian_products(networks()["tanh"].double(), X, LABELS)
    with pytest.raises(ValueError, match="vector must have shape"):
        operator @ torch.ones(3, dtype=torch.float64)
