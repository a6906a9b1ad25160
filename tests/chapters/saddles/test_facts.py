"""What the explorers on losses with saddles tell, held to theory."""

from math import log

import numpy as np
import torch

from tests.truths import axes, close, drawn, fact, marks, records, says, silent


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
            line = drawn(explorer, {"surface": name, "start": start}, rule, panel=0)
            close(along(line, 9), wanted, rel=1e-7)


@fact("saddles: who is drawn")
def test_newton_goes_to_what_it_likes_and_the_others_leave(explorer):
    others = ("Descent", "Momentum", "Saddle-free Newton")
    middle = {"surface": "wells", "start": [0.3, 1.2]}
    says(explorer, middle, "Newton: at a saddle.", *(f"{name}: at a minimum." for name in others))
    says(explorer, middle | {"start": [1.6, 1.2]}, "at a minimum. Newton: at a minimum.")
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
        close(line.y, wells(path.x, path.y)[:21], scale=1.0)
        assert line.x[-1] == axes(explorer, values, panel=1)[0].limits[1] == 20
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
    theory = drawn(explorer, {"depth": "2", "ratio": 0.5}, "theory", panel=0)
    close(theory.y[0], 1e-4)
    says(explorer, values | {"begin": "random"}, "The theory is for an aligned start")


@fact("saddles: Saxe's staircase")
def test_the_axis_of_time_is_long_enough_for_more_layers(explorer):
    """Deep aligned layers learn s after about a₀^(2/L − 1)/((L − 2) s), if a₀ is small."""
    for depth in (3, 4):
        values = {"depth": str(depth), "begin": "aligned", "first": 1e-4, "ratio": 0.5}
        end = axes(explorer, values, panel=0)[0].limits[1]
        for name, s in (("first", 3.0), ("second", 1.5), ("third", 0.75)):
            line = drawn(explorer, values, name)
            reached = line.x[np.argmax(line.y >= 0.5 * s)]
            wait = 1e-4 ** (2 / depth - 1) / ((depth - 2) * s)
            assert abs(reached / wait - 1) < 0.1 and reached < 0.85 * end


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
