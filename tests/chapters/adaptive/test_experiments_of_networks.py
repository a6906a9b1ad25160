"""Networks trained by any rule, on short runs."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from optcourse.chapters.adaptive.experiments import NetsConfig, nets
from optcourse.chapters.adaptive.experiments.nets import RULES, examples
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.rules import Adam, Cosine, Scheduled, Warmup

NETS = NetsConfig("adam", (0.01, 0.02), "digits", seeds=(0, 1), hidden=(4,), num_train=20,
                  batch_size=5, num_steps=6)  # fmt: skip


def test_records_repeat_and_survive_the_cache(repeats):
    repeats(nets, NETS)


@pytest.mark.parametrize(("warming", "schedule"), [(0.0, Cosine(6)), (0.5, Warmup(3, Cosine(3)))])
def test_networks_are_those_trained_alone(warming, schedule):
    record = nets(replace(NETS, warming=warming))
    data, alone = examples(NETS), Ensemble([mlp((64, 4, 10), "relu", 1)])
    rule = Scheduled(Adam(0.02), schedule)
    learnt = data.X_train[:20], data.y_train[:20]
    train(alone, learnt, rule, num_steps=6, batch_size=5, seeds=[1])
    outputs = alone.model(0)(torch.as_tensor(data.X_val))
    y = torch.as_tensor(data.y_val)
    loss = torch.nn.functional.cross_entropy(outputs, y).item()
    np.testing.assert_allclose(record.validation[1, 1], loss, rtol=1e-5)
    wrong = (outputs.argmax(1) != y).double().mean().item()
    np.testing.assert_allclose(record.wrong[1, 1], wrong)
    assert record.best("test", "wrong").shape == (2,)


@pytest.mark.parametrize("rule", [*RULES, "muon"])
def test_every_rule_trains_networks(rule):
    record = nets(replace(NETS, rule=rule, decay=0.01, factor=0.5))
    assert np.isfinite(record.train).all() and record.train.max() < 3


def test_rotations_and_memories_differ():
    turned = [nets(replace(NETS, turned=True, rotation=k)).train for k in (0, 1)]
    short, long = (nets(replace(NETS, rule="rmsprop", rho=rho)).train for rho in (0.9, 0.999))
    assert not np.allclose(*turned) and not np.allclose(short, long)


def test_turned_networks_learn_and_descent_does_not_notice():
    plain = replace(NETS, rule="sgd", rates=(0.3,))
    both = [nets(replace(plain, turned=turn)).train for turn in (False, True)]
    np.testing.assert_allclose(*both, rtol=1e-3)
