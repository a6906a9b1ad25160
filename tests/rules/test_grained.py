"""A path kept to a grain: near the plain path, on the grain, and the same from starts near by."""

import numpy as np
import pytest

from optcourse.landscapes import GaborLoss, Quadratic
from optcourse.methods import Newton
from optcourse.rules import Adam, GradientDescent, Grained, trajectory

BOWL = Quadratic((1.0, 20.0), angle=0.4, minimum=(0.3, -0.2))
GABOR = GaborLoss.generated()
START = np.array([-3.0, 12.0])


@pytest.mark.parametrize("rule", [GradientDescent(0.03), Adam(0.1), Newton(damping=0.5)])
def test_it_lies_on_the_grain_and_beside_the_plain_path(rule):
    grain = 2.0**-20
    path = trajectory(Grained(rule, grain), BOWL, START, 50).theta
    assert np.array_equal(path[1:] / grain, np.round(path[1:] / grain))
    np.testing.assert_allclose(path, trajectory(rule, BOWL, START, 50).theta, atol=1e-4)
    assert not np.array_equal(path, trajectory(rule, BOWL, START, 50).theta)


def test_a_chaotic_path_no_longer_hangs_on_the_last_bit():
    """At this rate descent on the Gabor loss doubles a distance every few steps."""

    def spread(kind):
        starts = START * (1 + 1e-15 * np.arange(-3, 4)[:, None])
        return np.ptp(trajectory(kind(GradientDescent(0.5)), GABOR, starts, 400).theta[-1], axis=0)

    assert np.all(spread(lambda rule: rule) > 1e-3)
    assert np.all(spread(Grained) == 0)


def test_it_rests_where_a_step_is_shorter_than_half_a_grain():
    path = trajectory(Grained(GradientDescent(1e-3), 2.0**-4), BOWL, np.array([0.25, 0.0]), 3).theta
    assert np.array_equal(path, np.tile([0.25, 0.0], (4, 1)))


def test_what_it_does_not_take_is_named():
    with pytest.raises(ValueError, match=r"rule must be a Method, got 0\.1"):
        Grained(0.1)
    with pytest.raises(ValueError, match="grain must be positive"):
        Grained(GradientDescent(0.1), 0.0)
