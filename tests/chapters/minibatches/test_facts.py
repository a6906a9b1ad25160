"""What the explorers of batches, minibatches and streams say of formulas is true."""

import math

import numpy as np
import pytest

from optcourse.chapters.minibatches.experiments import SmallWorld, StreamConfig
from tests.truths import close, drawn, fact, marks, reading, says, silent, written

VALLEYS = "minibatches: two valleys"
INVERSE = "minibatches: gradient and inverse"
COST = "minibatches: the cost of a batch"
SETTLES = "minibatches: where SGD settles"


@fact(VALLEYS)
def test_a_batch_of_all_points_is_the_full_batch(explorer):
    values = {"size": 28, "seed": 3, "lr": 4.0, "step": 150, "start": (-4.0, 12.0)}
    few, full = (drawn(explorer, values, label) for label in ("minibatches", "full batch"))
    close([few.x, few.y], [full.x, full.y], rel=1e-6)
    everything, batch = marks(explorer, values, "Field")
    close(everything.z, batch.z)
    silent(explorer, values, "Only")


@fact(VALLEYS)
def test_the_batches_of_an_epoch_are_the_whole_together(explorer):
    values = {"size": 7, "seed": 11}
    whole = marks(explorer, values, "Field", panel=0)[0].z
    parts = [marks(explorer, {**values, "step": k}, "Field", panel=1)[0].z for k in range(4, 8)]
    close(np.mean(parts, axis=0), whole)
    assert np.max(np.abs(parts[0] - parts[1])) > 0.1 * np.max(whole)


@fact(VALLEYS)
def test_a_step_goes_down_the_slope_of_the_batch(explorer):
    """The next step, against differences of the field that the batch sees."""
    values = {"size": 28, "lr": 2.0, "step": 0, "start": (-2.5, 10.0)}
    step, field = drawn(explorer, values, "next step"), marks(explorer, values, "Field", panel=1)[0]
    rows = [np.interp(-2.5, field.x, row) for row in np.gradient(field.z, field.x, axis=1)]
    columns = [np.interp(-2.5, field.x, row) for row in np.gradient(field.z, field.y, axis=0)]
    slope = [np.interp(10.0, field.y, each) for each in (rows, columns)]
    close([np.diff(step.x)[0], np.diff(step.y)[0]], np.multiply(-2.0, slope), rel=0.05)
    path = drawn(explorer, {**values, "step": 150}, "minibatches")
    close([step.x[1], step.y[1]], [path.x[1], path.y[1]])


@fact(VALLEYS)
def test_a_batch_of_three_leaves_a_valley_that_holds_the_full_batch(explorer):
    end = explorer.presets["Let it run"]
    says(explorer, {}, "Neither is in the best valley.", "After 0 steps")
    says(explorer, end, "Only the minibatches are in the best valley.", "After 150 steps")
    silent(explorer, end, "Both", "Neither", "Only the full batch")
    best = drawn(explorer, end, "best valley")
    field = marks(explorer, end, "Field", panel=0)[0]
    low = np.unravel_index(np.argmin(field.z), field.z.shape)
    assert abs(field.x[low[1]] - best.x) < 0.4 and abs(field.y[low[0]] - best.y) < 0.4
    few, full = (drawn(explorer, end, label) for label in ("minibatches", "full batch"))
    assert math.hypot(few.x[-1] - best.x, few.y[-1] - best.y) < 2.5
    assert math.hypot(full.x[-1] - best.x, full.y[-1] - best.y) > 2.5
    says(explorer, {"start": (0.5, 17.0), "lr": 0.5, "size": 20}, "Both are in the best valley.")


@fact(INVERSE)
def test_the_inverse_turns_small_noise_into_large_along_the_flat_direction(explorer):
    """‖H⁻¹ noise‖ ÷ ‖H⁻¹g‖ with g along the steep direction: √(1 + κ²) ÷ √2 times as much."""
    kappa = 20.0
    ratio = math.sqrt((1 + kappa**2) / 2)
    values = {"size": 100.0, "kappa": kappa, "angle": 0.0}
    plain = 3 / math.sqrt(100) * math.sqrt(2)
    says(explorer, values, f"error of ĝ {plain:.0%}, of H⁻¹ĝ {plain * ratio:.0%}", "14 times",
         "κ = 20 is possible", f"needs {100 * ratio**2:,.0f} examples")  # fmt: skip


