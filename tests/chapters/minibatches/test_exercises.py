"""Each check accepts the model answer, and tells each known mistake by name."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from optcourse.chapters.minibatches import exercises as check


def root(x):
    return np.sqrt(x)


def apart(a, b):
    return np.linalg.norm(a - b)


CASES = [
    (check.check_num_epochs, lambda i, m, n: i * n / m, "✓ Right"),
    (check.check_num_epochs, lambda i, m, n: ..., "still empty"),
    (check.check_num_epochs, lambda i, m, n: m / n, "how many iterations one epoch takes"),
    (check.check_num_epochs, lambda i, m, n: i * n, "the examples seen"),
    (check.check_num_epochs, lambda i, m, n: i / m, "sees a batch, not one"),
    (check.check_num_epochs, lambda i, m, n: i / n, "an epoch takes num_examples"),
    (check.check_num_epochs, lambda i, m, n: i * m / n, "do not multiply"),
    (check.check_num_epochs, lambda i, m, n: i / (m // n), "should be 369.2"),
    (check.check_num_epochs, lambda i, m, n: i, "not one step"),
    (check.check_num_epochs, lambda i, m, n: 7, "should be 200"),
    (check.check_num_epochs, lambda i, m, n: i * n // m, "do not round"),
    (check.check_num_epochs, lambda i, m, n: round(i * n / m), "do not round"),
    (check.check_num_epochs, lambda i, m, n: Fraction(i * n, m), "✓ Right"),
    (check.check_num_epochs, lambda i, m, n: Decimal(i) * n / m, "✓ Right"),
    (check.check_standard_error, lambda s, n, m: s * root((m - n) / (m - 1) / n), "✓ Right"),
    (check.check_standard_error, lambda s, n, m: ..., "still empty"),
    (check.check_standard_error, lambda s, n, m: s / root(n), "that is with replacement"),
    (check.check_standard_error, lambda s, n, m: s / root(n) * (m - n) / (m - 1), "take its root"),
    (check.check_standard_error, lambda s, n, m: s**2 / n * (m - n) / (m - 1), "the variance"),
    (check.check_standard_error, lambda s, n, m: s * root((m - n) / m / n), "divide by m − 1"),
    (check.check_standard_error, lambda s, n, m: s / n * root((m - n) / (m - 1)), "not with n"),
    (check.check_standard_error, lambda s, n, m: s / root(m), "not in the batch"),
    (check.check_batch_for_error, lambda n, f: n * f**2, "✓ Right"),
    (check.check_batch_for_error, lambda n, f: None, "returned None"),
    (check.check_batch_for_error, lambda n, f: n * f, "gains the root"),
    (check.check_batch_for_error, lambda n, f: n * root(f), "turned round"),
    (check.check_batch_for_error, lambda n, f: n / f**2, "needs a larger batch"),
    (check.check_batch_for_error, lambda n, f: n + f**2, "multiply"),
    (check.check_batch_for_error, lambda n, f: f**2, "start from"),
    (check.check_sorted_error, lambda a, b, n: apart(a, b) / 2, "✓ Right"),
    (check.check_sorted_error, lambda a, b, n: ..., "still empty"),
    (check.check_sorted_error, lambda a, b, n: apart(a, b) / 2 / root(n), "for shuffled data"),
    (check.check_sorted_error, lambda a, b, n: apart(a, b), "halfway"),
    (check.check_sorted_error, lambda a, b, n: apart(a, b) / 2 / n, "nothing averages out"),
    (check.check_sorted_error, lambda a, b, n: apart(a, b) ** 2 / 4, "squared error"),
    (check.check_sorted_error, lambda a, b, n: 0, "each single one is off"),
    (check.check_sorted_error, lambda a, b, n: np.linalg.norm(a + b) / 2, "that is ‖g‖"),
    (check.check_sorted_error, lambda a, b, n: a - b, "must be one number"),
    (check.check_share_of_gain, lambda n, B: n / (n + B), "✓ Right"),
    (check.check_share_of_gain, lambda n, B: ..., "still empty"),
    (check.check_share_of_gain, lambda n, B: B / (n + B), "the share that is lost"),
    (check.check_share_of_gain, lambda n, B: n / B, "cannot pass 1"),
    (check.check_share_of_gain, lambda n, B: 1 / 8, "should be 0.8"),
    (check.check_share_of_gain, lambda n, B: (n / (n + B)) ** 2, "once too often"),
    (check.check_share_of_gain, lambda n, B: root(n / (n + B)), "no root"),
    (check.check_share_of_gain, lambda n, B: (n + B) / n, "the noise makes the drop smaller"),
]


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
