"""A member that diverges is reported, left where it was, and harms nobody."""

import numpy as np
import pytest
import torch

from optcourse.networks.data import Latch
from optcourse.networks.ensembles import EarlyStopping, Ensemble, train
from optcourse.networks.models import mlp, rnn
from optcourse.rules import Adam, GradientDescent, Momentum, NormClip

generator = torch.Generator().manual_seed(0)
X = torch.randn(20, 6, generator=generator, dtype=torch.float64)
Y = torch.randint(3, (20,), generator=generator)
TARGETS = X[:, :3]
QUANTITIES = ("loss", "grad_norm", "param_norm", "curvature", "sharpness")


def networks(seeds):
    return Ensemble([mlp([6, 5, 3], "relu", seed=s, dtype=torch.float64) for s in seeds])


@pytest.mark.parametrize(
    "rule", [lambda lr: Momentum(lr, momentum=0.9), lambda lr: GradientDescent(lr)]
)
@pytest.mark.parametrize("size", [None, (5, 20, 7)])
def test_divergence_harms_no_other(rule, size):
    settings = {"num_steps": 60, "loss": "squared_error", "record": QUANTITIES, "every": 3}
    settings |= {"clip": (None, None, NormClip(1.0)), "batch_size": size}
    ensemble = networks([0, 1, 2])
    history = train(ensemble, (X, TARGETS), rule((0.01, 1e4, 0.02)), **settings)
    first = history.diverged_at[1]
    assert history.diverged_at.tolist() == [-1, first, -1] and 0 < first < 60
    assert torch.isfinite(ensemble.theta).all()
    for name in QUANTITIES:
        values = getattr(history, name)
        assert np.isfinite(values[[0, 2]]).all(), name
        assert np.isnan(values[1, history.steps > first]).all(), name
    calm, quiet = networks([0, 3, 2]), settings | {"record": ("loss",)}
    train(calm, (X, TARGETS), rule((0.01, 0.01, 0.02)), **quiet)
    torch.testing.assert_close(ensemble.theta[[0, 2]], calm.theta[[0, 2]], rtol=1e-9, atol=1e-12)


def test_it_stays_as_it_was_before_the_step_that_is_reported():
    rule, settings = GradientDescent(1e4), {"loss": "squared_error", "record": ("loss",)}
    ensemble, shorter = networks([1]), networks([1])
    history = train(ensemble, (X, TARGETS), rule, num_steps=40, **settings)
    first = int(history.diverged_at[0])
    assert (
        np.isfinite(history.loss[0, :first]).all() and np.isnan(history.loss[0, first + 1 :]).all()
    )
    train(shorter, (X, TARGETS), rule, num_steps=first, **settings)
    torch.testing.assert_close(ensemble.theta, shorter.theta)


@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_divergence_by_the_last_step_is_seen_whatever_is_recorded(every):
    settings = {"num_steps": 1, "every": every, "loss": "squared_error"}
    history = train(networks([1]), (X, TARGETS), GradientDescent(1e200), **settings)
    assert history.diverged_at.tolist() == [1]


def test_losses_that_overflow_stay_with_their_member():
    y, names = (Y > 0).long(), ("exponential", "hinge", "logistic")
    models = [mlp([6, 5, 1], seed=s, dtype=torch.float64) for s in range(3)]
    ensemble = Ensemble(models)
    rates = (1e4, 0.1, 0.1)
    settings = {"num_steps": 20, "loss": names, "batch_size": (3, 8, 5)}
    history = train(ensemble, (X, y), GradientDescent(rates), **settings)
    assert (history.diverged_at >= 0).tolist() == [True, False, False]
    assert np.isfinite(history.loss[1:]).all() and torch.isfinite(ensemble.theta).all()


def test_everything_ends_when_all_have_diverged():
    history = train(
        networks([0, 1]),
        (X, TARGETS),
        GradientDescent(1e6),
        num_steps=10**6,
        every=10**5,
        loss="squared_error",
    )
    assert (history.diverged_at > 0).all() and history.loss.shape == (2, 11)


def test_early_stopping_returns_a_diverged_member_to_its_best():
    stopping = EarlyStopping(patience=5, every=1, criterion="loss")
    held_out = {"validation": (X, TARGETS), "early_stopping": stopping}
    ensemble, start = networks([0, 1]), networks([0, 1])
    rates = (1e9, 0.01)
    history = train(
        ensemble,
        (X, TARGETS),
        GradientDescent(rates),
        num_steps=40,
        loss="squared_error",
        **held_out,
    )
    assert history.best_step[0] == 0
    torch.testing.assert_close(ensemble.theta[0], start.theta[0])
    assert history.best_step[1] == 40 and history.stopped_at[1] == -1


def test_recurrent_networks_and_adam():
    ensemble = Ensemble([rnn(seed=s) for s in range(3)])
    with torch.no_grad():
        ensemble.theta[1] = torch.inf
    history = train(ensemble, Latch(6), Adam(0.01), num_steps=5, batch_size=4)
    assert history.diverged_at.tolist() == [-1, 0, -1]
    assert np.isfinite(history.loss[[0, 2]]).all()
    assert torch.isfinite(ensemble.theta[[0, 2]]).all()
