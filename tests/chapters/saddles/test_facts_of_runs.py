"""What the explorers on fields, networks and their saddles tell, held to theory and records."""

from dataclasses import replace
from itertools import product
from math import comb, log, sqrt

import numpy as np

from optcourse.chapters.saddles.explorers import noise_at_a_saddle
from tests.truths import axes, close, drawn, fact, marks, records, says, silent, written

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


@fact("saddles: heights in a field")
def test_the_tallest_bar_of_all_points_reaches_the_top(explorer):
    last = explorer.controls[0].high
    settings = [{"which": k, "place": p} for k, p in product(range(last + 1), range(21))]
    bars = [np.max(each.height) for values in settings
            for each in marks(explorer, values, "Bars", panel=1)]  # fmt: skip
    top = axes(explorer, {}, panel=1)[1].limits[1]
    assert 0.5 * top < max(bars) <= top


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
def test_the_curves_of_all_settings_fill_the_panel(explorer):
    low, high = axes(explorer, {}, panel=0)[1].limits
    settings = [{"which": which, "kind": kind} for which, kind in product(range(3), KINDS)]
    curves = [line.y for each in settings for line in marks(explorer, each, "Line", panel=0)]
    least, most = min(map(np.min, curves)), max(map(np.max, curves))
    assert low <= least < low + 0.1 * (high - low) and high - 0.1 * (high - low) < most <= high


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


@fact("saddles: noise at a saddle")
def test_it_says_so_where_the_search_found_no_such_saddle(explorer):
    record = records(explorer)[0]
    own = ~record.symmetric
    per_saddle = ("saddle_loss", "lowest", "units", "along", "symmetric")
    fewer = {name: getattr(record, name)[own] for name in per_saddle}
    per_run = ("ratio", "left", "units_after")
    fewer |= {name: getattr(record, name)[:, :, own] for name in per_run}
    bare = noise_at_a_saddle(replace(record, **fewer))
    says(bare, {"kind": "symmetric"}, "The search has found no such saddle.")
    silent(bare, {"kind": "symmetric"}, "not within the run", "runs of SGD", "Steps until")
    assert not any(np.isfinite(line.y).any() for line in marks(bare, {"kind": "symmetric"}, "Line"))
    silent(explorer, {"kind": "symmetric"}, "no such saddle")
    silent(bare, {"kind": "others"}, "no such saddle")


# Past the saddle at zero


@fact("saddles: past zero")
def test_the_square_stands_at_the_step_that_is_told(explorer):
    record = records(explorer)[0]
    for k, step in enumerate(record.steps):
        (square,) = marks(explorer, {"k": k}, "Points", panel=1)
        close([square.x, square.y], [step, record.loss[k]])
        (line,) = marks(explorer, {"k": k}, "Line", panel=1)  # as far as it has come
        assert np.isfinite(line.y).sum() == k + 1 and line.y[k] == record.loss[k]
        says(explorer, {"k": k}, f"Step {step:,}: loss {record.loss[k]:.2f}")
    says(explorer, {"k": len(record.steps) - 1}, "at 100% of the final distance")


@fact("saddles: past zero")
def test_zero_weights_know_nothing(explorer):
    zero = marks(explorer, {}, "Points", panel=0)[0]
    assert zero.shape == "cross"
    assert not np.any(zero.x) and not np.any(zero.y)
    (field,) = marks(explorer, {}, "Field", panel=0)
    row, column = np.argmin(np.abs(field.y)), np.argmin(np.abs(field.x))
    assert abs(field.z[row, column] - log(10)) < 0.4
