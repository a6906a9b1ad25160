"""What the explorers of batches, minibatches and streams say of recorded runs is true."""

from functools import cache

import numpy as np
import pytest

from optcourse.chapters.minibatches.experiments.streams import SmallWorld, StreamConfig
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from tests.truths import close, drawn, explorer_named, fact, marks, records, says, silent, written

CLOUD = "minibatches: the cloud of gradients"
WORK = "minibatches: equal work"
LOSS = "minibatches: equal training loss"
ORDER = "minibatches: the order of the data"
PASSES = "minibatches: first and later passes"
AGAIN = "minibatches: once more"
SCALE = "minibatches: the noise scale"


@fact(CLOUD)
def test_ten_times_the_batch_has_a_tenth_of_the_squared_error(explorer):
    law = drawn(explorer, {"moment": 1}, "σ/√n")
    close(law.y[0] ** 2 / law.y[1] ** 2, law.x[1] / law.x[0])
    (record,) = records(explorer)
    close(law.y[0] ** 2, record.noise_scale[0, 1])  # a batch of one: tr Σ/‖g‖²
    says(explorer, {"moment": 1}, f"tr Σ/‖g‖²: {law.y[0] ** 2:,.0f} examples.")


@fact(CLOUD)
@pytest.mark.parametrize("which", [0, 1])
def test_the_error_and_the_share_downhill_are_those_of_the_cloud(explorer, which):
    values = {"which": which, "moment": 0}
    cloud = marks(explorer, values, "Points", panel=0)[0]
    says(explorer, values, f"{np.mean(cloud.x > 0):.0%} of the batches point downhill.")
    (record,) = records(explorer)
    share = record.error[0, 0, which] / record.grad_norm[0, 0]
    says(explorer, values, f"A batch of {(1, 10)[which]} misses by {share:.0%} of ‖g‖.")
    g = marks(explorer, values, "Points", panel=0)[1]
    assert (g.x, g.y) == (1.0, 0.0)
    here = marks(explorer, values, "Points", panel=1)[1]
    close([here.x, here.y], [(1, 10)[which], share])
    assert len(cloud.x) == 6


@cache
def work_of_four_epochs():
    from optcourse.chapters.minibatches.explorers import work_for_work

    return work_for_work(records(explorer_named(WORK))[0])


@fact(WORK)
def test_a_batch_of_n_makes_an_nth_of_the_steps(explorer):
    """Four epochs of 1,024 examples."""
    for batch in (1, 16, 1024):
        values = {"batch": batch, "rate": 0.04}
        says(
            work_of_four_epochs(), values, f"{4096 // batch:,} steps of a batch of {batch:,}: loss"
        )


@fact(WORK)
def test_all_examples_at_once_are_full_batch_descent(explorer):
    """Four steps, each along the gradient of the mean loss over 1,024 digits."""
    data, net = digits(num_train=1024), Mlp((64, 32, 10))
    X, targets = data.X_train.astype(float), np.eye(10)[data.y_train]
    theta, losses = net.start(seed=1), []
    for _ in range(5):
        found = net.gradient(theta, X, targets)
        losses.append(found.loss)
        theta = theta - 0.64 * found.theta
    path = drawn(work_of_four_epochs(), {"batch": 1024, "rate": 0.64}, "this network")
    close(path.x[[0, -1]], [0.0, 4.096])
    close(path.y[[0, 4, 8, 12, 16]], losses)
    close(path.y[1:4], [losses[0]] * 3)


@fact(WORK)
def test_small_batches_come_further_with_the_same_work(explorer):
    few, all_ = (
        drawn(work_of_four_epochs(), {"batch": batch, "rate": 0.64}, "this network").y[-1]
        for batch in (16, 1024)
    )
    assert few < 0.1 * all_


@fact(WORK)
@pytest.mark.parametrize("which", [0, 1])
def test_recorded_losses_are_medians_over_networks(explorer, which):
    record = records(explorer)[0]
    size = int(record.sizes[which])
    this = drawn(explorer, {"batch": size}, "this size, recorded")
    close(this.y, record.loss[which, :, :, -1].sum(axis=1) / 2)
    here = marks(explorer, {"batch": size}, "Points")[0]
    close(here.y, drawn(explorer, {"batch": size}, "this network").y[-1])
    assert np.all(np.isnan(drawn(explorer, {"batch": 32}, "this size, recorded").y))


@fact(LOSS)
def test_the_least_test_error_is_on_the_way_that_is_drawn(explorer):
    (record,) = records(explorer)
    for run in range(3):
        loss, error = record.train_loss[run], record.test_error[run]
        says(explorer, {"run": run}, f"training loss {loss[:, -1].sum() / 2:.2f}"[:-1],
             f"test error {error[:, -1].sum() / 2:.1%}",
             f"the least on the way {error.mean(axis=0).min():.1%}")  # fmt: skip
        by_loss = drawn(explorer, {"run": run}, "this one", panel=1)
        close([by_loss.x, by_loss.y], [loss.mean(0)[1:], 100 * error.mean(0)[1:]])


@fact(LOSS)
def test_the_same_errors_are_drawn_against_epochs_and_against_loss(explorer):
    for run in range(3):
        times, losses = (drawn(explorer, {"run": run}, "this one", panel) for panel in (0, 1))
        close(times.y, losses.y)
        assert np.all(np.diff(times.x) > 0)
        (record,) = records(explorer)
        assert times.x[-1] == {2: 1, 20: 5}[int(record.sizes[run])]


