"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.conditioning import exercises as check


def bend(g, H):
    return g @ H @ g


def search_in_place(theta, grad, hessian):
    theta -= grad @ grad / bend(grad, hessian) * grad
    return theta


def needed(kappa, tolerance):
    return np.ceil(round(np.log(1 / tolerance) / np.log((kappa + 1) / (kappa - 1)), 6))


CASES = [
    (check.check_best_rate, lambda g, H: g @ g / bend(g, H), "✓ Right"),
    (check.check_best_rate, lambda g, H: ..., "still empty"),
    (check.check_best_rate, lambda g, H: None, "returned None"),
    (check.check_best_rate, lambda g, H: bend(g, H) / (g @ g), "upside down"),
    (check.check_best_rate, lambda g, H: 1 / np.linalg.eigvalsh(H)[-1], "only if g lies along"),
    (check.check_best_rate, lambda g, H: 1 / np.linalg.eigvalsh(H)[0], "lies along v_min"),
    (check.check_best_rate, lambda g, H: 2 / np.trace(H), "best fixed rate"),
    (check.check_best_rate, lambda g, H: 2 * g @ g / bend(g, H), "back where it began"),
    (check.check_best_rate, lambda g, H: np.sqrt(g @ g) / bend(g, H), "you used the length"),
    (check.check_best_rate, lambda g, H: g, "must be one number"),
    (check.check_best_rate, lambda g, H: "0.1", "must be one number"),
    (check.check_best_rate, lambda g, H: np.nan, "must be finite"),
    (check.check_best_rate, lambda g, H: 0.123, "should be"),
    (check.check_best_rate, lambda g: g, "raised TypeError"),
    (check.check_predicted_change, lambda e, g, H: 0.5 * e**2 * bend(g, H) - e * g @ g, "✓ Right"),
    (check.check_predicted_change, lambda e, g, H: ..., "still empty"),
    (check.check_predicted_change, lambda e, g, H: e**2 * bend(g, H) - e * g @ g, "factor ½"),
    (check.check_predicted_change, lambda e, g, H: e * g @ g - 0.5 * e**2 * bend(g, H), "sign"),
    (check.check_predicted_change, lambda e, g, H: -e * g @ g, "first order only"),
    (check.check_predicted_change,
     lambda e, g, H: 0.5 * 0.37**2 * bend(g, H) - 0.37 * g @ g, "the change should be"),
    (check.check_predicted_change, lambda e, g, H: 0.5 * e * bend(g, H) - e * g @ g, "squared"),
    (check.check_line_search_step, lambda t, g, H: t - g @ g / bend(g, H) * g, "✓ Right"),
    (check.check_line_search_step, search_in_place, "✓ Right"),
    (check.check_line_search_step,
     lambda t, g, H: np.float32(t) - np.float32(g @ g / bend(g, H)) * np.float32(g), "✓ Right"),
    (check.check_line_search_step, lambda t, g, H: ..., "still empty"),
    (check.check_line_search_step, lambda t, g, H: np.nan * t, "must be finite, got nan"),
    (check.check_line_search_step, lambda t, g, H: t - g / 0, "must be finite"),
    (check.check_line_search_step, lambda t, g, H: search_in_place(t, 0.1 * g, H), "too short"),
    (check.check_line_search_step, lambda t, g, H: t - 0.5 * g @ g / bend(g, H) * g, "too short"),
    (check.check_line_search_step, lambda t, g, H: t - 1.01 * g @ g / bend(g, H) * g, "too far"),
    (check.check_line_search_step, lambda t, g, H: t, "too short"),
    (check.check_line_search_step, lambda t, g, H: t - np.linalg.solve(H, g), "Newton"),
    (check.check_line_search_step, lambda t, g, H: t - np.array([1.0, 0.0]), "does not point"),
    (check.check_line_search_step, lambda t, g, H: t + g @ g / bend(g, H) * g, "uphill"),
    (check.check_line_search_step, lambda t, g, H: t - 0.01 * g, "too short"),
    (check.check_line_search_step, lambda t, g, H: t - 9 * g, "too far: the loss already rises"),
    (check.check_line_search_step, lambda t, g, H: g @ g / bend(g, H), "shape (2,)"),
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
