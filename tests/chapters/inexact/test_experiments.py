"""Experiments on gradients that are only estimates, on short runs and against other ways."""

import numpy as np
import pytest
import torch

from optcourse.chapters.inexact.experiments import (
    PAIR,
    PAIR_BIASES,
    PAIR_DATA,
    ChainsConfig,
    ClimbsConfig,
    CutsConfig,
    ErrorsConfig,
    FloorsConfig,
    MachinesConfig,
    ModesConfig,
    PseudoConfig,
    RoundingConfig,
    TailsConfig,
    asymmetry,
    at_random,
    chains,
    climbs,
    cost_of_bias,
    cuts,
    errors_in_gradients,
    floors,
    hovering_variance,
    jacobian,
    loop_work,
    machines,
    mean_squares,
    modes,
    neighbours,
    pair_log_likelihood,
    pair_step,
    pseudo,
    reparameterized,
    rounding,
    score_function,
    shifted_end,
    small_digits,
    tails,
    to_bfloat16,
    variances,
)
from optcourse.chapters.inexact.experiments.rounding import keep, rounded_at_random
from optcourse.chapters.inexact.experiments.tails import gradient, loss, optimum
from optcourse.networks.data import digits
from optcourse.networks.energies.patterns import all_patterns
from optcourse.networks.energies.rbm import Rbm
from optcourse.networks.ensembles import batch_indices
from optcourse.networks.models import mlp

SHORT = ErrorsConfig(num_train=20, hidden=3, rates=(0.1, 0.4), num_steps=4, seeds=(0, 1))
ROUNDED = RoundingConfig(
    num_train=20, hidden=3, rates=(1e-5, 0.1), batch_size=5, num_steps=6, seeds=(0, 1)
)
SHORT_TAILS = TailsConfig(
    num_train=30, decay=0.1, rates=(0.05, 0.2), batch_size=3, num_steps=8, seeds=(0, 1)
)
CLIMBS = ClimbsConfig(runs=2, side=2, hidden=2, num_steps=60, every=20, asked=(1, 3))
MACHINES = MachinesConfig(runs=2, hidden=2, batch_size=10, num_steps=4, every=2)
PSEUDO = PseudoConfig(truths=2, units=3, sizes=(500, 50_000))
MODES = ModesConfig(draws=4, sizes=(50, 500), halves=(1.0, 2.0), num_points=500)
FLOORS = FloorsConfig(
    num_train=20, hidden=3, rates=(0.1, 0.3), batch_size=5, num_steps=8, draws=3, seeds=(0, 1)
)
CHAINS = ChainsConfig(runs=2, side=2, hidden=2, chains=2, rates=(0.1, 0.2), num_steps=6, every=2)
CUTS = CutsConfig(
    num_train=20, hidden=3, batch_size=5, num_steps=8, cuts=(0, 4, 8), every=2, seeds=(0, 1)
)
RUNS = [
    (cuts, CUTS),
    (floors, FLOORS),
    (chains, CHAINS),
    (errors_in_gradients, SHORT),
    (rounding, ROUNDED),
    (tails, SHORT_TAILS),
    (climbs, CLIMBS),
    (machines, MACHINES),
    (pseudo, PSEUDO),
    (modes, MODES),
]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_at_the_shifted_end_gradient_and_error_cancel():
    rng = np.random.default_rng(0)
    root, bias = rng.standard_normal((4, 4)), rng.standard_normal(4)
    hessian = root @ root.T + np.eye(4)
    end = shifted_end(hessian, bias)
    np.testing.assert_allclose(hessian @ end, -bias)
    np.testing.assert_allclose(cost_of_bias(hessian, bias), 0.5 * end @ hessian @ end)


def test_hovering_is_where_the_recursion_stays():
    lr, curvature, noise = 0.3, 1.7, 0.6
    law = hovering_variance(lr, curvature, noise)
    squares = mean_squares(np.full(400, lr), curvature, noise, start=3.0)
    np.testing.assert_allclose(squares[[0, 1]], [9, 9 * (1 - 0.51) ** 2 + 0.18**2])
    np.testing.assert_allclose(squares[-1], law)


def test_both_estimates_are_right_on_average_by_quadrature():
    """Two coordinates, by Gauss and Hermite: exact for polynomials of such degrees."""
    points, weights = np.polynomial.hermite_e.hermegauss(8)
    xi = np.stack(np.meshgrid(points, points), axis=-1).reshape(-1, 2)
    p = np.outer(weights, weights).ravel() / (2 * np.pi)
    mean, spread = np.ones(2), 0.7
    known = variances(np.array([2.0]), spread)
    base = 0.5 * 2 * (1 + spread**2)
    estimates = [reparameterized(mean, spread, xi), score_function(mean, spread, xi)]
    estimates.append(score_function(mean, spread, xi, base))
    for estimate, variance in zip(estimates, known, strict=True):
        np.testing.assert_allclose(p @ estimate, mean)
        np.testing.assert_allclose(p @ (estimate - mean) ** 2, np.full(2, variance[0]))


