import random

import numpy as np
import pytest
import torch

from optcourse.networks.data import Latch, TemporalOrder, digits, mnist1d, shuffled_labels


def parts(data):
    return [(data.X_train, data.y_train), (data.X_val, data.y_val), (data.X_test, data.y_test)]


def test_digits():
    data = digits()
    assert [X.shape for X, _ in parts(data)] == [(1257, 64), (180, 64), (360, 64)]
    assert all(X.dtype == np.float32 and y.dtype == np.int64 for X, y in parts(data))
    np.testing.assert_allclose([data.X_train.mean(), data.X_train.std()], [0, 1], atol=1e-5)
    assert set(data.y_train) == set(range(10))


def test_fewer_training_digits_keep_the_test_part():
    few, all_of_them = digits(num_train=500), digits()
    np.testing.assert_array_equal(few.y_train, all_of_them.y_train[:500])
    np.testing.assert_array_equal(few.y_test, all_of_them.y_test)
    np.testing.assert_array_equal(digits(num_val=0).y_test, all_of_them.y_test)
    assert len(digits(num_val=0).y_train) == 1437


def test_the_seed_decides_the_split():
    np.testing.assert_array_equal(digits(seed=3).X_test, digits(seed=3).X_test)
    assert not np.array_equal(digits(seed=3).y_test, digits(seed=4).y_test)


def test_mnist1d(tmp_path, monkeypatch):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))
    data = mnist1d(200, seed=1, num_val=20, num_test=40)
    assert [X.shape for X, _ in parts(data)] == [(140, 40), (20, 40), (40, 40)]
    labels = np.concatenate([y for _, y in parts(data)])
    np.testing.assert_array_equal(np.bincount(labels), [20] * 10)
    np.testing.assert_allclose([data.X_train.mean(), data.X_train.std()], [0, 1], atol=1e-5)
    from_disk = mnist1d(200, seed=1, num_val=20, num_test=40)
    np.testing.assert_array_equal(from_disk.X_train, data.X_train)
    other = mnist1d(200, seed=2, num_val=20, num_test=40)
    assert not np.array_equal(other.y_train, data.y_train)


def test_generating_leaves_the_global_random_states_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))
    before = random.getstate(), np.random.get_state()[1].copy(), torch.get_rng_state()
    mnist1d(50, seed=7, num_val=5, num_test=5)
    assert random.getstate() == before[0]
    np.testing.assert_array_equal(np.random.get_state()[1], before[1])
    assert torch.equal(torch.get_rng_state(), before[2])


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="must be at most 1797"):
        digits(num_train=1500)
    with pytest.raises(ValueError, match="num_train must be a whole number of at least 1, got 0"):
        digits(num_train=0)
    with pytest.raises(ValueError, match="num_samples must be a multiple of 10, got 55"):
        mnist1d(55)


def test_shuffled_labels_keep_their_numbers_and_lose_their_places():
    y = np.repeat(np.arange(10), 200)
    for share in (0.0, 0.3, 1.0):
        moved = shuffled_labels(y, share, np.random.default_rng(0))
        np.testing.assert_array_equal(np.bincount(moved), [200] * 10)
        assert abs(np.mean(moved != y) - 0.9 * share) < 0.02
    np.testing.assert_array_equal(y, np.repeat(np.arange(10), 200))
    again = shuffled_labels(y, 1.0, np.random.default_rng(0))
    np.testing.assert_array_equal(moved, again)
    some = shuffled_labels(y, 0.2, np.random.default_rng(3)) != y
    kept = shuffled_labels(y, 0.0, np.random.default_rng(3))
    order = np.random.default_rng(3).permutation(len(y))
    assert set(np.flatnonzero(some)) <= set(order[:400])
    np.testing.assert_array_equal(kept, y)


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_a_share_of_labels_lies_between_none_and_all(share):
    with pytest.raises(ValueError, match="share must be at least 0 and at most 1"):
        shuffled_labels(np.arange(4), share, np.random.default_rng(0))


TASKS = [Latch(12), TemporalOrder(25)]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_sequences_follow_the_seed_however_they_are_drawn(task):
    rng, again, other = (np.random.default_rng(seed) for seed in (1, 1, 2))
    X, y = task.sample(40, rng)
    assert X.shape == (40, task.length, task.num_inputs) and X.dtype == np.float32
    assert y.shape == (40,) and y.dtype == np.int64
    assert set(y) == set(range(task.num_classes))
    parts = task.sample(13, again), task.sample(27, again)
    np.testing.assert_array_equal(np.concatenate([part[0] for part in parts]), X)
    np.testing.assert_array_equal(np.concatenate([part[1] for part in parts]), y)
    assert not np.array_equal(task.sample(40, other)[0], X)


def test_latch_shows_a_bit_and_then_noise():
    X, y = Latch(30, num_shown=3, noise=0.2).sample(4000, np.random.default_rng(0))
    np.testing.assert_array_equal(X[:, :3, 0], np.repeat(2 * y[:, None] - 1, 3, axis=1))
    assert abs(y.mean() - 0.5) < 0.03
    np.testing.assert_allclose([X[:, 3:].mean(), X[:, 3:].std()], [0, 0.2], atol=0.005)
    assert abs(np.corrcoef(X[:, 5, 0], y)[0, 1]) < 0.05


def test_temporal_order_has_two_marks_and_their_class():
    X, y = TemporalOrder(40).sample(4000, np.random.default_rng(0))
    symbols = X.argmax(-1)
    np.testing.assert_array_equal(X.sum(-1), 1)
    rows, places = np.nonzero(symbols < 2)
    np.testing.assert_array_equal(rows, np.repeat(np.arange(4000), 2))
    first, second = places[::2], places[1::2]
    assert set(first) == set(range(4, 8)) and set(second) == set(range(20, 24))
    marks = symbols[rows, places].reshape(-1, 2)
    np.testing.assert_array_equal(y, 2 * marks[:, 0] + marks[:, 1])
    assert np.all(np.abs(np.bincount(y) - 1000) < 120)


def test_sequence_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="length must be a whole number of at least 1, got 0"):
        Latch(0)
    with pytest.raises(ValueError, match="num_shown must be at most length = 2, got 3"):
        Latch(2)
    with pytest.raises(ValueError, match="length must be a whole number of at least 10, got 9"):
        TemporalOrder(9)
