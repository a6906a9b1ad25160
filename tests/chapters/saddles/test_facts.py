"""What the explorers on saddle points tell, held to theory and to their records."""

from itertools import product
from math import comb, log, sqrt

import numpy as np
import torch

from tests.truths import close, drawn, fact, marks, records, says, silent, written


def along(line, count=None):
    return np.stack([line.x, line.y], axis=1)[:count]


# How long does a saddle hold descent?


@fact("saddles: off the ridge")
def test_escape_takes_as_many_steps_as_the_logarithm_says(explorer):
    for offset, lr in [(1e-4, 0.1), (1e-12, 0.3), (1e-2, 0.02)]:
        steps = int(np.ceil(log(1 / offset) / log(1 + 2 * lr)))
        says(explorer, {"offset": offset, "lr": lr}, f"{steps} steps to escape.")
        factor = f"Each step multiplies δ by {1 + 2 * lr:.2f}"
        says(explorer, {"offset": offset, "lr": lr}, factor)
        says(explorer, {"offset": offset, "lr": lr}, f"{log(10) / log(1 + 2 * lr):.1f} steps more")


@fact("saddles: off the ridge")
def test_both_coordinates_are_powers(explorer):
    path = marks(explorer, {"offset": 1e-4, "lr": 0.1}, "Line", panel=0)[0]
    steps = np.arange(30)
    close(along(path, 30), np.stack([0.8**steps, 1e-4 * 1.2**steps], axis=1))
    expected = drawn(explorer, {"offset": 1e-4, "lr": 0.1}, "δ × factor^step", panel=1)
    close(expected.y[:60], 1e-4 * 1.2 ** np.arange(60))
    away = drawn(explorer, {"offset": 1e-4, "lr": 0.1}, "|x2|", panel=1)
    close(away.y[:60], 1e-4 * 1.2 ** np.arange(60))


@fact("saddles: off the ridge")
def test_momentum_escapes_by_the_larger_root(explorer):
    """x ← x + v, v ← α v + 2ε x: the roots of z² − (1 + α + 2ε) z + α."""
    values = {"offset": 1e-8, "lr": 0.1, "momentum": 0.9}
    root = max(np.roots([1, -(1 + 0.9 + 0.2), 0.9]).real)
    says(explorer, values, f"multiplies δ by {root:.2f}")
    away = drawn(explorer, values, "|x2|", panel=1).y
    close(away[41] / away[40], root, rel=1e-3)


@fact("saddles: off the ridge")
def test_verdicts_at_both_ends(explorer):
    says(explorer, {"offset": 1e-12, "lr": 0.02}, "Still near the saddle after 200 steps.")
    says(explorer, {"offset": 1.0}, "It starts outside.")
    says(explorer, {"offset": float(explorer.controls[0].at(23)), "lr": 0.3}, "steps to escape.")
    silent(explorer, {"offset": 1e-12, "lr": 0.02}, "to escape")
    shaken = {"offset": 1e-12, "lr": 0.1, "noise": "1e-2"}
    says(explorer, shaken, "steps to escape", "The noise alone puts the path about 0.001 off")
    silent(explorer, shaken, "multiplies δ")


@fact("saddles: off the ridge")
def test_the_bill_is_the_number_of_steps_from_each_offset(explorer):
    line = marks(explorer, {"lr": 0.1}, "Line", panel=2)[0]
    wanted = np.maximum(np.ceil(np.log(1 / line.x) / log(1.2) - 1e-9), 0)
    close(line.y[:-1], wanted[:-1])
    point = marks(explorer, {"offset": 1e-4, "lr": 0.1}, "Points", panel=2)[0]
    close([point.x, point.y], [1e-4, np.ceil(log(1e4) / log(1.2))])


# Who is drawn to the saddle?


def wells(x, y):
    return 0.25 * (x**2 - 1) ** 2 + 0.5 * y**2


def crate(x, y):
    return torch.sin(x) * torch.sin(y)


def network(a, b):
    return 0.5 * (1 - b * torch.tanh(a)) ** 2 + 0.025 * (a**2 + b**2)


SURFACES = {"wells": wells, "crate": crate, "network": network}


