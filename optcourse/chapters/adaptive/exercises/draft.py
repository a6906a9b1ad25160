"""Checks of the exercises on the draft's Algorithms 8.6 and 8.8."""

import numpy as np

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import diagnose_array, exercise, numbers

AHEAD = "H, theta, rate, decay, momentum, num_steps"
SEEN = "theta, grads, curvatures, q, r, s, tau"


def _bowl(rng):
    """A bowl of two or three directions, in general position, and a start."""
    n = int(rng.integers(2, 4))
    A = rng.normal(size=(n, n))
    H = (A @ A.T + 0.5 * np.eye(n)).round(2)
    theta = (rng.choice([-1, 1], n) * rng.uniform(0.5, 2, n)).round(2)
    shares = (round(float(rng.uniform(0.4, 0.95)), 2) for _ in range(2))
    return H, theta, spread_out(rng, 0.01, 0.1), *shares, int(rng.integers(4, 7))


@exercise
def check_rmsprop_ahead(rmsprop_ahead):
    """`rmsprop_ahead(H, theta, rate, decay, momentum, num_steps)`: θ (n,) by algorithm 8.6, mended.

    The gradient at a place is H times the place; v and r are zero at first.
    """
    for given in cases(draw=_bowl):
        value = numbers(rmsprop_ahead(*given), f"rmsprop_ahead({AHEAD})", given[1].shape)
        walk = lambda given=given, **how: _ahead(*given, **how)  # noqa: E731
        mistakes = [
            (walk(stays=True), "the jump α v stays in θ, and v adds it again: take it back after "
             "the gradient. Read literally the draft does this."),
            (walk(look=0), "measure the gradient at θ + α v."),
            (walk(look=-1), "look ahead, not back: θ + α v."),
            (walk(sign=-1), "this climbs: v takes −ε g/√r."),
            (walk(kept=0), "v keeps nothing: where is α v?"),
            (walk(root=lambda r: r), "the root of r is missing."),
            (walk(root=np.ones_like), "this is Nesterov's momentum alone: divide by √r."),
            (walk(fresh=1.0), "an average: the new square counts 1 − ρ."),
            (walk(turned=True), "the weights are exchanged: ρ for the past, 1 − ρ for the new."),
            (walk(twice=True), "v takes its step divided once: α v is not divided by √r."),
            (walk(more=1), "that is one step too many."),
            (walk(more=-1), "that is one step too few."),
        ]  # fmt: skip
        diagnose_array(value, walk(), mistakes, "θ")
    return "Right: algorithm 8.6, with its interim point taken back."


def _ahead(H, theta, rate, decay, momentum, num_steps, look=1, sign=1, kept=1, root=np.sqrt,
           fresh=None, stays=False, turned=False, twice=False, more=0):  # fmt: skip
    """RMSprop with Nesterov momentum, and what is mistaken for it."""
    past, new = (1 - decay, decay) if turned else (decay, 1 - decay)
    new = new if fresh is None else fresh
    v = r = 0 * theta
    for _ in range(num_steps + more):
        jump = look * momentum * v
        g = H @ (theta + jump)
        r = past * r + new * g * g
        below = root(r)
        v = kept * momentum * v / (below if twice else 1) - sign * rate * g / below
        theta = theta + v + (jump if stays else 0)
    return theta


def _begun(rng):
    """θ, gradients and curvatures of some steps, and averages as a slow start leaves them."""
    n, steps = int(rng.integers(2, 4)), int(rng.integers(3, 6))
    grads = (rng.normal(size=(steps, n)) + 0.6).round(2)
    curvatures = rng.uniform(0.5, 3, (steps, n)).round(2)
    q = (rng.choice([-1, 1], n) * rng.uniform(0.3, 1, n)).round(2)
    s = rng.uniform(1, 3, n).round(2)
    r, tau = (q * q + rng.uniform(0.5, 2, n)).round(2), rng.uniform(2, 8, n).round(1)
    return rng.uniform(-2, 2, n).round(2), grads, curvatures, q, r, s, tau


@exercise
def check_vsgd(vsgd):
    """`vsgd(theta, grads, curvatures, q, r, s, tau)`: θ (n,) after a step for each row."""
    for given in cases(draw=_begun):
        value = numbers(vsgd(*given), f"vsgd({SEEN})", given[0].shape)
        walk = lambda given=given, **how: _pesky(*given, **how)  # noqa: E731
        mistakes = [
            (walk(sign=1), "this climbs: θ minus the step."),
            (walk(late=True), "the averages take in this step before the rate is made of them."),
            (walk(frozen=True), "τ changes at each step, too."),
            (walk(early=True), "τ changes last: this step's averages go by the τ before it."),
            (walk(span=lambda q, r, tau: (1 - q * q / r) * tau), "τ becomes (1 − q²/r) τ, plus 1."),
            (walk(span=lambda q, r, tau: q * q / r * tau + 1), "τ shrinks where gradients agree: "
             "1 − q²/r, not q²/r."),
            (walk(rate=lambda q, r, s: q * q / r), "where is the curvature s?"),
            (walk(rate=lambda q, r, s: q / (s * r)), "q is squared in the rate."),
            (walk(rate=lambda q, r, s: q * q / (s * np.sqrt(r))), "r holds squares: no root."),
            (walk(seen=lambda q, g: q), "the step goes along the gradient, not along q."),
            (walk(turned=True), "the weights are exchanged: 1/τ for the new."),
        ]  # fmt: skip
        diagnose_array(value, walk(), mistakes, "θ")
    return "Right: algorithm 8.8, after a slow start. Where gradients disagree the rate falls."


def _pesky(theta, grads, curvatures, q, r, s, tau, sign=-1, late=False, frozen=False, early=False,
           span=lambda q, r, tau: (1 - q * q / r) * tau + 1, seen=lambda q, g: g, turned=False,
           rate=lambda q, r, s: q * q / (s * r)):  # fmt: skip
    """vSGD from averages that have begun, and what is mistaken for it."""
    for g, h in zip(grads, curvatures, strict=True):
        if early:
            tau = span(q, r, tau)
        new = 1 - 1 / tau if turned else 1 / tau
        before = q, r, s
        q, r, s = ((1 - new) * a + new * b for a, b in zip(before, (g, g * g, h), strict=True))
        theta = theta + sign * rate(*(before if late else (q, r, s))) * seen(q, g)
        if not (early or frozen):
            tau = span(q, r, tau)
    return theta
