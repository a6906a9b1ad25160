"""What the explorers of surrogate losses say of recorded runs is true."""

import math

import numpy as np
import pytest

from tests.truths import close, drawn, fact, marks, records, says, silent

PRICE = "surrogates: the price of exactness"
EXACT = "surrogates: exact or surrogate"
BELIEFS = "surrogates: what the network believes"
ZERO = "surrogates: after zero training error"
STOP = "surrogates: stop here"
ENDLESS = "surrogates: descent without end"


@fact(PRICE)
def test_planes_are_choices_of_points_and_dichotomies_what_covers_theorem_counts(explorer):
    """Through d of m points; on a line m thresholds either way; in the plane 4 points less XOR."""
    says(explorer, {"dim": 12, "per": 2}, "60 examples, dimension 12: 1.4×10^12 hyperplanes")
    for per, each in enumerate((2, 3, 5, 10)):
        tries, kinds = (drawn(explorer, {"per": per}, label) for label in
                        ("hyperplanes to try", "dichotomies"))  # fmt: skip
        assert tries.y[0] == each
        assert kinds.y[0] == 2 * each
        assert tries.y[2] == 3 * each * (3 * each - 1) * (3 * each - 2) / 6
    assert drawn(explorer, {"per": 0}, "dichotomies").y[1] == 2**4 - 2


@fact(PRICE)
@pytest.mark.parametrize(("dim", "said"), [(5, 3600), (6, 24 * 3600), (7, 365 * 24 * 3600)])
def test_times_are_counts_at_the_pace_of_the_search(explorer, dim, said):
    """28 planes in 0.04 s: 700 a second."""
    seconds = math.comb(10 * dim, dim) / 700
    unit = {3600: "seconds", 24 * 3600: "hours", 365 * 24 * 3600: "days"}[said]
    shown = {
        "seconds": f"{seconds:,.0f}",
        "hours": f"{seconds / 3600:.2g}",
        "days": f"{seconds / 86400:.0f}",
    }
    says(explorer, {"dim": dim, "per": 3}, f"At the pace measured here: {shown[unit]} {unit}.")
    years = math.comb(60, 12) / 700 / 86400 / 365.25
    says(explorer, {"dim": 12, "per": 2}, f"{years:.2g} years.")


@fact(EXACT)
@pytest.mark.parametrize("task", ["3 or 8", "odd", "at least five"])
def test_the_exact_plane_has_the_fewest_training_mistakes_at_every_size(explorer, task):
    for dim in (0, 1):
        values = {"task": task, "dim": dim}
        exact, surrogate = (drawn(explorer, values, f"{name}, training")
                            for name in ("exact", "logistic"))  # fmt: skip
        assert (exact.y <= surrogate.y).all() and exact.x.tolist() == [8, 12]


@fact(EXACT)
@pytest.mark.parametrize("size", [0, 1])
def test_the_difference_and_its_interval_are_those_of_the_draws(explorer, size):
    values = {"task": "at least five", "dim": 1, "size": size}
    run = records(explorer)[0]["at least five"][2]
    one, other = run.exact_test[size].sum() / 3, run.logistic_test[size].sum() / 3
    says(explorer, values, f"With {run.sizes[size]} examples: error on new digits "
         f"{100 * one:.1f}% exact, {100 * other:.1f}% logistic.")  # fmt: skip
    gaps = 100 * (run.exact_test[size] - run.logistic_test[size])
    half = 4.30265 * gaps.std(ddof=1) / math.sqrt(3)  # Student's t, two degrees of freedom
    band = marks(explorer, values, "Band", panel=1)[0]
    close([band.high[size] - band.low[size]], [2 * half], rel=1e-4)
    told = "No difference can be told." if abs(gaps.mean()) <= half else "The exact plane is"
    says(explorer, values, told)


