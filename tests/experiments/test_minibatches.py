import numpy as np
import pytest

from optcourse.experiments.minibatches import (
    ValleysConfig,
    leave_the_valley,
    mean_gabor,
    minibatches_of,
)
from optcourse.sweeps import cached

VALLEYS = ValleysConfig(rates=(1.0, 5.0), num_seeds=3, num_steps=20, num_settling=50)


def same(first, second):
    for name, value in vars(first).items():
        np.testing.assert_array_equal(value, getattr(second, name))


@pytest.mark.parametrize(("run", "config"), [(leave_the_valley, VALLEYS)])
def test_records_repeat_and_survive_the_cache(run, config, tmp_path, monkeypatch):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))
    first = cached(run, config)
    same(first, run(config))
    same(first, cached(run, config))


def test_batches_of_an_epoch_average_to_the_loss_of_all_points():
    rows = np.random.default_rng(0).permutation(28).reshape(7, 4)
    theta, whole = np.array([1.0, 12.0]), mean_gabor()
    parts = minibatches_of(whole, rows)
    np.testing.assert_allclose(parts.value(theta).mean(), whole.value(theta))
    np.testing.assert_allclose(parts.grad(np.tile(theta, (7, 1))).mean(0), whole.grad(theta))


def test_a_batch_of_all_points_descends_like_the_full_batch():
    record = leave_the_valley(ValleysConfig(**{**vars(VALLEYS), "batch_size": 28}))
    np.testing.assert_allclose(record.sgd_loss, record.descent_loss[..., None] + np.zeros(3))
    assert record.arrived.shape == (4, 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ValleysConfig(rates=(0.0,)), "rates must be positive"),
        (lambda: ValleysConfig(batch_size=0), "batch_size must be a whole number"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
