"""What the explorers on gradient descent say is true."""

import numpy as np

from optcourse.chapters.descent.experiments import LineLoss, land, points
from optcourse.landscapes import GaborLoss
from optcourse.rules import BracketingLineSearch
from tests.truths import close, drawn, fact, says, written


def followed(values, theta, factor, num_steps):
    """What is left of the loss after steps of a part of the exact one, written out."""
    left, first = [], np.sum(values * theta**2)
    for _ in range(num_steps + 1):
        left.append(np.sum(values * theta**2) / first)
        g = values * theta
        theta = theta - factor * (g @ g) / (g @ (values * g)) * g
    return np.array(left)


@fact("descent: shorter than best")
def test_the_curve_is_that_of_steps_written_out(explorer):
    start = np.random.default_rng(0).standard_normal(50)
    for factor, kappa in ((1.0, 1000.0), (0.9, 100.0)):
        left = followed(np.geomspace(1, kappa, 50), start, factor, 60)
        line = drawn(explorer, {"factor": factor, "kappa": kappa}, "yours")
        close(line.y[:61], left, rel=1e-6)


@fact("descent: shorter than best")
def test_it_is_there_when_the_loss_is_below_the_goal(explorer):
    values = {"factor": 0.9, "kappa": 10.0}
    start = np.random.default_rng(0).standard_normal(50)
    left = followed(np.geomspace(1, 10, 50), start, 0.9, 60)
    says(explorer, values, f"{np.argmax(left < 1e-8)} steps to a hundred-millionth")
    says(explorer, {"factor": 1.0, "kappa": 1000.0}, "After 300 steps")


@fact("descent: the flow it follows")
def test_on_the_bowl_the_flow_is_exponential(explorer):
    x, y = -1.3, 1.1
    flow = drawn(explorer, {}, "flow", panel=0)
    close([flow.x[-1], flow.y[-1]], [x * np.exp(-0.6), y * np.exp(-6.0)], rel=1e-6)
    ends = x * 0.9**6, 0.0  # six steps at 0.1: the steep direction is gone after the first
    gap = np.hypot(ends[0] - x * np.exp(-0.6), ends[1] - y * np.exp(-6.0))
    says(explorer, {}, f"Descent ends {written(gap, '.2g')} from the flow")


@fact("descent: the flow it follows")
def test_descent_takes_as_many_steps_as_the_slider_says(explorer):
    values = {"where": "valley", "n": 4}  # 16 steps
    path = drawn(explorer, values, "descent", panel=0)
    theta, where = np.array([-1.3, 1.1]), land("valley")
    for k in range(17):
        close([path.x[k], path.y[k]], theta, rel=1e-9)
        theta = theta - 0.06 / 16 * where.grad(theta)
    close(path.x[16:], np.full(len(path.x) - 16, path.x[16]))


@fact("descent: a bracket closes")
def test_it_names_the_place_that_the_search_finds(explorer):
    loss = GaborLoss.generated(seed=1)
    for start, reach in (((2.0, 17.0), 10.0), ((2.0, 17.0), 3.0), ((-7.0, 6.0), 8.0)):
        theta = np.array(start)
        slope = loss.grad(theta)
        way = slope / np.linalg.norm(slope)
        rate = BracketingLineSearch(reach, 16).along(loss, theta, slope, way)
        found = loss.value(theta - rate * way)
        line = [loss.value(theta - t * way) for t in np.linspace(0, reach, 161)]
        told = "It found the lowest" if found - min(line) < 0.01 else "It found "
        values = {"rounds": 16, "start": start, "reach": reach}
        says(explorer, values, told, written(found, ".2f"))


@fact("descent: a bracket closes")
def test_before_the_first_round_it_is_the_whole_line(explorer):
    says(explorer, {"reach": 7.0}, "The bracket: 0.00 to 7.00.")
    line = drawn(explorer, {"reach": 7.0}, "loss along the line")
    close(line.x[[0, -1]], [0.0, 7.0])
    close(line.y[0], GaborLoss.generated(seed=1).value(np.array([2.0, 17.0])))


@fact("descent: twelve points")
def test_four_steps_leave_what_the_exact_steps_leave(explorer):
    x, y = points()
    X = np.stack([np.ones(12), x], axis=1)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    phi, loss = np.array([1.6, -0.5]), lambda p: np.sum((X @ p - y) ** 2)
    first = loss(phi) - loss(best)
    for k in range(5):
        left = (loss(phi) - loss(best)) / first
        says(explorer, {"k": k}, f"After {k} steps {written(left, '.2%')}")
        g = 2 * X.T @ (X @ phi - y)
        phi = phi - (g @ g) / (2 * np.sum((X @ g) ** 2)) * g


@fact("descent: twelve points")
def test_kappa_is_that_of_the_moved_points(explorer):
    x, y = points()
    for shift in (0.0, 1.0, -2.0):
        bends = np.linalg.eigvalsh(LineLoss(x - shift, y).hessian(np.zeros(2)))
        says(explorer, {"shift": shift}, f"κ = {written(bends[1] / bends[0], '.3g')}.")
