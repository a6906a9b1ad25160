"""Checks of the exercises on risk and empirical risk."""

import numpy as np
from scipy.special import ndtr

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import Wrong, diagnose, diagnose_whole, exercise, number, numbers


@exercise
def check_bayes_risk(bayes_risk):
    """`bayes_risk(distance, sd)`: two equally likely normal classes, their means that far apart."""
    for distance, sd in cases(
        (2.0, 1.0),
        (1.0, 0.7),
        (3.0, 2.5),
        (0.0, 1.4),
        draw=lambda rng: (spread_out(rng, 0.2, 5), spread_out(rng, 0.3, 4)),
    ):
        value = number(bayes_risk(distance, sd), "bayes_risk(distance, sd)")
        half = 0.5 * distance / sd
        mistakes = [
            (ndtr(half), "this is the probability of being right; the risk is one minus it."),
            (ndtr(-2 * half), "the border is halfway: only half the distance lies before it."),
            (
                2 * ndtr(-half),
                "you added both kinds of error; each class comes only half the time.",
            ),
            (0.5 * ndtr(-half), "this counts the errors of one class; the other errs, too."),
            (ndtr(-half / sd), "divide by the standard deviation, not by the variance."),
            (ndtr(-0.5 * distance), "the distance must be measured in standard deviations."),
        ]
        diagnose(value, ndtr(-half), mistakes, "the Bayes risk")
    return "Right: the part of a normal curve beyond half the distance."


@exercise
def check_penalized_cost(cost):
    """`cost(losses, theta, decay)`: J with weight decay, for losses (m,) and theta (n,)."""
    for losses, theta, decay in cases(draw=_costs):
        value = number(cost(losses, theta, decay), "cost(losses, theta, decay)")
        mean, size, m = losses.mean(), theta @ theta, len(losses)
        right = mean + 0.5 * decay * size
        mistakes = [
            (losses.sum() + 0.5 * decay * size, "the losses are summed: the cost is a mean."),
            (mean + 0.5 * decay * size / m, "the penalty is the same for each example, so its "
             "mean is itself; do not divide it by m."),
            (mean + 0.5 * decay * size * m, "you took the penalty m times: a mean of m equal "
             "numbers is that number."),
            (losses.sum() + 0.5 * decay * size * m, "this is m times the cost: a sum, no mean."),
            (mean + decay * size, "the penalty lacks its factor ½."),
            (mean + 0.5 * decay * np.sqrt(size), "the penalty takes the squared norm."),
            (mean - 0.5 * decay * size, "the sign is turned: large weights must cost something."),
            (mean, "the penalty is missing."),
        ]  # fmt: skip
        diagnose(value, right, mistakes, "the cost")
    return "Right: the mean of L(x, y, θ), in which the penalty is the same for every example."


def _costs(rng):
    """Losses (m,), parameters (n,) and a weight decay, sometimes none."""
    losses, theta = (
        rng.exponential(size=rng.integers(2, 40)),
        rng.standard_normal(rng.integers(2, 6)),
    )
    return losses, theta, float(rng.choice([0.0, *rng.uniform(0.1, 2, 5).round(1)]))


@exercise
def check_test_examples(test_examples):
    """`test_examples(error, standard_error)`: how many test examples bring it down to that."""
    for error, se in cases(
        (0.02, 0.003),
        (0.08, 0.0123),
        (0.3, 0.011),
        (0.1, 0.01),
        (0.5, 0.01),
        (0.39, 0.019),  # 659.003
        draw=lambda rng: (spread_out(rng, 0.005, 0.9), spread_out(rng, 0.001, 0.05)),
    ):
        value = number(test_examples(error, se), "test_examples(error, standard_error)")
        exact = error * (1 - error) / se**2
        mistakes = [
            (exact, "round up: examples come whole."),
            (np.floor(exact), "you rounded down: the standard error is still too large."),
            (np.ceil(exact) + 1, "this is one example too many."),
            (exact + 1, "this is one example too many, and not a whole number."),
            (np.ceil(error / se**2), "the variance of one loss is error × (1 − error)."),
            (np.ceil(0.25 / se**2), "¼ is the worst case; you know the error, so use it."),
            (np.ceil(error * (1 - error) / se), "the standard error falls as 1/√m: square it."),
            (np.ceil(np.sqrt(error * (1 - error)) / se), "σ/√m = s gives √m; you need m."),
        ]
        diagnose_whole(value, exact, mistakes, "the number of examples")
    return "Right: error × (1 − error) ÷ standard error squared, rounded up."


