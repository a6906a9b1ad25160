"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.memory import exercises as check


def vanish(value, factor):
    return np.ceil(round(np.log(factor) / -np.log(abs(value)), 6))


def power(x, W, num_steps, left=True, unit=True):
    for _ in range(num_steps):
        x = x @ W if left else W @ x
        x = x / np.linalg.norm(x)
    return x if unit else 2 * x


def absolute(x, W, num_steps):
    for _ in range(num_steps):
        x = abs(x @ W)
        x = x / np.linalg.norm(x)
    return x


def overflowing(x, W, num_steps):
    for _ in range(num_steps):
        x = x @ W
    return x / np.linalg.norm(x)


def rho(W):
    return np.abs(np.linalg.eigvals(W)).max()


def span(W, states, pull, k, slope=True, transpose=True, shift=0):
    slopes = 1 - states**2 if slope else np.ones_like(states)
    last = len(states) - 1
    for t in range(last, last - k, -1):
        pull = (W.T if transpose else W) @ (slopes[t] * pull)
    return np.outer(slopes[last - k] * pull, states[last - k - 1 + shift])


def bias(num_steps, kept=0.5):
    gate = kept ** (1 / num_steps)
    return np.log(gate / (1 - gate))


def float32_bias(num_steps):
    gate = np.float32(0.5) ** np.float32(1 / num_steps)
    return np.log(gate / (1 - gate))


