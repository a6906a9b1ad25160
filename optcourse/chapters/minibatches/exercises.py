"""Checks of the exercises on batches, minibatches and streams."""

import numpy as np

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import diagnose, exercise, number


@exercise
def check_num_epochs(num_epochs):
    """`num_epochs(iterations, num_examples, batch_size)`: passes over the data. Prince, 6.9."""
    for iterations, examples, size in cases(
        (1000, 100, 20), (480, 1200, 50), (30, 400, 20), (1000, 130, 48), draw=_run
    ):
        value = number(num_epochs(iterations, examples, size), "num_epochs(…)")
        batches = examples / size
        mistakes = [
            (batches, "that is how many iterations one epoch takes."),
            (iterations * size, "these are the examples seen; divide by how many there are."),
            (iterations / examples, "each iteration sees a batch, not one example."),
            (iterations / size, "an epoch takes num_examples / batch_size iterations."),
            (iterations * batches, "divide by the iterations of an epoch, do not multiply."),
            (iterations, "an epoch is a pass over all examples, not one step."),
            (np.floor(iterations / batches), "the last pass may be unfinished: do not round."),
            (np.ceil(iterations / batches), "the last pass may be unfinished: do not round."),
        ]
        diagnose(value, iterations / batches, mistakes, "the number of epochs")
    return "Right: 1,000 iterations with 20 of 100 examples are 200 epochs."


def _run(rng):
    """Iterations, examples, and a batch size that need not divide them."""
    examples = int(rng.integers(50, 2000))
    return int(rng.integers(1, 10**4)), examples, int(rng.integers(1, examples))


@exercise
def check_standard_error(standard_error):
    """`standard_error(sigma, batch_size, num_examples)` of a mean drawn without replacement."""
    for sigma, n, m in cases(
        (2.0, 10, 50), (3.0, 40, 100), (1.5, 30, 30), (0.7, 1, 12), draw=_sample
    ):
        value = number(standard_error(sigma, n, m), "standard_error(…)")
        plain, share = sigma / np.sqrt(n), (m - n) / (m - 1)
        mistakes = [
            (plain, "that is with replacement; a batch of all examples has no error."),
            (plain * share, "the factor is for the variance: take its root."),
            (plain**2 * share, "that is the variance: take its root."),
            (plain * np.sqrt((m - n) / m), "nearly: divide by m − 1, as two draws are not "
             "independent (n = 1 must give σ)."),
            (sigma / n * np.sqrt(share), "the error falls with √n, not with n."),
            (plain * np.sqrt(n / m), "the factor is the share of examples not in the batch."),
        ]  # fmt: skip
        diagnose(value, plain * np.sqrt(share), mistakes, "the standard error")
    return "Right: √((m − n)/(m − 1)) of the error with replacement, and none at n = m."


def _sample(rng):
    """A standard deviation, a batch size, and from how many examples it is drawn."""
    examples = int(rng.integers(2, 200))
    return spread_out(rng, 0.1, 10), int(rng.integers(1, examples + 1)), examples


@exercise
def check_batch_for_error(batch_for_error):
    """`batch_for_error(batch_size, factor)`: the batch whose error is `factor` times smaller."""
    for size, factor in cases(
        (8, 10), (32, 3), draw=lambda rng: (int(rng.integers(1, 200)), int(rng.integers(2, 20)))
    ):
        value = number(batch_for_error(size, factor), "batch_for_error(…)")
        mistakes = [
            (size * factor, "the error falls with √n only: this batch gains the root of factor."),
            (size * np.sqrt(factor), "turned round: the batch grows with the square of factor."),
            (size / factor**2, "a smaller error needs a larger batch."),
            (size + factor**2, "multiply: errors go as 1/√n."),
            (factor**2, "this forgets the batch that you start from."),
        ]
        diagnose(value, size * factor**2, mistakes, "the batch size")
    return "Right: ten times less error costs a hundred times the examples."


@exercise
def check_sorted_error(sorted_error):
    """`sorted_error(a, b, batch_size)`: ‖ĝ − g‖ when each batch holds one of two classes."""
    for a, b, size in cases(draw=_classes, count=20):
        value = number(sorted_error(a, b, size), "sorted_error(a, b, batch_size)")
        apart = np.linalg.norm(a - b)
        mistakes = [
            (0.5 * apart / np.sqrt(size), "that is for shuffled data, drawn with replacement; here "
             "all of a batch err alike."),
            (apart, "the full gradient lies halfway between a and b."),
            (0.5 * apart / size, "nothing averages out: all of a batch err alike."),
            (0.25 * apart**2, "that is the squared error: take its root."),
            (0.0, "the mean over all batches is right, but each single one is off."),
            (np.linalg.norm(a + b) / 2, "that is ‖g‖, not the distance from it."),
        ]  # fmt: skip
        diagnose(value, 0.5 * apart, mistakes, "the error")
    return "Right: ‖a − b‖/2, whatever the size of the batch."


def _classes(rng):
    """The gradients of two classes, and a batch size."""
    return *rng.standard_normal((2, rng.integers(1, 7))), int(rng.integers(2, 100))


@exercise
def check_share_of_gain(share_of_gain):
    """`share_of_gain(batch_size, noise_scale)`: of the best step's drop on a round bowl."""
    for size, scale in cases(
        (10, 70), (200, 50), draw=lambda rng: (int(rng.integers(1, 500)), spread_out(rng, 1, 5000))
    ):
        value = number(share_of_gain(size, scale), "share_of_gain(…)")
        right = size / (size + scale)
        mistakes = [
            (1 - right, "that is the share that is lost."),
            (size / scale, "close for small batches only: a share cannot pass 1."),
            (1 / (1 + size / scale), "upside down: larger batches gain more."),
            (right**2, "once too often: the drop is ½(gᵀg)² ÷ (h·E‖ĝ‖²), with gᵀg squared only "
             "above."),
            (np.sqrt(right), "no root: E‖ĝ‖² stands there as it is."),
            (1 / right, "upside down: the noise makes the drop smaller."),
        ]  # fmt: skip
        diagnose(value, right, mistakes, "the share")
    return "Right: n/(n + B). At n = B half of the gain is left, and ever less is to be had above."
