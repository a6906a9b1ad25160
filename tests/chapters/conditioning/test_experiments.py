import numpy as np
import pytest
import torch

from optcourse.chapters.conditioning.experiments import (
    EdgeConfig,
    GrowthConfig,
    NoiseConfig,
    SearchConfig,
    SpectrumConfig,
    StepConfig,
    StepsConfig,
    WarmConfig,
    edge_of_stability,
    growing_gradient,
    line_searches,
    noisy_steps,
    spectra,
    step_in_network,
    steps_to_tolerance,
    turning_cosines,
    warm_up,
)
from optcourse.chapters.conditioning.experiments.warming import Warmed
from optcourse.landscapes import Quadratic
from optcourse.networks.curvature import HessianOperator
from optcourse.networks.data import digits
from optcourse.networks.models import mlp
from optcourse.rules import ExactLineSearch, GradientDescent, trajectory

STEP = StepConfig(hidden=(8,), moments=(0, 20), num_rates=9)
GROWTH = GrowthConfig(
    seeds=(0, 1), num_samples=1100, num_epochs=3, every=2, num_fixed=60, num_probes=2
)
EDGE = EdgeConfig(num_train=50, hidden=(6, 6), num_steps=60, every=20)

SPECTRUM = SpectrumConfig(seeds=(0, 1), hidden=(3,), moments=(0, 30))
NOISE = NoiseConfig(hidden=(8,), num_steps=40)
WARM = WarmConfig(rates=(0.5, 1e3), warmup=5, num_steps=60, num_train=60, hidden=(8,))


@pytest.mark.parametrize(
    ("run", "config"),
    [
        (steps_to_tolerance, StepsConfig(kappas=(10.0, 20.0))),
        (step_in_network, STEP),
        (growing_gradient, GROWTH),
        (edge_of_stability, EDGE),
        (line_searches, SearchConfig(num_starts=3)),
        (spectra, SPECTRUM),
        (noisy_steps, NOISE),
        (warm_up, WARM),
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
    np.testing.assert_allclose(record.bend * record.grad_norm**2, record.curvature)
    assert record.diverged_at.tolist() == [-1, -1]


def test_edge_records_loss_and_sharpness():
    record = edge_of_stability(EDGE)
    assert record.loss.shape == (7, 61)
    assert record.sharpness.shape == record.relative_sharpness.shape == (7, 4)
    np.testing.assert_allclose(record.sharpness[:, 0], record.sharpness[0, 0], rtol=1e-3)
    assert (record.loss[:, -1] < record.loss[:, 0]).all()
    terms = record.rates[:, None] * record.curvature / (2 * record.grad_sq)
    np.testing.assert_allclose(record.balance, terms)
    assert (record.curvature <= 1.01 * record.sharpness * record.grad_sq).all()


def test_line_search_takes_the_steps_that_the_rule_takes():
    config = SearchConfig(num_starts=5, dimensions=(2,))
    record = line_searches(config)
    assert record.fixed == 173
    starts = np.random.default_rng(0).standard_normal((5, 2))
    for start, steps in zip(starts, record.steps[0], strict=True):
        path = trajectory(GradientDescent(ExactLineSearch()), Quadratic((1.0, 25.0)), start, steps)
        left = np.linalg.norm(path.theta, axis=1) / np.linalg.norm(start)
        assert left[steps] <= 1e-6 < left[steps - 1]
    short = line_searches(SearchConfig(num_starts=5, dimensions=(10,), max_steps=5))
    assert (short.steps == -1).all()


def test_line_search_along_an_eigenvector_is_there_in_one_step(monkeypatch):
    starts = np.eye(3)
    monkeypatch.setattr(np.random, "default_rng", lambda seed: Fixed(starts))
    assert (line_searches(SearchConfig(num_starts=3, dimensions=(3,))).steps == 1).all()


class Fixed:
    def __init__(self, starts):
        self.starts = starts

    def standard_normal(self, shape):
        assert self.starts.shape == shape
        return self.starts


def test_spectra_are_those_of_the_whole_hessian():
    record = spectra(SPECTRUM)
    assert record.eigenvalues.shape == record.parts.shape == (2, 2, 64 * 3 + 3 + 30 + 10)
    np.testing.assert_allclose(record.parts.sum(axis=2), 1)
    assert (np.diff(record.eigenvalues, axis=2) >= 0).all()
    data, model = digits(seed=0), mlp([64, 3, 10], "tanh", 1).double()
    X, y = torch.tensor(data.X_train).double(), torch.tensor(data.y_train)
    loss = torch.nn.functional.cross_entropy(model(X), y)
    dense = HessianOperator(loss, model.parameters()).dense()
    np.testing.assert_allclose(record.eigenvalues[1, 0], np.linalg.eigvalsh(dense), atol=1e-7)
    np.testing.assert_allclose(record.loss[1, 0], loss.item(), rtol=1e-6)
    assert np.abs(record.relative).max() == 1


def test_the_whole_cost_is_taken_before_each_step():
    record = noisy_steps(NOISE)
    assert record.cost.shape == (2, 41)
    assert (record.cost[:, -1] < record.cost[:, 0]).all()
    shares = record.rising(0, 0.5), record.rising(0.5, 1)
    total = np.mean(np.diff(record.cost, axis=1) > 0, axis=1)
    np.testing.assert_allclose((shares[0] + shares[1]) / 2, total)


def test_a_rate_that_fails_is_not_borne():
    record = warm_up(WARM)
    assert record.plain.shape == record.warm.shape == (2, 2)
    assert (record.start > 2).all()
    assert set(record.largest("plain")) <= {0.0, 0.5}
    ends = np.array([[0.1, 0.1], [0.1, np.nan], [1.0, 0.1]])
    made = Warmed(np.array([1.0, 2.0]), np.full(3, 2.0), ends, ends)
    assert made.largest("warm").tolist() == [2.0, 1.0, 0.0]


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
        (lambda: SearchConfig(spacing="wide"), "spacing must be"),
        (lambda: SearchConfig(kappa=-1.0), "kappa must be positive"),
        (lambda: SpectrumConfig(data="cats"), "data must be"),
        (lambda: NoiseConfig(data="cats"), "data must be"),
        (lambda: EdgeConfig(rates=(0.1, -0.1)), "rates must be positive and finite"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
