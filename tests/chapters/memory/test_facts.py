"""What the explorers on long-term dependencies tell, held to theory and to their records."""

import numpy as np
import pytest
import torch

from optcourse.chapters.memory.explorers import depth as deep
from optcourse.chapters.memory.explorers import latching, remember_one_bit
from optcourse.intervals import wilson
from optcourse.networks.data import digits
from optcourse.networks.latches import Latches
from optcourse.networks.models import rnn
from tests.truths import axes, close, drawn, fact, marks, reading, records, says, silent, written

# Powers of W


@fact("memory: powers of W")
def test_without_skew_each_step_turns_and_shrinks(explorer):
    path = drawn(explorer, {"size": 0.9, "angle": 30, "shear": 0.0, "start": [1.0, 0.5]}, "W^tx")
    z = (1 + 0.5j) * (0.9 * np.exp(1j * np.radians(30))) ** np.arange(61)
    close(path.x, z.real)
    close(path.y, z.imag)


@fact("memory: powers of W")
def test_the_eigenvalues_are_those_of_the_sliders_whatever_the_skew(explorer):
    """Cayley and Hamilton: W²x = 2 |λ| cos(angle) Wx − |λ|² x."""
    values = {"size": 1.1, "angle": 70, "shear": 2.0, "start": [0.3, -0.8]}
    path = drawn(explorer, values, "W^tx")
    x = np.stack([path.x, path.y], axis=1)
    close(x[2:], 2 * 1.1 * np.cos(np.radians(70)) * x[1:-1] - 1.1**2 * x[:-2])
    assert np.abs(x[1] - 1.1 * np.array([0.3, -0.8])).max() > 0.1  # it is no rotation
    close(drawn(explorer, values, "length").y, np.hypot(path.x, path.y))


@fact("memory: powers of W")
def test_three_verdicts_and_the_factor_of_sixty_steps(explorer):
    for size, verdict in ((0.95, "Vanishes."), (1.0, "Neither"), (1.05, "Explodes.")):
        says(explorer, {"size": size}, verdict, f"|λ|^60 = {written(size**60, '.2g')}.")
        says(explorer, {"size": size}, f"After 60 steps × {written(size**60, '.2g')};")
    silent(explorer, {"size": 0.95}, "grows first")
    says(explorer, {"size": 0.95, "angle": 90, "shear": 3.0}, "On the way it grows first")
    says(explorer, {"start": [0.0, 0.0]}, "The origin stays where it is")


@fact("memory: powers of W")
def test_the_guide_is_the_power_of_the_size(explorer):
    line = drawn(explorer, {"size": 0.9, "start": [0.6, 0.8]}, "|λ|^t, times the start")
    close(line.y, 0.9 ** np.arange(61))


# What is forgotten


@fact("memory: what is forgotten")
def test_both_inputs_turn_to_the_principal_left_eigenvector(explorer):
    values = {"first": 1.1, "second": 0.8, "between": 70}
    for name in ("first input", "second input"):
        path = drawn(explorer, values, name)
        close(abs(path.x[-1]), 1.0, rel=1e-3)  # λ₁ = 1.1 belongs to (1, 0)
    values = {"first": 0.6, "second": 1.2, "between": 70}
    path = drawn(explorer, values, "first input")
    ahead = np.array([np.cos(np.radians(70)), np.sin(np.radians(70))])
    close(abs(ahead @ [path.x[-1], path.y[-1]]), 1.0, rel=1e-6)
    axis = drawn(explorer, values, "principal direction")
    close([axis.x[1], axis.y[1]], 1.6 * ahead)


@fact("memory: what is forgotten")
def test_the_first_steps_are_products_with_the_matrix(explorer):
    apart = np.radians(110)
    left = np.array([[1, 0], [np.cos(apart), np.sin(apart)]])
    W = np.linalg.inv(left) @ np.diag([0.9, -1.2]) @ left
    values = {"first": 0.9, "second": -1.2, "between": 110, "one": [0.4, 1.1]}
    path, x = drawn(explorer, values, "first input"), np.array([0.4, 1.1])
    for k in range(6):
        close(np.abs(np.array([path.x[k], path.y[k]]) @ x), np.linalg.norm(x), rel=1e-9)
        x = x @ W


