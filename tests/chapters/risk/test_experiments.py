import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from optcourse.chapters.risk.experiments import (
    CapacityConfig,
    DescentsConfig,
    LogisticRisk,
    MemorizingConfig,
    PartingConfig,
    PeaksConfig,
    PromisesConfig,
    SamplesConfig,
    StandingConfig,
    TwoGaussians,
    WidthsConfig,
    ZeroOneRisk,
    basis,
    capacity,
    descents,
    hoeffding,
    memorizing,
    parting,
    peaks,
    promises,
    samples_of_risk,
    standing,
    truth,
    widths,
)
from tests.chapters.risk.catalogue import (
    CURVES,
    DESCENTS,
    FITS,
    HEART,
    PEAKS,
    PROMISES,
    SAMPLES,
    WIDE,
)

STILL = StandingConfig(seeds=(0, 1), num_train=60, num_steps=15, num_nudges=5)
WORLD = TwoGaussians(((-1.0, 0.5), (0.7, -0.2)), ((1.0, 0.3), (0.3, 0.5)), 0.3)
THETA = np.random.default_rng(0).standard_normal((6, 3))


@pytest.mark.parametrize(
    ("run", "config"),
    [
        (samples_of_risk, SAMPLES),
        (descents, DESCENTS),
        (capacity, FITS),
        (promises, PROMISES),
        (memorizing, HEART),
        (parting, CURVES),
        (widths, WIDE),
        (peaks, PEAKS),
        (standing, STILL),
    ],
)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


@pytest.mark.parametrize("kind", [ZeroOneRisk, LogisticRisk])
def test_risks_agree_with_a_large_sample(kind):
    risk = kind(WORLD)
    losses = risk.losses(THETA, *WORLD.sample(200_000, np.random.default_rng(1)))
    error = np.sqrt(risk.variance(THETA) / losses.shape[1])
    assert np.all(np.abs(losses.mean(axis=1) - risk.value(THETA)) < 4.5 * error)
    np.testing.assert_allclose(losses.var(axis=1), risk.variance(THETA), rtol=0.03)


@pytest.mark.parametrize("kind", [ZeroOneRisk, LogisticRisk])
def test_gradients_agree_with_differences(kind):
    risk, step = kind(WORLD), 1e-6 * np.eye(3)
    ends = [risk.value(THETA[:, None] + sign * step) for sign in (1, -1)]
    np.testing.assert_allclose(risk.grad(THETA), (ends[0] - ends[1]) / 2e-6, atol=1e-8)
    np.testing.assert_allclose(risk.grad(THETA[0]), risk.grad(THETA)[0], rtol=1e-12)


def test_the_bayes_rule_is_the_log_odds_and_nothing_errs_less():
    theta, x = WORLD.bayes_rule, np.random.default_rng(2).standard_normal((50, 2))
    inverse = np.linalg.inv(WORLD.cov)
    powers = [np.einsum("mi,ij,mj->m", x - mu, inverse, x - mu) for mu in np.array(WORLD.means)]
    odds = np.log(0.3 / 0.7) + 0.5 * (powers[0] - powers[1])
    np.testing.assert_allclose(x @ theta[:2] + theta[2], odds, atol=1e-12)
    assert np.isclose(ZeroOneRisk(WORLD).value(theta), WORLD.bayes_risk, atol=1e-14)
    assert np.all(ZeroOneRisk(WORLD).value(THETA) > WORLD.bayes_risk)
    for risk in (ZeroOneRisk(WORLD), LogisticRisk(WORLD)):
        np.testing.assert_allclose(risk.grad(theta), 0, atol=1e-9)


def test_the_bayes_rule_is_what_discriminant_analysis_finds():
    X, y = WORLD.sample(200_000, np.random.default_rng(3))
    assert abs(y.mean() - 0.3) < 0.01
    found = LinearDiscriminantAnalysis().fit(X, y)
    theta = [*found.coef_[0], found.intercept_[0]]
    np.testing.assert_allclose(theta, WORLD.bayes_rule, rtol=0.03, atol=0.03)


