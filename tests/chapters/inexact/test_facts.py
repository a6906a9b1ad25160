"""What the explorers on noisy and biased gradients say of formulas is true."""

import numpy as np
import torch

from optcourse import draws
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from tests.truths import close, drawn, fact, marks, says, silent

FIXED = "inexact: fresh or fixed"
CLOUD = "inexact: the cloud"
WAYS = "inexact: two ways"
GRID = "inexact: the grid"
KEPT = "inexact: weights in bfloat16"
END = {"step": 1000}


@fact(FIXED)
def test_the_fixed_error_moves_the_end_by_the_inverse_of_the_curvature(explorer):
    """Along the valley: θ goes from 5 to −κc by the factor 1 − ε/κ a step, with ε = ½."""
    values = {**END, "angle": 0.0, "kappa": 20.0, "length": 0.04}
    left = (1 - 0.5 / 20) ** np.arange(1001)
    close(drawn(explorer, values, "fixed error", panel=0).x, 5 * left - 0.8 * (1 - left))
    says(explorer, values, "= (−0.800, 0), 20.0 times its own length", "costs 0.016")


@fact(FIXED)
def test_every_fresh_error_has_the_length_that_is_said(explorer):
    for rate, lr in (("constant", 0.5), ("falling", 0.5 / (1 + np.arange(1000) / 100))):
        values = {**END, "kappa": 4.0, "length": 0.03, "rate": rate}
        path = drawn(explorer, values, "fresh errors", panel=0)
        theta = np.stack([path.x, path.y], axis=1)
        step = (theta[:-1] - theta[1:]) / np.reshape(lr, (-1, 1))
        error = step - theta[:-1] * [1 / 4, 1]
        close(np.linalg.norm(error, axis=1), np.full(1000, 0.03), rel=1e-7)
        assert np.linalg.norm(error.mean(axis=0)) < 0.004


@fact(FIXED)
def test_without_an_error_both_are_plain_descent(explorer):
    says(explorer, {**END, "length": 0.0}, "No error: both go to the minimum.")
    silent(explorer, {**END, "length": 0.0}, "moves the end", "costs")
    silent(explorer, {}, "moves the end", "times as much")


@fact(CLOUD)
def test_the_cloud_hovers_with_the_variance_of_the_law(explorer):
    """εs²/λ(2 − ελ) along each axis, of 200 runs: to four standard errors of a variance."""
    for lr in (0.25, 0.5):
        values = {"lr": lr, "step": 200}
        dots = marks(explorer, values, "Points", panel=0)[0]
        for places, curvature in ((dots.x, 0.25), (dots.y, 1.0)):
            law = lr / (curvature * (2 - lr * curvature))
            assert abs(np.mean(places**2) / law - 1) < 4 * np.sqrt(2 / 200)
        says(explorer, values, "The cloud hovers")
        floor = 0.5 * sum(lr / (2 - lr * c) for c in (0.25, 1.0))
        close(drawn(explorer, values, "last points, expected").y[-1], floor, rel=1e-3)


@fact(CLOUD)
def test_at_a_rate_of_one_over_the_curvature_only_the_last_noise_is_left(explorer):
    """ε = λ = 1: θ₂ is minus the last noise, which is uniform between ±√3."""
    dots = marks(explorer, {"lr": 1.0, "step": 50}, "Points", panel=0)[0]
    assert 1.6 < np.abs(dots.y).max() <= np.sqrt(3) and abs(dots.y.std() - 1) < 0.15


@fact(CLOUD)
def test_averages_gain_where_it_hovers_and_lose_on_the_way(explorer):
    says(explorer, explorer.presets["Averaged too soon"], "The average is worse here")
    silent(explorer, explorer.presets["Averaged"], "The average is worse here")
    values = {"lr": 0.25, "step": 2, "shown": "mean"}
    mean = marks(explorer, values, "Points", panel=0)[0]
    last = marks(explorer, {**values, "shown": "last"}, "Points", panel=0)[0]
    close([mean.x, mean.y], [last.x, last.y])  # the last half of two steps is one place
    start = marks(explorer, {}, "Points", panel=0)[0]
    close([start.x, start.y], [np.full(200, -4.0), np.full(200, 2.0)])


