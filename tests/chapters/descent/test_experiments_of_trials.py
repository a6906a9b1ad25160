"""Grids of a few bits on the Gabor loss, and runs of a network on a grid and by dice."""

from itertools import combinations

import numpy as np
import torch

from optcourse.chapters.descent.experiments import (
    QuantizedConfig,
    TrialsConfig,
    chances,
    examples,
    quantized,
    trials,
)
from optcourse.landscapes import GaborLoss
from optcourse.networks.models import mlp

FEW = TrialsConfig(
    data="digits", seeds=(1,), side=2, num_grids=2, num_dice=5, hidden=(4,), num_train=30,
    num_test=40, size=30, num_steps=3, rates=(0.1, 0.1), decays=(0.01, 0.01),
)  # fmt: skip


def test_the_best_place_of_a_grid_and_where_it_leads():
    config = QuantizedConfig(seeds=(3,), bits=(2, 5), num_starts=20, num_steps=300)
    record, loss = quantized(config), GaborLoss.generated(28, 3)
    middles = [np.arange(-10, 10, 20 / n) + 10 / n for n in (4, 32)]
    values = [min(loss.value(np.array([a, b + 12.5])) for a in m for b in m) for m in middles]
    np.testing.assert_allclose(np.diff(record.above[0]), np.diff(values))

    def end(theta):
        for _ in range(300):
            theta = theta - 0.1 * loss.grad(theta)
        return loss.value(theta)

    starts = np.random.default_rng(3).uniform((-10, 2.5), (10, 22.5), (20, 2))
    ends = np.array([end(theta) for theta in starts])
    assert record.there[0].tolist() == [False, True]
    assert record.share[0] == np.mean(ends < ends.min() + 0.02)
    np.testing.assert_allclose(values - ends.min(), record.above[0], atol=1e-6)


def test_chances_are_those_of_all_subsets():
    values = np.sort(np.random.default_rng(0).random(7))
    best = [min(each) for each in combinations(values, 3)]
    np.testing.assert_allclose(values @ chances(7, 3), np.mean(best))
    np.testing.assert_allclose(chances(7, 3).sum(), 1)


def test_runs_at_one_place_are_one_run_of_sgd_with_decay():
    record = trials(FEW)
    (X, y), (new_X, new_y) = (map(torch.as_tensor, each) for each in examples(FEW, 1))
    net = mlp((64, 4, 10), "relu", 1)
    rule = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=0.01)
    for _ in range(3):  # a batch is all of the examples
        rule.zero_grad()
        torch.nn.functional.cross_entropy(net(X), y).backward()
        rule.step()
    with torch.no_grad():
        judged = torch.nn.functional.cross_entropy(net(new_X[20:]), new_y[20:]).item()
    for each in (record.grid, record.random, record.all_random):
        np.testing.assert_allclose(each, judged, rtol=1e-5)


def test_a_run_that_diverges_counts_as_guessing():
    config = {"rates": (1e4, 1e4), "num_steps": 30, "size": 5}
    record = trials(TrialsConfig(**{**FEW.__dict__, **config}))
    np.testing.assert_allclose(record.all_random, np.log(10))
