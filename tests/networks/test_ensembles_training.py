"""Training many at once equals training each alone with torch.nn and torch.optim, in float64."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch.nn.utils import (
    clip_grad_norm_,
    clip_grad_value_,
    parameters_to_vector,
    vector_to_parameters,
)

from optcourse.networks.data import Latch
from optcourse.networks.ensembles import (
    Ensemble,
    batch_indices,
    train,
)
from optcourse.networks.models import conv1d, lstm, mlp, rnn
from optcourse.records.devices import device
from optcourse.rules import (
    Adam,
    Cosine,
    GradientDescent,
    Momentum,
    NormClip,
    Scheduled,
    ValueClip,
)
from tests.laws.entries import FACTORS, FIRST_ORDER, member, named, various
from tests.laws.peers import peer

DOUBLE = {"dtype": torch.float64}
BUILD = {
    "mlp": lambda seed: mlp([16, 7, 3], seed=seed, **DOUBLE),
    "conv1d": lambda seed: conv1d(16, 3, channels=3, seed=seed, **DOUBLE),
    "rnn": lambda seed: rnn(4, 5, 3, orthogonal=seed % 2 == 1, seed=seed, **DOUBLE),
    "lstm": lambda seed: lstm(4, 5, 3, forget_bias=seed, seed=seed, **DOUBLE),
}
DESCENT = Momentum(np.array([0.1, 0.2, 0.3]), np.array([0.0, 0.5, 0.9]))
DESCENT = Scheduled(DESCENT, Cosine(9, 0.1))
CLIPS = {
    "unclipped": (None, None, None),
    "norm": (NormClip(0.1), NormClip(0.5), None),
    "value": (ValueClip(0.01), None, ValueClip(0.05)),
    "both": (NormClip(0.2), ValueClip(0.02), None),
}
SIZES, SEEDS, ORDERS = (5, 8, 3), (7, 1, 1), ("reshuffle", "once", "given")
NUM_STEPS = 12


def examples(kind, num=21, seed=0):
    generator = torch.Generator().manual_seed(seed)
    shape = (num, 6, 4) if kind in ("rnn", "lstm") else (num, 16)
    X = torch.randn(shape, generator=generator, **DOUBLE)
    return X, torch.randint(3, (num,), generator=generator)


def alone(model, batches, rule, k=0, clip=None, loss=F.cross_entropy):
    """Losses and gradient norms at each step of one network trained by the peer of `rule`."""
    params, losses, norms = list(model.parameters()), [], []
    theta = parameters_to_vector(params).detach().requires_grad_()
    step = peer(member(rule, k), [theta])
    for X, y in batches:
        model.zero_grad()
        value = loss(model(X), y)
        value.backward()
        limit = getattr(clip, "max_norm", np.inf)
        losses.append(value.item())
        norms.append(clip_grad_norm_(params, limit).item())
        if isinstance(clip, ValueClip):
            clip_grad_value_(params, clip.max_value)
        theta.grad = parameters_to_vector([param.grad for param in params])
        step()
        vector_to_parameters(theta.detach(), params)
    return np.array(losses), np.array(norms)


def agree(ensemble, member, model):
    mine, theirs = ensemble.theta[member], parameters_to_vector(model.parameters()).detach()
    torch.testing.assert_close(mine, theirs, rtol=1e-9, atol=1e-11)


def as_if_alone(kind, rule, clips):
    """Train three networks at once, and each alone: the same parameters and the same record."""
    X, y = examples(kind)
    ensemble = Ensemble([BUILD[kind](seed) for seed in range(3)])
    settings = {"batch_size": SIZES, "clip": clips, "seeds": SEEDS, "order": ORDERS}
    record = ("loss", "grad_norm", "param_norm")
    history = train(ensemble, (X, y), rule, num_steps=NUM_STEPS, record=record, **settings)
    for k in range(3):
        model = BUILD[kind](k)
        rows = batch_indices(len(y), SIZES[k], NUM_STEPS, SEEDS[k], ORDERS[k])
        batches = [(X[row], y[row]) for row in rows]
        losses, norms = alone(model, batches, rule, k, clips[k])
        agree(ensemble, k, model)
        np.testing.assert_allclose(history.loss[k, :-1], losses, rtol=1e-9)
        np.testing.assert_allclose(history.grad_norm[k, :-1], norms, rtol=1e-9)
        np.testing.assert_allclose(history.param_norm[k, -1], ensemble.theta[k].norm(), rtol=1e-12)


@pytest.mark.parametrize("clip", CLIPS)
@pytest.mark.parametrize("kind", BUILD)
def test_equals_torch_one_at_a_time(kind, clip):
    as_if_alone(kind, DESCENT, CLIPS[clip])


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=named)
def test_every_rule_trains_as_its_peer(rule, double):
    as_if_alone("mlp", various(rule, FACTORS[:3]), CLIPS["both"])


def test_members_may_differ_in_loss():
    X, _ = examples("mlp")
    y = (X[:, 0] > 0).long()
    sign = 2 * y - 1.0
    losses = {
        "hinge": lambda f, s: F.relu(1 - s * f[:, 0]).mean(),
        "logistic": lambda f, s: F.softplus(-s * f[:, 0]).mean(),
        "exponential": lambda f, s: torch.exp(-s * f[:, 0]).mean(),
        "squared": lambda f, s: ((f[:, 0] - s) ** 2).mean(),
    }
    names = (*losses, "hinge")
    models = [mlp([16, 5, 1], seed=seed, **DOUBLE) for seed in range(5)]
    ensemble = Ensemble(models)
    history = train(
        ensemble,
        (X, y),
        GradientDescent(lr=0.1),
        num_steps=NUM_STEPS,
        loss=names,
        record=("loss", "error"),
    )
    for k, name in enumerate(names):
        with torch.no_grad():
            wrong = (models[k](X)[:, 0] * sign <= 0).double().mean()
        assert history.error[k, 0] == pytest.approx(wrong.item())
        alone(models[k], [(X, sign)] * NUM_STEPS, GradientDescent(lr=0.1), loss=losses[name])
        agree(ensemble, k, models[k])


@pytest.mark.parametrize("targets", ["labels", "numbers"])
def test_squared_error_of_labels_and_of_numbers(targets):
    X, labels = examples("mlp")
    goals = F.one_hot(labels, 3).double() if targets == "labels" else X[:, :3]
    y = labels if targets == "labels" else goals
    model, ensemble = BUILD["mlp"](0), Ensemble([BUILD["mlp"](0)])
    train(ensemble, (X, y), GradientDescent(lr=0.2), num_steps=NUM_STEPS, loss="squared_error")
    alone(
        model,
        [(X, goals)] * NUM_STEPS,
        GradientDescent(lr=0.2),
        loss=lambda f, t: 1.5 * F.mse_loss(f, t),
    )
    agree(ensemble, 0, model)


@pytest.mark.parametrize("losses", ["squared_error", ("squared_error", "hinge")])
def test_labels_of_one_output_are_targets_of_minus_and_plus_one(losses):
    X, _ = examples("mlp")
    y = (X[:, 0] > 0).long()
    models = [mlp([16, 5, 1], seed=seed, **DOUBLE) for seed in range(2)]
    ensemble = Ensemble(models)
    train(ensemble, (X, y), GradientDescent(lr=0.1), num_steps=NUM_STEPS, loss=losses)
    goals = 2.0 * y[:, None].double() - 1
    alone(
        models[0],
        [(X, goals)] * NUM_STEPS,
        GradientDescent(lr=0.1),
        loss=lambda f, t: 0.5 * F.mse_loss(f, t),
    )
    agree(ensemble, 0, models[0])


def test_each_member_may_have_its_own_data():
    parts = [examples("rnn", seed=seed) for seed in range(3)]
    X, y = (torch.stack(each) for each in zip(*parts, strict=True))
    ensemble = Ensemble([BUILD["rnn"](seed) for seed in range(3)])
    train(ensemble, (X, y), GradientDescent(lr=0.3), num_steps=NUM_STEPS, batch_size=4)
    for k in range(3):
        model, rows = BUILD["rnn"](k), batch_indices(21, 4, NUM_STEPS, seed=k)
        alone(model, [(X[k][row], y[k][row]) for row in rows], GradientDescent(lr=0.3))
        agree(ensemble, k, model)


@pytest.mark.parametrize("kind", [rnn, lstm])
def test_sequences_drawn_afresh(kind):
    task, num_steps = Latch(8), 40
    ensemble = Ensemble([kind(seed=seed, **DOUBLE) for seed in range(2)])
    train(
        ensemble,
        task,
        GradientDescent(lr=0.3),
        num_steps=num_steps,
        batch_size=(6, 4),
        seeds=(5, 9),
    )
    for k, (size, seed) in enumerate([(6, 5), (4, 9)]):
        model, rng = kind(seed=k, **DOUBLE), np.random.default_rng(seed)
        drawn = [task.sample(size, rng) for _ in range(num_steps)]
        batches = [(torch.tensor(X).double(), torch.tensor(y)) for X, y in drawn]
        alone(model, batches, GradientDescent(lr=0.3))
        agree(ensemble, k, model)


def test_groups_change_nothing():
    X, y = examples("mlp")
    rates, sizes = (0.1, 0.2, 0.3, 0.4, 0.5), (4, 9, 4, 2, 9)
    whole, parts = (Ensemble([BUILD["mlp"](s) for s in range(5)]) for _ in range(2))
    settings = {"num_steps": 9, "batch_size": sizes, "record": ("loss", "error")}
    together = train(whole, (X, y), Adam(lr=rates), **settings)
    grouped = train(parts, (X, y), Adam(lr=rates), group_size=2, **settings)
    torch.testing.assert_close(whole.theta, parts.theta, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(together.loss, grouped.loss, rtol=1e-9)
    np.testing.assert_allclose(together.error, grouped.error)


@pytest.mark.parametrize("kind", BUILD)
def test_the_same_on_the_device_of_the_course(kind):
    X, y = examples(kind)
    models = [BUILD[kind](seed) for seed in range(3)]
    settings = {"num_steps": 5, "batch_size": SIZES, "clip": CLIPS["both"], "record": ("error",)}
    here, there = Ensemble(models), Ensemble(models, device())
    expected = train(here, (X, y), DESCENT, **settings)
    history = train(there, (X.numpy(), y.numpy()), DESCENT, **settings)
    torch.testing.assert_close(there.theta.cpu(), here.theta, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(history.error, expected.error)


def test_data_that_must_not_be_written_to():
    X, y = (each.numpy() for each in examples("mlp"))
    X.flags.writeable = y.flags.writeable = False
    history = train(Ensemble([BUILD["mlp"](0)]), (X, y), GradientDescent(0.1), num_steps=2)
    assert history.loss.shape == (1, 3)
