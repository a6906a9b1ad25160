"""What makes an answer to the exercises on momentum right."""

import numpy as np
import torch
from scipy.optimize import brentq

from tests.laws.solutions import Asked


def bowl(rng):
    n = int(rng.integers(1, 4))
    factor = rng.uniform(-1, 1, (n, n))
    theta, rate = rng.uniform(-2, 2, n), float(rng.uniform(0.02, 0.5))
    return (
        factor @ factor.T,
        theta,
        rate,
        float(rng.uniform(0.1, 0.95)),
        int(rng.integers(1, 9)),
    )


def by_torch(H, theta, rate, momentum, num_steps, nesterov=False):
    """The rule of torch, from its form of one path to the book's."""
    place = torch.tensor(theta, requires_grad=True)
    rule = torch.optim.SGD([place], lr=rate, momentum=momentum, nesterov=nesterov)
    for _ in range(num_steps):
        rule.zero_grad()
        (place @ torch.tensor(H) @ place / 2).backward()
        rule.step()
    found = place.detach().numpy()
    ahead = rule.state[place]["momentum_buffer"].numpy()
    return found + rate * momentum * ahead if nesterov else found


def memory(rng):
    return float(rng.uniform(0.2, 0.99)), int(rng.integers(1, 60))


def by_recursion(beta, t):
    """The weights by the recursion itself, one unit gradient after another."""
    weights = []
    for step in range(t):
        m = 0.0
        for k in range(t):
            m = beta * m + (1 - beta) * (k == step)
        weights.append(m)
    ages = [t - 1 - step for step in range(t)]
    return sum(w * a for w, a in zip(weights, ages, strict=True)) / sum(weights)


def stable(rng):
    curvatures = np.exp(rng.uniform(-2, 2, int(rng.integers(1, 5))))
    return float(rng.uniform(0.05, 0.95)), curvatures, bool(rng.random() < 0.5)


def by_roots(momentum, curvatures, ahead):
    """Where the larger root of a direction passes 1, by the eigenvalues of its step."""
    limits = []
    for bend in curvatures:

        def over(rate, bend=bend):
            z = rate * bend
            kept = momentum * (1 - z) if ahead else momentum
            step = np.array([[1 - z + kept, -kept], [1.0, 0.0]])
            return np.abs(np.linalg.eigvals(step)).max() - 1

        limits.append(brentq(over, 1.01 / bend, 4.2 / bend, xtol=1e-14))
    return min(limits)


def by_meeting(z):
    """The least momentum at which the roots of r² − (1 + α − z) r + α are one."""
    roots = np.roots([1.0, -2 * (1 + z), (1 - z) ** 2])  # of (1 + α − z)² − 4α, in α
    return float(roots.real.min())


def prince(rng):
    n = int(rng.integers(1, 4))
    return float(rng.uniform(0.01, 2)), float(rng.uniform(0.05, 0.98)), rng.uniform(-2, 2, n)


def goes_on(value, rate, beta, m):
    """Whether the book's path from there is Prince's, under any gradients."""
    value = np.asarray(value, float)
    if value.shape != (2 + len(m),):
        return False
    rng = np.random.default_rng(0)
    place = other = np.zeros(len(m))
    velocity = value[2:]
    for _ in range(5):
        g = rng.standard_normal(len(m))
        m = beta * m + (1 - beta) * g
        place = place - rate * m
        velocity = value[1] * velocity - value[0] * g
        other = other + velocity
        if not np.allclose(place, other, rtol=1e-9, atol=1e-12):
            return False
    return True


def moment(rng):
    warm = int(rng.integers(1, 9))
    num_steps = warm + int(rng.integers(1, 30))
    return int(rng.integers(num_steps)), float(rng.uniform(0.01, 2)), warm, num_steps


def by_walking(step, rate, warm, num_steps):
    """All rates from the first on, each by what is added to the one before."""
    rates = [rate / warm]
    for k in range(1, num_steps):
        rise = rate / warm if k < warm else 0.0 if k == warm else -rate / (num_steps - warm)
        rates.append(rates[-1] + rise)
    return rates[step]


SOLUTIONS = {
    "check_heavy_ball": Asked(bowl, by_torch),
    "check_nesterov": Asked(bowl, lambda *given: by_torch(*given, nesterov=True)),
    "check_mean_age": Asked(memory, by_recursion, rtol=1e-7),
    "check_largest_rate": Asked(
        stable,
        by_roots,
        right={
            f"argument 1 {turned}": "the steepest direction is so in any order"
            for turned in ("turned round", "upside down")
        },
        rtol=1e-6,
    ),
    "check_best_momentum": Asked(
        lambda rng: (float(rng.uniform(0.01, 3.9)),), by_meeting, rtol=1e-6
    ),
    "check_from_prince": Asked(prince, accepts=goes_on),
    "check_warm_then_linear": Asked(moment, by_walking),
}
