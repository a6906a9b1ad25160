"""Experiments on SVRG, on short runs, beside networks and losses of torch."""

import numpy as np
import torch

from optcourse.chapters.descent.experiments import (
    Even,
    Race,
    RaceConfig,
    Regression,
    StaleConfig,
    Straight,
    StraightConfig,
    even,
    examples,
    race,
    stale,
    straight,
)
from optcourse.networks.models import mlp
from optcourse.networks.passes import Mlp

FEW = {"rates": (0.05, 0.1), "spans": (1.0,), "full_rates": (0.1,), "momenta": (0.5, 0.7)}
STRAIGHT = StraightConfig(seeds=(0, 1), num_train=30, size=10, num_rounds=2, **FEW)
STALE = StaleConfig(seeds=(3,), hidden=(4,), num_train=20, num_epochs=1, ages=(0.0, 0.5, 1.0))
STALE_NET = Mlp((64, 4, 10), "relu")
RACE = RaceConfig(seeds=(3,), hidden=(4,), num_train=20, rates=(0.1, 0.3), num_rounds=2)


def softmax_loss(theta, X, y, penalty):
    weights = theta.reshape(65, 10)
    inputs = torch.cat([torch.as_tensor(X).double(), torch.ones(len(X), 1).double()], dim=1)
    fit = torch.nn.functional.cross_entropy(inputs @ weights, torch.as_tensor(y))
    return fit + penalty / 2 * (theta**2).sum()


def test_the_regression_is_that_of_torch():
    loss, (X, y) = Regression(STRAIGHT), examples(STRAIGHT, 1)[0]
    theta = 0.1 * np.random.default_rng(0).standard_normal((2, 3, 650))
    place = torch.tensor(theta[1, 2], requires_grad=True)
    value = softmax_loss(place, X, y, 0.01)
    value.backward()
    np.testing.assert_allclose(loss.value(theta)[1, 2], value.item(), rtol=1e-9)
    np.testing.assert_allclose(loss.gradient(theta, None)[1, 2], place.grad, atol=1e-9)
    rows = np.array([[0, 4], [7, 9]])
    some = torch.autograd.functional.jacobian(
        lambda p: softmax_loss(p, X[rows[1]], y[rows[1]], 0.01), place.detach()
    )
    np.testing.assert_allclose(loss.gradient(theta, rows)[1, 2], some, atol=1e-9)


def test_nothing_is_lower_than_the_lowest():
    loss = Regression(STRAIGHT)
    theta = np.zeros((2, 650))
    for _ in range(4000):
        theta = theta - 0.5 * loss.gradient(theta, None)
    gap = loss.value(theta) - loss.lowest()
    assert np.all(gap > -1e-12) and np.all(gap < 1e-6)


def test_all_begin_together_and_descend():
    record = straight(STRAIGHT)
    assert record.svrg.shape == (3, 2, 2) and record.sgd.shape == (7, 2, 2)
    assert record.decayed.shape == (7, 2, 1, 2) and record.heavy.shape == (7, 2, 2, 1)
    np.testing.assert_array_equal(record.svrg[0], record.sgd[0])
    plain = record.full[:, 0, 0]
    assert np.all(np.diff(plain) < 0)  # descent below its limit falls at each step
    assert record.fall[-1] < record.fall[0] and record.best("full") < plain[0]


def test_sgd_is_averaged_over_the_last_half_of_its_epochs():
    record, (X, y) = straight(STRAIGHT), examples(STRAIGHT, 1)[0]
    orders = np.random.default_rng(0).random((6, 2, 30)).argsort(axis=2)[:, 1]
    theta = torch.zeros(650, dtype=torch.float64)
    places = []
    for rows in orders.reshape(18, 10):
        slope = torch.autograd.functional.jacobian(
            lambda p, rows=rows: softmax_loss(p, X[rows], y[rows], 0.01), theta
        )
        theta = theta - 0.1 * slope
        places.append(theta)
    mean = torch.stack(places[9:]).mean(dim=0)
    lowest = Regression(STRAIGHT).lowest()[1]
    ends = [softmax_loss(each, X, y, 0.01).item() - lowest for each in (theta, mean)]
    np.testing.assert_allclose([record.sgd[-1, 1, 1], record.averaged[0, 1, 1]], ends, rtol=1e-6)


def test_a_best_at_an_end_is_named():
    ends = np.array([[3.0, 2.0, 4.0], [2.0, 1.0, np.nan], [5.0, 2.0, 3.0]])[None, None]
    record = Straight(*(np.ones((1, 1, 3)),) * 4, full=np.array([[[1.0, 2.0, 3.0]]]), heavy=ends)
    assert record.inside("heavy") and record.best("heavy") == 1 and record.place("heavy") == (1, 1)
    assert not record.inside("full") and record.place("full") == (0,)
    middle = np.array([[3.0], [1.0], [2.0]])
    assert Race(sgd=middle, svrg=middle).inside
    assert not Race(sgd=middle, svrg=np.array([[3.0], [np.nan], [2.0]])).inside