def derivatives(loss, theta):
    point = torch.tensor(theta, dtype=torch.float64)
    grad = torch.autograd.functional.jacobian(loss, tuple(point))
    bend = torch.autograd.functional.hessian(loss, tuple(point))
    return np.array([float(g) for g in grad]), np.array([[float(h) for h in row] for row in bend])


def free_step(grad, hessian):
    values, vectors = np.linalg.eigh(hessian)
    return vectors @ ((vectors.T @ grad) / (np.abs(values) + 0.3))


@fact("saddles: who is drawn")
def test_each_path_is_its_rule_by_autograd(explorer):
    for name, loss in SURFACES.items():
        start = np.array([0.3, 1.2])
        theta = {"Descent": start, "Momentum": start, "Newton": start, "Saddle-free Newton": start}
        velocity, paths = np.zeros(2), {rule: [start] for rule in theta}
        for _ in range(8):
            at = {rule: derivatives(loss, where) for rule, where in theta.items()}
            velocity = 0.6 * velocity - 0.2 * at["Momentum"][0]
            theta = {
                "Descent": theta["Descent"] - 0.2 * at["Descent"][0],
                "Momentum": theta["Momentum"] + velocity,
                "Newton": theta["Newton"] - np.linalg.solve(*at["Newton"][::-1]),
                "Saddle-free Newton": theta["Saddle-free Newton"]
                - free_step(*at["Saddle-free Newton"]),
            }
            for rule, where in theta.items():
                paths[rule].append(where)
        for rule, wanted in paths.items():
            line = drawn(explorer, {"surface": name}, rule, panel=0)
            close(along(line, 9), wanted, rel=1e-7)


@fact("saddles: who is drawn")
def test_newton_goes_to_what_it_likes_and_the_others_leave(explorer):
    others = ("Descent", "Momentum", "Saddle-free Newton")
    says(explorer, {"surface": "wells"}, "Newton: at a saddle.")
    says(explorer, {"surface": "wells"}, *(f"{name}: at a minimum." for name in others))
    top = {"surface": "crate", "start": [1.5, 1.7]}  # beside the maximum at (π/2, π/2)
    says(explorer, top, "Newton: at a maximum.", "Saddle-free Newton: at a minimum.")
    says(explorer, {"surface": "ridge", "start": [0.3, 1.2]}, "Descent: far away.")
    says(explorer, {"surface": "ridge", "start": [0.3, 1.2]}, "Newton: at a saddle.")


@fact("saddles: who is drawn")
def test_the_losses_are_those_of_the_paths(explorer):
    values = {"surface": "wells", "start": [0.5, -1.0]}
    for k, rule in enumerate(("Descent", "Momentum", "Newton", "Saddle-free Newton")):
        path = drawn(explorer, values, rule, panel=0)
        line = marks(explorer, values, "Line", panel=1)[k]
        close(line.y, wells(path.x, path.y), scale=1.0)
        assert line.color == path.color
        end = marks(explorer, values, "Points", panel=0)[k]
        close([end.x, end.y], [path.x[-1], path.y[-1]])
        assert end.color == path.color


# Saxe's staircase


@fact("saddles: Saxe's staircase")
def test_an_aligned_start_is_half_learned_when_the_closed_form_says(explorer):
    """For two layers a = s/2 at t = ln((s − a₀)/a₀)/(2s); time has steps of 0.03."""
    for first, ratio in [(1e-4, 0.5), (1e-2, 0.8)]:
        values = {"depth": "2", "begin": "aligned", "first": first, "ratio": ratio}
        for name, s in (("first", 3.0), ("second", 3 * ratio), ("third", 3 * ratio**2)):
            time = log((s - first) / first) / (2 * s)
            line = drawn(explorer, values, name)
            reached = line.x[np.argmax(line.y >= 0.5 * s)]
            assert abs(reached - time) < 0.06 * max(1, time)
            told = f"alf learned at {reached:.1f}" if reached else "not yet"
            says(explorer, values, told)