@fact("memory: what is forgotten")
def test_the_sine_falls_as_the_ratio_of_the_eigenvalues(explorer):
    values = {"first": 1.0, "second": 0.5, "between": 90}
    sine = drawn(explorer, values, "measured").y
    close(sine[20] / sine[19], 0.5, rel=1e-4)
    law = drawn(explorer, values, "(smaller ÷ larger |λ|)^t").y
    close(law, sine[0] * 0.5 ** np.arange(41))
    first = int(np.argmax(sine <= 1e-3))
    says(explorer, values, f"to a thousandth, from step {first} on", "|λ| is 0.50 of the larger")
    says(explorer, {"first": 1.0, "second": 0.95}, "Still apart after 40 steps")
    says(explorer, {"first": 1.0, "second": -1.0}, "Equal sizes")
    silent(explorer, values, "Equal sizes", "Still apart")


# Products of random factors


@fact("memory: products of random factors")
def test_fresh_factors_spread_as_the_root_and_one_repeated_in_proportion(explorer):
    for which, law in (("fresh", 0.3 * np.sqrt(60)), ("same", 0.3 * 60)):
        values = {"which": which, "count": 60, "spread": 0.3, "drift": 0.0}
        says(explorer, values, f"= {law:.2f}.")
        spread = float(reading(explorer, values).split("spreads by ")[1].split(";")[0])
        assert abs(spread / law - 1) < 0.25
        band = drawn(explorer, values, "± 2 σ√T" if which == "fresh" else "± 2 σT")
        close(np.log(band.high[60] / band.low[60]), 4 * law)


@fact("memory: products of random factors")
def test_the_typical_product_is_that_of_the_mean_logarithm(explorer):
    calm = {"which": "fresh", "count": 50, "spread": 0.02, "drift": 0.1}
    typical = float(reading(explorer, calm).split("typical product is ")[1].rstrip("."))
    assert abs(np.log(typical) - 5.0) < 0.1
    bars = drawn(explorer, calm, "measured")
    assert abs(np.sum(bars.height) - 1) < 1e-9
    assert abs(bars.x[np.argmax(bars.height)] - 5 / np.log(10)) < 0.4


@fact("memory: products of random factors")
def test_the_paths_are_products_of_their_factors(explorer):
    values = {"which": "same", "count": 10, "spread": 0.3, "drift": 0.05}
    for line in marks(explorer, values, "Line", panel=0)[:3]:
        seen = np.isfinite(line.y)
        close(line.x[seen], np.arange(11))  # as far as there are factors
        path = np.log(line.y[seen])
        close(path, line.x[seen] * path[1], scale=1.0)  # a power: one factor again
    bell = drawn(explorer, {"which": "fresh", "count": 60, "spread": 0.3}, "normal curve")
    close(np.trapezoid(bell.y, bell.x), 0.4, rel=1e-2)  # bins are 0.4 wide


# One unit, one bit


@fact("memory: one unit")
def test_a_quiet_unit_rests_where_h_is_tanh_of_wh(explorer):
    for weight in (1.5, 3.0):
        values = {"weight": weight, "noise": 0.0}
        end = drawn(explorer, values, "the bit was +1").y[-1]
        close(np.tanh(weight * end), end, rel=1e-6)
        assert end > 0.5
        close(drawn(explorer, values, "the bit was −1").y[-1], -end)
        slope = weight * (1 - end**2)
        says(explorer, values, "All 8 bits held.", f"shrinks × {slope:.2f} a step")


@fact("memory: one unit")
def test_the_gradient_is_the_product_of_the_slopes(explorer):
    values = {"weight": 2.0, "noise": 0.4}
    state = drawn(explorer, values, "the bit was +1").y
    grad = drawn(explorer, values, "each run").y
    close(np.log10(grad), np.append(0, np.cumsum(np.log10(2 * (1 - state[1:] ** 2)))), scale=30)
    noise = latching._NOISE[:, 0]
    close(state[1:], np.tanh(2 * state[:-1] + 0.4 * noise))


@fact("memory: one unit")
def test_a_light_weight_forgets_all_bits(explorer):
    says(explorer, {"weight": 0.5, "noise": 0.0}, "8 of 8 bits washed out")
    silent(explorer, {"weight": 0.5, "noise": 0.0}, "held")
    rows = [line for line in marks(explorer, {"noise": 1.0, "weight": 1.2}, "Line", panel=0)]
    bits = np.where(np.arange(8) % 2 == 0, 1.0, -1.0)
    lost = sum(row.y[-1] * bit <= 0.15 for row, bit in zip(rows, bits, strict=True))
    assert lost > 0
    says(explorer, {"noise": 1.0, "weight": 1.2}, f"{lost} of 8 bits")
    close([row.y[0] for row in rows], 0.9 * bits)


