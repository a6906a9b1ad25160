"""What the explorer of the wrong valley says is true."""

import numpy as np
from scipy.optimize import minimize

from optcourse.landscapes import GaborLoss
from tests.truths import close, drawn, fact, says

LOSS = GaborLoss.generated(seed=0)
RANKS = np.random.default_rng(0).permuted(np.tile(np.arange(28), (89, 1)), axis=1)
LOWEST = minimize(lambda theta: LOSS.value(theta), [0.0, 16.5], tol=1e-12).x


def slope(points, theta):
    """The gradient of the mean over some points, by the model's formula."""
    x, y = LOSS.x[points], LOSS.y[points]
    u = theta[0] + 0.06 * theta[1] * x
    bell = np.exp(-u * u / 32)
    each = 2 * (np.sin(u) * bell - y) * (np.cos(u) - u * np.sin(u) / 16) * bell
    return np.array([each.mean(), (0.06 * x * each).mean()])


def run(number, size, rate, start):
    """150 steps of one run, which goes through the table of orders by a stride of its own."""
    theta, path = np.array(start), [np.array(start)]
    for k in range(150):
        theta = theta - rate * slope(np.flatnonzero(RANKS[k * (number + 1) % 89] < size), theta)
        path.append(theta)
    return np.array(path)


def near(theta):
    return np.sum(((theta - LOWEST) / [2.0, 2.5]) ** 2, axis=-1) < 1


@fact("descent: out of the wrong valley")
def test_runs_that_leave_are_counted(explorer):
    for rate in (1.0, 3.0):
        ends = np.array([run(k, 3, rate, (2.0, 10.5)) for k in range(16)])
        inside = near(ends)
        there = inside[:, -1].sum()
        says(explorer, {"rate": rate}, f"{there} of 16 runs end in the best valley; descent does")
        close(drawn(explorer, {"rate": rate}, "runs in the best valley").y, inside.sum(axis=0)[1:])
    assert there > 4


@fact("descent: out of the wrong valley")
def test_with_all_points_each_run_is_descent(explorer):
    path = run(0, 28, 3.0, (2.0, 10.5))
    values = {"rate": 3.0, "size": 28}
    line = drawn(explorer, values, "descent", panel=0)
    close([line.x[-1], line.y[-1]], path[-1], rel=1e-6)
    says(explorer, values, "0 of 16 runs end in the best valley; descent does not.")


@fact("descent: out of the wrong valley")
def test_most_leave_the_first_valley_and_half_the_second(explorer):
    says(explorer, {"rate": 4.0}, "11 of 16 runs end in the best valley; descent does not.")
    says(explorer, {"rate": 5.0, "start": (-6.5, 15.0)}, "8 of 16 runs end in the best valley;")
