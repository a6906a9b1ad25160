"""Passes in NumPy: against differences, against the engine of torch, and with parts off."""

import numpy as np
import pytest
import torch

from optcourse import draws
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.losses import half_squared_distance
from optcourse.networks.models import mlp, rnn
from optcourse.networks.passes import Mlp, Recurrent
from optcourse.rules import Adam, GradientDescent, Momentum

RULES = [GradientDescent(0.1), Momentum(0.1, 0.9), Adam(0.01)]
NUM_STEPS = 4
EXAMPLES, CLASSES = 9, 3
LABELS = np.arange(EXAMPLES) % CLASSES
ONE_HOT = np.eye(CLASSES)[LABELS]


def net_of(activation="tanh", loss="cross_entropy"):
    return Mlp((5, 7, 6, CLASSES), activation, loss)


def inputs(*shape):
    return draws.normal(3, 0, shape)


def as_torch(parts):
    """Weights and biases one after another, each matrix as torch has it: (outputs, inputs)."""
    return torch.cat([torch.from_numpy(np.ravel(part.T)) for part in parts])


def steps(net, theta, rule, x, targets):
    """θ after a few full-batch steps."""
    state = rule.init(theta)
    for k in range(NUM_STEPS):
        state = rule.move(state, net.gradient(state.theta, x, targets).theta, k)
    return state.theta


def steps_in_torch(model, theta, rule, x, targets, loss):
    ensemble = Ensemble([model])
    ensemble.theta.copy_(theta)
    data = torch.from_numpy(x), torch.from_numpy(targets)
    train(ensemble, data, rule, num_steps=NUM_STEPS, loss=loss)
    return ensemble.theta[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_distance"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_an_mlp_steps_as_in_torch(activation, loss, rule):
    net, x = net_of(activation, loss), inputs(EXAMPLES, 5)
    theta = net.start(seed=1)
    model = mlp(net.widths, activation, dtype=torch.float64)
    there = loss if loss == "cross_entropy" else half_squared_distance
    targets = LABELS if loss == "cross_entropy" else ONE_HOT
    flat = as_torch([part for layer in net.layers(theta) for part in layer])
    wanted = steps_in_torch(model, flat, rule, x, targets, there)
    found = net.layers(steps(net, theta, rule, x, ONE_HOT))
    found = as_torch([part for layer in found for part in layer])
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-10)
    assert (found - flat).norm() > 1e-3


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_a_recurrent_network_steps_as_in_torch(rule):
    net, x = Recurrent(2, 4, CLASSES), inputs(8, EXAMPLES, 2)
    theta = net.start(seed=2)
    flat = as_torch(net.parts(theta))
    model = rnn(2, 4, CLASSES, dtype=torch.float64)
    there = x.swapaxes(0, 1).copy()
    wanted = steps_in_torch(model, flat, rule, there, LABELS, "cross_entropy")
    found = as_torch(net.parts(steps(net, theta, rule, x, ONE_HOT)))
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-10)
    assert (found - flat).norm() > 1e-3


def test_gradients_are_those_of_differences():
    losses, weights = ("cross_entropy", "half_squared_distance"), np.arange(EXAMPLES) / 36.0
    cases = [(net_of(activation, loss), inputs(EXAMPLES, 5), {"weights": weights})
             for activation in ("tanh", "relu") for loss in losses]  # fmt: skip
    on = 1.0 * (np.arange(8) > 2)
    cases += [(Recurrent(2, 4, CLASSES), inputs(8, EXAMPLES, 2), {}),
              (Recurrent(2, 4, CLASSES), inputs(8, EXAMPLES, 2), {"on": on})]  # fmt: skip
    for net, x, options in cases:
        theta = net.start(seed=4, scale=1.5)
        found = net.gradient(theta, x, ONE_HOT, **options).theta
        for j in range(0, len(theta), 3):
            around = [theta + sign * 1e-5 * (np.arange(len(theta)) == j) for sign in (1, -1)]
            up, down = (net.gradient(each, x, ONE_HOT, **options).loss for each in around)
            assert found[j] == pytest.approx((up - down) / 2e-5, abs=1e-8), (net, j)


def test_units_that_are_off_are_as_if_they_were_not_there():
    x, on = inputs(EXAMPLES, 5), [1.0 * (np.arange(7) < 4), 1.0 * (np.arange(6) < 2)]
    large, small = net_of(), Mlp((5, 4, 2, CLASSES))
    theta = large.start(seed=5)
    (w, a), (v, b), (u, c) = large.layers(theta)
    kept = [w[:, :4], a[:4], v[:4, :2], b[:2], u[:2], c]
    fewer = np.concatenate([np.ravel(part) for part in kept])
    found, wanted = large.passed(theta, x, ONE_HOT, on=on), small.passed(fewer, x, ONE_HOT)
    assert found.loss == pytest.approx(wanted.loss, rel=1e-14)
    (dw, da), (dv, db), (du, dc) = large.layers(found.theta)
    parts = [dw[:, :4], da[:4], dv[:4, :2], db[:2], du[:2], dc]
    found_there = np.concatenate([np.ravel(part) for part in parts])
    np.testing.assert_allclose(found_there, wanted.theta, rtol=0, atol=1e-15)
    assert not dw[:, 4:].any() and not dv[4:].any() and not dv[:, 2:].any() and not du[2:].any()


def test_a_sequence_that_begins_late_is_a_shorter_one():
    net, x = Recurrent(2, 4, CLASSES), inputs(8, EXAMPLES, 2)
    theta = net.start(seed=6, scale=2.0)
    late, short = (
        net.passed(theta, x, ONE_HOT, 1.0 * (np.arange(8) >= 3)),
        net.passed(theta, x[3:], ONE_HOT),
    )
    for found, wanted in zip(late[:2], short[:2], strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(late.slopes[3:], short.slopes, rtol=1e-13, atol=1e-15)
    assert not late.slopes[:3].any()


def test_a_start_is_torchs_at_scale_one():
    theta = Mlp((100, 50, 10)).start(seed=0, scale=3.0, widths=(100, 25, 10))
    (w, b), (v, c) = Mlp((100, 50, 10)).layers(theta)
    for part, bound in ((w, 3 / 10), (b, 3 / 10), (v, 3 / 5), (c, 3 / 5)):
        assert 0.8 * bound < np.abs(part).max() <= bound
    assert np.std(w) == pytest.approx(0.3 / np.sqrt(3), rel=0.03)
    u, w, *_, c = Recurrent(1, 100, 2).parts(Recurrent(1, 100, 2).start(seed=0, scale=2.0))
    assert np.std(w) == pytest.approx(0.2 / np.sqrt(3), rel=0.03)
    assert max(np.abs(u).max(), np.abs(c).max()) <= 0.1


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="activation must be one of 'tanh', 'relu', got 'sine'"):
        Mlp((2, 2), "sine")
    with pytest.raises(ValueError, match="loss must be one of"):
        Recurrent(loss="hinge")
