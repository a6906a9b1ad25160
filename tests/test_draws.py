"""Random numbers of a seed, a counter and a place; and rows of a table."""

import numpy as np
import pytest
from scipy import special, stats

from optcourse.draws import normal, order, uniform
from optcourse.tables import rows

STREAMS = {  # 40,000 numbers each: what must look independent is side by side
    "places": lambda: uniform(1, 0, 40_000),
    "counters": lambda: np.stack([uniform(1, k, 4) for k in range(10_000)]),
    "seeds": lambda: np.stack([uniform(s, 0, 4) for s in range(10_000)]),
    "seeds and counters together": lambda: np.stack([uniform(s, s, 4) for s in range(10_000)]),
    "steps of 2 to the 16": lambda: np.stack([uniform(0, 65_536 * k, 4) for k in range(10_000)]),
    "all but the highest 20 bits": lambda: uniform(2, 0, 40_000) * 2**20 % 1,
    "the lowest 10 bits": lambda: uniform(3, 0, 40_000) * 2**43 % 1,
}


@pytest.mark.parametrize("name", STREAMS)
def test_uniform_numbers_fill_the_interval_and_pairs_the_square(name):
    u = STREAMS[name]().ravel()
    assert np.all((u >= 0) & (u < 1)) and np.all(u * 2.0**53 % 1 == 0)
    lone = stats.chisquare(np.histogram(u, 128, (0, 1))[0])
    pairs = np.histogram2d(u[:-1:2], u[1::2], 16, [(0, 1)] * 2)[0]
    fours = np.histogramdd(u.reshape(-1, 4), 4, [(0, 1)] * 4)[0]
    for p in (lone.pvalue, *(stats.chisquare(x.ravel()).pvalue for x in (pairs, fours))):
        assert 1e-3 < p < 1 - 1e-3


@pytest.mark.parametrize("first", [lambda k: (1, k), lambda k: (k, 1), lambda k: (k, k)])
def test_neighbours_do_not_follow_one_another(first):
    u = np.stack([uniform(*first(k), 50) for k in range(400)])
    for a, b in ((u[1:], u[:-1]), (u[:, 1:], u[:, :-1]), (u[1:, 1:], u[:-1, :-1])):
        r = np.corrcoef(a.ravel(), b.ravel())[0, 1]
        assert abs(r) < 3.5 / np.sqrt(a.size)


def test_normal_numbers_have_the_moments_of_the_bell():
    z = normal(1, 0, (500, 400))
    for power, moment in ((1, 0), (2, 1), (3, 0), (4, 3), (6, 15)):
        spread = np.sqrt(special.factorial2(4 * power // 2 - 1) / z.size)
        assert abs(np.mean(z**power) - moment) < 4 * spread
    assert stats.kstest(z[:50].ravel(), "norm").pvalue > 1e-3


def test_normal_numbers_are_the_quantiles_of_the_uniform_ones():
    u, z = uniform(4, 9, 100_000), normal(4, 9, 100_000)
    half = np.minimum(u + 2.0**-54, (1 - u) - 2.0**-54)  # exact in the tail
    wanted = np.where(u < 0.5, 1, -1) * special.ndtri(half)
    np.testing.assert_allclose(z[half < 0.4], wanted[half < 0.4], rtol=2e-15)
    np.testing.assert_allclose(z, wanted, rtol=0, atol=4e-15)


def test_the_ends_of_the_interval_are_normal_numbers_too():
    from optcourse.draws import _normal

    ends = np.array([0.0, 2.0**-53, 1e-15 // 2.0**-53 * 2.0**-53, 1 - 2.0**-53])
    wanted = special.ndtri(np.append(ends[:3] + 2.0**-54, 2.0**-54)) * [1, 1, 1, -1]
    np.testing.assert_allclose(_normal(ends), wanted, rtol=2e-15)


def test_a_draw_is_always_the_same_and_begins_a_longer_one():
    for draw in (uniform, normal):
        np.testing.assert_array_equal(draw(3, 1, (2, 5)).ravel(), draw(3.0, np.int64(1), 12)[:10])
        assert draw(3, 1, 0).shape == (0,) and draw(3, 1).shape == ()


def test_a_uniform_number_is_the_hash_of_three_words():
    """`pcg3d` of https://jcgt.org/published/0009/03/02, in Python's whole numbers."""
    for words in ((0, 0, 0), (1, 2, 3), (2**32 - 1, 7, 11)):
        x, y, z = (v * 1664525 + 1013904223 for v in words)
        for last in (False, True):
            x += y * z
            y += z * x
            z += x * y
            if not last:
                x, y, z = (v % 2**32 ^ v % 2**32 >> 16 for v in (x, y, z))
        wanted = ((x % 2**32 >> 5) * 2**26 + (y % 2**32 >> 6)) / 2**53
        assert uniform(*words[:2], words[2] + 1)[-1] == wanted


def test_every_order_is_as_likely():
    orders = [tuple(order(1, k, 4)) for k in range(4_800)]
    counts = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(counts) == 24 and stats.chisquare(counts).pvalue > 1e-3
    np.testing.assert_array_equal(np.sort(order(7, 7, 1_000)), np.arange(1_000))


@pytest.mark.parametrize("bad", [-1, 0.5, 2**32, np.nan, np.inf, "1", None, True, [1, 2]])
def test_a_seed_and_a_counter_are_whole_numbers(bad):
    with pytest.raises(ValueError, match=r"^seed must be .*got"):
        uniform(bad, 0, 3)
    with pytest.raises(ValueError, match=r"^counter must be .*got"):
        normal(0, bad, 3)


@pytest.mark.parametrize("bad", [-1, 2.5, (3, -1), (2, np.nan), "3", None])
def test_a_shape_is_whole_numbers(bad):
    with pytest.raises(ValueError, match=r"^shape must be a whole number of at least 0, got"):
        uniform(0, 0, bad)
    with pytest.raises(ValueError, match=r"^count must be a whole number of at least 0, got"):
        order(0, 0, bad)


TABLE = np.arange(12.0).reshape(4, 3)


def test_rows_are_those_of_numpy():
    for places in ([3, 0, 0], [-1, -4], 2, [[0, 1], [2, -3]], []):
        wanted = TABLE[np.array(places, int)]
        np.testing.assert_array_equal(rows(TABLE, np.array(places, float)), wanted)
    np.testing.assert_array_equal(rows(np.array([True, False]), [1, 0]), [0.0, 1.0])
    np.testing.assert_array_equal(rows([4, 5], np.floor(1.7)), 5.0)


def test_what_is_the_number_of_no_row_gives_nan():
    found = rows(TABLE, np.array([4, -5, 0.5, np.nan, np.inf, -np.inf, 1e300, 1]))
    assert np.all(np.isnan(found[:-1]))
    np.testing.assert_array_equal(found[-1], TABLE[1])


def test_a_number_has_no_rows():
    with pytest.raises(ValueError, match=r"^table must have rows, got the number 3"):
        rows(3.0, [0])