# Down through the layers


def lengths_by_torch(depth, scale, seed, same):
    """Gradients of the loss by what each layer hands on, the bottom first, over the top's."""
    data, net = digits(num_train=500, num_test=100), deep.Net(same, depth)
    into, across, out = (torch.tensor(p) for p in net.parts(net.start(seed, scale)))
    h = torch.tensor(data.X_train[:16].astype(float)) @ into
    states = [h.requires_grad_()]
    for k in range(depth):
        states.append(torch.tanh(states[-1] @ across[0 if same else k]))
        states[-1].retain_grad()
    torch.nn.functional.cross_entropy(states[-1] @ out, torch.tensor(data.y_train[:16])).backward()
    lengths = np.array([each.grad.norm(dim=1).mean().item() for each in states])
    return lengths / lengths[-1]


@fact("memory: through depth")
@pytest.mark.parametrize("kind", ["fresh", "same"])
def test_gradients_by_layer_are_torchs(explorer, kind):
    for depth, scale in ((5, 1.19), (60, 0.7)):
        values = {"kind": kind, "depth": depth, "scale": scale, "seed": 4}
        line = drawn(explorer, values, "before training")
        wanted = lengths_by_torch(depth, scale, 4, kind == "same")
        close(line.y[: depth + 1], wanted[::-1], rel=1e-6)
        assert np.all(np.isnan(line.y[depth + 1 :]))


@fact("memory: through depth")
def test_its_verdict_is_of_what_is_left_at_the_bottom(explorer):
    verdict = ("lose more", "let it through", "more than ten times as long")
    for scale, depth in ((0.5, 60), (1.0, 5), (2.0, 60)):
        values = {"scale": scale, "depth": depth}
        left = np.log10(drawn(explorer, values, "before training").y[depth])
        told = verdict[int(left > -1) + int(left >= 1)]
        says(explorer, values, told)
        silent(explorer, values, *(each for each in verdict if each != told))


@fact("memory: through depth")
def test_behind_are_the_recorded_networks_of_the_nearest_scale(explorer):
    record = records(explorer)[0]
    for kind in ("fresh", "same"):
        for which, scale in enumerate((0.5, 1.0, 2.0)):
            logs = getattr(record, kind)[which, :, ::-1]
            line = drawn(explorer, {"kind": kind, "scale": scale}, "their median")
            close(line.y[: logs.shape[1]], 10.0 ** np.median(logs, axis=0), rel=1e-6)


@fact("memory: through depth")
def test_its_axis_has_a_tick_at_one_and_even_decades(explorer):
    _, y = axes(explorer, {}, 0)
    apart = np.diff(np.log10(y.ticks))
    assert 1.0 in y.ticks and np.ptp(apart) < 1e-9
    assert y.limits[0] >= 1e-16 and y.limits[1] <= 1e5  # what real networks fill


# Whose gradient is it?


@fact("memory: whose gradient")
def test_shares_before_training_are_of_terms_that_add_up_to_the_gradient_of_w(explorer):
    """By differences of the loss as to each use of W by itself."""
    latches, length, seed = Latches(longest=30), 12, 3
    theta = latches.start(seed, 1.5)
    probes = latches.drawn(seed, 2, length, 100)
    into, W, a, b, out, shift = latches.net.parts(theta)

    def loss(uses):
        h = np.zeros((100, 10))
        for t in range(30 - length, 30):
            h = np.tanh(probes.inputs[t] @ into + h @ uses[t] + a + b)
        return np.mean(0.5 * (h @ out + shift - probes.bits) ** 2)

    def term(k):
        slope = np.zeros((10, 10))
        for place in np.ndindex(10, 10):
            uses = np.repeat(W[None], 30, 0)
            ends = []
            for step in (1e-5, -1e-5):
                uses[29 - k][place] = W[place] + step
                ends.append(loss(uses))
            slope[place] = (ends[0] - ends[1]) / 2e-5
        return np.sqrt(np.sum(slope**2))

    lengths = np.array([term(k) for k in range(length)])
    values = {"scale": 1.5, "length": length, "seed": seed}
    line = drawn(explorer, values, "before training", 0)
    close(line.y[: length - 1], (lengths / lengths.sum())[:-1], rel=1e-5)
    grown = drawn(explorer, values, "before training", 1)
    close(grown.y, np.cumsum(np.where(line.y > 1e-29, line.y, 0)))


