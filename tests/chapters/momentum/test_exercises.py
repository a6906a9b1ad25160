"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.momentum import exercises as check


def ball(H, theta, rate, momentum, num_steps):
    velocity = np.zeros_like(theta)
    for _ in range(num_steps):
        velocity = momentum * velocity - rate * H @ theta
        theta = theta + velocity
    return theta


def late(H, theta, rate, momentum, num_steps):
    velocity = np.zeros_like(theta)
    for _ in range(num_steps):
        theta, velocity = theta + velocity, momentum * velocity - rate * H @ theta
    return theta


def nesterov(H, theta, rate, momentum, num_steps, far=None, kept=1.0):
    velocity = np.zeros_like(theta)
    far = momentum if far is None else far
    for _ in range(num_steps):
        velocity = kept * momentum * velocity - rate * H @ (theta + far * velocity)
        theta = theta + velocity
    return theta


def literal(H, theta, rate, momentum, num_steps):
    velocity = np.zeros_like(theta)
    for _ in range(num_steps):
        theta = theta + momentum * velocity
        velocity = momentum * velocity - rate * H @ theta
        theta = theta + velocity
    return theta


def by_torch(H, theta, rate, momentum, num_steps):
    memory = np.zeros_like(theta)
    for _ in range(num_steps):
        grad = H @ theta
        memory = momentum * memory + grad
        theta = theta - rate * (grad + momentum * memory)
    return theta


def steps(rule, more):
    return lambda H, t, r, a, n: rule(H, t, r, a, n + more)


def in_place(H, theta, rate, momentum, num_steps):
    velocity = np.zeros_like(theta)
    for _ in range(num_steps):
        velocity = momentum * velocity - rate * H @ theta
        theta += velocity
    return theta


def age(beta, t):
    ages = np.arange(t)
    return ages @ beta**ages / np.sum(beta**ages)


def shifted(beta, t):
    ages = np.arange(t + 1)
    return ages @ beta**ages / np.sum(beta**ages)


def limit(momentum, curvatures, ahead):
    top = 2 * (1 + momentum) / (1 + 2 * momentum) if ahead else 2 * (1 + momentum)
    return top / curvatures.max()


def book(rate, beta, m):
    return np.array([rate * (1 - beta), beta, *(-rate * m)])


def warm_then_linear(step, rate, warm, num_steps):
    if step < warm:
        return rate * (step + 1) / warm
    return rate * (num_steps - step) / (num_steps - warm)