def test_contours_lie_at_their_distance():
    ring = WORLD.contour(1, 2.0) - np.array(WORLD.means)[1]
    distance = np.sum(ring * np.linalg.solve(WORLD.cov, ring.T).T, axis=1)
    np.testing.assert_allclose(distance, 4.0)


def test_empirical_risks_scatter_as_they_should():
    record = samples_of_risk(SamplesConfig(sizes=(5, 80), degrees=(0, 30), num_draws=2000))
    assert record.empirical.shape == (2, 2, 2, 2000)
    assert np.abs(record.bias).max() < 4.5
    np.testing.assert_allclose(record.scatter, record.standard_error, rtol=0.1)
    angle = np.arctan2(record.theta[:, 1], record.theta[:, 0])
    np.testing.assert_allclose(np.degrees(np.diff(angle)), [30.0])
    shares = record.shares(np.linspace(0, 1, 11))
    assert shares.shape == (2, 2, 2, 10)
    np.testing.assert_allclose(shares[0].sum(axis=-1), 1.0)
    grid = np.round(5 * record.empirical[0, 0, 0]).astype(int)
    np.testing.assert_allclose(shares[0, 0, 0, ::2], np.bincount(grid, minlength=6)[:5] / 2000)


def test_fits_are_those_of_least_squares():
    record = capacity(CapacityConfig(max_degree=4, sizes=(9, 40), num_draws=5))
    for draw, (degree, k) in enumerate([(0, 0), (2, 1), (4, 0), (4, 1), (3, 1)]):
        m = record.sizes[k]
        x, y = record.X[draw, :m], record.y[draw, :m]
        fit = np.polynomial.Polynomial.fit(x, y, degree)
        np.testing.assert_allclose(record.empirical[degree, k, draw], np.mean((fit(x) - y) ** 2))
        nodes, weights = np.polynomial.legendre.leggauss(60)
        risk = 0.3**2 + 0.5 * weights @ (fit(nodes) - truth(nodes)) ** 2
        np.testing.assert_allclose(record.risk[degree, k, draw], risk)
        values = basis(nodes, 4) @ record.fits[degree, k, draw]
        np.testing.assert_allclose(values, fit(nodes), atol=1e-8)


def test_fitting_flatters_and_costs():
    record = capacity(CapacityConfig(max_degree=6, sizes=(10, 50), num_draws=50))
    assert record.flattery.min() > -1e-12
    assert record.excess.min() > -1e-12
    assert np.all(np.diff(record.best_risk) <= 0)
    assert np.all(np.diff(record.empirical, axis=0) < 1e-12)
    np.testing.assert_allclose(record.gap, record.flattery + record.excess)


def test_hoeffding_keeps_its_promise_and_no_tenth_of_it_would():
    record = promises(PromisesConfig(num_rules=(1, 30), sizes=(40, 200), num_draws=400))
    assert record.worst.shape == (2, 2, 2, 400)
    assert np.all(np.diff(record.worst, axis=1) >= 0)
    for delta in (0.5, 0.1):
        assert np.all(record.failures(delta) <= delta)
        assert np.all(record.worst.mean(axis=-1) > 0.1 * record.bound(delta))
    assert hoeffding(1, 100, 0.05) == pytest.approx(np.sqrt(np.log(40) / 200))
    np.testing.assert_allclose(record.bound(0.1)[1, 0], hoeffding(30, 40, 0.1))
    assert np.all(record.needed(0.1) >= np.median(record.worst, axis=-1))


def test_descents_end_at_the_bayes_rule_or_are_lost():
    record = descents(DescentsConfig(num_steps=1500))
    assert record.theta.shape == (2, 1501, 4, 3)
    assert record.error.shape == record.risk.shape == (2, 1501, 4)
    np.testing.assert_allclose(record.error[1, -1], record.least[0], atol=1e-7)
    np.testing.assert_allclose(record.risk[1, -1], record.least[1], atol=1e-7)
    np.testing.assert_allclose(record.theta[1, -1], [record.world.bayes_rule] * 4, atol=1e-3)
    np.testing.assert_array_equal(record.error[0], record.risk[0])
    np.testing.assert_allclose(record.error[0, -1], [*record.least[[0, 0]], 0.3, record.least[0]],
                               atol=1e-6)  # fmt: skip