@fact("memory: whose gradient")
@pytest.mark.parametrize("start", ["drawn", "turned"])
def test_behind_the_lines_are_the_recorded_networks_nearest(explorer, start):
    for scale in (1.0, 2.0):
        (band,) = marks(explorer, {"start": start, "scale": scale}, "Band")
        name = "a rotation" if start == "turned" else "as drawn" if scale == 1 else "twice as large"
        shares = records(explorer)[0][name].shares[0][:, :-1]
        close(band.low, np.min(shares, axis=0), rel=1e-6)
        close(band.high, np.max(shares, axis=0), rel=1e-6)


@fact("memory: whose gradient")
def test_it_knows_the_bit_when_it_tells_99_of_100(explorer):
    for seed in (1, 2, 3):
        values = {"scale": 2.0, "length": 8, "rate": 1.0, "seed": seed}
        told = drawn(explorer, values, "200 new sequences").y[-1]
        (says if told >= 99 else silent)(explorer, values, "The network knows the bit.")
        (silent if told >= 99 else says)(explorer, values, "of new bits rightly.")


# Who holds the bit


@fact("memory: who holds")
def test_keepers_and_others_are_told_apart(explorer):
    record, times = records(explorer)[:2]
    for moment, time in enumerate(times):
        told = 100 * record.told[:, time]
        kept = record.keeps
        says(explorer, {"moment": moment}, f"{kept.sum()} lose nothing from step {record.length}")
        for group, words in ((kept, "Now they tell"), (~kept, "The others now tell")):
            if group.any():
                says(explorer, {"moment": moment}, f"{words} {written(told[group].mean(), '.0f')}%")
            else:
                silent(explorer, {"moment": moment}, words)


@fact("memory: who holds")
def test_each_network_stands_at_its_factor(explorer):
    record, times = records(explorer)[:2]
    circles, squares = marks(explorer, {"moment": 5}, "Points", panel=0)
    assert (circles.shape, squares.shape) == ("circle", "square")
    close(
        np.append(circles.x, squares.x),
        [*record.factor[record.keeps], *record.factor[~record.keeps]],
    )
    (upright,) = (m for m in marks(explorer, {"moment": 5}, "Guide", panel=1) if m.x is not None)
    assert upright.x == times[5]


# Remember one bit


@fact("memory: remember one bit")
def test_the_first_loss_is_that_of_torchs_network_on_the_same_sequences(explorer):
    """W is torch's default times the scale; the other weights lie within 1/√10."""
    latches, (length, seed, scale) = Latches(longest=50), (12, 3, 2.0)
    theta = latches.start(seed, scale)
    into, across, *_ = latches.net.parts(theta)
    assert np.abs(into).max() < 10**-0.5 < np.abs(across).max() < 2 * 10**-0.5
    fresh = latches.drawn(seed, 10, length, 20)
    model = rnn(1, 10, 1, dtype=torch.float64)
    weights = [torch.from_numpy(part.T.copy()) for part in latches.net.parts(theta)]
    with torch.no_grad():
        for mine, theirs in zip(weights, model.parameters(), strict=True):
            theirs.copy_(mine)
        outputs = model(torch.from_numpy(fresh.inputs[-length:].swapaxes(0, 1).copy())).numpy()
    line = drawn(explorer, {"length": length, "seed": seed, "scale": scale}, "fresh batches")
    close(line.y[0], np.mean((outputs - fresh.bits) ** 2))


@fact("memory: remember one bit")
def test_what_is_recorded_nearby_is_read_and_drawn(explorer):
    record = records(explorer)[0]
    for method, scale, which, length, place in (
        ("rnn", 1.0, 9, 20, (1, 3, 3)),
        ("rnn-clip", 2.25, 15, 47, (3, 5, 5)),
        ("rnn-adam", 0.5, 0, 6, (0, 0, 0)),
        ("rnn-clip", 3.75, 12, 30, (5, 4, 4)),
    ):
        g, r, k = place
        values = {"method": method, "scale": scale, "which": which, "length": length}
        counts = record.successes[record.methods.index(method), g, r]
        near = f"W × {written(record.scales[g], '.2g')}, ε = {written(record.rates[r], '.2g')}"
        says(explorer, values, f"({near}): {counts[k]} of 50 remember")
        close(drawn(explorer, values, "recorded").y, 2.0 * counts, scale=100)
        band = drawn(explorer, values, "95% interval")
        close([band.low, band.high], 100 * np.array(wilson(counts, 50)), scale=100)
        assert drawn(explorer, values, "this network").x == length


