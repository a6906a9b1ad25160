"""What makes an answer to the exercises on gradient descent right."""

import numpy as np
from scipy.optimize import minimize_scalar

from tests.laws.solutions import Asked


def slopes(loss, phi, h=1e-5):
    """The gradient (n,) by central differences of fourth order."""
    phi, found = np.array(phi, float), []
    for way in np.eye(phi.size):
        at = lambda k, way=way: loss(phi + k * h * way.reshape(phi.shape))  # noqa: E731
        found.append((8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h))
    return np.array(found)


def data(rng, low=-2.0, high=3.0, labels=False):
    m = int(rng.integers(3, 8))
    y = 1.0 * (rng.random(m) < 0.5) if labels else rng.uniform(-2, 2, m)
    return rng.uniform(low, high, m), y, rng.uniform(-2, 2, 2)


def by_search(x, y, phi):
    """The lowest loss along the line, by Brent's search."""
    loss = lambda p: np.sum((p[0] + p[1] * x - y) ** 2)  # noqa: E731
    way = slopes(loss, phi)
    at = [loss(phi - t * way) for t in (0.0, 1.0, 2.0)]  # a parabola through three places
    bend = at[2] - 2 * at[1] + at[0]
    found = minimize_scalar(
        lambda t: loss(phi - t * way), bracket=(0, (4 * at[1] - 3 * at[0] - at[2]) / -2 / bend)
    )
    return found.x


def wave(x, y, phi):
    def loss(p):
        u = p[0] + 0.06 * p[1] * x
        return np.sum((np.sin(u) * np.exp(-(u**2) / 32) - y) ** 2)

    return slopes(loss, phi)


def logit(x, y, phi):
    def loss(p):
        chance = 1 / (1 + np.exp(-(p[0] + p[1] * x)))
        return -np.sum(np.where(y > 0, np.log(chance), np.log(1 - chance)))

    return slopes(loss, phi)


def unit_data(rng):
    theta = rng.uniform(-2, 2, (3, 2))
    return float(rng.uniform(0.2, 2)), float(rng.uniform(-2, 2)), rng.uniform(-2, 2, 4), theta


def units(x, y, phi, theta):
    def loss(p):
        sums = p[4:].reshape(3, 2) @ np.array([1.0, x])
        return (p[0] + sum(w * max(s, 0) for w, s in zip(p[1:4], sums, strict=True)) - y) ** 2

    return slopes(loss, np.concatenate([phi, theta.ravel()]))


def thirds(rng):
    low, losses = float(rng.uniform(-2, 2)), rng.uniform(-2, 2, 2)
    return low, low + float(rng.uniform(0.5, 3)), float(losses[0]), float(losses[1])


def by_middle(low, high, left, right):
    """A bracket two thirds as long, to the side of the lower loss."""
    middle = (low + high) / 2 + (high - low) / 6 * np.sign(left - right)
    return middle + np.array([-1, 1]) * (high - low) / 3


def epoch(rng):
    n, size, count = int(rng.integers(1, 4)), int(rng.integers(2, 5)), int(rng.integers(2, 4))
    m = size * count
    X, y = rng.uniform(-2, 2, (m, n)), rng.uniform(-2, 2, m)
    batches = rng.permutation(m).reshape(count, size)
    return rng.uniform(-1, 1, n), X, y, batches, float(rng.uniform(0.05, 0.5))


def by_parts(theta, X, y, batches, rate):
    """Example after example, in plain Python."""
    theta = list(theta)
    for rows in batches:
        rests = [sum(t * x for t, x in zip(theta, X[k], strict=True)) - y[k] for k in rows]
        for j in range(len(theta)):
            way = sum(r * X[k][j] for r, k in zip(rests, rows, strict=True)) / len(rows)
            theta[j] -= rate * way
    return np.array(theta)


def classes(rng):
    m = int(rng.integers(2, 7))
    x, y = rng.uniform(-3, 3, m), 1.0 * (rng.random(m) < 0.5)
    y[:2] = 0.0, 1.0
    if rng.random() < 0.5:
        y = 1.0 * (x > rng.choice(np.sort(x)[:-1])) if rng.random() < 0.5 else 1.0 * (x < x.max())
    return x, y


def by_changes(x, y):
    """In the order of x the labels change more than once."""
    return bool(np.sum(np.diff(y[np.argsort(x)]) != 0) > 1)


def valley(rng):
    """Numbers whose answer is not within a twentieth of a whole one."""
    while True:
        share, sure = float(rng.uniform(0.2, 0.7)), float(rng.uniform(0.55, 0.99))
        num = int(rng.integers(1, 5))
        if abs(np.log(1 - sure) / np.log(1 - share**num) % 1 - 0.5) < 0.45:
            return share, num, sure


def by_counting(share, num, sure):
    """Start after start, until all of them miss rarely enough."""
    inside, missed, count = np.prod(np.full(num, share)), 1.0, 0
    while missed > 1 - sure:
        missed, count = missed * (1 - inside), count + 1
    return count


SOLUTIONS = {
    "check_how_many": Asked(valley, by_counting),
    "check_has_lowest": Asked(
        classes,
        by_changes,
        right={"argument 0 negated": "mirrored points can be split where these can"}
        | {f"argument 0 times {k}": "a scale moves the threshold along" for k in (0.98, 1.02)},
    ),
    "check_best_step": Asked(data, by_search, rtol=1e-5),
    "check_gabor_slope": Asked(lambda rng: data(rng, -15, 15), wave, rtol=1e-6),
    "check_logistic_slope": Asked(lambda rng: data(rng, labels=True), logit, rtol=1e-6),
    "check_ten_slopes": Asked(unit_data, units, rtol=1e-5),
    "check_bracket_round": Asked(thirds, by_middle),
    "check_sgd": Asked(epoch, by_parts),
}
