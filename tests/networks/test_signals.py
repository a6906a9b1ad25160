"""Fresh signals are those of the mnist1d package, from the same numbers."""

import numpy as np
from scipy.special import ndtr

from optcourse.networks.signals import NUMBERS, PADDED, FreshSignals


def test_each_signal_is_what_the_package_makes_of_the_same_numbers(monkeypatch):
    from mnist1d.data import get_dataset_args, get_templates
    from mnist1d.transform import transform

    X, y = FreshSignals().sample(200, np.random.default_rng(3))
    drawn, templates = np.random.default_rng(3).standard_normal((200, NUMBERS)), get_templates()
    for x, label, numbers in zip(X, y, drawn, strict=True):
        _, pad, shift, scale, shear = ndtr(numbers[:5])
        uniform, normal = iter([pad, scale, shear]), iter(np.split(numbers[5:], 2))
        monkeypatch.setattr(np.random, "rand", lambda u=uniform: next(u))
        monkeypatch.setattr(np.random, "randn", lambda n, v=normal: next(v))
        monkeypatch.setattr(np.random, "choice", lambda n, u=shift: int(n * u))
        made, _ = transform(templates["x"][label], templates["t"], get_dataset_args())
        np.testing.assert_allclose(x, made, atol=1e-6)


def test_classes_are_alike_often_and_a_seed_repeats():
    X, y = FreshSignals().sample(20_000, np.random.default_rng(0))
    np.testing.assert_allclose(np.bincount(y, minlength=10) / 2000, 1, atol=0.1)
    again = FreshSignals().sample(20_000, np.random.default_rng(0))
    np.testing.assert_array_equal(X, again[0])


def test_drawing_twice_goes_on_where_the_first_ended():
    rng = np.random.default_rng(1)
    parts = [FreshSignals().sample(n, rng) for n in (3, 5)]
    whole = FreshSignals().sample(8, np.random.default_rng(1))
    for k in range(2):
        np.testing.assert_array_equal(np.concatenate([part[k] for part in parts]), whole[k])
    assert whole[0].dtype == np.float32 and whole[0].shape == (8, 40) and PADDED == 72
