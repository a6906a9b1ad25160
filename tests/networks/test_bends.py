"""Curvature along each parameter, against autograd where it is exact; and vSGD on a network."""

import numpy as np
import pytest
import torch
from torch.func import functional_call, jacrev

from optcourse.methods import VSGD
from optcourse.networks.bends import bends
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, moment_of
from optcourse.networks.models import conv1d, mlp

RNG = np.random.default_rng(0)
X = torch.tensor(RNG.normal(size=(12, 3)))
Y = torch.tensor(RNG.integers(4, size=12))


def models(widths, activation="tanh"):
    return [mlp(widths, activation, seed, torch.float64) for seed in range(3)]


def flat(model, function):
    """`function` of the outputs as a function of the flat parameters, and these."""
    named = dict(model.named_parameters())
    shapes = [p.shape for p in named.values()]
    theta = torch.cat([p.detach().flatten() for p in named.values()])

    def of(theta):
        parts = theta.split([s.numel() for s in shapes])
        pairs = zip(named, parts, shapes, strict=True)
        return function(functional_call(model, {k: p.view(s) for k, p, s in pairs}, (X,)))

    return of, theta


def test_of_one_layer_it_is_the_diagonal_of_the_hessian():
    nets = models((3, 4))
    for found, net in zip(bends(Ensemble(nets), X), nets, strict=True):
        loss, theta = flat(net, lambda out: torch.nn.functional.cross_entropy(out, Y))
        torch.testing.assert_close(
            found, jacrev(jacrev(loss))(theta).diag(), rtol=1e-10, atol=1e-13
        )


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_of_a_chain_it_is_the_diagonal_of_gauss_and_newton(activation):
    nets = models((3, 1, 1, 1), activation)
    for found, net in zip(bends(Ensemble(nets), X, "squared_error"), nets, strict=True):
        outputs, theta = flat(net, lambda out: out[:, 0])
        wanted = jacrev(outputs)(theta).square().mean(0)
        torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-13)


def test_members_may_see_examples_of_their_own():
    nets = models((3, 5, 4))
    apart = torch.stack([X, 2 * X, 3 * X])
    together = bends(Ensemble(nets), apart)
    for i in range(3):
        alone = bends(Ensemble(nets[i : i + 1]), apart[i])
        torch.testing.assert_close(together[i], alone[0], rtol=1e-12, atol=1e-15)
    assert (together >= 0).all()


def test_vsgd_trains_networks_without_a_rate():
    data, rule = digits(), VSGD()
    ensemble = Ensemble([mlp((64, 10), seed=seed) for seed in range(2)])
    memory = rule.remembers(ensemble.theta)
    X, y = torch.tensor(data.X_train), torch.tensor(data.y_train)
    for k in range(1000):
        moment = moment_of(ensemble, X[[k]], y[[k]])
        way, memory = rule.direction(moment.grad, bends(ensemble, moment.X), memory, k)
        ensemble.theta -= way
    assert moment_of(ensemble, X, y).error.max() < 0.1


def test_errors_say_what_is_allowed():
    with pytest.raises(TypeError, match="layers must be Linear, Tanh or ReLU, got Unflatten"):
        bends(Ensemble([conv1d()]), torch.zeros(2, 40))
    with pytest.raises(ValueError, match="loss must be one of 'cross_entropy', 'squared_error'"):
        bends(Ensemble(models((3, 4))), X, "hinge")