def test_the_variance_that_is_left_is_that_of_single_gradients():
    record, (X, y) = stale(STALE), examples(STALE, 3)[0]
    assert record.left[0, 0] == 0 and np.all(record.left[1:, 0] > 0)
    rng, net = np.random.default_rng(3), STALE_NET
    X, Y = X.astype(float), np.eye(10)[y]
    places = [net.start(3)]
    for _ in range(4):
        rows = rng.choice(20, 10, replace=False)
        places.append(places[-1] - 0.1 * net.gradient(places[-1], X[rows], Y[rows]).theta)
    then, now = (alone(net, places[k], X, Y) for k in (2, 4))
    variance = lambda each: np.trace(np.cov(each.T, bias=True))  # noqa: E731
    np.testing.assert_allclose(record.left[2, 0], variance(now - then) / variance(now))


def alone(net, theta, X, Y):
    """The gradient of each example (m, P), one after another."""
    return np.array([net.gradient(theta, X[k : k + 1], Y[k : k + 1]).theta for k in range(len(X))])


def test_without_hidden_units_it_is_a_softmax_regression():
    none = StaleConfig(**{**vars(STALE), "hidden": ()})
    np.testing.assert_array_equal(stale(none).left, stale(STALE).convex)


def test_a_round_of_svrg_is_an_epoch_along_corrected_gradients():
    record, (X, y) = race(RACE), examples(RACE, 3)[0]
    X, Y = X.astype(float), np.eye(10)[y]
    rng, theta = np.random.default_rng(3), STALE_NET.start(3)
    slope = lambda place, rows: STALE_NET.gradient(place, X[rows], Y[rows]).theta  # noqa: E731
    for _ in range(2):
        order, old = rng.permutation(20).reshape(2, 10), theta
        for rows in order:
            rest = slope(old, slice(None)) - slope(old, rows)
            theta = theta - 0.3 * (slope(theta, rows) + rest)
    loss = STALE_NET.gradient(theta, X, Y).loss
    np.testing.assert_allclose(record.svrg[1, 0], loss)
    np.testing.assert_array_equal(record.best, [record.sgd.min(), record.svrg.min()])
    assert not record.inside  # of two rates each is an end


def test_as_many_steps_are_those_of_one_round_of_batches():
    record, (X, y) = even(RACE), examples(RACE, 3)[0]
    X, Y = X.astype(float), np.eye(10)[y]
    rng, theta, whole = np.random.default_rng(3), STALE_NET.start(3), STALE_NET.start(3)
    for rows in np.concatenate([rng.permutation(20).reshape(2, 10) for _ in range(2)]):
        theta = theta - 0.3 * STALE_NET.gradient(theta, X[rows], Y[rows]).theta
        whole = whole - 2.4 * STALE_NET.gradient(whole, X, Y).theta
    ends = [STALE_NET.gradient(place, X, Y).loss for place in (theta, whole)]
    np.testing.assert_allclose([record.sgd[1, 0], record.full[1, 0]], ends)
    middle = Even(np.array([[3.0], [1.0], [2.0]]), np.array([[1.0], [2.0], [3.0]]))
    assert middle.best("sgd") == (1.0, True) and middle.best("full") == (1.0, False)


def test_sgd_of_the_race_is_that_of_torch():
    record, (X, y) = race(RACE), examples(RACE, 3)[0]
    model, rng = mlp((64, 4, 10), "relu", 0, torch.float64), np.random.default_rng(3)
    layers = [part for part in model if hasattr(part, "weight")]
    with torch.no_grad():
        for layer, (w, b) in zip(layers, STALE_NET.layers(STALE_NET.start(3)), strict=True):
            layer.weight.copy_(torch.tensor(w.T))
            layer.bias.copy_(torch.tensor(b))
    rule = torch.optim.SGD(model.parameters(), 0.1)
    X, y = torch.as_tensor(X).double(), torch.as_tensor(y)
    for rows in np.concatenate([rng.permutation(20).reshape(2, 10) for _ in range(6)]):
        rule.zero_grad()
        torch.nn.functional.cross_entropy(model(X[rows]), y[rows]).backward()
        rule.step()
    loss = torch.nn.functional.cross_entropy(model(X), y).item()
    np.testing.assert_allclose(record.sgd[0, 0], loss, rtol=1e-9)