@fact("saddles: Saxe's staircase")
def test_the_curves_are_descent_on_the_product_by_autograd(explorer):
    values = {"depth": "3", "begin": "aligned", "first": 1e-2, "ratio": 0.5}
    target = torch.diag(torch.tensor([3.0, 1.5, 0.75], dtype=torch.float64))
    layers = (1e-2 ** (1 / 3) * torch.eye(3, dtype=torch.float64)).repeat(3, 1, 1)
    learned, losses = [], []
    for _ in range(60):
        layers.requires_grad_()
        product = layers[2] @ layers[1] @ layers[0]
        loss = 0.5 * ((product - target) ** 2).sum()
        (grad,) = torch.autograd.grad(loss, layers)
        learned.append(product.diagonal().detach().numpy().copy())
        losses.append(loss.item())
        layers = (layers - 0.03 * grad).detach()
    for k, name in enumerate(("first", "second", "third")):
        close(drawn(explorer, values, name).y[:60], np.array(learned)[:, k], rel=1e-8)
    close(drawn(explorer, values, "loss").y[:60], np.array(losses) / losses[0], rel=1e-8)


@fact("saddles: Saxe's staircase")
def test_what_is_not_learned_in_time_is_said(explorer):
    values = {"depth": "4", "begin": "aligned", "first": 1e-6, "ratio": 0.3}
    says(explorer, values, "third value: not yet.")
    silent(explorer, values, "third value half learned", "The theory is for an aligned start")
    says(explorer, values | {"begin": "random"}, "The theory is for an aligned start")
    theory = drawn(explorer, {"depth": "2", "ratio": 0.5}, "theory", panel=0)
    close(theory.y[0], 1e-4)


# Coin flips


@fact("saddles: coin flips")
def test_fair_coins_are_binomial(explorer):
    for n in (1, 3, 4):
        bars = marks(explorer, {"n": n, "kind": "coins"}, "Bars")[0]
        close(bars.height[: n + 1], [comb(n, k) / 2**n for k in range(n + 1)])
        says(explorer, {"n": n, "kind": "coins"}, f"in n = {n}: one in {2**n} is a minimum.")
    close(drawn(explorer, {}, "fair coins").y, 0.5 ** np.arange(1, 5))


@fact("saddles: coin flips")
def test_two_by_two_matrices_are_minima_as_often_as_theory_says(explorer):
    """For two dimensions of the orthogonal ensemble the chance is ½ − 1/√8 (Majumdar)."""
    record = records(explorer)[0]
    least = drawn(explorer, {}, "random matrices").y[1]
    assert abs(least - (0.5 - sqrt(1 / 8))) < 4 * record.matrices_error[1]
    says(explorer, {"n": 2, "kind": "matrices"}, f"one in {written(1 / least, '.2g')} is a minimum")
    bars = marks(explorer, {"n": 2, "kind": "matrices"}, "Bars")[0]
    close(np.sum(bars.height), 1.0)


@fact("saddles: coin flips")
def test_one_dimension_is_a_coin_for_random_signs(explorer):
    record = records(explorer)[0]
    for name in ("random matrices", "random fields"):
        chance = drawn(explorer, {}, name).y[0]
        assert abs(chance - 0.5) < 0.15
    few = record.fields_error >= 0.34 * record.fields[:, 0]
    for n in np.flatnonzero(few) + 1:
        says(explorer, {"n": int(n), "kind": "fields"}, "too rare to measure")
    for n in np.flatnonzero(~few) + 1:
        silent(explorer, {"n": int(n), "kind": "fields"}, "too rare to measure")


# Index against height


@fact("saddles: heights in a field")
def test_the_point_at_each_height_is_the_one_of_that_rank(explorer):
    record = records(explorer)[0]
    for which, place in ((0, 0), (1, 10), (1, 20)):
        rank = round(place / 20 * (record.value.shape[1] - 1))
        k = np.argsort(record.value[which])[rank]
        n = int(record.dimensions[which])
        negative = int(np.sum(record.spectra[which, k] < 0))
        value = written(record.value[which, k], ".3g")
        values = {"which": which, "place": place}
        says(explorer, values, f"Value {value}: {negative} of {n} eigenvalues are negative.")
        kind = {0: "minimum", n: "maximum"}.get(negative, "saddle")
        says(explorer, values, f"It is a {kind}.")
        square = marks(explorer, values, "Points", panel=0)[1]
        close([square.x, square.y], [record.value[which, k], 100 * negative / n], scale=1.0)


