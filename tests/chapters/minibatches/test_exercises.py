"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.minibatches import exercises as check


def root(x):
    return np.sqrt(x)


def sgd(factor=1.0, over=len, of=lambda batch: batch, which=slice(None), stay=False):
    """SGD with mistakes: in the step, in what it divides by, in the batches, in the place."""

    def answer(theta, X, y, batches, lr):
        start = theta
        for batch in batches[which]:
            at, rows = start if stay else theta, of(batch)
            grad = X[rows].T @ (X[rows] @ at - y[rows])
            theta = theta - factor * lr * grad / (over(batch) or len(y))
        return theta

    return answer


def square(grads):
    return np.mean(np.sum(grads**2, axis=1))


def mean(grads):
    return grads.mean(axis=0, keepdims=True)


def trace(a, n, b, N):
    return (square(a) - square(b)) / (1 / n - 1 / N)


def signal(a, n, b, N):
    return (N * square(b) - n * square(a)) / (N - n)


CASES = [
    (check.check_sgd, sgd(), "✓ Right"),
    (check.check_sgd, lambda *given: ..., "still empty"),
    (check.check_sgd, lambda theta, *rest: theta, "has not moved"),
    (check.check_sgd, sgd(factor=-1), "uphill"),
    (check.check_sgd, sgd(over=lambda batch: 1), "take the mean"),
    (check.check_sgd, sgd(factor=2), "no factor 2"),
    (check.check_sgd, sgd(factor=0.5), "without the ½"),
    (check.check_sgd, sgd(which=slice(1)), "that is one step"),
    (check.check_sgd, sgd(which=slice(1, None)), "first batch is left out"),
    (check.check_sgd, sgd(which=slice(-1)), "last batch is left out"),
    (check.check_sgd, sgd(of=lambda batch: slice(None), over=lambda batch: 0), "own batch only"),
    (check.check_sgd, sgd(stay=True), "not at the start"),
    (check.check_sgd, lambda theta, X, y, batches, lr: X, "must have shape"),
    (check.check_noise_scale, lambda a, n, b, N: trace(a, n, b, N) / signal(a, n, b, N), "✓ Right"),
    (check.check_noise_scale, lambda a, n, b, N: ..., "still empty"),
    (check.check_noise_scale, lambda *of: signal(*of) / trace(*of), "upside down"),
    (check.check_noise_scale, lambda *of: trace(*of), "that is tr Σ; divide"),
    (check.check_noise_scale, lambda *of: signal(*of), "that is ‖g‖²; B is"),
    (check.check_noise_scale, lambda *of: trace(*of) / square(of[2]), "it has tr Σ/n in it"),
    (check.check_noise_scale, lambda *of: root(trace(*of) / signal(*of)), "no root"),
    (check.check_noise_scale, lambda *of: of[1] * trace(*of) / signal(*of), "for one example"),
    (
        check.check_noise_scale,
        lambda a, n, b, N: trace(*(of := (mean(a), n, mean(b), N))) / signal(*of),
        "first the squared length",
    ),
    (check.check_standard_error, lambda s, n, m: s * root((m - n) / (m - 1) / n), "✓ Right"),
    (check.check_standard_error, lambda s, n, m: ..., "still empty"),
    (check.check_standard_error, lambda s, n, m: s / root(n), "that is with replacement"),
    (check.check_standard_error, lambda s, n, m: s / root(n) * (m - n) / (m - 1), "take its root"),
    (check.check_standard_error, lambda s, n, m: s**2 / n * (m - n) / (m - 1), "the variance"),
    (check.check_standard_error, lambda s, n, m: s * root((m - n) / m / n), "divide by m − 1"),
    (check.check_standard_error, lambda s, n, m: s / n * root((m - n) / (m - 1)), "not with n"),
    (check.check_standard_error, lambda s, n, m: s / root(m), "not in the batch"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** (k // (m // n) // j), "✓ Right"),
    (check.check_rate_at, lambda *given: ..., "still empty"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e, "never falls"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** (k // j), "counts epochs, not"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** (k // (m // n)), "not each"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** (k // (m // n) / j), "round down"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** (k / (m // n) / j), "round down"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** (1 + k // (m // n) // j), "lr itself"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** ((k + 1) // (m // n) // j), "from 0"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f * (k // (m // n) // j), "power of factor"),
    (check.check_rate_at, lambda k, e, f, j, m, n: e * f ** (k * n // (m * j)), "left out"),
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