@fact("memory: remember one bit")
def test_its_presets_say_what_the_text_says(explorer):
    """In whole runs of 300 steps: from torch's scale it learns five steps and not twenty."""
    whole = remember_one_bit(records(explorer)[0])
    ends = {name: reading(whole, whole.values | values) for name, values in whole.presets.items()}
    learned = {name for name, text in ends.items() if "It remembers." in text}
    assert learned == {"Five steps", "Twice the scale", "Twice, clipped, fifty steps"}
    assert "Diverged at step" in ends["Too large a rate"]
    silent(whole, {}, "It remembers.")


# Fifty networks


@fact("memory: fifty networks")
def test_success_is_what_was_counted(explorer):
    for task in ("latch", "order"):
        record = records(explorer)[0][task]
        for row, method in enumerate(record.methods):
            for which in (0, 3):
                counts = np.asarray(record.successes[row])
                here, best = counts[which, -1], np.nanmax(counts[:, -1])
                values = {"task": task, "method": method, "which": which}
                if np.isfinite(best):
                    text = f"At T = {record.lengths[-1]}: {here:.0f} of {record.num_seeds} at this"
                    says(explorer, values, text, f"{best:.0f} at the best.")


@fact("memory: fifty networks")
def test_the_curves_are_shares_with_their_interval(explorer):
    record = records(explorer)[0]["latch"]
    method = record.methods[0]
    values = {"task": "latch", "method": method, "which": 2}
    share = 100 * np.asarray(record.successes[0], float) / record.num_seeds
    close(drawn(explorer, values, "this rate").y, share[2], scale=100)
    close(drawn(explorer, values, "best rate").y, share.max(axis=0), scale=100)
    band = drawn(explorer, values, "95% interval")
    low, high = wilson(np.asarray(record.successes[0])[2], record.num_seeds)
    close([band.low, band.high], [100 * low, 100 * high], scale=100)
    (guide,) = marks(explorer, values, "Guide", panel=1)
    close(guide.x, record.rates[2])
    close(drawn(explorer, values, f"T = {record.lengths[0]}").y, share[:, 0], scale=100)


# The scale of W


@fact("memory: scale of W")
def test_the_readout_counts_successes_at_the_best_rate(explorer):
    record = records(explorer)[0]
    for at, until in ((0, 0), (3, 4), (len(record.scales) - 1, len(record.lengths) - 1)):
        told = [
            f"{words} {record.successes[record.methods.index(name), at, :, until].max()}"
            for name, words in (("rnn", "SGD"), ("rnn-clip", "SGD, clipped"), ("rnn-adam", "Adam"))
        ]
        told.append(f"guessing {record.guessed[at, until]} of {record.num_seeds}")
        says(explorer, {"at": at, "until": until}, ", ".join(told))


@fact("memory: scale of W")
def test_one_panel_is_a_row_and_the_other_a_column_of_the_same_table(explorer):
    record = records(explorer)[0]
    for at, until in ((1, 2), (4, 5)):
        values = {"at": at, "until": until}
        by_scale = drawn(explorer, values, "guessing", panel=0)
        by_length = drawn(explorer, values, "guessing", panel=1)
        close(by_scale.y[at], by_length.y[until], scale=100)
        close(by_scale.x, record.scales)
        close(by_length.x, record.lengths)
        for panel, place in ((0, record.scales[at]), (1, record.lengths[until])):
            (guide,) = marks(explorer, values, "Guide", panel=panel)
            close(guide.x, place)


# A digit, pixel by pixel


@fact("memory: pixel by pixel")
def test_the_errors_are_those_of_the_records(explorer):
    by_name = records(explorer)[0]
    moments = len(next(iter(by_name.values())).epochs)
    for moment in range(moments):
        for name, record in by_name.items():
            says(explorer, {"moment": moment}, f"{name} {record.test_error[moment].mean():.0%}")
            line = drawn(explorer, {"moment": moment}, name, panel=0)
            assert np.isfinite(line.y).sum() == moment + 1
            close(line.y[: moment + 1], 100 * record.test_error[: moment + 1].mean(1))


@fact("memory: pixel by pixel")
def test_the_shares_of_the_pixels_are_of_the_moment(explorer):
    for name, record in records(explorer)[0].items():
        for moment in (0, len(record.epochs) - 1):
            line = drawn(explorer, {"moment": moment}, name, panel=1)
            close(line.y, record.shares[moment].mean(0))
            assert (line.x[0], line.x[-1]) == (1, 64)
