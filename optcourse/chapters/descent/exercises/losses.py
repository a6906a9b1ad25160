"""Checks of the exercises on losses and their derivatives."""

from functools import partial

import numpy as np

from optcourse.teaching.cases import cases, signed, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    diagnose_array,
    exercise,
    number,
    numbers,
    truth,
)


@exercise
def check_best_step(best_step):
    """`best_step(x, y, phi)`: the rate that lowers Σ (φ₀ + φ₁ x − y)² most along −g, a number."""
    fixed = np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.0, 2.0]), np.array([0.5, -1.0])
    for x, y, phi in cases(fixed, draw=_points):
        value = number(best_step(x.copy(), y.copy(), phi.copy()), "best_step(x, y, phi)")
        rows = np.stack([np.ones_like(x), x], axis=1)
        g = 2 * rows.T @ (rows @ phi - y)
        bent = 2 * np.sum((rows @ g) ** 2)
        right = g @ g / bent
        mistakes = [
            (2 * right, "twice the best: is the Hessian of a sum of squares 2 XᵀX?"),
            (right / 2, "half the best: is the gradient 2 Xᵀ(Xφ − y)?"),
            (right * len(x), "the loss is a sum, not a mean."),
            (1 / right, "turned round: gᵀg over gᵀHg."),
            (-right, "the step goes along −g, with a positive rate."),
            (1 / np.linalg.eigvalsh(2 * rows.T @ rows)[-1], "one over the largest eigenvalue is "
             "safe in every direction; along −g there is a better one."),
        ]  # fmt: skip
        diagnose(value, right, mistakes, "the rate")
    return "Right: gᵀg / gᵀHg, where H = 2 XᵀX."


def _points(rng):
    m = int(rng.integers(3, 9))
    x, y = rng.uniform(-2, 3, m).round(2), rng.uniform(-2, 2, m).round(2)
    return x, y, rng.uniform(-2, 2, 2).round(2)


@exercise
def check_gabor_slope(gabor_slope):
    """`gabor_slope(x, y, phi)`: the gradient (2,) of Σ (f[x, φ] − y)², f Prince's (6.8)."""
    for x, y, phi in cases(draw=_gabor_data):
        value = numbers(gabor_slope(x.copy(), y.copy(), phi.copy()), "gabor_slope(x, y, phi)", (2,))
        u = phi[0] + 0.06 * phi[1] * x
        bell = np.exp(-u * u / 32)
        slope, rest = (np.cos(u) - u / 16 * np.sin(u)) * bell, np.sin(u) * bell - y
        both = partial(_both, 0.06 * x)
        right = both(2 * rest * slope)
        mistakes = [
            (right / 2, "the 2 of the square is missing."),
            (-right, "the sign is turned: f − y, not y − f."),
            (right / len(x), "the loss is a sum, not a mean."),
            (both(2 * rest * np.cos(u) * bell), "the bell depends on φ, too: a product."),
            (both(2 * rest * (np.cos(u) - u / 32 * np.sin(u)) * bell),
             "the slope of −u²/32 is −u/16."),
            (both(2 * rest * (np.cos(u) + u / 16 * np.sin(u)) * bell),
             "the bell falls on both sides: its slope is −u/16 times it."),
            (right * [1, 1 / 0.06], "u changes by 0.06 x for each unit of φ₁."),
            (right[::-1], "the entry of φ₀ comes first."),
        ]  # fmt: skip
        diagnose_array(value, right, mistakes, "the gradient")
    return "Right: 2 (f − y) f′, with u′ = 1 for the offset and 0.06 x for the frequency."


def _both(x, each):
    """The sum of what `each` example says, and of that times its x: (2,)."""
    return np.stack([each.sum(), (x * each).sum()])


def _gabor_data(rng):
    m = int(rng.integers(2, 8))
    x, y = rng.uniform(-15, 15, m).round(1), rng.uniform(-1, 1, m).round(2)
    return x, y, np.array([signed(rng, 0.1, 3), spread_out(rng, 2, 20)])


