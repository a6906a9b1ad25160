"""What the explorers of ill-conditioning say is true."""

from functools import cache, partial

import numpy as np
import pytest
import torch

from optcourse.networks.curvature import top_eigenvalues
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, moment_of
from optcourse.networks.models import mlp
from optcourse.networks.passes import Mlp
from tests.truths import axes, close, drawn, fact, marks, records, says, silent, written

STEP = "conditioning: step against curvature"
DIRECTION = "conditioning: curvature in every direction"
VALLEY = "conditioning: the valley"
NETWORK = "conditioning: a step in a network"
GROWTH = "conditioning: a gradient that grows"
BILL = "conditioning: the bill"
EDGE = "conditioning: the edge"
PARTS = "conditioning: each part for itself"
HELD = "conditioning: held at the edge"
SPECTRUM = "conditioning: the spectrum of a network"


@fact(STEP)
def test_half_the_squared_rate_times_the_curvature_is_lost(explorer):
    says(explorer, {"curvature": 1.0, "lr": 1.4}, "Promised 1.40, kept 0.42.")
    gap = drawn(explorer, {"curvature": -1.5, "lr": 0.8}, "½ε²h")
    close(np.diff(gap.y), [0.5 * 0.8**2 * -1.5])
    close(gap.x, [0.8, 0.8])


@fact(STEP)
def test_the_loss_rises_past_two_over_the_curvature(explorer):
    says(explorer, {"curvature": 1.5, "lr": 1.35}, "The loss rises")
    silent(explorer, {"curvature": 1.5, "lr": 1.3}, "The loss rises")
    says(explorer, {"curvature": 1.5, "lr": 1.3}, "worse than promised, yet lower")
    says(explorer, {"curvature": -0.5, "lr": 1.3}, "better than promised")
    says(explorer, {"curvature": 0.0, "lr": 1.3}, "the promise is exact")


@fact(STEP)
def test_the_best_rate_is_one_over_the_curvature(explorer):
    kept = drawn(explorer, {"curvature": 1.0}, "kept")
    best = np.argmax(kept.y)
    close([kept.x[best], kept.y[best]], [1.0, 0.5])


@fact(DIRECTION)
def test_eigenvectors_have_the_extreme_curvatures_and_between_them_is_the_mean(explorer):
    bounds = {"largest": 3.0, "smallest": -1.0}
    says(explorer, {"angle": 25.0, **bounds}, "= −1.00", "the smallest curvature", "bends down")
    says(explorer, {"angle": 115.0, **bounds}, "= 3.00", "the largest curvature")
    says(explorer, {"angle": 70.0, **bounds}, "= 1.00, between −1.0 and 3.0")
    silent(explorer, {"angle": 70.0, **bounds}, "eigenvector", "down")


@fact(DIRECTION)
def test_the_curve_has_the_trace_in_its_mean_and_turns_twice(explorer):
    curve = marks(explorer, {"largest": 2.0, "smallest": -1.5}, "Line", panel=1)[0]
    close(2 * np.mean(curve.y[:-1]), 0.5, scale=2.0)
    close(curve.y[:90], curve.y[90:180])


@fact(DIRECTION)
def test_the_field_bends_along_its_arrows_as_much_as_is_said(explorer):
    values = {"angle": -30.0, "largest": 3.5, "smallest": -0.8}
    field = marks(explorer, values, "Field")[0]
    low, high, turned = marks(explorer, values, "Arrow")
    ways = [np.array([a.dx, a.dy]) / np.hypot(a.dx, a.dy) for a in (low, high)]
    points = np.stack(np.meshgrid(field.x, field.y), axis=-1)
    close(field.z, 0.5 * (-0.8 * (points @ ways[0]) ** 2 + 3.5 * (points @ ways[1]) ** 2))
    close([turned.dx, turned.dy], [np.sqrt(0.75), -0.5])
    close([low.dx**2 + low.dy**2, high.dx**2 + high.dy**2], [0.75**2] * 2)


@fact(VALLEY)
@pytest.mark.parametrize(("lr", "steps"), [(1.0, 339), (1.86, 179)])
def test_along_the_valley_a_step_leaves_one_minus_rate_over_kappa(explorer, lr, steps):
    values = {"kappa": 25.0, "tilt": 0.0, "lr": lr, "start": (2.0, 0.0)}
    assert (1 - lr / 25) ** steps < 1e-6 < (1 - lr / 25) ** (steps - 1)
    says(explorer, values, f"{steps} steps to a millionth")
    close(drawn(explorer, values, "distance").y, np.geomspace(1, (1 - lr / 25) ** 200, 201))


