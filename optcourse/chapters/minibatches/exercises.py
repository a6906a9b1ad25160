"""Checks of the exercises on batches, minibatches and streams."""

from functools import partial

import numpy as np

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import diagnose, diagnose_array, exercise, number, numbers


@exercise
def check_sgd(sgd):
    """`sgd(theta, X, y, batches, lr)`: θ after a step along each minibatch, squared errors."""
    for theta, X, y, batches, lr in cases(draw=_regression, count=20):
        value = numbers(sgd(theta, X, y, batches, lr), "sgd(…)", shape=theta.shape)
        size, end = batches.shape[1], partial(_descended, theta, X, y, batches)
        mistakes = [
            (theta, "θ has not moved: does the loop assign the new θ?"),
            (end(-lr), "uphill: subtract the gradient."),
            (end(size * lr), "that is the sum over the batch: take the mean."),
            (end(2 * lr), "the loss is half of the squared error: no factor 2."),
            (end(lr / 2), "the derivative of ½e² is e, without the ½."),
            (_descended(theta, X, y, batches[:1], lr), "that is one step: go through all batches."),
            (_descended(theta, X, y, batches[1:], lr), "the first batch is left out."),
            (_descended(theta, X, y, batches[:-1], lr), "the last batch is left out."),
            (_descended(theta, X, y, [slice(None)] * len(batches), lr), "each step looks at its "
             "own batch only, not at all examples."),
            (end(lr, stay=True), "each gradient is taken where the last step ended, not at the "
             "start."),
        ]  # fmt: skip
        diagnose_array(value, end(lr), mistakes, "θ")
    return "Right: this is SGD, and all that the networks of this chapter do."


def _descended(theta, X, y, batches, lr, stay=False):
    """Where SGD on half the squared errors ends; all gradients at the start if it is to `stay`."""
    here = theta
    for batch in batches:
        at = theta if stay else here
        here = here - lr * X[batch].T @ (X[batch] @ at - y[batch]) / len(y[batch])
    return here


def _regression(rng):
    """A start, examples and targets, the numbers of the examples of each batch, and a rate."""
    num, size = rng.integers(2, 6), int(rng.integers(2, 5))
    X = rng.standard_normal((rng.integers(6, 12), num))
    batches = rng.permuted(np.tile(np.arange(len(X)), (rng.integers(3, 7), 1)), axis=1)[:, :size]
    y = X @ rng.standard_normal(num) + rng.standard_normal(len(X))
    return rng.standard_normal(num), X, y, batches, spread_out(rng, 0.03, 0.3)


@exercise
def check_noise_scale(noise_scale):
    """`noise_scale(small, n, large, N)`: B from minibatch gradients (k, P) of two batch sizes."""
    for small, n, large, N in cases(draw=_two_sizes, count=20):
        value = number(noise_scale(small, n, large, N), "noise_scale(…)")
        a, b = (np.mean(np.sum(each**2, axis=1)) for each in (small, large))
        trace, signal = (a - b) / (1 / n - 1 / N), (N * b - n * a) / (N - n)
        of_means = [np.sum(np.mean(each, axis=0) ** 2) for each in (small, large)]
        mistakes = [
            (signal / trace, "upside down: tr Σ stands above."),
            (trace, "that is tr Σ; divide by ‖g‖²."),
            (signal, "that is ‖g‖²; B is tr Σ divided by it."),
            (trace / b, "the mean of ‖ĝ‖² is not ‖g‖²: it has tr Σ/n in it."),
            (np.sqrt(abs(trace / signal)), "no root: B is a number of examples."),
            ((of_means[0] - of_means[1]) / (1 / n - 1 / N) * (N - n)
             / (N * of_means[1] - n * of_means[0]), "first the squared length of each gradient, "
             "then the mean."),
            (trace * n / signal, "nearly: tr Σ is for one example, so take 1/n − 1/N."),
        ]  # fmt: skip
        diagnose(value, trace / signal, mistakes, "the noise scale")
    return "Right: two batch sizes tell noise and signal apart, and no example needs its own."


def _two_sizes(rng):
    """Gradients of batches of two sizes about one mean, with the noise that the sizes leave."""
    n, P = int(rng.integers(1, 20)), int(rng.integers(2, 6))
    N, g, spread = n * int(rng.integers(3, 10)), rng.standard_normal(P) + 1, rng.uniform(0.5, 3)
    small, large = (
        g + spread / np.sqrt(size) * rng.standard_normal((rng.integers(30, 60), P))
        for size in (n, N)
    )
    return small, n, large, N


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
def check_rate_at(rate_at):
    """`rate_at(step, lr, factor, every, num_examples, batch_size)`: a rate cut by epochs."""
    for step, lr, factor, every, m, n in cases((45, 0.1, 0.5, 2, 43, 7), draw=_schedule, count=40):
        value = number(rate_at(step, lr, factor, every, m, n), "rate_at(…)")
        per_epoch = m // n
        mistakes = [
            (lr, "it never falls: multiply by factor once for each cut."),
            (lr * factor ** (step // every), "every counts epochs, not steps."),
            (lr * factor ** (step // per_epoch), "the cut comes after several epochs, not each."),
            (lr * factor ** (step // per_epoch / every), "the rate stays between two cuts: round "
             "down."),
            (lr * factor ** (step / per_epoch / every), "the rate stays between two cuts: round "
             "down."),
            (lr * factor ** ((step + 1) // per_epoch // every), "steps are counted from 0."),
            (lr * factor ** (1 + step // per_epoch // every), "the first epochs have lr itself."),
            (lr * factor * (step // per_epoch // every), "each cut multiplies what was left: a "
             "power of factor."),
            (lr * factor ** (step * n // (m * every)), "what does not fill a batch is left out: an "
             "epoch has num_examples // batch_size steps."),
        ]  # fmt: skip
        diagnose(value, lr * factor ** (step // per_epoch // every), mistakes, "the rate")
    return "Right: it stays for several epochs, falls at once, and stays again."


def _schedule(rng):
    """A step, often beside a cut, a rate, a factor, epochs between cuts, examples, a batch."""
    n, per_epoch, every = (int(rng.integers(low, 9)) for low in (2, 3, 2))
    m = n * per_epoch + int(rng.integers(n))
    step = int(rng.integers(1, 5)) * per_epoch * every + int(rng.choice([-1, 0, 1, 7]))
    return step, spread_out(rng, 0.01, 1), round(float(rng.uniform(0.1, 0.8)), 2), every, m, n


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
