"""Networks: every rule trains an ensemble as it trains each of its members alone."""

import numpy as np
import pytest
import torch

from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from tests.laws.entries import FIRST_ORDER, member, named, various

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(24, 3)), RNG.integers(2, size=24)


def trained(models, rule, seeds):
    ensemble = Ensemble(models)
    train(ensemble, (X, Y), rule, num_steps=6, batch_size=8, seeds=seeds)
    return ensemble.theta


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=named)
def test_an_ensemble_is_its_members_alone(rule, double):
    def models():
        return [mlp((3, 4, 2), seed=seed).double() for seed in range(4)]

    many, start = various(rule), Ensemble(models()).theta
    together = trained(models(), many, range(4))
    for i in range(4):
        alone = trained(models()[i : i + 1], member(many, i), [i])
        torch.testing.assert_close(together[i], alone[0], rtol=1e-8, atol=1e-11)
    assert (together != start).any(1).all()
