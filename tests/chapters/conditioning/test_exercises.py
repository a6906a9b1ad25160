"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.conditioning import exercises as check


def weights(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return p * (1 - p)


def hessian(X, w):
    return (X.T * weights(X, w)) @ X / len(X)


def top(X, w):
    return np.linalg.eigvalsh(hessian(X, w))[-1]


def gradient(X, y, w):
    return -X.T @ (y / (1 + np.exp(y * (X @ w)))) / len(y)


def searched(X, y, w):
    g, low, high = gradient(X, y, w), 0.0, 100.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if gradient(X, y, w - middle * g) @ g > 0 else (low, middle)
    return low


def parabola(X, y, w):
    g = gradient(X, y, w)
    return g @ g / (g @ hessian(X, w) @ g)


def unit_loss(X, y, w):
    return 0.5 * np.mean((np.tanh(X @ w) - y) ** 2)


def unit_slope(X, y, w):
    out = np.tanh(X @ w)
    return X.T @ ((out - y) * (1 - out**2)) / len(y)


def stepped(answer):
    """An answer made of the measured change, the rate, and the two terms of the formula."""

    def answered(X, y, w, lr):
        g = unit_slope(X, y, w)
        change = unit_loss(X, y, w - lr * g) - unit_loss(X, y, w)
        Hg = (unit_slope(X, y, w + 1e-4 * g) - unit_slope(X, y, w - 1e-4 * g)) / 2e-4
        return answer(change, lr, lr * g @ g, 0.5 * lr**2 * g @ Hg)

    return answered


def needed(kappa, tolerance):
    return np.ceil(round(np.log(1 / tolerance) / np.log((kappa + 1) / (kappa - 1)), 6))


CASES = [
    (check.check_sharpness, top, "✓ Right"),
    (check.check_sharpness, lambda X, w: ..., "still empty"),
    (check.check_sharpness, lambda X, w: None, "returned None"),
    (check.check_sharpness, lambda X, w: len(X) * top(X, w), "the number of examples"),
    (check.check_sharpness, lambda X, w: np.linalg.norm(X, 2) ** 2 / len(X), "p(1−p)"),
    (check.check_sharpness, lambda X, w: np.linalg.eigvalsh(hessian(X, w))[0], "this is λmin"),
    (check.check_sharpness, lambda X, w: np.trace(hessian(X, w)), "the sum of all"),
    (check.check_sharpness, lambda X, w: top(X, w) ** 2, "divide by the length"),
    (check.check_sharpness, lambda X, w: w, "must be one number"),
    (check.check_sharpness, lambda X, w: np.nan, "must be finite"),
    (check.check_sharpness, lambda X, w: 0.99 * top(X, w), "should be"),
    (check.check_sharpness, lambda X: X, "raised TypeError"),
    (check.check_line_search, searched, "✓ Right"),
    (check.check_line_search, lambda X, y, w: ..., "still empty"),
    (check.check_line_search, parabola, "this loss is none"),
    (check.check_line_search, lambda X, y, w: 2 * searched(X, y, w), "twice too far"),
    (check.check_line_search,
     lambda X, y, w: searched(X, y, w) * np.linalg.norm(gradient(X, y, w)), "length of the step"),
    (check.check_line_search, lambda X, y, w: -searched(X, y, w), "the sign is turned"),
    (check.check_line_search, lambda X, y, w: 1.001 * searched(X, y, w), "should be"),
    (check.check_line_search, lambda X, y, w: "0.1", "must be one number"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (d, b - s)), "✓ Right"),
    (check.check_predicted_change, lambda X, y, w, lr: ..., "still empty"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (b - s, d)), "comes first"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (b - s, b - s)), "take the step"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (d, d)), "not the measured"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (-d, b - s)), "minus that before"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (d, s - b)), "sign is turned"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (d, 2 * b - s)), "factor ½"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (d, -s)), "first order only"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (d, b / e - s)), "squared"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: (d, 1.001 * (b - s))), "should be"),
    (check.check_predicted_change, stepped(lambda d, e, s, b: d), "must have shape (2,)"),
    (check.check_predicted_change,
     lambda X, y, w, lr: (unit_loss(X, y, w - lr * unit_slope(X, y, w)),
                          stepped(lambda d, e, s, b: b - s)(X, y, w, lr)), "subtract the loss"),
    (check.check_mended_valley, (4 / 1.1**2, (9 / 11) ** 2), "✓ Right: 94 steps"),
    (check.check_mended_valley, (..., ...), "give a pair"),
    (check.check_mended_valley, 0.1, "give a pair"),
    (check.check_mended_valley, None, "give a pair"),
    (check.check_mended_valley, (None, None), "give a pair"),
    (check.check_mended_valley, (2.0, 0.0), "below 2(1 + momentum)"),
    (check.check_mended_valley, (2 / 1.01, 0.0), "momentum is 0"),
    (check.check_mended_valley, (4.5, 0.5), "diverges"),
    (check.check_mended_valley, (1e-4, 0.0), "not there"),
    (check.check_mended_valley, (0.5, 0.9), "235 steps, and 150 are allowed"),
    (check.check_mended_valley, (1.0, 0.5), "try a rate or momentum"),
    (check.check_mended_valley, (1.0, 1.0), "momentum in [0, 1)"),
    (check.check_steps_needed, needed, "✓"),
    (check.check_steps_needed,
     lambda k, t: np.ceil(np.log(1 / t) / np.log((k + 1) / (k - 1))),
     "is 29 sharp; floats give 29.000000000000004"),
    (check.check_steps_needed,
     lambda k, t: np.ceil(k * np.log(1 / t) / 2) if k > 5 else needed(k, t), "½κ ln is for large"),
    (check.check_steps_needed, lambda k, t: ..., "still empty"),
    (check.check_steps_needed, lambda k, t: np.log(t) / np.log((k - 1) / (k + 1)), "round up"),
    (check.check_steps_needed, lambda k, t: np.log(t) // np.log((k - 1) / (k + 1)), "down"),
    (check.check_steps_needed,
     lambda k, t: np.ceil(np.log10(t) / np.log((k - 1) / (k + 1))), "log10"),
    (check.check_steps_needed, lambda k, t: k * np.log(1 / t) / 2, "½κ ln is for large"),
    (check.check_steps_needed, lambda k, t: np.ceil(k * np.log(1 / t) / 2), "½κ ln is for large"),
    (check.check_steps_needed,
     lambda k, t: np.ceil(np.log(t) / np.log((k - 1) / (k + 1))) + 1, "one step too many"),
    (check.check_steps_needed,
     lambda k, t: np.log(t) / np.log((k - 1) / (k + 1)) + 1, "one step too many"),
    (check.check_steps_needed, lambda k, t: np.ceil(k * np.log(1 / t)), "twice too many"),
    (check.check_steps_needed,
     lambda k, t: np.ceil(np.ceil(np.log(t) / np.log((k - 1) / (k + 1))) / 2), "counts the loss"),
    (check.check_steps_needed,
     lambda k, t: np.ceil(np.log(t) / np.log((k + 1) / (k - 1))), "sign of a logarithm"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