@fact(INVERSE)
def test_in_a_round_bowl_and_along_the_flat_direction_it_is_no_worse(explorer):
    says(
        explorer,
        {"kappa": 1.0, "angle": 40.0},
        "the Newton step is no worse",
        "amplified 1.0 times",
    )
    says(explorer, {"kappa": 50.0, "angle": 90.0}, "the Newton step is no worse")
    silent(explorer, {"kappa": 50.0, "angle": 90.0}, "needs")


@fact(INVERSE)
def test_clouds_have_the_mean_and_the_spread_that_are_said(explorer):
    values = {"size": 400.0, "kappa": 5.0, "angle": 30.0}
    grads, steps = marks(explorer, values, "Points")
    first, second = marks(explorer, values, "Arrow")
    close([grads.x.mean(), grads.y.mean()], [math.sqrt(0.75), 0.5])
    close([grads.x.std(), grads.y.std()], [3 / 20, 3 / 20])
    length = math.hypot(math.sqrt(0.75) / 5, 0.5)
    close([steps.x, steps.y], [grads.x / 5 / length, grads.y / length])
    close([math.hypot(first.dx, first.dy), math.hypot(second.dx, second.dy)], [1.0, 1.0])
    close([second.dx, second.dy], [steps.x.mean(), steps.y.mean()])
    error = math.sqrt(steps.x.var() + steps.y.var())
    says(explorer, values, f"of H⁻¹ĝ {error:.0%}")


@fact(COST)
@pytest.mark.parametrize(
    ("which", "each", "gain"), [(0, "100", "1.0"), (1, "27.5", "3.6"), (2, "10.0", "10")]
)
def test_the_time_is_shared_by_the_batch(explorer, which, each, gain):
    """0.1 ms for one example, 0.11 for four, 0.16 for sixteen."""
    says(
        explorer, {"which": which}, f"takes {each} µs an example, {gain} times less than one alone"
    )
    time = drawn(explorer, {"which": which}, "time an example")
    close(time.y, [100.0, 27.5, 10.0])
    here = marks(explorer, {"which": which}, "Points", panel=0)[0]
    close([here.x, here.y], [time.x[which], time.y[which]])


@fact(COST)
def test_memory_grows_with_the_batch(explorer):
    """What is kept an example is the same; what is kept of the weights, once, is little."""
    memory = drawn(explorer, {}, "memory")
    close(np.diff(memory.y) / np.diff(memory.x), np.full(2, np.diff(memory.y)[0] / 3), rel=1e-6)
    assert f"keeps {memory.y[1]:.3g}"[:-1] in reading(explorer, {"which": 1})


def noise_of_a_label():
    """p(1 − p) of each input of the small world."""
    odds = SmallWorld(StreamConfig()).odds
    return odds * (1 - odds)


@fact(SETTLES)
@pytest.mark.parametrize(("lr", "size"), [(1.0, 1.0), (2.0, 2.0), (8.0, 64.0)])
def test_sgd_stays_where_a_step_changes_nothing(explorer, lr, size):
    """s = s(1 − 2u + u²(1 + 15/n)) + εu/n has one solution, u = ε p(1 − p)/16."""
    variance = noise_of_a_label()
    u = lr * variance / 16
    still = lr / size / (2 - u * (1 + 15 / size))
    values = {"lr": lr, "size": size, "change": "none"}
    end = drawn(explorer, values, "SGD, in the mean").y[-1]
    close(end, variance @ still / 32, rel=1e-3)
    floor = lr / size * variance.mean() / 4
    says(explorer, values, "It stays there", f"ε/n = {written(lr / size, '.2g')}.",
         f"{written(floor, '.2g')}. ")  # fmt: skip


@fact(SETTLES)
@pytest.mark.parametrize("change", ["rate", "batch"])
def test_a_falling_rate_and_a_growing_batch_go_below_the_floor(explorer, change):
    values = {"lr": 4.0, "size": 1.0}
    ends = [
        drawn(explorer, values | {"change": each}, "SGD, in the mean").y[-1]
        for each in ("none", change)
    ]
    assert ends[1] < ends[0] / 20
    says(explorer, values | {"change": change}, "Below the floor of the constant rate")
    silent(explorer, values | {"change": "none"}, "Below")


@fact(SETTLES)
def test_without_noise_the_loss_comes_down_as_that_of_descent(explorer):
    """Each distance shrinks by 1 − ε p(1 − p)/16 a step, from θ = 0."""
    odds, variance = SmallWorld(StreamConfig()).odds, noise_of_a_label()
    curve = drawn(explorer, {"lr": 2.0}, "all examples: no noise")
    begin = np.log(odds / (1 - odds)) ** 2
    loss = [begin * (1 - 2 * variance / 16) ** (2 * k) @ variance / 32 for k in curve.x]
    close(curve.y, loss)
