"""The controls, on short runs."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cosine_similarity, cross_entropy
from torch.nn.utils import parameters_to_vector

from optcourse.chapters.journeys.experiments import (
    ConnectionsConfig,
    RivalsConfig,
    likeness,
    rivals,
)
from optcourse.chapters.journeys.experiments.controls import _alike
from optcourse.networks.data import digits
from optcourse.networks.matchings import layers, matching, reordered
from optcourse.networks.models import mlp

SHORT = RivalsConfig(
    hidden=(5,), num_train=40, batch_size=40, seeds=(3, 4), num_steps=9, num_more=12
)
PAIRS = ConnectionsConfig(num_train=60, widths=(3, 5), num_pairs=2, num_steps=30)


@pytest.mark.parametrize(("run", "config"), [(rivals, SHORT), (likeness, PAIRS)])
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_rivals_are_those_of_a_network_trained_alone():
    """Batches of all examples; then momentum at a rate that falls, written out with torch."""
    record, data = rivals(SHORT), digits()
    X, y = torch.as_tensor(data.X_train[:40]), torch.as_tensor(data.y_train[:40])
    for rival, (lr, part) in enumerate(zip(SHORT.rival_lrs, SHORT.rival_momenta, strict=True)):
        model = mlp((64, 5, 10), "tanh", 4)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        places, norms = [], []
        for step in range(9 + 12 + 1):
            if step >= 9:
                optimizer.param_groups[0]["lr"] = lr * (1 + np.cos(np.pi * (step - 9) / 12)) / 2
                optimizer.param_groups[0]["momentum"] = part
            optimizer.zero_grad()
            cross_entropy(model(X), y).backward()
            norms.append(torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item())
            places.append(parameters_to_vector(model.parameters()).detach())
            optimizer.step()
        np.testing.assert_allclose(record.norm[1], norms[9], rtol=1e-4)
        np.testing.assert_allclose(record.norm_after[rival, 1], norms[-1], rtol=1e-3)
        steps = torch.stack(places[:10]).diff(dim=0)
        turns = cosine_similarity(steps[1:], steps[:-1]).mean()
        np.testing.assert_allclose(record.cosine[1], turns, rtol=1e-4)
    np.testing.assert_allclose(record.factor, record.norm / record.norm_after)


def test_a_relabelled_copy_is_wholly_alike():
    net = (6, 5, 4, 3)
    theta = parameters_to_vector(mlp(net, "relu", 0).parameters()).detach()
    rng = np.random.default_rng(0)
    copy = torch.as_tensor(reordered(theta.numpy(), net, [rng.permutation(5), rng.permutation(4)]))
    np.testing.assert_allclose(_alike(torch.stack([theta, copy]), net), 1, rtol=1e-5)


def test_pairs_are_those_of_the_connections():
    """Untrained, the units of the two networks of a pair, compared one by one."""
    firsts, net = likeness(PAIRS).before, (64, 5, 5, 10)
    for k in range(2):
        a, b = (parameters_to_vector(mlp(net, "relu", 2 * k + j).parameters()) for j in (0, 1))
        a, b = (each.detach().double().numpy() for each in (a, b))
        a, other = (torch.as_tensor(x) for x in (a, reordered(b, net, matching(a, b, net))))
        pairs = zip(layers(a[None], net)[:-1], layers(other[None], net)[:-1], strict=True)
        each = [cosine_similarity(u, v, dim=-1).flatten() for (u, _), (v, _) in pairs]
        np.testing.assert_allclose(firsts[k], torch.cat(each).mean(), rtol=1e-4)
