import random

import numpy as np
import pytest
import torch

from optcourse.data import digits, mnist1d


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