@fact(BELIEFS)
@pytest.mark.parametrize("loss", ["logistic", "hinge"])
def test_the_distance_is_between_the_two_curves(explorer, loss):
    values = {"loss": loss, "size": 1, "sample": 0}
    true, fitted = drawn(explorer, values, "true"), drawn(explorer, values, "fitted")
    gap = np.mean(np.abs(true.y - fitted.y))
    says(explorer, values, f"true probabilities: {gap:.3f}.")
    here = marks(explorer, values, "Points")[0]
    close([here.x, here.y], [60, gap])
    (says if loss == "hinge" else silent)(explorer, values, "read as 0.73 and 0.27")
    close(1 / (1 + np.exp([-1.0, 1.0])), [0.73, 0.27], rel=2e-3)


@fact(BELIEFS)
def test_the_truth_is_a_wave_and_means_are_over_samples(explorer):
    true = drawn(explorer, {}, "true")
    close(true.y, 0.5 + 0.4 * np.sin(1.5 * true.x))
    (record,) = records(explorer)
    for row, name in enumerate(("NLL", "hinge")):
        mean = drawn(explorer, {}, f"{name}, mean")
        fitted = 1 / (1 + np.exp(-record.outputs[row]))
        close(mean.y, np.abs(fitted - true.y).mean(axis=(1, 2)))


LEARNT = {"rate": 0.4, "seed": 3}


@fact(ZERO)
def test_a_network_learns_all_its_labels_and_is_compared_with_itself_since(explorer):
    given, new = (drawn(explorer, LEARNT, name).y for name in ("training labels", "new digits"))
    (learnt,) = (int(each.x) for each in marks(explorer, LEARNT, "Guide", panel=0))
    first = learnt // 2  # it is looked at after every second epoch
    assert given[first] == 0 and np.all(given[:first] > 0) and given[0] > 70
    change = drawn(explorer, LEARNT, "this network").y
    assert np.all(np.isnan(change[:first]))
    close(change[first:], (new - new[first])[first:], scale=100.0)
    moved = new[-1] - new[first]
    told = "is the same" if not moved else "fell" if moved < 0 else "rose"
    says(explorer, LEARNT, f"All was learnt by epoch {learnt}. Since then", told)
    if moved:
        says(explorer, LEARNT, f"by {abs(moved):.1f} points.")
    silent(explorer, {}, "Since then")
    says(explorer, {}, "Not all labels are learnt.")


@fact(ZERO)
def test_recorded_changes_are_means_over_networks(explorer):
    for name, record in records(explorer)[0].items():
        line = drawn(explorer, {}, f"recorded, {name}")
        start = int(np.median(record.first_zero))
        change = record.test_error - record.test_error[np.arange(2), record.first_zero][:, None]
        close(line.y, 50 * (change[0] + change[1])[start:], scale=100.0)


@fact(ZERO)
def test_bars_are_margins_of_all_training_examples_and_no_margin_is_wrong_when_all_is_learnt(
    explorer,
):
    (bars,) = marks(explorer, LEARNT, "Bars")
    close([bars.height.sum()], [100.0])
    given = drawn(explorer, LEARNT, "training labels").y[-1]
    close([bars.height[bars.x < 0].sum()], [given], scale=100.0)
    (bars,) = marks(explorer, {"share": 0.5, "rate": 0.025}, "Bars")
    assert bars.height[bars.x < 0].sum() > 25  # of labels half of which are wrong


@fact(STOP)
@pytest.mark.parametrize("watched", ["val_error", "val_loss"])
@pytest.mark.parametrize("patience", [0, 1, 2])
def test_training_halts_when_so_many_epochs_have_passed_without_a_better_one(
    explorer, watched, patience
):
    (record,) = records(explorer)
    for rate, network in np.ndindex(2, 2):
        values = {"watched": watched, "patience": patience, "rate": rate, "network": network}
        seen, best, wait = getattr(record, watched)[rate, network], 0, (1, 2, 3)[patience]
        for epoch in range(len(seen)):
            best = epoch if seen[epoch] < seen[best] else best
            if epoch - best == wait:
                break
        says(explorer, values, f"Halts at epoch {epoch} and keeps epoch {best}.")
        assert drawn(explorer, values, "halt").x == epoch
        assert drawn(explorer, values, "kept").x == best
        never = epoch == len(seen) - 1
        (says if never else silent)(explorer, values, "It never halts before the end.")


