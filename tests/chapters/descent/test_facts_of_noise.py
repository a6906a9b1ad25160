"""What the explorers of noise in the chapter on gradient descent say is true."""

import numpy as np

from optcourse import draws
from tests.truths import close, drawn, fact, says, written

X = np.random.default_rng(2).standard_normal((20, 2))
Y = X @ [1.0, -1.0] + 0.7 * np.random.default_rng(3).standard_normal(20)
ORDERS = [draws.order(1, k, 20).astype(int) for k in range(30)]


def above(w):
    """How far the mean of ½ (Xw − y)² is above its lowest value."""
    best = np.linalg.lstsq(X, Y)[0]
    return np.mean((X @ (w - best)) ** 2) / 2


def corrected(rate, age):
    """Johnson and Zhang (2013), figure 1: the gaps, and the gradients paid, step by step."""
    w, paid, found = np.zeros(2), 0, [(0, above(np.zeros(2)))]
    for k, i in enumerate(np.ravel(ORDERS)):
        if k % age == 0:
            old, mean, paid = w, X.T @ (X @ w - Y) / 20, paid + 20
        w = w - rate * (X[i] * (X[i] @ (w - old)) + mean)
        paid += 2
        found.append((paid, above(w)))
    return np.array([row for row in found if row[0] <= 600])


@fact("descent: straight down")
def test_svrg_is_its_authors_at_their_cost(explorer):
    for age, rate in ((4, 0.1), (2, 0.3), (6, 0.05)):
        wanted = corrected(rate, (1, 2, 5, 10, 20, 50, 100, 200)[age])
        line = drawn(explorer, {"age": age, "rate": rate}, "SVRG")
        inside = np.isfinite(line.x)
        close(line.x[inside], wanted[:, 0][: inside.sum()] / 20)
        close(np.log(line.y[inside]), np.log(wanted[:, 1][: inside.sum()] + 1e-14), rel=1e-6)


@fact("descent: straight down")
def test_sgd_costs_one_gradient_a_step(explorer):
    w = np.zeros(2)
    for i in np.ravel(ORDERS):
        w = w - 0.1 * X[i] * (X[i] @ w - Y[i])
    says(explorer, {"rate": 0.1}, f"After 30 passes SGD is {written(above(w), '.2g')} above")
    close(drawn(explorer, {"rate": 0.1}, "SGD").x[-1], 30.0)


def cost(places, best, weight):
    return (places[:, 0] - best[0]) ** 2 + weight * (places[:, 1] - best[1]) ** 2


@fact("descent: grid or dice")
def test_the_grid_is_of_the_middles_of_equal_cells(explorer):
    middles = (np.arange(4) + 0.5) / 4
    places = np.array([(a, b) for a in middles for b in middles])
    for best, weight in (((0.47, 0.62), 1.0), ((0.9, 0.1), 0.01)):
        lowest = written(cost(places, best, weight).min(), ".2g")
        says(explorer, {"best": best, "weight": weight}, f"The best of the grid costs {lowest},")
    line = drawn(explorer, {"best": (0.5, 0.5), "weight": 1.0}, "grid", kind="Line")
    wanted = [2 * (0.5 / side) ** 2 if side % 2 == 0 else 0.0 for side in range(2, 9)]
    close(line.y, wanted)


@fact("descent: grid or dice")
def test_dice_are_uniform_and_their_mean_is_over_sixty_throws(explorer):
    places = draws.uniform(1, 5, (64, 2))[:36]
    lowest = written(cost(places, (0.47, 0.62), 0.1).min(), ".2g")
    says(explorer, {"side": 4, "throw": 5, "weight": 0.1}, f"of the dice {lowest}:")
    many = draws.uniform(2, 0, (60, 64, 2))
    means = [np.mean([cost(each[:n], (0.2, 0.7), 0.1).min() for each in many]) for n in (4, 64)]
    line = drawn(explorer, {"best": (0.2, 0.7), "weight": 0.1}, "dice, mean of 60 throws")
    close(line.y[[0, -1]], means)


@fact("descent: grid or dice")
def test_the_first_throw_shows_what_the_text_says(explorer):
    says(explorer, {}, "the grid is ahead")
    for values in ({}, {"throw": 2}, {"side": 6}):
        says(explorer, {"weight": 0.01} | values, "dice are ahead")
