import numpy as np
import pytest

from optcourse.chapters.conditioning.experiments import (
    EdgeConfig,
    GrowthConfig,
    StepConfig,
    StepsConfig,
    edge_of_stability,
    growing_gradient,
    step_in_network,
    steps_to_tolerance,
    turning_cosines,
)
from optcourse.landscapes import Quadratic
from optcourse.rules import ExactLineSearch, GradientDescent, trajectory

STEP = StepConfig(hidden=(8,), moments=(0, 20), num_rates=9)
GROWTH = GrowthConfig(seeds=(0, 1), num_samples=1100, num_epochs=3, num_fixed=60, num_probes=2)
EDGE = EdgeConfig(num_train=50, hidden=(6, 6), num_steps=60, every=20)


@pytest.mark.parametrize(
    ("run", "config"),
    [
        (steps_to_tolerance, StepsConfig(kappas=(10.0, 20.0))),
        (step_in_network, STEP),
        (growing_gradient, GROWTH),
        (edge_of_stability, EDGE),
    ],
)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_steps_grow_as_kappa_and_as_its_root():
    record = steps_to_tolerance(StepsConfig())
    assert abs(record.exponent("descent") - 1) < 0.02
    assert abs(record.exponent("line_search") - 1) < 0.02
    assert abs(record.exponent("momentum") - 0.5) < 0.05
    np.testing.assert_array_equal(record.newton, 1)


def test_a_rule_that_does_not_arrive_counts_minus_one():
    record = steps_to_tolerance(StepsConfig(kappas=(10.0, 1000.0), max_steps=100))
    assert record.descent.tolist() == [69, -1]


def test_exact_line_search_turns_at_right_angles():
    rule, bowl = GradientDescent(ExactLineSearch()), Quadratic((1.0, 9.0), 0.3)
    path = trajectory(rule, bowl, [9.0, 1.0], 8).theta
    np.testing.assert_allclose(turning_cosines(path), 0, atol=1e-9)
    assert np.isnan(turning_cosines(np.zeros((3, 2)))).all()


def test_prediction_is_right_for_small_steps_and_wrong_for_large():
    record = step_in_network(STEP)
    assert record.actual.shape == record.predicted.shape == (2, 9)
    np.testing.assert_allclose(record.actual[:, :2], record.predicted[:, :2], rtol=1e-2)
    assert not np.allclose(record.actual[:, -1], record.predicted[:, -1], rtol=0.5)
    assert record.diverged_at is None


def test_break_even_and_measured_limit():
    record = step_in_network(STEP)
    k = np.searchsorted(record.rates, record.measured_limit[1])
    assert (record.actual[1, :k] < 0).all()
    assert record.actual[1, k] >= 0
    curved = record.curvature > 0
    assert np.isinf(record.break_even[~curved]).all()
    rate = record.break_even[curved]
    change = 0.5 * rate**2 * record.curvature[curved] - rate * record.grad_sq[curved]
    np.testing.assert_allclose(change, 0, atol=1e-12)


def test_growing_gradient_records_every_moment():
    record = growing_gradient(GROWTH)
    assert record.epochs.tolist() == [0, 2, 3]
    for name in ("grad_norm", "curvature", "minibatch_grad_norm", "train_error", "val_error"):
        assert getattr(record, name).shape == (2, 3)
    assert (record.train_loss[:, -1] < record.train_loss[:, 0]).all()
    assert record.best_rate.shape == (2, 3)
    assert record.diverged_at.tolist() == [-1, -1]


def test_edge_records_loss_and_sharpness():
    record = edge_of_stability(EDGE)
    assert record.loss.shape == (7, 61)
    assert record.sharpness.shape == record.relative_sharpness.shape == (7, 4)
    np.testing.assert_allclose(record.sharpness[:, 0], record.sharpness[0, 0], rtol=1e-3)
    assert (record.loss[:, -1] < record.loss[:, 0]).all()


def test_divergence_is_recorded_with_its_step():
    step = step_in_network(StepConfig(hidden=(8,), lr=1e38, moments=(0, 50), num_rates=3))
    assert step.diverged_at == 50
    growth = growing_gradient(GrowthConfig(**{**vars(GROWTH), "lr": 1e6, "every": 1}))
    assert (growth.diverged_at == 1).all()
    edge = edge_of_stability(EdgeConfig(**{**vars(EDGE), "rates": (0.1, 1e4)}))
    assert edge.diverged_at[0] == -1
    assert 0 < edge.diverged_at[1] < 60
    assert np.isfinite(edge.sharpness[0]).all()
    assert np.isnan(edge.sharpness[1, -1])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: StepsConfig(tolerance=0), "tolerance must be positive and finite, got 0"),
        (lambda: StepConfig(lr=-1), "lr must be positive and finite, got -1"),
        (lambda: StepConfig(moments=(5, 3)), "moments must be increasing numbers of steps"),
        (lambda: StepConfig(min_rate=2, max_rate=1), "max_rate - min_rate must be positive"),
        (lambda: GrowthConfig(num_epochs=0), "num_epochs must be a whole number of at least 1"),
        (lambda: EdgeConfig(rates=(0.1, -0.1)), "rates must be positive and finite"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
