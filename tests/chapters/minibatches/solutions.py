"""What makes an answer to the exercises on batches right."""

from fractions import Fraction
from itertools import combinations

import numpy as np

from tests.laws.solutions import Asked


def run(rng):
    examples = int(rng.integers(2, 2000))
    return int(rng.integers(1, 10**5)), examples, int(rng.integers(1, examples + 1))


def seen(iterations, num_examples, batch_size):
    return float(Fraction(iterations * batch_size, num_examples))


def population(rng):
    examples = int(rng.integers(2, 9))
    return rng.uniform(0.1, 5), int(rng.integers(1, examples + 1)), examples


def by_all_samples(sigma, batch_size, num_examples):
    """The root mean square error over every sample that can be drawn."""
    values = np.random.default_rng(7).standard_normal(num_examples)
    values = sigma * (values - values.mean()) / values.std()
    samples = values[np.array([*combinations(range(num_examples), batch_size)])]
    return np.sqrt(np.mean(samples.mean(axis=1) ** 2))


def has_that_error(value, batch_size, factor):
    return np.isclose(factor / np.sqrt(value), batch_size**-0.5, rtol=1e-12)


def classes(rng):
    return *rng.standard_normal((2, rng.integers(1, 8))), int(rng.integers(1, 200))


def from_the_mean(a, b, batch_size):
    batches = np.concatenate([np.tile(a, (batch_size, 1)), np.tile(b, (batch_size, 1))])
    return np.sqrt(np.sum((batches[:batch_size].mean(axis=0) - batches.mean(axis=0)) ** 2))


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


ALIKE = "all of a batch err alike, so its size does not matter"
SIGNS = "the distance from a to b is that from −a to −b, and from b to a"
SIZES = ("ignored", "is 1", "-1", "+1", "negated", "at least 0")

SOLUTIONS = {
    "check_num_epochs": Asked(run, seen),
    "check_standard_error": Asked(
        population,
        by_all_samples,
        edges={
            "one example": lambda sigma, n, m: n == 1,
            "all examples": lambda sigma, n, m: n == m,
        },
    ),
    "check_batch_for_error": Asked(
        lambda rng: (int(rng.integers(1, 300)), int(rng.integers(2, 30))),
        accepts=has_that_error,
        right={"argument 1 negated": "the factor enters squared"},
    ),
    "check_sorted_error": Asked(
        classes, from_the_mean, right={f"argument 2 {how}": ALIKE for how in SIZES}
    ),
    "check_share_of_gain": Asked(noise, of_the_best_drop),
}