def test_an_estimate_is_the_slope_of_what_it_samples():
    xi = torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    mean = torch.ones(3, dtype=torch.float64, requires_grad=True)
    value = 0.5 * ((mean + 0.4 * xi) ** 2).sum()
    (slope,) = torch.autograd.grad(value, mean)
    found = reparameterized(np.ones(3), 0.4, xi.numpy()).sum(axis=0)
    np.testing.assert_allclose(found, slope)


def test_without_an_error_it_is_plain_descent():
    record = errors_in_gradients(SHORT)
    data, model = digits(), mlp([64, 3, 10], seed=1)
    X, y = torch.as_tensor(data.X_train[:20]), torch.as_tensor(data.y_train[:20])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.4)
    for _ in range(5):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(record.loss[0, 1, 1], loss.item(), rtol=1e-5)


def test_errors_have_their_length_and_the_fixed_one_stays():
    """At a tiny length all kinds end alike; one step moves the loss by an error of that length."""
    tiny = errors_in_gradients(ErrorsConfig(**{**vars(SHORT), "length": 1e-12}))
    np.testing.assert_allclose(tiny.loss[1:], np.repeat(tiny.loss[:1], 2, axis=0), rtol=1e-5)
    large = errors_in_gradients(ErrorsConfig(**{**vars(SHORT), "length": 5.0}))
    assert (np.abs(large.loss[1:] / large.loss[:1] - 1) > 1e-3).all()
    np.testing.assert_array_equal(large.norm_at_start, tiny.norm_at_start)
    assert large.best.shape == (3,) and large.tuned.shape == (3, 2)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="length must be positive"):
        ErrorsConfig(length=0.0)
    with pytest.raises(ValueError, match="data must be one of"):
        ErrorsConfig(data="letters")


