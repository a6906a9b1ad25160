"""Early stopping of many at once stops each where it would have stopped alone, in float64."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch.nn.utils import parameters_to_vector

from optcourse.networks.ensembles import EarlyStopping, Ensemble, batch_indices, train
from optcourse.rules import GradientDescent
from tests.laws.peers import peer
from tests.networks.test_ensembles_training import BUILD, examples


def stopped_alone(model, data, validation, rule, stopping, num_steps, rows):
    """Goodfellow et al. (2016), algorithm 7.1: the best step and value, and where it stopped."""
    update = peer(rule, list(model.parameters()))
    best, waited, kept = (-1, np.inf), 0, None
    for step in range(num_steps + 1):
        if step % stopping.every == 0:
            with torch.no_grad():
                value = F.cross_entropy(model(validation[0]), validation[1]).item()
            waited = 0 if value < best[1] else waited + 1
            if value < best[1]:
                best, kept = (step, value), parameters_to_vector(model.parameters()).detach()
            if waited >= stopping.patience:
                return *best, step, kept
        if step < num_steps:
            model.zero_grad()
            F.cross_entropy(model(data[0][rows[step]]), data[1][rows[step]]).backward()
            update()
    return *best, -1, kept


def test_early_stopping_keeps_the_best_parameters():
    data, validation = examples("mlp"), examples("mlp", seed=1)
    stopping = EarlyStopping(patience=3, every=2, criterion="loss")
    ensemble = Ensemble([BUILD["mlp"](s) for s in range(4)])
    settings = {"batch_size": 7, "validation": validation, "early_stopping": stopping}
    record = ("loss", "val_loss")
    history = train(
        ensemble, data, GradientDescent(lr=0.2), num_steps=30, record=record, **settings
    )
    for k in range(4):
        rows, model = batch_indices(21, 7, 30, seed=k), BUILD["mlp"](k)
        rule = GradientDescent(lr=0.2)
        expected = stopped_alone(model, data, validation, rule, stopping, 30, rows)
        assert (history.best_step[k], history.stopped_at[k]) == (expected[0], expected[2])
        assert history.best[k] == pytest.approx(expected[1], rel=1e-9)
        torch.testing.assert_close(ensemble.theta[k], expected[3], rtol=1e-9, atol=1e-12)
        last = 30 if expected[2] < 0 else expected[2]
        assert np.isfinite(history.val_loss[k, : last + 1]).all()
        assert np.isnan(history.val_loss[k, last + 1 :]).all()
    assert set(history.stopped_at) - {-1}