@fact(STOP)
def test_the_gradient_and_the_price_are_those_of_the_epochs_named(explorer):
    (record,) = records(explorer)
    values = {"watched": "val_error", "patience": 0, "rate": 1, "network": 1}
    stop, keep = (int(drawn(explorer, values, label).x) for label in ("halt", "kept"))
    grad, test = record.grad_norm[1, 1], 100 * record.test_error[1, 1]
    says(explorer, values, f"the gradient is {grad[stop] / max(grad):.2g} of its longest")
    given = test[keep] - test[-1]
    says(explorer, values, f"{'gives up' if given > 0 else 'saves'} {abs(given):.1f} points")
    close(drawn(explorer, values, "test").y, test)


@fact(ENDLESS)
@pytest.mark.parametrize("draw", [0, 1])
def test_the_dashed_line_has_the_widest_margin_of_all_directions(explorer, draw):
    values = {"draw": draw}
    plus, minus = marks(explorer, values, "Points", panel=0)
    Z = np.concatenate([np.stack([plus.x, plus.y], 1), -np.stack([minus.x, minus.y], 1)])
    turns = np.radians(np.arange(0, 360, 0.02))
    best = np.argmax(np.min(Z @ np.stack([np.cos(turns), np.sin(turns)]), axis=0))
    line = drawn(explorer, values, "widest margin")
    along = np.degrees(np.arctan2(line.y[1] - line.y[0], line.x[1] - line.x[0]))
    assert abs((along - np.degrees(turns[best]) + 1) % 180 - 91) < 0.05


@fact(ENDLESS)
def test_w_is_drawn_two_long_and_at_right_angles_to_its_line(explorer):
    (record,) = records(explorer)
    values = {"moment": 5, "draw": 1}
    arrow, line = marks(explorer, values, "Arrow")[0], drawn(explorer, values, "now")
    w = record.w[1, 5]
    close([arrow.dx, arrow.dy], 2 * w / math.hypot(*w))
    close(np.diff(line.x) * w[0] + np.diff(line.y) * w[1], [0.0], scale=10.0)
    dashed = drawn(explorer, values, "widest margin")
    cosine = (np.diff(line.x) * np.diff(dashed.x) + np.diff(line.y) * np.diff(dashed.y)) / 16**2
    angle = marks(explorer, values, "Points", panel=2)[0].y
    close(np.cos(np.radians(angle)), abs(cosine[0]))


@fact(ENDLESS)
def test_loss_and_gradient_are_those_of_the_points(explorer):
    (record,) = records(explorer)
    says(explorer, {"moment": 0}, "‖w‖ = 0.0, mean NLL 0.69", "30 examples are not yet right.")
    Z, w = record.Z[0], record.w[0, -1]
    margin = Z @ w
    grad = -(Z / (1 + np.exp(margin))[:, None]).mean(axis=0)
    end, loss = {"moment": len(record.steps) - 1}, np.log1p(np.exp(-margin)).mean()
    says(explorer, end, f"‖w‖ = {np.hypot(*w):.1f}, mean NLL {loss:.2g}, gradient")
    says(explorer, end, f"norm {np.hypot(*grad):.1g}.")
    wrong = int(np.sum(margin <= 0))
    said = f"{wrong} examples are not yet right." if wrong else "No example is wrong"
    says(explorer, end, said)
    theory, norm = drawn(explorer, end, "in theory"), drawn(explorer, end, "measured")
    close(theory.y[-1], norm.y[-1])
    turn = drawn(explorer, {}, "widest margin")
    widest = 1 / np.min(np.abs(Z @ [turn.y[1] - turn.y[0], turn.x[0] - turn.x[1]]) / 16)
    close(np.diff(theory.y) / np.diff(np.log(theory.x)), np.full(len(theory.x) - 1, widest))