@exercise
def check_hoeffding_examples(examples_needed):
    """`examples_needed(num_rules, tolerance, delta)`: m for which Hoeffding gives that promise."""
    for rules, tolerance, delta in cases(
        (1, 0.05, 0.05),
        (1, 0.03, 0.05),
        (1000, 0.02, 0.01),
        (50, 0.1, 0.2),
        (10, 0.2, 0.01),  # 95.011
        draw=lambda rng: (
            int(rng.integers(1, 5000)),
            spread_out(rng, 0.01, 0.3),
            spread_out(rng, 0.001, 0.5),
        ),
    ):
        value = number(examples_needed(rules, tolerance, delta), "examples_needed(…)")
        exact = np.log(2 * rules / delta) / (2 * tolerance**2)
        mistakes = [
            (exact, "round up: examples come whole."),
            (np.floor(exact), "you rounded down: the promise would not quite hold."),
            (np.ceil(exact) + 1, "this is one example too many."),
            (exact + 1, "this is one example too many, and not a whole number."),
            (np.ceil(np.log(rules / delta) / (2 * tolerance**2)),
             "deviations go both ways: 2K chances to fail, not K."),
            (np.ceil(rules * np.log(2 / delta) / (2 * tolerance**2)),
             "the number of rules stands inside the logarithm."),
            (np.ceil(exact / np.log(10)), "take the natural logarithm."),
            (np.ceil(2 * exact), "the factor 2 before m is missing."),
            (np.ceil(exact * tolerance), "the tolerance is squared: half of it costs four times."),
            (np.ceil(np.log(2 / delta) / (2 * tolerance**2)), "the number of rules is missing."),
        ]  # fmt: skip
        diagnose_whole(value, exact, mistakes, "the number of examples")
    return "Right: a thousand times the rules cost only a few more examples."


@exercise
def check_zero_one_slope(slope):
    """`slope(margin)`: the derivative of the 0-1 loss by the margin (m,), nan where it has none."""
    first = np.array([-2.0, -0.3, 0.0, 0.4, 1.5])
    near = np.array([1e-9, 0.0, -1e-9, 0.0])
    for margin in cases(first, near, np.array([-0.7, 2.0, 0.1]), draw=_margins, count=10):
        answer = numbers(slope(margin), "slope", finite=False)
        if answer.shape != margin.shape:
            raise Wrong(f"one slope for each margin: the shape must be ({len(margin)},), got "
                        f"{answer.shape}.")  # fmt: skip
        _check_slopes(margin, answer)
    return "Right: 0 wherever it exists. This is all that gradient descent gets to see."


def _margins(rng):
    """Margins (m,), some of them 0 and others hardly."""
    return np.round(rng.standard_normal(rng.integers(3, 9)), 1) * rng.choice([1e-9, 1e-3, 1.0])


def _check_slopes(margin, answer):
    away = margin != 0
    for values, sentence in _slopes(margin):
        if np.any(values[away]) and np.allclose(answer[away], values[away]):
            raise Wrong(sentence)
    if not np.all(answer[away] == 0):
        raise Wrong("on either side of 0 the loss is constant, and so its slope is 0.")
    if not np.all(np.isnan(answer[~away])):
        raise Wrong("at a margin of 0 the loss jumps: there is no derivative there, not even 0.")


def _slopes(margin):
    """Slopes of other losses, and the 0-1 loss itself."""
    return [
        (1.0 * (margin <= 0), "this is the 0-1 loss itself; its slope is asked for."),
        (-1.0 * (margin < 1), "this is the slope of the hinge loss."),
        (-1.0 * (margin < 0), "the loss is 1 for every negative margin: it does not fall there."),
        (-1 / (1 + np.exp(margin)), "this is the slope of the logistic loss."),
    ]
