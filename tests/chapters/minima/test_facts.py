"""What the explorers on losses with bad minima tell, held to theory and to another optimizer."""

import numpy as np
import torch
from scipy.optimize import minimize

from optcourse.chapters.minima.experiments import curve, curve_slope, traps
from optcourse.landscapes import GaborLoss, gabor
from tests.truths import axes, close, drawn, fact, marks, records, says, silent

BELOW, ABOVE = "dips below the loss", "nowhere below the loss"


def descended(grad, start, lr, steps):
    path = [np.array(start, float)]
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return np.array(path)


def by_autograd(loss):
    """The gradient of a function of two torch scalars, at a NumPy point (2,)."""

    def grad(theta):
        point = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
        return torch.autograd.grad(loss(point[0], point[1]), point)[0].numpy()

    return grad


# Is every chord above the loss?


@fact("minima: the chord")
def test_no_chord_of_the_convex_loss_dips_and_some_of_the_others_do(explorer):
    rng = np.random.default_rng(0)
    for ends in rng.uniform(-3, 3, (30, 2)):
        left, right = np.round(ends / 0.05) * 0.05
        says(explorer, {"loss": "kink", "left": left, "right": right}, ABOVE)
    says(explorer, {"loss": "dent", "left": -3.0, "right": 0.0}, BELOW, "not convex")
    says(explorer, {"loss": "dent", "left": -0.5, "right": 0.5}, ABOVE)  # convex to ±1/√3
    says(explorer, {"loss": "waves", "left": -0.4, "right": 1.2}, BELOW)


@fact("minima: the chord")
def test_the_chord_is_straight_between_the_two_handles(explorer):
    values = {"loss": "waves", "left": -2.0, "right": 1.5}
    chord, loss = drawn(explorer, values, "chord"), drawn(explorer, values, "loss")
    ends = curve("waves", np.array([-2.0, 1.5]))
    close(chord.y, np.interp(chord.x, [-2.0, 1.5], ends))
    left, right = marks(explorer, values, "Handle")
    close([left.x, left.y, right.x, right.y], [-2.0, ends[0], 1.5, ends[1]])
    close(loss.y, 0.5 * loss.x**2 + np.sin(4 * loss.x) + 1)
    assert (loss.x[0], loss.x[-1]) == (-3.0, 3.0)
    gap = marks(explorer, values, "Line", panel=1)[0]
    close(gap.y, chord.y - curve("waves", chord.x), scale=1.0)
    for panel, zero in ((0, curve("waves", chord.x)), (1, 0.0 * gap.y)):
        (shade,) = marks(explorer, values, "Band", panel)  # where the chord is below the loss
        close(shade.high, zero, scale=1.0)
        close(shade.high - shade.low, np.maximum(-gap.y, 0), scale=1.0)


@fact("minima: the chord")
def test_the_three_losses_are_their_formulas(explorer):
    for name in ("kink", "dent", "waves"):
        line = drawn(explorer, {"loss": name}, "loss")
        close(np.gradient(line.y, line.x)[1:-1], curve_slope(name, line.x)[1:-1], rel=2e-2)
    kink = drawn(explorer, {"loss": "kink"}, "loss")
    close(kink.y, np.logaddexp(0, 3 * kink.x) + np.logaddexp(0, -2 * kink.x))
    dent = drawn(explorer, {"loss": "dent"}, "loss")
    close(dent.y, 3 - 3 / (1 + dent.x**2))


# Where does descent end?


@fact("minima: where does it end")
def test_a_slow_descent_ends_in_the_minimum_that_another_optimizer_finds(explorer):
    record = records(explorer)[0]
    loss = GaborLoss(record.x, record.y)
    best = minimize(loss.value, record.minima[0] + 0.05, jac=loss.grad, tol=1e-10)
    start = [float(record.minima[0, 0]) + 0.3, float(record.minima[0, 1]) - 0.3]
    values = {"method": "fixed", "rate": 0.1, "start": start}
    says(explorer, values, f"Loss {best.fun:.2f}, lowest possible {best.fun:.2f}", "At the global")
    path = marks(explorer, values, "Line", panel=0)[0]
    close([path.x[-1], path.y[-1]], best.x, rel=1e-3)
    close([path.x[0], path.y[0]], start)


@fact("minima: where does it end")
def test_another_minimum_is_called_local(explorer):
    record = records(explorer)[0]
    inside = np.all(np.abs(record.minima - [0, 12.5]) < 9, axis=1) & (record.losses > 1)
    place = record.minima[np.flatnonzero(inside)[0]]
    values = {"method": "fixed", "rate": 0.01, "start": place.tolist()}
    says(explorer, values, f"Loss {GaborLoss(record.x, record.y).value(place):.2f}", "not global")
    silent(explorer, values, "At the global", "still on the way", "left the picture")


@fact("minima: where does it end")
def test_a_start_says_where_slow_descent_from_the_nearest_start_ends(explorer):
    record = records(explorer)[0]
    for row, column in [(0, 0), (3, 7), (10, 12)]:
        start = [float(record.offsets[column]), float(record.frequencies[row])]
        text = f"Slow descent from this start ends at {record.loss[row, column]:.2f}."
        says(explorer, {"shown": 1, "start": start}, text)
        silent(explorer, {"start": start}, "Slow descent")