CASES = [
    (check.check_heavy_ball, ball, "✓ Right"),
    (check.check_heavy_ball, in_place, "✓ Right"),
    (check.check_heavy_ball, lambda *d: ..., "still empty"),
    (check.check_heavy_ball, lambda H, *d: ball(-H, *d), "this climbs"),
    (check.check_heavy_ball, late, "takes the new v"),
    (check.check_heavy_ball, lambda H, t, r, a, n: ball(H, t, r * (1 - a), a, n), "Prince's form"),
    (check.check_heavy_ball, lambda H, t, r, a, n: ball(H, t, r, 0, n), "where is α v"),
    (check.check_heavy_ball, steps(ball, 1), "too many"),
    (check.check_heavy_ball, steps(ball, -1), "too few"),
    (check.check_heavy_ball, nesterov, "this is Nesterov's"),
    (check.check_heavy_ball, lambda H, t, *d: t, "should be"),
    (check.check_heavy_ball, lambda H, t, *d: t[:1], "must have shape"),
    (check.check_heavy_ball, lambda H, t, *d: t * np.nan, "must be finite"),
    (check.check_nesterov, nesterov, "✓ Right"),
    (check.check_nesterov, lambda *d: ..., "still empty"),
    (check.check_nesterov, ball, "this is the heavy ball"),
    (check.check_nesterov, literal, "Read literally"),
    (check.check_nesterov, by_torch, "torch keeps"),
    (check.check_nesterov, lambda *d: nesterov(*d, far=1.0), "not v"),
    (check.check_nesterov, lambda *d: nesterov(*d, far=-d[3]), "not back"),
    (check.check_nesterov, lambda H, *d: nesterov(-H, *d), "this climbs"),
    (check.check_nesterov, lambda *d: nesterov(*d, kept=0.0), "where is α v"),
    (check.check_nesterov, steps(nesterov, 1), "too many"),
    (check.check_nesterov, steps(nesterov, -1), "too few"),
    (check.check_nesterov, lambda H, t, *d: 0 * t, "should be"),
    (check.check_mean_age, age, "✓ Right"),
    (check.check_mean_age, lambda b, t: b / (1 - b) - t / (b**-t - 1), "✓ Right"),
    (check.check_mean_age, lambda b, t: ..., "still empty"),
    (check.check_mean_age, lambda b, t: b / (1 - b), "very many steps"),
    (check.check_mean_age, lambda b, t: 1 / (1 - b), "only t"),
    (check.check_mean_age, lambda b, t: age(b, t) + 1, "age 0, not 1"),
    (check.check_mean_age, lambda b, t: age(b, t) * (1 - b**t), "divide by that"),
    (check.check_mean_age, lambda b, t: age(b, t) * (1 - b**t) / (1 - b), "divide by the sum"),
    (check.check_mean_age, lambda b, t: (t - 1) / 2, "weigh less"),
    (check.check_mean_age, lambda b, t: t - 1 - age(b, t), "weighs most"),
    (check.check_mean_age, shifted, "ages 0 to t − 1"),
    (check.check_mean_age, lambda b, t: 7.0, "should be"),
    (check.check_largest_rate, limit, "✓ Right"),
    (check.check_largest_rate, lambda *d: ..., "still empty"),
    (check.check_largest_rate, lambda a, c, n: limit(a, c, not n), "the other method"),
    (check.check_largest_rate, lambda a, c, n: limit(a, c[[c.argmin()]], n), "decides ("),
    (check.check_largest_rate, lambda a, c, n: limit(a, np.array([c.mean()]), n), "not the mean"),
    (check.check_largest_rate, lambda a, c, n: limit(a, 1 / c[[c.argmax()]], n), "divide by λ"),
    (check.check_largest_rate, lambda a, c, n: 2 / c.max(), "plain descent"),
    (check.check_largest_rate, lambda a, c, n: limit(a, c, n) * c.max(), "this limits ελ"),
    (check.check_largest_rate, lambda a, c, n: limit(a, c, n) / 2, "half the limit"),
    (check.check_largest_rate, lambda a, c, n: (1 + n) * (1 - a) / c.max(), "raises the heavy"),
    (check.check_largest_rate, lambda a, c, n: 9.0, "should be"),
    (check.check_best_momentum, lambda z: (1 - np.sqrt(z)) ** 2, "✓ Right"),
    (check.check_best_momentum, lambda z: ..., "still empty"),
    (check.check_best_momentum, lambda z: abs(1 - np.sqrt(z)), "its square"),
    (check.check_best_momentum, lambda z: (1 + np.sqrt(z)) ** 2, "below 1"),
    (check.check_best_momentum, lambda z: (1 - z) ** 2, "z under a root"),
    (check.check_best_momentum, lambda z: 1 - z, "plain descent leaves"),
    (check.check_best_momentum, lambda z: ((1 - z**0.5) / (1 + z**0.5)) ** 2, "Polyak's"),
    (check.check_best_momentum, lambda z: (1 - z**0.5) / (1 + z**0.5), "Nesterov's best"),
    (check.check_best_momentum, lambda z: 0.9, "should be"),
    (check.check_from_prince, book, "✓ Right"),
    (check.check_from_prince, lambda *d: ..., "still empty"),
    (check.check_from_prince, lambda r, b, m: np.array([r, b, *(-r * m)]), "so does ε"),
    (check.check_from_prince, lambda r, b, m: np.array([r / (1 - b), b, *(-r * m)]), "turned"),
    (check.check_from_prince, lambda r, b, m: book(r, b, -m), "it points downhill"),
    (check.check_from_prince, lambda r, b, m: book(r, b, -m / r), "v is a step, m a gradient"),
    (check.check_from_prince, lambda r, b, m: book(r, b, m / r), "take the rate along"),
    (check.check_from_prince, lambda r, b, m: np.array([r * (1 - b), 1 - b, *(-r * m)]), "kept: β"),
    (check.check_from_prince, lambda r, b, m: book(r, b, (1 - b) * m), "in m already"),
    (check.check_from_prince, lambda r, b, m: book(r, b, m)[[1, 0, *range(2, 2 + len(m))]],
     "ε comes first"),
    (check.check_from_prince, lambda r, b, m: np.zeros(2 + len(m)), "should be"),
    (check.check_warm_then_linear, warm_then_linear, "✓ Right"),
    (check.check_warm_then_linear, lambda *d: ..., "still empty"),
    (check.check_warm_then_linear, lambda k, r, w, n: r * k / w if k < w else r * (n - k) / (n - w),
     "not 0"),
    (check.check_warm_then_linear, lambda k, r, w, n: r * (k + 1) / w if k < w else r * (1 - k / n),
     "after the warm-up"),
    (check.check_warm_then_linear,
     lambda k, r, w, n: r * (k + 1) / w if k < w else r * (n - 1 - k) / (n - 1 - w), "still moves"),
    (check.check_warm_then_linear, lambda k, r, w, n: r, "before its end it rises"),
    (check.check_warm_then_linear, lambda k, r, w, n: r * (k + 1) / w, "warm-up it falls ("),
    (check.check_warm_then_linear, lambda k, r, w, n: r * (n - k) / (n - w), "in the warm-up"),
    (check.check_warm_then_linear, lambda *d: warm_then_linear(*d) / d[1], "multiply by it"),
    (check.check_warm_then_linear, lambda *d: 7.0, "should be"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
