"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest
from scipy.special import ndtr

from optcourse.chapters.risk import exercises as check


def half(m):
    return np.where(m == 0, np.nan, 0.0)


CASES = [
    (check.check_bayes_risk, lambda d, s: ndtr(-d / s / 2), "✓ Right"),
    (check.check_bayes_risk, lambda d, s: ..., "still empty"),
    (check.check_bayes_risk, lambda d, s: ndtr(d / s / 2), "probability of being right"),
    (check.check_bayes_risk, lambda d, s: ndtr(-d / s), "halfway"),
    (check.check_bayes_risk, lambda d, s: 2 * ndtr(-d / s / 2), "added both kinds"),
    (check.check_bayes_risk, lambda d, s: 0.5 * ndtr(-d / s / 2), "errors of one class"),
    (check.check_bayes_risk, lambda d, s: ndtr(-d / s**2 / 2), "not by the variance"),
    (check.check_bayes_risk, lambda d, s: ndtr(-d / 2), "in standard deviations"),
    (check.check_bayes_risk, lambda d, s: 0.2, "should be"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v) + k / 2 * t @ t, "✓ Right"),
    (check.check_penalized_cost, lambda v, t, k: ..., "still empty"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v) + 0.15 * t @ t, "the "),
    (check.check_penalized_cost, lambda v, t, k: np.sum(v) + k / 2 * t @ t, "a mean"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v) + k / 2 * t @ t / len(v), "divide"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v) + k / 2 * t @ t * len(v), "m times:"),
    (check.check_penalized_cost, lambda v, t, k: np.sum(v + k / 2 * t @ t), "a sum, no mean"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v) + k * t @ t, "factor ½"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v) + k / 2 * (t @ t) ** 0.5, "norm"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v) - k / 2 * t @ t, "sign"),
    (check.check_penalized_cost, lambda v, t, k: np.mean(v), "missing"),
    (check.check_penalized_cost, lambda v, t, k: v + t @ t, "must be one number"),
    (check.check_test_examples, lambda e, s: np.ceil(e * (1 - e) / s**2), "is 900 sharp"),
    (check.check_test_examples, lambda e, s: int(e * (1 - e) / s**2) + 1, "is 900 sharp"),
    (check.check_test_examples, lambda e, s: ..., "still empty"),
    (check.check_test_examples, lambda e, s: e * (1 - e) / s**2, "come whole"),
    (check.check_test_examples, lambda e, s: e * (1 - e) // s**2, "rounded down"),
    (check.check_test_examples, lambda e, s: round(e * (1 - e) / s**2), "rounded down"),
    (check.check_test_examples, lambda e, s: np.ceil(e * (1 - e) / s**2) + 1, "one example too"),
    (check.check_test_examples, lambda e, s: e * (1 - e) / s**2 + 1, "not a whole number"),
    (check.check_test_examples, lambda e, s: np.ceil(round(e * (1 - e) / s**2, 6)), "✓ Right"),
    (check.check_test_examples, lambda e, s: np.ceil(e / s**2), "variance of one loss"),
    (check.check_test_examples, lambda e, s: np.ceil(0.25 / s**2), "worst case"),
    (check.check_test_examples, lambda e, s: np.ceil(e * (1 - e) / s), "square it"),
    (check.check_test_examples, lambda e, s: np.ceil((e * (1 - e)) ** 0.5 / s), "you need m"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(np.log(2 * k / d) / 2 / t**2), "✓ Right"),
    (check.check_hoeffding_examples, lambda k, t, d: ..., "still empty"),
    (check.check_hoeffding_examples, lambda k, t, d: np.log(2 * k / d) / 2 / t**2, "come whole"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.floor(np.log(2 * k / d) / 2 / t**2), "rounded down"),
    (check.check_hoeffding_examples,
     lambda k, t, d: round(np.log(2 * k / d) / 2 / t**2), "rounded down"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(np.log(2 * k / d) / 2 / t**2) + 1, "one example too many"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.log(2 * k / d) / 2 / t**2 + 1, "not a whole number"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(np.log(k / d) / 2 / t**2), "go both ways"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(np.log10(2 * k / d) / 2 / t**2), "natural logarithm"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(np.log(2 * k / d) / t**2), "factor 2"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(np.log(2 * k / d) / 2 / t), "four times"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(k * np.log(2 / d) / 2 / t**2), "inside"),
    (check.check_hoeffding_examples,
     lambda k, t, d: np.ceil(np.log(2 / d) / 2 / t**2), "number of rules is missing"),
    (check.check_zero_one_slope, half, "✓ Right"),
    (check.check_zero_one_slope, lambda m: ..., "still empty"),
    (check.check_zero_one_slope, lambda m: [0, 0, np.nan, 0, 0], "the shape must be (4,)"),
    (check.check_zero_one_slope, lambda m: np.where(abs(m) < 0.25, np.nan, 0.0), "either side"),
    (check.check_zero_one_slope, lambda m: 0.0, "shape must be (5,)"),
    (check.check_zero_one_slope, lambda m: 0 * m, "the loss jumps"),
    (check.check_zero_one_slope, lambda m: np.where(m == 0, None, 0.0), "None among its entries"),
    (check.check_zero_one_slope, lambda m: 1.0 * (m <= 0), "the 0-1 loss itself"),
    (check.check_zero_one_slope, lambda m: -1.0 * (m < 1), "hinge"),
    (check.check_zero_one_slope, lambda m: -1.0 * (m < 0), "does not fall there"),
    (check.check_zero_one_slope, lambda m: -1 / (1 + np.exp(m)), "logistic"),
    (check.check_zero_one_slope, lambda m: m, "either side"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