@exercise
def check_logistic_slope(logistic_slope):
    """`logistic_slope(x, y, phi)`: the gradient (2,) of −Σ ln Pr(y | x), Prince's (6.21)."""
    for x, y, phi in cases(draw=_labelled):
        value = numbers(logistic_slope(x.copy(), y.copy(), phi.copy()),
                        "logistic_slope(x, y, phi)", (2,))  # fmt: skip
        p = 1 / (1 + np.exp(-(phi[0] + phi[1] * x)))
        both = partial(_both, x)
        right = both(p - y)
        mistakes = [
            (-right, "this climbs: the loss is minus the log-likelihood."),
            (right / len(x), "the loss is a sum, not a mean."),
            (both(2 * (p - y) * p * (1 - p)), "this is the gradient of the squared error."),
            (both((p - y) * p * (1 - p)), "the sigmoid's slope cancels against the logarithm's."),
            (both(p), "the examples with y = 1 pull the other way: p − y."),
            (both(p - (1 - y)), "the labels are turned round."),
            (np.stack([right[0], right[0]]), "by φ₁ comes a factor x."),
            (right[::-1], "the entry of φ₀ comes first."),
        ]
        diagnose_array(value, right, mistakes, "the gradient")
    return "Right: the sum of (p − y), and of (p − y) x: all slopes of the sigmoid cancel."


def _labelled(rng):
    m = int(rng.integers(2, 8))
    return rng.uniform(-3, 3, m).round(2), 1.0 * (rng.random(m) < 0.5), rng.uniform(-2, 2, 2)


@exercise
def check_ten_slopes(ten_slopes):
    """`ten_slopes(x, y, phi, theta)`: of (f − y)² by φ (4,), then by θ (3, 2) row by row: (10,)."""
    for x, y, phi, theta in cases(draw=_shallow):
        value = numbers(ten_slopes(x, y, phi.copy(), theta.copy()),
                        "ten_slopes(x, y, phi, theta)", (10,))  # fmt: skip
        inside = theta[:, 0] + theta[:, 1] * x
        h, on = np.maximum(inside, 0), 1.0 * (inside > 0)
        rest = phi[0] + phi[1:] @ h - y

        def ten(rest=rest, h=h, on=on, phi=phi, x=x):
            back = phi[1:] * on
            return 2 * rest * np.concatenate([[1], h, np.stack([back, back * x], 1).ravel()])

        right = ten()
        turned = np.concatenate([right[:4], right[4:].reshape(3, 2).T.ravel()])
        mistakes = [
            (right / 2, "the 2 of the square is missing."),
            (-right, "the sign is turned: f − y, not y − f."),
            (
                ten(on=np.ones(3)),
                "a unit that is off passes nothing back: its slope is 0.",
            ),
            (ten(on=h), "ReLU's slope is 1 where it is on, not its value."),
            (ten(h=inside), "the slope by φ_k is what unit k hands on, after the ReLU."),
            (ten(phi=np.ones(4)), "what comes back to unit k is multiplied by φ_k."),
            (ten(x=1.0), "by θ_k1 comes a factor x."),
            (turned, "the order is θ₁₀, θ₁₁, θ₂₀, θ₂₁, …"),
        ]
        diagnose_array(value, right, mistakes, "the ten slopes")
    return "Right; backpropagation is this, layer by layer, for as many units as you like."


def _shallow(rng):
    theta = np.stack([rng.uniform(-1, 1, 3), rng.uniform(-2, 2, 3)], axis=1).round(2)
    theta[0, 0] = -3.0 - abs(theta[0, 0])  # one unit is off
    x = signed(rng, 0.2, 1.5)
    theta[1] = (np.abs(theta[1]) + 0.1) * (1.0, np.sign(x))  # another is on
    return x, signed(rng, 0.1, 2), rng.uniform(-2, 2, 4).round(2), theta


@exercise
def check_has_lowest(has_lowest):
    """`has_lowest(x, y)`: whether −Σ ln Pr(y | x) of a logistic regression has a lowest point."""
    for x, y in cases(draw=_classes):
        value = truth(has_lowest(x.copy(), y.copy()), "has_lowest(x, y)")
        low, high = x[y == 0], x[y == 1]
        rising, falling = low.max() < high.min(), high.max() < low.min()
        if value and rising:
            raise Wrong("a threshold splits the classes: a steeper sigmoid is better, for ever.")
        if value and falling:
            raise Wrong("a threshold splits the classes here, too: the 1s lie below the 0s.")
        if not value and not (rising or falling):
            raise Wrong("the classes overlap: a steeper sigmoid pays for what it gets wrong.")
    return "Right: it has one exactly if no threshold splits the two classes."


def _classes(rng):
    m = int(rng.integers(3, 8))
    x = (rng.permutation(40)[:m] / 10 - rng.choice([0.0, 2.0, 4.0])).round(1)
    y = 1.0 * (x > np.sort(x)[int(rng.integers(m - 1))])
    if rng.random() < 0.5:  # one or two have the other label
        y[rng.permutation(m)[: int(rng.integers(1, 3))]] = float(rng.integers(2))
    y = 1 - y if rng.random() < 0.4 else y
    return (x, y) if 0 < y.sum() < m else _classes(rng)
