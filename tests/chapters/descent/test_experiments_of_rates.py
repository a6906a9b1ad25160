"""Range tests, and trials on grids and by dice, made again by hand."""

from dataclasses import replace

import numpy as np
import torch
from scipy.optimize import minimize_scalar

from optcourse.chapters.descent.experiments import (
    BatchesConfig,
    DiceConfig,
    FourStepsConfig,
    LineLoss,
    RangesConfig,
    SearchedConfig,
    averaged,
    dice,
    examples,
    excess_left,
    four_steps,
    grid_places,
    mistakes,
    points,
    ranges,
    searched,
)
from optcourse.networks.ensembles import batch_indices
from optcourse.networks.models import mlp
from optcourse.networks.passes import Mlp

RANGED = RangesConfig(
    seeds=(0, 1), hidden=(4,), num_train=20, octaves=(0, 1), size=5, num_tested=6, num_steps=4
)


def walked(rates, seed):
    """The losses of the batches that one network sees, by torch's own arithmetic, and the net."""
    model, (X, y) = mlp((40, 4, 10), "relu", seed), examples(RANGED, seed)[0]
    X, y, losses = torch.as_tensor(X), torch.as_tensor(y), []
    for rows, rate in zip(batch_indices(20, 5, len(rates), seed), rates, strict=True):
        loss = torch.nn.functional.cross_entropy(model(X[rows]), y[rows])
        pulls = torch.autograd.grad(loss, list(model.parameters()))
        losses.append(loss.item())
        with torch.no_grad():
            for weights, pull in zip(model.parameters(), pulls, strict=True):
                weights -= rate * pull
    return losses, torch.nn.functional.cross_entropy(model(X), y).item()


def test_a_range_test_is_one_run_with_a_rising_rate():
    record = ranges(RANGED)
    np.testing.assert_allclose(record.tested, np.geomspace(1e-3, 30.0, 6))
    losses, _ = walked(record.tested, 1)
    weights = 0.9 ** np.arange(6)[::-1]
    wanted = [np.average(losses[: k + 1], weights=weights[5 - k :]) for k in range(6)]
    np.testing.assert_allclose(record.seen[1], wanted, rtol=1e-4)


def test_long_runs_are_those_of_one_network():
    record = ranges(RANGED)
    np.testing.assert_allclose(record.ends[1, 1], walked([0.04] * 4, 1)[1], rtol=1e-5)
    assert record.best[0] == record.rates[record.best[1]]
    np.testing.assert_allclose(record.times * record.best[0], record.lowest)


def test_what_diverged_is_never_the_lowest():
    found = averaged(np.array([[2.0, 1.0, np.nan, 0.0]]), 0.5)
    np.testing.assert_allclose(found[0, :2], [2.0, 4 / 3])
    assert np.all(np.isinf(found[0, 2:]))


def test_a_grid_leaves_what_equal_cells_leave():
    np.testing.assert_allclose(
        grid_places(2, 2), [[a, b] for a in (0.25, 0.75) for b in (0.25, 0.75)]
    )
    record = dice(DiceConfig(side=4, num_draws=4000))
    cell = 1 / (12 * 16)  # the variance within a cell a quarter wide
    np.testing.assert_allclose(record.grid, cell * (1 + record.weights), rtol=0.05)


def test_dice_for_one_setting_leave_the_nearest_of_uniform_numbers():
    record = dice(DiceConfig(num=1, side=16, margin=0.4, num_draws=4000))
    np.testing.assert_allclose(record.random[0], 2 / (32 * 32), rtol=0.15)  # 16 in [0, 1], far ends
    np.testing.assert_allclose(record.parts, record.random / record.grid)


SEARCHED = SearchedConfig(seeds=(0, 5), hidden=(4,), activation="tanh", num_train=20,
                          num_passes=51, reach=2.0, num_rounds=12)  # fmt: skip


def start():
    """The net, its start, and the loss and the gradient over the examples of seed 5."""
    net, (X, y) = Mlp((64, 4, 10), "tanh"), examples(SEARCHED, 5)[0]
    X, Y = X.astype(float), np.eye(10)[y]
    return net.start(5), lambda theta: net.gradient(theta, X, Y)


