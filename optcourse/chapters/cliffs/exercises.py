"""Checks of the exercises on cliffs and clipping."""

import numpy as np

from optcourse.chapters.cliffs.experiments import angle_between
from optcourse.rules import clip_by_norm, clip_by_value
from optcourse.teaching.cases import cases, signed, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    close,
    diagnose,
    diagnose_array,
    exercise,
    number,
    numbers,
)


@exercise
def check_clip_by_norm(clip):
    """`clip(grad, h)`: the gradient clipped by its norm, for grad (n,)."""
    first = np.array([0.6, -0.7, 3.2, 0.5])
    for grad, h in cases((first, 1.3), (0.02 * first, 1.3), (np.zeros(3), 0.8), draw=_gradient):
        answer = numbers(clip(grad, h), "clip(grad, h)", grad.shape)
        norm = np.linalg.norm(grad)
        mistakes = [
            (clip_by_value(grad, h), "this clips each entry: the direction is bent."),
            (h * grad / norm, "a gradient shorter than h must stay as it is."),
            (grad / norm, "the length should be h, not 1."),
            (h * grad, "divide by the norm."),
            (grad * min(1, h / norm**2), "gᵀg is the squared norm: take its root."),
            (grad, "nothing is clipped: this gradient is longer than h."),
        ]
        diagnose_array(answer, clip_by_norm(grad, h), mistakes, "the clipped gradient")
    return "Right: the direction stays, and no gradient is longer than h."


def _gradient(rng):
    """A gradient of any length, and a threshold for it."""
    scale = spread_out(rng, 0.1, 10)
    return np.round(scale * rng.standard_normal(rng.integers(1, 6)), 2), spread_out(rng, 0.2, 5)


@exercise
def check_turned_by_value(turned):
    """`turned(grad, h)`: the angle in degrees by which clipping by value turns grad (2,)."""
    for grad, h in cases(
        ([3.0, 0.5], 1.0),
        ([-2.0, 1.5], 1.0),
        ([0.2, -0.3], 1.0),
        draw=lambda rng: ([signed(rng, 0.1, 4), signed(rng, 0.1, 4)], spread_out(rng, 0.3, 3)),
    ):
        grad = np.array(grad)
        clipped = clip_by_value(grad, h)
        right = float(angle_between(grad, clipped))
        value = number(turned(grad, h), "turned(grad, h)")
        if abs(value - right) < 1e-3:
            continue
        cosine = grad @ clipped / np.linalg.norm(grad) / np.linalg.norm(clipped)
        above = float(angle_between(grad, np.minimum(grad, h)))
        mistakes = [
            (np.radians(right), "this is in radians: give degrees."),
            (cosine, "this is the cosine of the angle."),
            (0.0, "no turn: that is clipping by norm. Clip each entry to [−h, h]."),
            (above, "negative entries are clipped, too, at −h."),
            (-right, "give the size of the angle, without a sign."),
        ]
        diagnose(value, right, mistakes, "the turn in degrees")
    return "Right: clipping by value turns a gradient, unless all entries are within ±h."


@exercise
def check_product_slope(slope):
    """`slope(w, t)`: the derivative of ½ (wᵗ − 1)²."""
    for w, t in cases(
        (1.2, 10),
        (0.9, 7),
        (1.05, 40),
        (0.0, 3),
        (-0.6, 1),
        draw=lambda rng: (signed(rng, 1.1, 1.5), int(rng.integers(1, 20))),
    ):
        value = number(slope(w, t), "slope(w, t)")
        product = w**t
        mistakes = [
            (t * w ** (t - 1), "this is the slope of the product wᵗ: apply the chain rule."),
            (product - 1, "this is the error wᵗ − 1: multiply it by the slope of wᵗ."),
            (w ** (t - 1) * (product - 1), "the factor t is missing: t weights change at once."),
            (t * product * (product - 1), "the power falls by one: t wᵗ⁻¹."),
            (2 * t * w ** (t - 1) * (product - 1), "the ½ of the loss cancels the 2."),
            (t * w ** (t - 1) * (1 - product), "the sign is turned."),
        ]
        diagnose(value, t * w ** (t - 1) * (product - 1), mistakes, "the slope", 1e-5)
    return "Right: t wᵗ⁻¹ (wᵗ − 1), of the order of t w²ᵗ for w above 1."