def spread_numbers(count=2000):
    """Numbers of both signs and many sizes, in float32, the powers of two among them."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal(count) * 10.0 ** rng.integers(-6, 6, count)
    return np.concatenate([x, 2.0 ** np.arange(-8, 8), [0.0]]).astype(np.float32).astype(float)


def test_arithmetic_rounds_as_the_format_does():
    x = spread_numbers()
    np.testing.assert_array_equal(to_bfloat16(x), torch.tensor(x).bfloat16().double())


def test_neighbours_are_the_numbers_on_either_side():
    x = spread_numbers()
    low, high = neighbours(x)
    assert np.all((np.abs(low) <= np.abs(x)) & (np.abs(x) <= np.abs(high)))
    bits = [torch.tensor(v).bfloat16().view(torch.int16).numpy() & 0x7FFF for v in (low, high)]
    apart, off = bits[1].astype(int) - bits[0], x != to_bfloat16(x)
    assert np.all(apart[off] == 1) and np.all(apart[~off] <= 1)
    np.testing.assert_array_equal(high[~off], x[~off])


def test_at_random_the_mean_is_the_number_itself():
    x, u = spread_numbers(200), (np.arange(1000)[:, None] + 0.5) / 1000
    rounded = at_random(x, u)
    low, high = neighbours(x)
    assert np.all((rounded == low) | (rounded == high))
    gap = np.abs(high - low)
    assert np.all(np.abs(rounded.mean(axis=0) - x) <= 0.001 * gap)


def test_bits_at_random_do_as_arithmetic_does():
    x = torch.tensor(spread_numbers(300), dtype=torch.float32)
    many = x.repeat(4000, 1)
    rounded = rounded_at_random(many, torch.Generator().manual_seed(0)).double().numpy()
    low, high = neighbours(x.double().numpy())
    assert np.all((rounded == low) | (rounded == high))
    gap = np.where(high == low, 1, np.abs(high - low))
    assert np.max(np.abs(rounded.mean(axis=0) - x.numpy()) / gap) < 0.04


def test_only_the_first_third_is_kept_as_it_is():
    theta = torch.randn(6, 50, generator=torch.Generator().manual_seed(1))
    kept = theta.clone()
    keep(kept, torch.Generator().manual_seed(2))
    assert torch.equal(kept[:2], theta[:2]) and torch.equal(kept[2:4], theta[2:4].bfloat16())
    assert torch.equal(kept[4:], kept[4:].bfloat16()) and not torch.equal(kept[4:], theta[4:])


def test_in_float32_it_is_plain_training():
    record, model = rounding(ROUNDED), mlp([64, 3, 10], seed=1)
    data = digits()
    X, y = torch.as_tensor(data.X_train[:20]), torch.as_tensor(data.y_train[:20])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for rows in batch_indices(20, 5, 6, seed=1):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(X[rows]), y[rows]).backward()
        optimizer.step()
    loss = torch.nn.functional.cross_entropy(model(X), y).item()
    np.testing.assert_allclose(record.loss[0, 1, 1], loss, rtol=1e-5)
    assert (record.unchanged[1, 0] > 0.9).all() and (record.unchanged[0, 1] < 0.1).all()


def softmax_data(m=30):
    data = digits()
    X = torch.as_tensor(data.X_train[:m]).double()
    return torch.cat([X, torch.ones(m, 1)], dim=1), data.y_train[:m]


def test_the_gradient_of_softmax_regression_is_that_of_autograd():
    X, y = softmax_data()
    theta = torch.randn(1, 10, 65, generator=torch.Generator().manual_seed(0)).double()
    theta.requires_grad_()
    (slope,) = torch.autograd.grad(loss(theta, X, y, 0.1).sum(), theta)
    found = gradient(theta.detach(), X[None], torch.as_tensor(y)[None], 0.1)
    np.testing.assert_allclose(found, slope, atol=1e-12)
    best = optimum(X, y, 0.1)
    assert gradient(best[None], X[None], torch.as_tensor(y)[None], 0.1).abs().max() < 1e-7


def test_averages_are_of_the_last_half_of_plain_sgd():
    X, y = softmax_data()
    rows = batch_indices(30, 3, 8, seed=1, order="replacement")
    layer, places = torch.zeros(10, 65, dtype=torch.float64, requires_grad=True), []
    for batch in rows:
        value = torch.nn.functional.cross_entropy(X[batch] @ layer.T, torch.as_tensor(y[batch]))
        (slope,) = torch.autograd.grad(value + 0.05 * (layer**2).sum(), layer)
        layer = (layer - 0.2 * slope).detach().requires_grad_()
        places.append(layer.detach())
    record, lowest = tails(SHORT_TAILS), loss(optimum(X, y, 0.1)[None], X, y, 0.1)
    for found, place in ((record.last, places[-1]), (record.average, sum(places[4:]) / 4)):
        np.testing.assert_allclose(found[1, 1], (loss(place[None], X, y, 0.1) - lowest)[0])
    assert (record.cosine != record.last).all()


def test_the_trace_is_the_variance_of_the_gradients_of_examples():
    X, y = softmax_data()
    layer, rows = optimum(X, y, 0.1).requires_grad_(), []
    for x, label in zip(X, torch.as_tensor(y), strict=True):
        value = torch.nn.functional.cross_entropy(x @ layer.T, label)
        rows.append(torch.autograd.grad(value, layer)[0].flatten())
    wanted = torch.stack(rows).var(0, unbiased=False).sum()
    record = tails(SHORT_TAILS)
    np.testing.assert_allclose(record.trace, wanted)
    np.testing.assert_allclose(record.floor, np.array([0.05, 0.2]) * float(wanted) / 12)


def test_both_ways_start_alike_and_take_the_steps_that_are_said():
    record, machine = climbs(CLIMBS), Rbm(4, 2)
    assert record.steps.tolist() == [0, 20, 25, 40, 50, 60] and record.asked.tolist() == [1, 3]
    np.testing.assert_array_equal(record.log_likelihood[0, 0], record.log_likelihood[1, 0])
    v, weights = record.patterns, np.full(6, 1 / 6)
    theta = 0.1 * np.random.default_rng(0).standard_normal((2, machine.num_parameters))[0]
    for _ in range(20):
        theta = theta + 0.5 * machine.expected_cd(theta, v, weights)
    np.testing.assert_allclose(
        record.log_likelihood[1, 1, 0], machine.log_likelihood(theta, v, weights)
    )
    true = machine.gradient(theta, v, weights)
    for place, k in enumerate((1, 3)):
        step = machine.expected_cd(theta, v, weights, k)
        miss = np.linalg.norm(step - true) / np.linalg.norm(true)
        # after three steps the two differ in their ninth digit, of which rounding leaves a few
        np.testing.assert_allclose(record.miss[1, 1, place, 0], miss, atol=1e-12)
    cosine = step @ true / np.linalg.norm(true) / np.linalg.norm(step)
    np.testing.assert_allclose(np.cos(np.radians(record.angle[1, 1, 1, 0])), cosine)
    chances = np.exp(machine.log_weight(theta, v) - machine.log_partition(theta))
    np.testing.assert_allclose(record.chances[1, 1], chances)
    np.testing.assert_allclose(record.bound, -np.log(6))


def test_one_way_alone_is_as_beside_the_other():
    alone = climbs(ClimbsConfig(**{**vars(CLIMBS), "ways": ("contrastive divergence",)}))
    np.testing.assert_array_equal(alone.log_likelihood, climbs(CLIMBS).log_likelihood[1:])


def test_decay_keeps_weights_small_and_random_patterns_are_others():
    decayed = climbs(ClimbsConfig(**{**vars(CLIMBS), "decay": 1.0}))
    assert (decayed.log_likelihood[1, -1] < climbs(CLIMBS).log_likelihood[1, -1]).all()
    others = climbs(ClimbsConfig(**{**vars(CLIMBS), "patterns": "random"})).patterns
    assert len(np.unique(others, axis=0)) == 6


def test_small_digits_are_bits_of_means():
    from sklearn.datasets import load_digits

    first = load_digits().images[0]
    wanted = [[first[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].mean() > 8 for j in range(4)]
              for i in range(4)]  # fmt: skip
    np.testing.assert_array_equal(small_digits()[0].reshape(4, 4), np.array(wanted, float))
    assert small_digits().shape == (1797, 16)


def test_machines_start_near_independent_fair_bits_and_learn():
    record = machines(MACHINES)
    np.testing.assert_allclose(record.log_likelihood[:, 0], -16 * np.log(2), atol=0.3)
    assert (record.log_likelihood[:, -1] > record.log_likelihood[:, 0]).all()
    assert record.bound > record.independent > -16 * np.log(2)
    assert record.steps.tolist() == [0, 2, 4] and record.angle.shape == record.miss.shape == (2,)


def test_the_jacobian_is_autograds_and_tells_a_slope_from_a_swirl():
    theta = np.array([0.3, -1.0, 0.7])
    bend = np.array([[0.0, 2.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])

    def step(t):
        return bend @ t**2

    wanted = torch.autograd.functional.jacobian(
        lambda t: torch.tensor(bend) @ t**2, torch.tensor(theta)
    )
    np.testing.assert_allclose(jacobian(step, theta), wanted.numpy(), atol=1e-9)
    np.testing.assert_allclose(asymmetry(np.array([[1.0, 1.0], [-1.0, 1.0]])), 1)
    assert asymmetry(np.array([[1.0, 2.0], [2.0, 3.0]])) == 0


def test_the_work_of_a_swirl_is_twice_the_area_and_of_a_slope_nothing():
    centre = np.array([0.4, -0.2])
    swirl = loop_work(lambda p: np.stack([-p[:, 1], p[:, 0]], axis=1), centre, 1.5)
    np.testing.assert_allclose(swirl[-1], 2 * np.pi * 1.5**2)
    slope = loop_work(lambda p: np.cos(p), centre, 1.5)
    np.testing.assert_allclose(slope[-1], 0, atol=1e-12)
    assert swirl.shape == (65,) and swirl[0] == 0


def test_the_steps_of_the_pair_are_those_of_its_machine():
    weights = np.array([[0.5, -2.0], [1.0, 3.0]])
    for row, step, true in zip(weights, pair_step(weights, 2), pair_step(weights, 0), strict=True):
        theta, x = np.concatenate([row, PAIR_BIASES]), all_patterns(2)
        np.testing.assert_allclose(step, PAIR.expected_cd(theta, x, PAIR_DATA, 2)[:2])
        np.testing.assert_allclose(true, PAIR.gradient(theta, x, PAIR_DATA)[:2])
        ways = 1e-6 * np.eye(2)
        slope = [(pair_log_likelihood(row + d) - pair_log_likelihood(row - d)) / 2e-6 for d in ways]
        np.testing.assert_allclose(slope, true, atol=1e-8)


def test_more_examples_come_closer_by_both_ways():
    record = pseudo(PSEUDO)
    assert (record.error[:, 1] < record.error[:, 0]).all() and record.at_truth.max() < 1e-12
    assert (record.variance[1] >= record.variance[0] * (1 - 1e-9)).all()


def test_the_two_modes_err_as_their_variances_say():
    record = modes(ModesConfig(draws=400, sizes=(50, 500), halves=(1.0, 2.0), num_points=20_000))
    np.testing.assert_allclose(record.error, np.sqrt(record.variance / 20_000), rtol=0.15)
    assert record.power_error[1] < record.power_error[0]


def test_experiments_on_models_say_what_is_allowed():
    with pytest.raises(ValueError, match="side must be a whole number of at least 2"):
        ClimbsConfig(side=1)
    with pytest.raises(ValueError, match=r"weight must be at least 0\.001"):
        ModesConfig(weight=0.0)
