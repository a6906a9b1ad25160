"""What makes an answer to the exercises on batches right."""

from itertools import combinations

import numpy as np

from tests.laws.solutions import Asked


def regression(rng):
    num, count, size = rng.integers(1, 5), int(rng.integers(4, 9)), int(rng.integers(1, 5))
    X = rng.standard_normal((count, num))
    batches = rng.integers(count, size=(rng.integers(1, 8), size))
    return rng.standard_normal(num), X, rng.standard_normal(count), batches, rng.uniform(0.01, 0.3)


def by_matrices(theta, X, y, batches, lr):
    """Each step as a linear map, example by example: θ ← θ − ε/n Σ (x xᵀ θ − x y)."""
    for batch in batches:
        second = np.mean([np.outer(X[k], X[k]) for k in batch], axis=0)
        first = np.mean([y[k] * X[k] for k in batch], axis=0)
        theta = (np.eye(len(theta)) - lr * second) @ theta + lr * first
    return theta


def two_sizes(rng):
    n, P, k = int(rng.integers(1, 30)), int(rng.integers(1, 6)), int(rng.integers(50, 90))
    small, large = 2 + rng.standard_normal((k, P)), 2 + 0.3 * rng.standard_normal((k + 1, P))
    return small, n, large, n + int(rng.integers(n, 9 * n + 1))


def by_a_line(small, n, large, N):
    """The mean of ‖ĝ‖² is a line in 1/n: its slope is tr Σ, its height at 0 is ‖g‖²."""
    heights = [np.mean([row @ row for row in each]) for each in (small, large)]
    slope, height = np.polyfit([1 / n, 1 / N], heights, 1)
    return slope / height


def population(rng):
    examples = int(rng.integers(2, 9))
    return rng.uniform(0.1, 5), int(rng.integers(1, examples + 1)), examples


def by_all_samples(sigma, batch_size, num_examples):
    """The root mean square error over every sample that can be drawn."""
    values = np.random.default_rng(7).standard_normal(num_examples)
    values = sigma * (values - values.mean()) / values.std()
    samples = values[np.array([*combinations(range(num_examples), batch_size)])]
    return np.sqrt(np.mean(samples.mean(axis=1) ** 2))


def schedule(rng):
    n, per_epoch, every = (int(rng.integers(1, 7)) for _ in range(3))
    m, step = n * per_epoch + int(rng.integers(n)), int(rng.integers(200))
    return step, rng.uniform(0.01, 1), rng.uniform(0.2, 1.5), every, m, n


def at_a_cut(step, lr, factor, every, num_examples, batch_size):
    return step > 0 and step % (num_examples // batch_size * every) == 0


def by_epochs(step, lr, factor, every, num_examples, batch_size):
    """Go through the epochs, batch after batch, and cut the rate where it is due."""
    seen, epochs = 0, 0
    for _ in range(step):
        seen += batch_size
        if seen + batch_size > num_examples:
            seen, epochs = 0, epochs + 1
            lr = lr * factor if epochs % every == 0 else lr
    return lr


def noise(rng):
    return int(rng.integers(1, 500)), round(10 ** rng.uniform(0, 4), 2)


def of_the_best_drop(batch_size, noise_scale):
    """The lowest points of two parabolas, for ‖g‖² = 1 and tr Σ = B."""
    change = [
        np.polyfit(rates := np.array([0.0, 1.0, 2.0]), -rates + 0.5 * rates**2 * square, 2)
        for square in (1 + noise_scale / batch_size, 1.0)
    ]
    drop = [second and -(first**2) / (4 * second) for second, first, _ in change]
    return drop[0] / drop[1]


LENGTHS = "the lengths of gradients do not depend on their order or their signs"
ORDERS = ("turned round", "upside down", "negated", "without a sign")

SOLUTIONS = {
    "check_sgd": Asked(regression, by_matrices),
    "check_noise_scale": Asked(
        two_sizes,
        by_a_line,
        right={f"argument {place} {how}": LENGTHS for place in (0, 2) for how in ORDERS},
        rtol=1e-6,
    ),
    "check_standard_error": Asked(
        population,
        by_all_samples,
        edges={
            "one example": lambda sigma, n, m: n == 1,
            "all examples": lambda sigma, n, m: n == m,
        },
    ),
    "check_rate_at": Asked(schedule, by_epochs, edges={"the first step after a cut": at_a_cut}),
    "check_share_of_gain": Asked(noise, of_the_best_drop),
}