def test_labels_are_memorized_and_worth_nothing():
    config = MemorizingConfig(seeds=(0,), shares=(0.0, 1.0), num_train=150, num_steps=300)
    record = memorizing(config)
    assert record.train_error.shape == record.test_error.shape == (1, 2, 13)
    assert record.steps.tolist() == list(range(0, 301, 25))
    np.testing.assert_array_equal(record.train_error[:, :, -1], 0)
    assert record.test_error[0, 0, -1] < 0.15 < 0.8 < record.test_error[0, 1, -1]
    assert record.kept[0, 0] == 1.0
    assert record.kept[0, 1] < 0.2
    assert (record.diverged_at == -1).all()


def test_small_sets_are_learnt_and_large_ones_are_not():
    record = widths(WidthsConfig(**{**vars(WIDE), "widths": (40,), "num_steps": 400}))
    assert record.train_error.shape == record.test_error.shape == record.gap.shape == (1, 2, 2)
    assert np.all(record.train_error[0, 0] < 0.05)
    assert np.all(record.test_error > 0.3)
    np.testing.assert_allclose(record.gap, record.test_error - record.train_error)


def test_peaks_are_measured_with_and_without_shuffled_labels():
    record = peaks(PEAKS)
    for each in (record.train_error, record.test_error, record.test_loss):
        assert each.shape == (2, 3, 2)
    assert record.fitting.tolist() == [1, 1]
    assert np.all(record.train_error[:, 0] > 0.1) and np.all(record.test_loss > 1)
    alone = peaks(PeaksConfig(**{**vars(PEAKS), "shares": (0.2,)}))
    np.testing.assert_array_equal(alone.train_error[0], record.train_error[1])
    np.testing.assert_allclose(alone.test_loss[0], record.test_loss[1], rtol=1e-3)
    assert peaks(PeaksConfig(**{**vars(PEAKS), "num_steps": 2})).fitting.tolist() == [3, 3]


def test_parting_records_what_one_step_does():
    every = parting(PartingConfig(**{**vars(CURVES), "every": 1}))
    assert every.empirical.shape == (2, 22)
    assert every.risk.shape == every.train_error.shape == (2, 21)
    np.testing.assert_allclose(every.change[:, :-1], np.diff(every.risk), atol=1e-6)
    assert np.all(every.change_se > 0)
    assert np.all((every.certainty > 0.1) & (every.certainty < 1))
    assert np.all(np.diff(every.empirical) < 0)
    some = parting(CURVES)
    np.testing.assert_allclose(some.risk, every.risk[:, ::10], rtol=1e-6)
    np.testing.assert_allclose(some.change, every.change[:, ::10], atol=1e-6)
    assert np.array_equal(some.lowest, np.argmin(some.risk, axis=1))
    assert np.array_equal(some.lowest_error, np.argmin(some.risk_error, axis=1))


def test_a_diverging_run_is_recorded():
    record = parting(PartingConfig(**{**vars(CURVES), "lr": 1e30}))
    assert not np.isfinite(record.empirical[:, -1]).any()
    heart = memorizing(MemorizingConfig(**{**vars(HEART), "lr": 1e30}))
    assert (heart.diverged_at >= 0).all()


def test_descent_on_the_zero_one_loss_stands_still():
    record = standing(STILL)
    assert record.slope.shape == record.moved.shape == record.changed.shape == (2, 2)
    assert not record.slope[0].any() and not record.moved[0].any() and not record.changed[0].any()
    assert (record.slope[1] > 0).all() and (record.moved[1] > 0.1).all()
    assert (record.changed[1] == 1).all()
    np.testing.assert_array_equal(record.error[0, :, 0], record.error[0, :, 1])
    np.testing.assert_array_equal(record.error[0, :, 0], record.error[1, :, 0])
    assert (record.error[1, :, 1] < record.error[1, :, 0]).all()
