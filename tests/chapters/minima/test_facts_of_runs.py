"""What the explorers on trained networks and their minima tell, held to their records."""

import numpy as np

from tests.truths import close, drawn, fact, marks, records, says, silent, written

# The same network 24 times


@fact("minima: the same network")
def test_both_ends_of_every_way_are_the_same_function(explorer):
    record = records(explorer)[0]
    last = record.path_loss.shape[1] - 1
    for order in explorer.controls[0].positions:
        ways = [{"order": order, "stop": stop} for stop in (0, last)]
        for values in ways:
            here = drawn(explorer, values, "here").height
            close(here, drawn(explorer, values, "at the ends").height, rel=1e-7)
            says(explorer, values, "The same function.", f"loss {record.path_loss[0, 0]:.2f},")
        says(explorer, ways[0], f"loss at the ends {record.path_loss[0, 0]:.2f}.")
        silent(explorer, {"order": order, "stop": 1}, "The same function.")


@fact("minima: the same network")
def test_units_walk_straight_to_the_places_of_those_whose_turn_it_is(explorer):
    record = records(explorer)[0]
    order, last = "2314", record.path_loss.shape[1] - 1
    for k, unit in enumerate((1, 2, 0, 3)):
        spot = marks(explorer, {"order": order, "stop": last}, "Points", panel=0)[k + 1]
        close([spot.x, spot.y], record.places[unit], scale=1.0)
        spot = marks(explorer, {"order": order, "stop": 2}, "Points", panel=0)[k + 1]
        here, there = record.places[k], record.places[unit]
        close([spot.x, spot.y], here + 2 / last * (there - here), scale=1.0)


@fact("minima: the same network")
def test_the_bars_are_probabilities_and_the_curve_is_the_chosen_order(explorer):
    record = records(explorer)[0]
    chosen = {"order": "2143", "stop": 3}
    (k,) = np.flatnonzero(np.all(record.orders == [1, 0, 3, 2], axis=1))
    bars = drawn(explorer, chosen, "here").height
    close(np.sum(bars), 1.0, rel=1e-6)
    line = drawn(explorer, chosen, "this order")
    close(line.y[:4], record.path_loss[k, :4])
    assert not np.isfinite(line.y[4:]).any()  # the rest of the way is yet to come
    close(line.x, np.linspace(0, 1, len(line.y)))
    error = record.path_error[k, 3]
    says(explorer, chosen, f"training error {error:.0%}")


# Match, then average


@fact("minima: match, then average")
def test_the_ends_are_the_trained_networks_in_both_orders(explorer):
    record = records(explorer)[0]
    ends = f"of the trained networks {100 * record.ends[1]:.1f}%"
    for order in ("plain", "matched"):
        says(explorer, {"which": 1, "order": order, "stop": 0}, ends)
        line = drawn(explorer, {"which": 1, "order": order, "stop": 4}, "mean")
        close(line.y[[0, -1]], record.plain[1][:, [0, -1]].mean(axis=0))  # order changes no error
    middle = record.matched[1, :, 2].mean()
    says(explorer, {"which": 1, "order": "matched", "stop": 2}, f"here {100 * middle:.1f}%")


@fact("minima: match, then average")
def test_a_wall_is_named_where_the_error_is_twice_that_of_the_ends(explorer):
    record = records(explorer)[0]
    for which in range(len(record.widths)):
        for order, paths in (("plain", record.plain), ("matched", record.matched)):
            for stop in range(5):
                here, values = paths[which, :, stop].mean(), {"which": which, "order": order}
                told = says if here > 2 * record.ends[which] else silent
                told(explorer, values | {"stop": stop}, "A wall")
    average = drawn(explorer, {"which": 0, "order": "plain", "stop": 2}, "average, matched")
    close(average.y, record.matched[:, :, 2].mean(axis=1))
    before = drawn(explorer, {"which": 0, "order": "plain", "stop": 1}, "average, matched")
    assert np.isnan(before.y).all()  # not told before the reader has gone half the way
    close(drawn(explorer, {"which": 0}, "trained networks").y, record.ends)


# Wider networks, fewer surprises


@fact("minima: width")
def test_nine_tenths_of_the_starts_lie_where_it_says(explorer):
    record = records(explorer)[0]
    for which, moment in ((0, 4), (2, 1)):
        low, high = np.quantile(record.loss[which, moment], [0.05, 0.95])
        ends = f"{written(low, '.3g')} and {written(high, '.3g')} nats"
        text = f"between {ends}, {written(high - low, '.2g')} apart"
        says(explorer, {"which": which, "moment": moment}, text)


@fact("minima: width")
def test_each_start_is_a_dot_and_the_lines_are_median_and_spread(explorer):
    record = records(explorer)[0]
    values = {"which": 1, "moment": 4}
    every, chosen = marks(explorer, values, "Points", panel=0)
    close(np.sort(every.y), np.sort(np.ravel(record.loss[:, 4])))
    close(chosen.y, record.loss[1, 4])
    assert np.all(np.abs(np.log(chosen.x / record.widths[1])) < 0.15)  # in the strip of its width
    curve_of_medians = drawn(explorer, values, "median loss")
    close(curve_of_medians.y, np.median(record.loss[:, 4], axis=1))
    spread = drawn(explorer, values, "spread, 5% to 95%")
    close(spread.y, np.ptp(np.quantile(record.loss[:, 4], [0.05, 0.95], axis=1), axis=0))
    median, square = marks(explorer, values, "Points", panel=1)
    close([median.y, square.y], [curve_of_medians.y[1], spread.y[1]])
    close(median.x, record.widths[1])


# The gradient-norm test


@fact("minima: the gradient norm")
def test_a_plateau_has_a_small_gradient_and_a_high_loss(explorer):
    record = records(explorer)[0]
    says(explorer, {"kind": "plateau", "moment": 0}, f"loss {np.log(10):.2f}")
    norm, loss = record.plateau_grad_norm[0], record.plateau_loss[0]
    for moment in range(len(explorer.controls[1].positions)):
        k = round(moment * (len(norm) - 1) / (len(explorer.controls[1].positions) - 1))
        says(explorer, {"kind": "plateau", "moment": moment}, f"‖g‖ = {written(norm[k], '.2g')}.")
        told = says if norm[k] < 0.01 and loss[k] > 0.5 * loss[0] else silent
        told(explorer, {"kind": "plateau", "moment": moment}, "Small, at a high loss")
        told = says if norm[k] >= 0.01 else silent
        told(explorer, {"kind": "plateau", "moment": moment}, "Not small")


@fact("minima: the gradient norm")
def test_the_bold_curves_are_the_first_network_up_to_the_moment(explorer):
    record = records(explorer)[0]
    last = len(explorer.controls[1].positions) - 1
    for panel, rows in enumerate((record.loss, record.grad_norm)):
        line = drawn(explorer, {"kind": "learning", "moment": last}, "first network", panel)
        close(line.y, rows[0])
        close(line.x, record.steps)
        early = drawn(explorer, {"kind": "learning", "moment": 0}, "first network", panel)
        assert np.isfinite(early.y).sum() == 1
        assert len(marks(explorer, {"kind": "learning"}, "Line", panel)) == len(rows) + 1
    says(explorer, {"kind": "learning", "moment": last}, f"at step {record.steps[-1]}:")
