"""Checks of the exercises on the saddle points of networks, and on training one."""

from functools import partial

import numpy as np

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import diagnose, diagnose_array, exercise, number, numbers


@exercise
def check_different_units(different_units):
    """`different_units(units)`: how many rows (h, m) differ by more than their sign, and from 0."""
    u, v = np.array([1.0, -2.0, 0.5]), np.array([1.0, 2.0, 0.5])
    near, far = np.array([0.0, 9.9e-10, 0.0]), np.array([0.0, 0.0, 1.01e-9])
    fixed = [(0 * u, 0 * u), (u, u), (u, -u), (u, 2 * u), (u, v), (u, -u, v, 0 * u, u), (u,)]
    fixed += [(u, u[::-1]), (u, near), (u, far), (v, u + near), (u, u + near), (u, far - u)]
    for rows in cases(*fixed, draw=_some_alike):
        units = np.array(rows)
        value = number(different_units(units.copy()), "different_units(units)")
        signless = [each * np.sign(each[np.argmax(np.abs(each) > 1e-9)]) for each in units]
        alive = np.abs(units).max(axis=1) > 1e-9
        mistakes = [
            (_count(units) + (not alive.all()), "a unit of weight zero does not count."),
            (len(np.unique(units[alive].round(8), axis=0)), "u and −u do the same: tanh is odd."),
            (alive.sum(), "these are the units that are not zero; equal ones count once."),
            (len(units), "these are all units: some are zero, or equal up to sign."),
            (np.linalg.matrix_rank(np.array(signless)), "this is the rank: 2u is not equal to u."),
        ]
        diagnose(value, _count(units), mistakes, "the number of different units")
    return "Right. A saddle with fewer of them than the network has units is one of a smaller one."


def _count(units, tolerance=1e-9):
    kept = []
    for row in units:
        gaps = [np.abs(row - sign * each).max() for each in kept for sign in (1, -1)]
        if np.abs(row).max() > tolerance and min(gaps, default=1) > tolerance:
            kept.append(row)
    return len(kept)


def _some_alike(rng):
    """Units (h, m) of whole numbers, some of them copies, negatives or zero."""
    pool = rng.integers(-2, 3, (rng.integers(1, 4), rng.integers(2, 5))).astype(float)
    picks = rng.integers(0, len(pool), rng.integers(1, 7))
    return pool[picks] * rng.choice([-1.0, 1.0, 1.0, 0.0], (len(picks), 1), p=[0.3, 0.3, 0.3, 0.1])


@exercise
def check_zero_weights(lowest_eigenvalue):
    """`lowest_eigenvalue(x, y)`: of the Hessian at w₁ = w₂ = 0 of the mean ½(w₂ tanh(w₁x) − y)²."""
    rng = np.random.default_rng(3)
    for sign, size in ((1.0, 20), (-1.0, 20), (1.0, 3), (-1.0, 7), (0.5, 50), (-2.0, 9)):
        x = rng.standard_normal(size)
        y = sign * x + 0.3 * rng.standard_normal(size)
        value = number(lowest_eigenvalue(x, y), "lowest_eigenvalue(x, y)")
        c = np.mean(x * y)
        mistakes = [
            (0.0, "flat along each axis, but not in between: look at the mixed derivative."),
            (c if c > 0 else np.nan, "this is the largest eigenvalue; the lowest is its negative."),
            (-c, "right only if x and y correlate positively: the eigenvalues are +c and −c."),
            (-abs(np.sum(x * y)), "the loss is a mean over the examples, not a sum."),
            (-2 * abs(c), "the loss has a factor ½."),
            (-np.mean(x**2), "the targets matter too: the mixed derivative is −mean(x y)."),
        ]
        diagnose(value, -abs(c), mistakes, "the lowest eigenvalue")
    return "Right: −|mean(x y)|. If inputs and targets correlate, zero weights are a saddle."


@exercise
def check_losses(losses):
    """`losses(V, W, X, Y, lr, num_steps)`: before descent and after each step, (num_steps + 1,).

    Of mean ½‖tanh(X V) W − Y‖² over the examples, on all of them at each step.
    """
    for given in cases(draw=_small_network, count=12):
        value = numbers(losses(*given), "losses(…)", shape=(given[-1] + 1,))
        end = partial(_losses, *given)
        mistakes = [
            (np.full(len(value), end()[0]), "the weights have not moved: does the loop hand on "
             "the new ones?"),
            (end(sign=1), "uphill: subtract the gradient."),
            (end(over=len(given[3])), "that is the sum over the examples: take the mean."),
            (end(over=given[3].shape[1]), "take the mean over the examples, of the sum over the "
             "outputs."),
            (end(over=2), "the loss has a factor ½, so its derivative has no 2."),
            (2 * end(), "the loss has a factor ½."),
            (end(bent=False), "the slope of tanh is missing: where it gives h, it is 1 − h²."),
            (end(ahead=True), "V moves by the old W: take both gradients first."),
            (end(moves=(1, 0)), "W has to move, too."),
            (end(moves=(0, 1)), "V has to move, too."),
            (np.append(end()[1:], end(more=1)[-1]), "the first is the loss before any step."),
        ]  # fmt: skip
        diagnose_array(value, end(), mistakes, "the losses")
    return "Right: this loop trains a network, wherever it runs."


def _losses(V, W, X, Y, lr, num_steps, sign=-1, over=1, bent=True, ahead=False, moves=(1, 1),
            more=0):  # fmt: skip
    """The losses of such a descent, or of one with a mistake."""
    found = []
    for _ in range(num_steps + more + 1):
        h = np.tanh(X @ V)
        error = h @ W - Y
        found.append(0.5 * np.mean(np.sum(error**2, axis=1)))
        rate = sign * lr * over / len(X)
        later = W + moves[1] * rate * h.T @ error
        back = error @ (later if ahead else W).T
        V = V + moves[0] * rate * X.T @ (back * (1 - h * h) if bent else back)
        W = later
    return np.array(found)


def _small_network(rng):
    """Weights, examples, targets, a rate, and a number of steps."""
    m, inputs, hidden, outputs = rng.integers((4, 2, 2, 3), (9, 5, 5, 6))
    V, W = rng.standard_normal((inputs, hidden)), rng.standard_normal((hidden, outputs))
    X, Y = rng.standard_normal((m, inputs)), rng.standard_normal((m, outputs))
    return V, W, X, Y, spread_out(rng, 0.02, 0.2), int(rng.integers(2, 7))