@fact("saddles: heights in a field")
def test_the_bars_hold_all_eigenvalues_on_their_side_of_zero(explorer):
    record = records(explorer)[0]
    for place in (0, 8, 20):
        rank = round(place / 20 * (record.value.shape[1] - 1))
        k = np.argsort(record.value[1])[rank]
        negative, positive = (
            drawn(explorer, {"which": 1, "place": place}, name).height
            for name in ("negative", "positive")
        )
        spectrum = record.spectra[1, k]
        assert [sum(negative), sum(positive)] == [np.sum(spectrum < 0), np.sum(spectrum > 0)]
        bars = drawn(explorer, {"which": 1, "place": place}, "negative")
        assert not np.any(bars.height[bars.x > 0])


@fact("saddles: index in a network")
def test_points_are_counted_once_and_their_signs_rightly(explorer):
    record = records(explorer)[0][0]
    found = {
        (round(float(loss), 7), int(np.sum(values < 0)))
        for loss, values in zip(
            record.loss[record.accepted], record.eigenvalues[record.accepted], strict=True
        )
    }
    text = f"{record.accepted.sum()} of {len(record.accepted)} searches ended at a critical point"
    says(explorer, {}, f"{text}, {len(found)} different.")
    size = record.eigenvalues.shape[1]
    for place, (loss, negative) in ((0, min(found)), (20, max(found))):
        told = f"Loss {written(loss, '.3g')}: {negative} of {size} eigenvalues are negative."
        says(explorer, {"place": place}, told)


@fact("saddles: index in a network")
def test_the_spectrum_is_stretched_but_complete(explorer):
    record = records(explorer)[0][0]
    lowest = np.flatnonzero(record.accepted)[np.argmin(record.loss[record.accepted])]
    negative, positive = (
        drawn(explorer, {"place": 0}, name).height for name in ("negative", "positive")
    )
    assert sum(negative) + sum(positive) == record.eigenvalues.shape[1]
    assert sum(negative) >= np.sum(np.arcsinh(50 * record.eigenvalues[lowest]) < -0.5)


# Stopped too early


@fact("saddles: stopped too early")
def test_it_stops_at_the_first_small_gradient(explorer):
    runs = explorer.scene_function.args[0]
    for which, (when, loss, grad, _) in runs.items():
        threshold = float(explorer.controls[1].at(20))
        k = next((k for k, norm in enumerate(grad) if norm < threshold), None)
        values = {"which": which, "threshold": threshold}
        if k is None:
            says(explorer, values, "It never stops")
            silent(explorer, values, "Stopped at", "Fooled")
        else:
            says(explorer, values, f"Stopped at a loss of {loss[k]:.3f}; the run goes on to")
            point = drawn(explorer, values, "stop")
            close([point.x, point.y], [[when[k]], [loss[k]]])
            (says if loss[k] > 0.5 * loss[0] else silent)(explorer, values, "Fooled")
    says(explorer, {"which": "network", "threshold": 1e-4}, "It never stops")
    says(explorer, {"which": "linear", "threshold": 1.0}, "Stopped at a loss")


@fact("saddles: stopped too early")
def test_a_network_on_its_plateau_knows_nothing(explorer):
    loss = marks(explorer, {"which": "network"}, "Line", panel=0)[0]
    assert abs(loss.y[0] - log(10)) < 0.05
    (guide,) = marks(explorer, {"which": "network", "threshold": 0.01}, "Guide")
    close(guide.y, 0.01)
    norm = marks(explorer, {"which": "linear"}, "Line", panel=1)[0]
    assert np.all(norm.y > 0) and len(norm.y) == len(norm.x)


# Noise at a saddle


KINDS = {"others": False, "symmetric": True}


@fact("saddles: noise at a saddle")
def test_the_median_run_leaves_when_it_says(explorer):
    record = records(explorer)[0]
    for which, kind in product(range(len(record.offsets)), KINDS):
        own = record.symmetric == KINDS[kind]
        for size, steps in zip(record.batch_sizes, record.left[:, which, own], strict=True):
            name = f"Batch of {size}" if size else "All examples"
            half = np.median(steps)
            told = f"{half:.0f}." if np.isfinite(half) else "not within the run."
            says(explorer, {"which": which, "kind": kind}, f"{name}: {told}")