CASES = [
    (check.check_steps_to_vanish, vanish, "✓ Right"),
    (check.check_steps_to_vanish, lambda v, f: ..., "still empty"),
    (check.check_steps_to_vanish, lambda v, f: np.log(f) / -np.log(abs(v)), "round up"),
    (check.check_steps_to_vanish, lambda v, f: np.log(f) // -np.log(abs(v)), "rounded down"),
    (check.check_steps_to_vanish, lambda v, f: -vanish(v, f), "positive"),
    (check.check_steps_to_vanish, lambda v, f: np.ceil(-np.log10(f) / np.log(abs(v))), "log10"),
    (check.check_steps_to_vanish, lambda v, f: np.ceil(f / (1 - abs(v))), "geometric"),
    (check.check_steps_to_vanish, lambda v, f: np.ceil(np.log(f) / (1 - abs(v))), "near 1"),
    (check.check_steps_to_vanish, lambda v, f: vanish(np.real(v), f), "absolute value"),
    (check.check_steps_to_vanish, lambda v, f: 7, "should be"),
    (check.check_steps_to_vanish, lambda v, f: np.ceil(np.log(f) / -np.log(abs(v))), "is 3 sharp"),
    (check.check_steps_to_vanish, lambda v, f: np.log(f) // -np.log(abs(v)) + 1, "is 3 sharp"),
    (check.check_power_method, power, "✓ Right"),
    (check.check_power_method, lambda x, W, n: ..., "still empty"),
    (check.check_power_method, lambda x, W, n: power(x, W, n, left=False), "from the left"),
    (check.check_power_method, lambda x, W, n: power(x, W, n, unit=False), "unit vector"),
    (check.check_power_method, lambda x, W, n: x / np.linalg.norm(x), "not moved"),
    (check.check_power_method, overflowing, "overflowed"),
    (check.check_power_method, lambda x, W, n: abs(power(x, W, n)), "not the direction"),
    (check.check_power_method, lambda x, W, n: -power(x, W, n), "the sign is turned"),
    (check.check_power_method, absolute, "not the direction"),
    (check.check_power_method, lambda x, W, n: power(x, W, 100), "just num_steps times"),
    (check.check_power_method, lambda x, W, n: W, "shape (5,)"),
    (check.check_power_method, lambda x, W, n: np.eye(5)[0], "not the direction"),
    (check.check_rescale, lambda W, r: W * r / rho(W), "✓ Right"),
    (check.check_rescale, lambda W, r: ..., "still empty"),
    (check.check_rescale, lambda W, r: W * r, "you multiplied by the radius"),
    (check.check_rescale, lambda W, r: W / rho(W), "is 1"),
    (check.check_rescale, lambda W, r: W * r / np.linalg.norm(W, 2), "singular value"),
    (check.check_rescale, lambda W, r: W * r / np.linalg.norm(W), "length of all entries"),
    (
        check.check_rescale,
        lambda W, r: W * r / np.abs(np.linalg.eigvals(W).real).max(),
        "not its real part",
    ),
    (
        check.check_rescale,
        lambda W, r: W * r / np.linalg.eigvals(W).real.max(),
        "may be negative",
    ),
    (check.check_rescale, lambda W, r: W * r / np.abs(np.linalg.eigvals(W)).min(), "smallest"),
    (check.check_rescale, lambda W, r: W * rho(W) / r, "other way round"),
    (check.check_rescale, lambda W, r: -W * r / rho(W), "should be positive"),
    (check.check_rescale, lambda W, r: np.eye(len(W)), "of the matrix should be"),
    (check.check_rescale, lambda W, r: r, "shape"),
    (check.check_spread, lambda s, n: np.exp(s * np.sqrt(n)), "✓ Right"),
    (check.check_spread, lambda s, n: ..., "still empty"),
    (check.check_spread, lambda s, n: s * np.sqrt(n), "spread of the logarithm"),
    (check.check_spread, lambda s, n: np.exp(s * n), "one factor repeated"),
    (check.check_spread, lambda s, n: np.exp(s * s * n), "variances add up"),
    (check.check_spread, lambda s, n: 10 ** (s * np.sqrt(n)), "powers of ten"),
    (check.check_spread, lambda s, n: np.exp(s / np.sqrt(n)), "mean of logs"),
    (check.check_spread, lambda s, n: np.exp(s), "this is one factor"),
    (check.check_spread, lambda s, n: np.exp(s * s * n / 2), "the mean of the product"),
    (check.check_spread, lambda s, n: np.exp(2), "should be"),
    (check.check_span, span, "✓ Right"),
    (check.check_span, lambda W, h, p, k: ..., "still empty"),
    (check.check_span, lambda W, h, p, k: np.full((3, 3), np.nan), "must be finite"),
    (check.check_span, lambda W, h, p, k: p, "shape (3, 3)"),
    (check.check_span, lambda W, h, p, k: span(W, h, p, k).T, "transposed"),
    (check.check_span, lambda W, h, p, k: span(W, h, p, k, slope=False), "slopes"),
    (check.check_span, lambda W, h, p, k: span(W, h, p, k, transpose=False), "transpose of W"),
    (check.check_span, lambda W, h, p, k: span(W, h, p, k + 1), "too far back"),
    (check.check_span, lambda W, h, p, k: span(W, h, p, max(k - 1, 0)), "too few"),
    (check.check_span, lambda W, h, p, k: span(W, h, p, k, shift=1), "the state before"),
    (
        check.check_span,
        lambda W, h, p, k: np.zeros((3, 3)),
        "entry [0, 0] of this part",
    ),
    (check.check_forget_bias, bias, "✓ Right"),
    (check.check_forget_bias, float32_bias, "✓ Right"),
    (check.check_forget_bias, lambda n: ..., "still empty"),
    (check.check_forget_bias, lambda n: 0.5 ** (1 / n), "gate itself"),
    (check.check_forget_bias, lambda n: -bias(n), "sign"),
    (check.check_forget_bias, lambda n: bias(n, np.exp(-1)), "1/e"),
    (check.check_forget_bias, lambda n: np.log(n) if n > 1 else 0.0, "near for long"),
    (check.check_forget_bias, lambda n: np.log(0.5) / n, "inverse of the sigmoid"),
    (check.check_forget_bias, lambda n: 3.0, "should be"),
]


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