@fact("minima: where does it end")
def test_the_map_shows_the_loss_or_where_slow_descent_ends(explorer):
    record = records(explorer)[0]
    loss, ends = (marks(explorer, {"shown": k}, "Field", panel=0)[0] for k in (0, 1))
    close(ends.z, record.loss.round(2))
    for row, column in [(0, 0), (4, 9)]:
        place = np.array([loss.x[column], loss.y[row]])
        close(loss.z[row, column], GaborLoss(record.x, record.y).value(place))


@fact("minima: where does it end")
def test_a_path_that_still_moves_is_at_no_minimum(explorer):
    around = {"method": "sgd", "start": records(explorer)[0].minima[0].tolist()}
    says(explorer, around, "Around the global minimum.")
    silent(explorer, around, "At the global minimum.")


@fact("minima: where does it end")
def test_the_fit_is_the_model_at_the_end_of_the_path(explorer):
    values = {"method": "fixed", "rate": 0.02, "start": [2.0, 9.0]}
    path = marks(explorer, values, "Line", panel=0)[0]
    fit = drawn(explorer, values, "this fit")
    u = path.x[-1] + 0.06 * path.y[-1] * fit.x
    close(fit.y, np.sin(u) * np.exp(-(u**2) / 32))
    best = drawn(explorer, values, "best fit")
    close(best.y, gabor(best.x, records(explorer)[0].minima[0]))
    x, y = axes(explorer, values, panel=0)
    assert (*x.limits, *y.limits) == (-10.0, 10.0, 2.5, 22.5)


# A bad minimum built by hand


@fact("minima: a bad minimum")
def test_descent_into_each_kind_of_minimum_is_told(explorer):
    for name in ("neuron", "hidden"):
        trap = traps()[name]
        side = np.linspace(-1, 2.2, 7)
        starts = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        ends = [minimize(trap.network.value, s, jac=trap.network.grad, tol=1e-10) for s in starts]
        heights = np.array([each.fun for each in ends])
        shown = [np.all((each.x > -1.2) & (each.x < 2.4)) for each in ends]
        lowest, highest = (f(heights[shown]) for f in (np.min, np.max))
        assert highest > lowest + 0.005
        for height, verdict in ((lowest, "The global minimum."), (highest, "A bad minimum")):
            end = ends[int(np.argmin(np.where(shown, np.abs(heights - height), np.inf)))]
            values = {"network": name, "rate": 0.05, "start": end.x.tolist()}
            says(explorer, values, verdict, f"Loss {height:.3f}, lowest {lowest:.3f}")


@fact("minima: a bad minimum")
def test_the_loss_of_one_hidden_unit_is_that_of_its_formula(explorer):
    X, y = torch.tensor([[0.7, 3.0, 12.0], [0.6, 0.4, 1.4]], dtype=torch.float64)
    grad = by_autograd(lambda a, b: ((b * torch.tanh(a * X) - y) ** 2).mean())
    values = {"network": "hidden", "rate": 0.1, "start": [1.0, 1.0]}
    path = marks(explorer, values, "Line", panel=0)[0]
    close(np.stack([path.x, path.y], axis=1)[:6], descended(grad, (1, 1), 0.1, 50)[::10], rel=1e-8)
    fit = drawn(explorer, values, "this one", panel=1)
    close(fit.y, path.y[-1] * np.tanh(path.x[-1] * fit.x))


@fact("minima: a bad minimum")
def test_a_start_that_has_not_arrived_is_not_at_rest(explorer):
    values = {"network": "neuron", "rate": 1.0, "start": [1.4, 0.8]}
    silent(explorer, values | {"rate": 0.1}, "Not at rest")
    says(explorer, {"network": "hidden", "rate": 0.01, "start": [-1.2, 2.4]}, "Not at rest")


# The hyperbola


@fact("minima: the hyperbola")
def test_decay_leads_to_equal_weights_of_the_root_of_one_minus_decay(explorer):
    for decay in (0.08, 0.1):
        weight = np.sqrt(1 - decay)
        says(explorer, {"scale": 2.0, "decay": decay}, f"weights {weight:.2f} and {weight:.2f}")
    says(explorer, {"scale": 3.0, "decay": 0.0}, "Every scale is a minimum", "circle 0.000")
    silent(explorer, {"scale": 3.0, "decay": 0.0}, "decay wants")


@fact("minima: the hyperbola")
def test_the_loss_along_the_hyperbola_is_the_decay_alone(explorer):
    line = marks(explorer, {"scale": 2.0, "decay": 0.1}, "Line", panel=1)[0]
    close(line.y, 0.05 * (line.x**2 + line.x**-2))
    says(explorer, {"scale": 2.0, "decay": 0.1}, f"circle {0.05 * (4 + 0.25):.3f}")
    point = marks(explorer, {"scale": 2.0, "decay": 0.1}, "Points", panel=1)[0]
    close([point.x, point.y], [2.0, 0.05 * 4.25])


@fact("minima: the hyperbola")
def test_descent_and_both_functions_are_as_by_autograd(explorer):
    values = {"scale": 2.0, "decay": 0.1}
    loss = by_autograd(lambda a, b: 0.5 * (a * b - 1) ** 2 + 0.05 * (a**2 + b**2))
    path = drawn(explorer, values, "descent")
    wanted = descended(loss, (2.0, 0.5), 0.05, 1000)
    close(np.stack([path.x, path.y], axis=1), wanted[::5], rel=1e-8)
    same = drawn(explorer, values, "the same function")
    close(same.x * same.y, np.ones(81))
    scaled, after = (drawn(explorer, values, name) for name in ("scaled", "after descent"))
    close(scaled.y, np.maximum(scaled.x, 0))
    close(after.y, np.prod(wanted[-1]) * np.maximum(after.x, 0))