@fact("saddles: noise at a saddle")
def test_every_curve_starts_at_the_saddle(explorer):
    record = records(explorer)[0]
    for kind, alike in KINDS.items():
        ratio = np.median(record.ratio[:, 0, record.symmetric == alike], axis=1)
        for size, row in zip(record.batch_sizes, ratio, strict=True):
            label = f"batch of {size}" if size else "all examples"
            line = drawn(explorer, {"which": 0, "kind": kind}, label)
            close(line.y[0], 1.0, rel=0.02)
            close(line.y, row[:: len(row) // len(line.y) or 1][: len(line.y)], rel=1e-9)


@fact("saddles: noise at a saddle")
def test_minibatches_keep_the_symmetry_that_they_start_with(explorer):
    record = records(explorer)[0]
    runs = int(record.symmetric.sum()) * (len(record.batch_sizes) - 1)
    told = f"After {runs} of {runs} runs of SGD as many units differ"
    says(explorer, {"which": 0, "kind": "symmetric"}, told)


# Past the saddle at zero


@fact("saddles: past zero")
def test_the_square_stands_at_the_step_that_is_told(explorer):
    record = records(explorer)[0]
    for k, step in enumerate(record.steps):
        (square,) = marks(explorer, {"k": k}, "Points", panel=1)
        close([square.x, square.y], [step, record.loss[k]])
        says(explorer, {"k": k}, f"Step {step:,}: loss {record.loss[k]:.2f}")
    says(explorer, {"k": len(record.steps) - 1}, "at 100% of the final distance")


@fact("saddles: past zero")
def test_zero_weights_know_nothing(explorer):
    zero = drawn(explorer, {}, "zero weights", panel=0)
    assert not np.any(zero.x) and not np.any(zero.y)
    (field,) = marks(explorer, {}, "Field", panel=0)
    row, column = np.argmin(np.abs(field.y)), np.argmin(np.abs(field.x))
    assert abs(field.z[row, column] - log(10)) < 0.4


# The saddles of the Gabor loss


def gabor_loss(record, offset, frequency):
    """Prince (2023), equations 6.8 and 6.9, in torch."""
    x, y = torch.tensor(record.x), torch.tensor(record.y)
    u = offset + 0.06 * frequency * x
    return torch.sum((torch.sin(u) * torch.exp(-u * u / 32) - y) ** 2)


@fact("saddles: the Gabor loss")
def test_marks_are_where_the_loss_is_level_and_of_their_kind(explorer):
    record = records(explorer)[0]
    for label, negative in (("minimum", 0), ("saddle", 1), ("maximum", 2)):
        points = drawn(explorer, {}, label, panel=0)
        assert len(points.x) > 3
        for place in np.stack([points.x, points.y], axis=1)[:6]:
            loss = lambda p: gabor_loss(record, *p)  # noqa: E731
            place = torch.tensor(place, requires_grad=True)
            assert torch.autograd.grad(loss(place), place)[0].norm() < 1e-3
            values = torch.linalg.eigvalsh(torch.autograd.functional.hessian(loss, place))
            assert int((values < 0).sum()) == negative


@fact("saddles: the Gabor loss")
def test_descent_leaves_a_saddle_for_a_minimum_and_rests_at_one(explorer):
    record = records(explorer)[0]
    saddle = record.places[record.negative == 1][np.argmin(record.loss[record.negative == 1])]
    says(explorer, {"start": tuple(saddle)}, "Start: 0.00 from the nearest saddle", "a saddle")
    lowest = record.places[np.argmin(record.loss)]
    at_minimum = f"At a minimum, with a loss of {record.loss.min():.2f}."
    says(explorer, {"start": tuple(lowest), "lr": 0.02}, at_minimum)
    path = drawn(explorer, {"start": tuple(lowest)}, "loss", panel=1)
    close(path.y, np.full(len(path.y), record.loss.min()), rel=1e-6)