@exercise
def check_throw(throw):
    """`throw(a, T, outer, lr)`: how far one step moves b from the edge, for a factor a ≠ 1."""
    for a, T, outer, lr in cases(
        (1.1, 20, 0.5, 0.3), (1.4, 50, 0.04, 0.1), (1.5, 50, -0.036, 0.1), (0.8, 1, 0.3, 0.2),
        draw=_edge,
    ):  # fmt: skip
        value = number(throw(a, T, outer, lr), "throw(a, T, outer, lr)")
        total, outer = (a**T - 1) / (a - 1), abs(outer)
        mistakes = [
            (lr * outer * a**T, "this is the effect of one early step: b acts at every step, add "
                                "1 + a + … + aᵀ⁻¹."),
            (lr * outer * a ** (T - 1), "this is the first step's effect only: add all of them."),
            (outer * total, "this is the slope: the step is the rate times the slope."),
            (lr * total, "the outer derivative is missing."),
            (lr * outer * (a ** (T + 1) - 1) / (a - 1), "one term too many: the last is aᵀ⁻¹."),
            (lr * outer * (a**T - 1), "divide by a − 1: it is a geometric sum."),
            (lr * outer * T, "every step of the sum is a times the one before."),
            (-lr * outer * total, "give the length of the step, without a sign."),
        ]  # fmt: skip
        diagnose(value, lr * outer * total, mistakes, "the throw")
    return "Right: rate × size of the outer derivative × (aᵀ − 1)/(a − 1)."


def _edge(rng):
    """A factor on either side of 1, a number of time steps, an outer derivative, a rate."""
    a = float(rng.choice([round(rng.uniform(0.4, 0.9), 2), round(rng.uniform(1.1, 1.6), 2)]))
    return a, int(rng.integers(1, 30)), signed(rng, 0.1, 1), spread_out(rng, 0.01, 1)


def gradient_norms(seed=0, scale=1.0):
    """A record of 500 gradient norms in training, (500,): twelve are spikes, the others around
    half of `scale`."""
    rng = np.random.default_rng(seed)
    norms = 0.5 * scale * np.exp(0.6 * rng.standard_normal(500))
    norms[rng.choice(500, 12, replace=False)] *= np.geomspace(30, 3e5, 12)
    return norms


@exercise
def check_threshold(choose):
    """`choose(norms)`: a threshold that spares nine steps of ten and shortens every spike."""
    scales = cases(1.0, 0.03, 40.0, draw=lambda rng: spread_out(rng, 0.01, 100), count=7)
    for seed, scale in enumerate(scales):  # no constant suits all of them
        norms = gradient_norms(seed, scale)
        h = number(choose(norms), "choose(norms)")
        if h <= 0:
            raise Wrong(f"a threshold must be positive, got {h:g}.")
        clipped, median = np.mean(norms > h), np.median(norms)
        if close(h, norms.mean()):
            raise Wrong(f"the mean is {h / median:.0f} times the median here: a few spikes made "
                        "it, and it would let others pass. Use a quantile.")  # fmt: skip
        if clipped > 0.1:
            raise Wrong(f"{clipped:.0%} of the steps would be shortened; at most 10% may be.")
        if h > 10 * median:
            raise Wrong(f"h is {h / median:.3g} times the median norm: spikes of more than ten "
                        "times the median would pass.")  # fmt: skip
    return "Right: ordinary steps stay as they are, and no spike passes."