@fact(WAYS)
def test_the_variances_are_those_of_the_formulas(explorer):
    """At s = 1: 1, d² + 7d/2 + 3, and 3d/2 + 3 with a baseline."""
    score = drawn(explorer, {}, "score function", panel=1)
    close(score.y, score.x**2 + 3.5 * score.x + 3)
    close(drawn(explorer, {}, "with a baseline").y, 1.5 * score.x + 3)
    close(drawn(explorer, {}, "reparameterized", panel=1).y, np.ones(len(score.x)))
    says(explorer, {"dimension": 10}, "138 times the variance")
    says(explorer, {"dimension": 10, "baseline": "mean"}, "18.0 times the variance")


@fact(WAYS)
def test_the_dots_scatter_as_the_curves_say(explorer):
    """Each is a mean of eight draws, round the true slope 1: an eighth of the variance."""
    for baseline, law in (("none", 15**2 + 3.5 * 15 + 3), ("mean", 25.5)):
        values = {"dimension": 15, "baseline": baseline}
        score = marks(explorer, values, "Points", panel=0)[0]
        both = np.concatenate([score.x, score.y])
        assert 0.6 < np.var(both) / (law / 8) < 1.7
        assert abs(both.mean() - 1) < 3 * np.sqrt(law / 8 / 48)
    value = marks(explorer, {"spread": 2.0}, "Points", panel=0)[1]
    assert 0.7 < np.var([value.x, value.y]) / (4 / 8) < 1.4


@fact(GRID)
def test_a_short_step_is_lost_for_ever(explorer):
    """Below 1 the next number is 2⁻⁸ away: at ε = 0.001 a step is 0.7 thousandths long."""
    says(explorer, explorer.presets["Let it run"], "θ = 1.0000", "Lost")
    says(explorer, {}, "The next number is 0.0039 away, and the step is 0.18 times as long")
    close(drawn(explorer, {"step": 1000}, "in bfloat16").y, np.ones(1001))
    silent(explorer, {"way": "random", "step": 1000}, "Lost")


@fact(GRID)
def test_every_place_is_a_number_of_bfloat16(explorer):
    for values in ({"lr": 0.0316}, {"lr": 0.002, "way": "random"}):
        path = drawn(explorer, {**values, "step": 1000}, "in bfloat16").y
        np.testing.assert_array_equal(path, torch.tensor(path).bfloat16().double())
        exact = drawn(explorer, values, "not rounded").y
        close(exact, 0.3 + 0.7 * (1 - values["lr"]) ** np.arange(1001))
        assert np.abs(path - exact).max() < 0.08
    grid = marks(explorer, {"lr": 0.1, "step": 0}, "Points", panel=1)[0]
    close(grid.x, [-1, 0, 2])  # at 1 the numbers above lie twice as far apart


@fact(KEPT)
def test_it_is_descent_by_hand_with_rounded_weights(explorer):
    """Against torch in double precision, with the page's own draws."""
    data, net = digits(num_train=1000), Mlp((64, 32, 10))
    X, y = torch.tensor(data.X_train.astype(float)), torch.tensor(data.y_train)
    theta = torch.tensor(net.start(1))
    for way in ("float", "nearest"):
        rounded = (lambda t: t.bfloat16().double()) if way == "nearest" else (lambda t: t)
        now = rounded(theta.clone())
        for k in range(50):
            rows = np.floor(draws.uniform(1, k + 9, 20) * 1000).astype(int)
            now.requires_grad_()
            (slope,) = torch.autograd.grad(loss_of(now, X[rows], y[rows]), now)
            now = rounded(now.detach() - 0.1 * slope)
        line = drawn(explorer, {"rate": 0.1, "way": way}, "this network")
        close(line.y[1], loss_of(now, X, y).item(), rel=1e-3 if way == "nearest" else 1e-9)


def loss_of(theta, X, y):
    first, b, second, c = theta.split([64 * 32, 32, 320, 10])
    hidden = torch.tanh(X @ first.reshape(64, 32) + b)
    return torch.nn.functional.cross_entropy(hidden @ second.reshape(32, 10) + c, y)


@fact(KEPT)
def test_the_recorded_curves_are_medians(explorer):
    record = explorer.scene_function.args[0]
    close(drawn(explorer, {}, "recorded: float32").y, np.median(record.loss[0], axis=1))
    for k, (way, label) in enumerate((("nearest", "to the nearest"), ("random", "at random")), 1):
        close(drawn(explorer, {"way": way}, label).y, np.median(record.loss[k], axis=1))
    end = marks(explorer, {"rate": 0.1}, "Points", panel=1)[0]
    line = drawn(explorer, {"rate": 0.1}, "this network")
    close([end.x, end.y], [0.1, line.y[-1]])