@fact(VALLEY)
def test_newton_needs_one_step_and_so_does_descent_in_a_round_bowl(explorer):
    says(explorer, {"method": "newton", "kappa": 90.0, "tilt": 33.0}, "One step to the minimum.")
    says(explorer, {"kappa": 1.0, "lr": 1.0}, "One step to the minimum.")
    says(explorer, {"kappa": 1.0, "lr": 1.0, "momentum": 0.5}, "steps to a millionth")


@fact(VALLEY)
def test_line_search_from_its_worst_start_leaves_a_fixed_share(explorer):
    """(κ − 1)/(κ + 1) from (κ, 1): Akaike (1959)."""
    values = {"method": "search", "kappa": 3.0, "tilt": 0.0, "start": (3.0, 1.0)}
    says(explorer, values, "20 steps to a millionth", "Rate and momentum play no part")
    close(drawn(explorer, values, "distance").y, 0.5 ** np.arange(51.0))


@fact(VALLEY)
def test_the_opening_hardly_moves_and_twice_its_rate_diverges(explorer):
    """The question of the chapter's first line, and nothing that answers it."""
    says(explorer, {}, "Not there after 1,000 steps")
    silent(explorer, {}, "best rate", "Diverged")
    assert explorer.presets["Twice the rate"] == {"lr": 2 * explorer.values["lr"]}
    says(explorer, explorer.presets["Twice the rate"], "Diverged", "holds below")
    says(explorer, explorer.presets["Best fixed rate"], "687 steps to a millionth", "= 1.98.")


@fact(VALLEY)
def test_momentum_follows_the_roots_of_its_characteristic_equation(explorer):
    """θ_{k+1} = (1 + α − ε λ) θ_k − α θ_{k−1} along an eigenvector."""
    lr, alpha, lam = 1.5, 0.8, 1 / 50
    values = {"kappa": 50.0, "tilt": 90.0, "lr": lr, "momentum": alpha, "start": (0.0, -2.0)}
    roots = np.roots([1, -(1 + alpha - lr * lam), alpha])
    shares = np.linalg.solve([[1, 1], roots], [1, 1 - lr * lam])
    expected = np.abs((shares * roots ** np.arange(201)[:, None]).sum(-1))
    close(drawn(explorer, values, "distance").y, expected)


@fact(VALLEY)
def test_momentum_holds_up_to_twice_one_plus_alpha(explorer):
    values = {"momentum": 0.25, "tilt": 0.0, "start": (1.0, 1.0)}
    says(explorer, {**values, "lr": 2.52}, "2(1 + α)/λmax = 2.50", "Diverged")
    silent(explorer, {**values, "lr": 2.48}, "Diverged")
    says(explorer, {"kappa": 4.0, "lr": 2.6, "momentum": 0.0}, "2/(λmin + λmax) = 1.60")


@fact(VALLEY)
def test_the_picture_shows_the_bowl_and_the_start(explorer):
    values = {"kappa": 10.0, "tilt": 30.0, "start": (-1.5, 1.0)}
    handle, field = drawn(explorer, values, "start"), marks(explorer, values, "Field")[0]
    assert (handle.x, handle.y) == (-1.5, 1.0)
    points = np.stack(np.meshgrid(field.x, field.y), axis=-1)
    along, across = (points @ [np.cos(a), np.sin(a)] for a in np.radians([30.0, 120.0]))
    close(field.z, 0.5 * (along**2 / 10 + across**2))
    path = marks(explorer, values, "Line", panel=0)[0]
    close([path.x[0], path.y[0]], [-1.5, 1.0])


@fact(NETWORK)
@pytest.mark.parametrize("moment", [0, 1, 2])
def test_gain_and_cost_are_equal_where_the_prediction_changes_sign(explorer, moment):
    gain, cost = (
        drawn(explorer, {"moment": moment}, label)
        for label in ("εg^Tg, the gain", "½ε²g^THg, the cost")
    )
    predicted = drawn(explorer, {"moment": moment}, "predicted, second order")
    (record,) = records(explorer)
    close(predicted.y * -np.min(record.actual[moment]), cost.y - gain.y)
    even = drawn(explorer, {"moment": moment}, "equal").x
    close(gain.x * gain.y / cost.y, np.full(len(gain.x), even))
    assert np.array_equal(predicted.y > 0, predicted.x > even)
    assert drawn(explorer, {"moment": moment}, "break-even").x == even


@fact(NETWORK)
def test_a_small_step_does_what_is_predicted_and_a_huge_one_hurts(explorer):
    (record,) = records(explorer)
    small, large = {"moment": 1, "rate": record.rates[0]}, {"moment": 1, "rate": record.rates[-1]}
    says(explorer, small, "The prediction is within 10%.", f"Loss {record.loss[1]:.3g}.")
    silent(explorer, small, "hurts")
    says(explorer, large, "The step hurts.")
    assert record.actual[1, 0] < 0 < record.actual[1, -1]
    shown = marks(explorer, small, "Points", panel=0)[1]
    dip = -np.min(record.actual[1])
    close([shown.x, shown.y * dip], [record.rates[0], record.actual[1, 0]])


