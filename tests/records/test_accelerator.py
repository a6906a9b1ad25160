"""The pretend accelerator refuses what a real one refuses, and computes what the CPU does."""

import numpy as np
import pytest
import torch

from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import rnn
from optcourse.rules import GradientDescent
from tests.accelerator import PRETENDED, pretended


@pytest.fixture(autouse=True)
def there():
    with pretended():
        yield


SHORT = {"num_steps": 5, "batch_size": 8, "loss": "squared", "seeds": (0, 1)}
REFUSED = {
    "a sum with a tensor of the CPU": lambda x: x + torch.ones(3),
    "a product with one": lambda x: x @ torch.ones(3),
    "a copy into a slice from one": lambda x: torch.cat([x, torch.ones(1)]),
    "values of one put in its place": lambda x: x.index_put_((torch.tensor([0]),), torch.ones(1)),
    "a mask of one": lambda x: torch.where(torch.ones(3) > 0, x, x),
    "an array": lambda x: x.numpy(),
    "an array, unasked": np.asarray,
    "an array of a gradient": lambda x: np.asarray(x.grad_fn is None and x),
    "a draw by the CPU's generator": lambda x: torch.randn(
        3, generator=torch.Generator(), device=x.device
    ),
}
ALLOWED = {
    "a number": lambda x: x + torch.tensor(1.0),
    "indices of the CPU": lambda x: x[torch.tensor([2, 0])],
    "a mask of the CPU as index": lambda x: x[torch.tensor([True, False, True])],
    "a copy from the CPU": lambda x: x.copy_(torch.ones(3)),
    "what it says": lambda x: float(x.sum()) + sum(x.tolist()),
    "the way back": lambda x: x.cpu().numpy(),
    "a tensor beside it": lambda x: x + x.new_tensor([1.0, 2.0, 3.0]) + torch.zeros_like(x),
    "a gradient": lambda x: torch.func.grad(lambda y: (y**3).sum())(x) + x,
    "many gradients": lambda x: torch.func.vmap(torch.func.grad(torch.square))(x),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_real_one_refuses_is_refused(name):
    x = torch.arange(3.0).to(PRETENDED)
    with pytest.raises((RuntimeError, TypeError), match=f"{PRETENDED.type}"):
        REFUSED[name](x)


@pytest.mark.parametrize("name", ALLOWED)
def test_what_a_real_one_allows_is_as_on_the_cpu(name):
    here = torch.arange(3.0)
    found, right = (ALLOWED[name](x) for x in (here.to(PRETENDED), here.clone()))
    if isinstance(found, torch.Tensor):
        assert found.device == PRETENDED
        found = found.cpu()
    np.testing.assert_array_equal(found, right)


def test_networks_train_there_as_on_the_cpu():
    lengths = {}
    for place in ("cpu", PRETENDED):
        ensemble = Ensemble([rnn(1, 3, 1, seed=seed) for seed in (0, 1)], place)
        train(ensemble, Latch(4), GradientDescent(0.1), **SHORT)
        lengths[str(place)] = ensemble.theta.cpu().numpy()
    np.testing.assert_allclose(*lengths.values(), rtol=0, atol=1e-6)  # float32