@fact(ORDER)
@pytest.mark.parametrize("order", ["0", "1", "2"])
def test_the_worst_digit_has_the_lowest_bar(explorer, order):
    values = {"order": order, "moment": 4}
    (bars,) = marks(explorer, values, "Bars")
    worst = int(np.argmin(bars.height))
    says(explorer, values, f"The worst digit, {worst}, is right in {bars.height[worst]:.0f}%.")
    assert list(bars.x) == list(range(10))


@fact(ORDER)
@pytest.mark.parametrize("order", ["0", "1", "2"])
def test_this_order_is_drawn_at_the_rate_with_the_lowest_end(explorer, order):
    (record,) = records(explorer)
    ends = np.median(record.train_loss[int(order), :, :, -1], axis=1)
    run = record.train_loss[int(order), int(np.argmin(ends)), 0]
    curve = drawn(explorer, {"order": order, "moment": 2}, "this order")
    close(curve.y[:3], run[:3])
    assert np.isnan(curve.y[3:]).all()
    says(explorer, {"order": order, "moment": 2}, f"Loss {run[2]:.3g}"[:-1],
         f"misses by {record.batch_error[int(order)]:.1f} times σ/√n")  # fmt: skip


@fact(PASSES)
def test_a_pass_that_raises_the_generalization_error_is_said_to(explorer):
    for which in range(2):
        curve = drawn(explorer, {"which": which, "when": 2}, "generalization")
        for when in range(3):
            values, rises = {"which": which, "when": when}, curve.y[when + 1] > curve.y[when]
            said = "This pass raises the generalization error."
            (says if rises else silent)(explorer, values, said)
            still = "This pass still lowers the generalization error."
            (silent if rises or when == 0 else says)(explorer, values, still)
            (says if when == 0 else silent)(explorer, values, "First pass: unbiased.")


@fact(PASSES)
def test_the_share_of_the_slope_is_that_of_the_pass(explorer):
    (record,) = records(explorer)
    for when in range(3):
        values = {"which": 1, "when": when}
        says(explorer, values, f"In pass {when + 1} a minibatch sees "
             f"{record.slope_seen[1, when]:.0%}".replace("-", "−"))  # fmt: skip
        curve = drawn(explorer, values, "this m")
        close(curve.y[: when + 1], record.slope_seen[1, : when + 1])
        assert np.isnan(curve.y[when + 1 :]).all()
        assert list(curve.x) == [1, 2, 3]


@fact(PASSES)
def test_the_least_loss_is_the_entropy_of_the_labels_and_no_curve_is_below(explorer):
    least, loss = (
        drawn(explorer, {"when": 2}, "least"),
        drawn(explorer, {"when": 2}, "generalization"),
    )
    assert np.all(loss.y >= least.y[0] - 1e-12)
    close(loss.y[0], np.log(2))  # from θ = 0
    p = SmallWorld(StreamConfig()).odds
    close(least.y, np.full(4, -np.mean(p * np.log(p) + (1 - p) * np.log(1 - p))))


@fact(AGAIN)
def test_a_pass_is_as_many_steps_as_the_examples_fill_batches(explorer):
    """Batches of ten from 20, from 60, and from a stream that twelve steps use once."""
    (record,) = records(explorer)
    for which, steps in ((0, 2), (1, 6), (2, 12)):
        assert drawn(explorer, {"which": which}, "end of the first pass").x == steps
        for moment, step in enumerate(record.steps):
            values = {"which": which, "moment": moment}
            says(explorer, values, f"After {written(step / steps, '.3g')} passes")


@fact(AGAIN)
def test_both_errors_have_a_dot_from_the_first_moment_on(explorer):
    (record,) = records(explorer)
    test, train = (m for m in marks(explorer, {}, "Points", panel=0))
    close(test.y, 100 * record.test_error[0, :, 0].mean())
    close(train.y, 100 * record.train_error[0, :, 0].mean())
    assert test.x == train.x == record.steps[0]


@fact(AGAIN)
def test_the_gap_is_between_the_curves(explorer):
    (record,) = records(explorer)
    last = len(record.steps) - 1
    for which in range(3):
        values = {"which": which, "moment": last}
        test, train = (drawn(explorer, values, f"{name} error") for name in ("test", "training"))
        gap = test.y[last] - train.y[last]
        says(explorer, values, f"test error {test.y[last]:.0f}%",
             f"gap to training {gap:.0f} points".replace("-", "−"))  # fmt: skip
        close(test.y, 50 * (record.test_error[which, 0] + record.test_error[which, 1]))


@fact(SCALE)
@pytest.mark.parametrize("network", ["digits", "signals", "layers"])
def test_the_noise_scale_is_noise_over_signal(explorer, network):
    (networks,) = records(explorer)
    record, values = networks[network], {"network": network}
    noise, signal = (drawn(explorer, values, label) for label in ("tr Σ", "‖g‖²"))
    scale = drawn(explorer, values, "this network")
    start = np.sqrt(np.prod(record.noise_scale[:, 0]))  # of two networks
    close(scale.y, start * noise.y / signal.y)
    assert list(scale.x) == list(record.moments[1:])


@fact(SCALE)
def test_the_noise_scale_at_both_ends_is_that_of_the_record(explorer):
    (networks,) = records(explorer)
    for network, record in networks.items():
        start, end = np.sqrt(np.prod(record.noise_scale[:, [0, -1]], axis=0))
        says(explorer, {"network": network}, f"At the start B = {start:,.0f},",
             f"B = {end:,.0f} examples.", f"loss at {record.loss[:, -1].mean():.2g}")  # fmt: skip