@fact(GROWTH)
def test_norm_curvature_and_errors_are_those_of_the_record(explorer):
    (record,) = records(explorer)
    norm, bend = record.minibatch_grad_norm[1, 2], record.minibatch_curvature[1, 2]
    values = {"moment": 2, "network": 1}
    says(explorer, values, f"Gradient norm {written(norm, '.2g')}, g^THg {written(bend, '.2g')}.")
    errors = 100 * record.val_error[1, 2], 100 * record.train_error[1, 2]
    says(explorer, values, "Validation error {:.0f}%, training error {:.0f}%.".format(*errors))


@fact(GROWTH)
def test_the_chosen_network_is_drawn_as_far_as_the_reader_has_come(explorer):
    (record,) = records(explorer)
    for panel, values in enumerate((record.minibatch_grad_norm, record.minibatch_curvature)):
        this = drawn(explorer, {"moment": 1, "network": 1}, "this one", panel=panel)
        close(this.y[:2], values[1, :2])
        assert np.isnan(this.y[2:]).all()
        faint = marks(explorer, {"moment": 1, "network": 1}, "Line", panel)[:-1]
        close([line.y[:2] for line in faint], values[:, :2])
        assert np.isnan([line.y[2:] for line in faint]).all()
        low, high = axes(explorer, {}, panel)[1].limits
        assert low <= np.nanmin(values) < np.nanmax(values) <= high


@fact(BILL)
def test_descent_takes_the_steps_that_its_rate_of_shrinking_asks_for(explorer):
    """The best rate leaves (κ − 1)/(κ + 1) a step: Goodfellow et al. (2016), section 8.2."""
    curve = drawn(explorer, {}, "best fixed rate, and exact line search")
    shares = (curve.x - 1) / (curve.x + 1)
    assert list(curve.y) == list(np.ceil(np.log(1e-6) / np.log(shares)))
    says(explorer, {"which": 1}, f"Descent {curve.y[1]:.0f} steps", "Newton 1.")


@fact(BILL)
def test_guides_have_slopes_one_and_a_half(explorer):
    guides = [line for line in marks(explorer, {}, "Line") if line.dash]
    slopes = [np.diff(np.log(line.y)) / np.diff(np.log(line.x)) for line in guides]
    close(slopes, [[1.0, 1.0], [0.5, 0.5]])
    notes = [mark.text for mark in marks(explorer, {}, "Text")]
    assert notes == ["∝ *κ*", "∝ √*κ*"]


@fact(BILL)
def test_the_upright_line_and_the_symbols_stand_at_the_chosen_number(explorer):
    (record,) = records(explorer)
    symbols = marks(explorer, {"which": 2}, "Points")
    assert (
        [mark.x for mark in symbols]
        == [9.0] * 3
        == [marks(explorer, {"which": 2}, "Guide")[0].x] * 3
    )
    assert [mark.y for mark in symbols] == [record.descent[2], record.momentum[2], 1]


@fact(EDGE)
@pytest.mark.parametrize("rate", [0.03, 0.4])
def test_the_limit_is_two_over_the_rate(explorer, rate):
    says(explorer, {"rate": rate}, f"limit 2/ε = {2 / rate:.1f}")
    close(drawn(explorer, {"rate": rate}, "2/ε").y, 2 / rate)


@fact(EDGE)
def test_descent_is_held_at_the_limit_or_has_not_come_to_it(explorer):
    whole = partial(says, explorer_of_1500_steps())
    whole({"rate": 0.03}, "Step 1,500", "Below the edge")
    for seed in (1, 2):
        whole({"rate": 0.4, "seed": seed}, "At the edge")
        whole({"rate": 0.2, "seed": seed, "loss": "cross_entropy"}, "Below the edge")
        whole({"rate": 1.0, "seed": seed}, "Diverged at step")


@cache
def explorer_of_1500_steps():
    from optcourse.chapters.conditioning.explorers import the_edge

    return the_edge()