def test_a_search_takes_as_many_steps_as_its_passes_pay_for():
    record, (theta, at) = searched(SEARCHED), start()
    shorter = theta
    for _ in range(3):  # a step costs 3 + 2 + 12 passes
        places = []
        for place, factor in ((theta, 1.0), (shorter, 0.9)):
            way = at(place).theta
            line = lambda t, p=place, g=way: at(p - t * g).loss  # noqa: E731
            found = minimize_scalar(line, bounds=(0, 2), method="bounded")
            places.append(place - factor * found.x * way)
        theta, shorter = places
    np.testing.assert_allclose(record.exact[1], at(theta).loss, rtol=0.01)
    np.testing.assert_allclose(record.shorter[1], at(shorter).loss, rtol=0.01)


def test_a_search_doubles_its_last_rate_until_its_passes_are_spent():
    record, (theta, at) = searched(SEARCHED), start()
    rate, left, before = 1.0, 50, at(theta).loss  # one pass for the first loss
    while left > 3:
        way, rate, left = at(theta).theta, 2 * rate, left - 3
        for _ in range(left):
            left -= 1
            if at(theta - rate * way).loss <= before - 0.1 * rate * way @ way:
                theta = theta - rate * way
                break
            rate /= 2
        before = at(theta).loss
    np.testing.assert_allclose(record.doubled[1], before, rtol=1e-9)


def secant(part, num_steps, enough=0.0):
    """The loss after Barzilai and Borwein's steps times `part`, or the first one at `enough`."""
    theta, at = start()
    last, rate = None, 0.1
    for _ in range(num_steps):
        if at(theta).loss <= enough:
            break
        way = at(theta).theta
        if last is not None and (way - last[1]) @ (theta - last[0]) > 0:
            step = theta - last[0]
            rate = part * (step @ step) / (step @ (way - last[1]))
        theta, last = theta - rate * way, (theta, way)
    return at(theta).loss


def test_fixed_and_secant_steps_cost_three_passes():
    record, (theta, at) = searched(SEARCHED), start()
    for _ in range(17):
        theta = theta - 0.4 * at(theta).theta
    np.testing.assert_allclose(record.fixed[1, 1], at(theta).loss, rtol=1e-9)
    np.testing.assert_allclose(record.secant[1], secant(1.0, 17), rtol=1e-4)


def test_shortened_secant_steps_stop_where_the_loss_is_low_enough():
    record = searched(SearchedConfig(**vars(SEARCHED) | {"num_passes": 300, "enough": 1.9}))
    found = secant(0.7, 100, 1.9)
    np.testing.assert_allclose(record.cut[1], found, rtol=1e-6)
    assert found < 1.9 and abs(secant(0.7, 100) - found) > 0.01


JUDGED = BatchesConfig(
    seeds=(3, 5), sizes=(5, 10), octaves=(-3, 1), num_epochs=9, num_train=40, num_test=50,
    hidden=(8,),
)  # fmt: skip


def test_mistakes_are_those_of_networks_trained_one_by_one(repeats):
    share = mistakes(JUDGED).share
    for b, k, s in np.ndindex(share.shape):
        size, seed = JUDGED.sizes[b], JUDGED.seeds[s]
        model, ((X, y), new) = mlp((40, 8, 10), "relu", seed), examples(JUDGED, seed)
        X, y, new = torch.as_tensor(X), torch.as_tensor(y), list(map(torch.as_tensor, new))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02 * size * 2.0 ** JUDGED.octaves[k])
        for rows in batch_indices(40, size, 9 * 40 // size, seed):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(X[rows]), y[rows]).backward()
            optimizer.step()
        wrong = (model(new[0]).argmax(dim=1) != new[1]).float().mean().item()
        assert abs(share[b, k, s] - wrong) < 0.021, (b, k, s)  # one example at a tie
    assert np.ptp(share) > 0.1
    repeats(mistakes, JUDGED)


def test_the_rate_of_fewest_mistakes_is_of_the_mean_and_a_run_that_diverged_has_all():
    record = mistakes(replace(JUDGED, octaves=(-3, 1, 30)))
    np.testing.assert_array_equal(record.share[:, 2], 1.0)
    means = record.share.mean(axis=2)
    np.testing.assert_array_equal(record.best, record.octaves[means.argmin(axis=1)])


def test_scaled_inputs_are_those_of_a_scaled_line():
    config = FourStepsConfig(num_data=2, num_starts=7, scale=10.0, shift=3.0)
    starts = np.random.default_rng(0).uniform(-2, 3, (7, 2))
    record = four_steps(config)
    for k in range(2):
        x, y = points(1000 * k + 1)
        np.testing.assert_allclose(record.left[k], excess_left(LineLoss(10 * x + 3, y), starts, 4))
        centred = LineLoss(10 * (x - x.mean()), y)
        np.testing.assert_allclose(record.centred[k], excess_left(centred, starts, 4), atol=1e-12)