@fact(EDGE)
def test_at_the_start_it_is_what_torch_and_lanczos_find(explorer):
    """The same weights, 200 digits, squared error, derivatives by autograd."""
    net = Mlp((64, 32, 32, 32, 10))
    theta, data = net.start(seed=1), digits(num_train=200)
    ensemble = Ensemble([mlp(net.widths, dtype=torch.float64)])
    parts = [torch.from_numpy(part.T.ravel()) for layer in net.layers(theta) for part in layer]
    ensemble.theta.copy_(torch.cat(parts))
    X, y = torch.from_numpy(data.X_train).double(), torch.from_numpy(data.y_train)
    moment = moment_of(ensemble, X, y, "squared_error")
    top = top_eigenvalues(moment.operator, tol=1e-4).eigenvalues[0, 0]
    curve, terms = (drawn(explorer, {"rate": 0.4}, label) for label in
                    ("this network", "εg^THg ÷ 2g^Tg"))  # fmt: skip
    close(curve.y[0], float(top), rel=0.02)
    bent = moment.operator.curvature_along_gradient()
    close(terms.y[0], float(0.5 * 0.4 * bent / moment.norm**2), rel=1e-4)
    loss = marks(explorer, {"rate": 0.4}, "Line", panel=2)[0]
    close(loss.y[0], float(moment.loss.detach()), rel=1e-6)


@fact(PARTS)
def test_each_part_shrinks_by_a_factor_of_its_own(explorer):
    """1 − ελ a step: Polyak (1987), section 1.4."""
    for lam in (1.0, 0.16, 0.02):
        line = drawn(explorer, {"lr": 1.7}, f"λ = {lam:g}")
        close(line.y, np.abs(1 - 1.7 * lam) ** line.x)
    factors = marks(explorer, {"lr": 0.5}, "Points")
    close([mark.y for mark in factors], [1 - 0.5 * mark.x for mark in factors])


@fact(PARTS)
def test_past_two_over_the_largest_curvature_the_steepest_part_grows(explorer):
    says(explorer, {"lr": 2.1}, "The steepest part grows, by 1.10 at each step.")
    silent(explorer, {"lr": 2.0}, "grows", "turns round")
    says(explorer, {"lr": 1.5}, "turns round", f"{100 * 0.97**100:.0f}% of the flattest part")


@fact(HELD)
def test_below_the_edge_descent_comes_to_the_end_of_the_floor(explorer):
    values = {"lr": 0.15}
    says(explorer, values, "last hundred steps 10.0, limit 2/ε = 13.3.", "nothing holds")
    close(drawn(explorer, values, "of the path").y[-1:], [10.0], rel=1e-3)
    silent(explorer, values, "Held at the edge")


@fact(HELD)
@pytest.mark.parametrize("lr", [0.24, 0.25])
def test_above_the_edge_sharpness_settles_at_two_over_the_rate(explorer, lr):
    """There a step across turns θ₁ into −θ₁, and its square balances the pull of the floor."""
    says(explorer, {"lr": lr}, f"limit 2/ε = {2 / lr:.1f}.", "Held at the edge")
    silent(explorer, {"lr": lr}, "nothing holds")
    sharp = drawn(explorer, {"lr": lr}, "of the path").y
    assert np.max(np.abs(sharp[-20:] * lr / 2 - 1)) < 0.1
    path = marks(explorer, {"lr": lr}, "Line", panel=0)[0]
    balance = np.log(10 / (2 / lr)) * 0.5  # ½ e^θ₂ θ₁² = ½ (ln 10 − θ₂)
    close(np.mean(path.x[-20:] ** 2) * (2 / lr) / 2, balance, rel=0.1)


@fact(HELD)
def test_along_the_floor_descent_would_go_on(explorer):
    floor = drawn(explorer, {"lr": 0.25, "start": (0.0, 1.0)}, "along the floor").y
    path = drawn(explorer, {"lr": 0.25, "start": (0.0, 1.0)}, "of the path").y
    close(path, floor)
    close([floor[0], floor[-1]], [np.e, 10.0])


@fact(SPECTRUM)
def test_all_eigenvalues_are_counted(explorer):
    (record,) = records(explorer)
    for moment in (0, 2):
        bars = marks(explorer, {"moment": moment, "network": 1}, "Bars")[0]
        assert np.nansum(bars.height) == record.eigenvalues.shape[-1]
        low, high = axes(explorer, {"moment": moment})[0].limits
        assert low < record.eigenvalues.min() < record.eigenvalues.max() < high


@fact(SPECTRUM)
def test_the_extremes_and_the_shares_are_those_of_the_record(explorer):
    (record,) = records(explorer)
    values = record.eigenvalues[0, 2]
    top = np.max(np.abs(values))
    small, negative = np.mean(np.abs(values) < 0.01 * top), np.mean(values < -1e-6 * top)
    low, high = (written(x, ".2g") for x in (values[0], values[-1]))
    says(explorer, {"moment": 2}, f"from {low} to {high}: {100 * small:.0f}% of them",
         f"{100 * negative:.0f}% negative")  # fmt: skip
    close([drawn(explorer, {"moment": 2}, "positive").y[0]], [values[-1]])
    close([drawn(explorer, {"moment": 2}, "negative, without the sign").y[0]], [-values[0]])
    held = 100 * record.parts[0, 2, -10:].sum()
    says(explorer, {"moment": 2}, f"The ten largest hold {held:.0f}% of the squared")
