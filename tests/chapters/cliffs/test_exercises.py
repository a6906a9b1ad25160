"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest
import torch

from optcourse.chapters.cliffs import exercises as check

norm = np.linalg.norm


def total(a, T):
    return (a**T - 1) / (a - 1)


def turn(grad, clipped):
    return np.degrees(np.arccos(min(grad @ clipped / norm(grad) / norm(clipped), 1.0)))


def clip_in_place(g, h):
    g *= min(1, h / max(norm(g), h))
    return g


def always_in_place(g, h):
    g *= h / norm(g)
    return g


def autograd(w, t):
    w = torch.tensor(w, requires_grad=True)  # float32
    (0.5 * (w**t - 1) ** 2).backward()
    return w.grad


CASES = [
    (check.check_clip_by_norm, lambda g, h: g * h / norm(g) if norm(g) > h else g, "✓ Right"),
    (check.check_clip_by_norm, lambda g, h: ..., "still empty"),
    (check.check_clip_by_norm, lambda g, h: None, "returned None"),
    (check.check_clip_by_norm, lambda g, h: np.clip(g, -h, h), "direction is bent"),
    (check.check_clip_by_norm, lambda g, h: h * g / norm(g), "stay as it is"),
    (check.check_clip_by_norm, lambda g, h: g / norm(g), "should be h, not 1"),
    (check.check_clip_by_norm, lambda g, h: h * g, "divide by the norm"),
    (check.check_clip_by_norm, lambda g, h: g * min(1, h / (g @ g)), "take its root"),
    (check.check_clip_by_norm, lambda g, h: g * max(1, h / norm(g)), "nothing is clipped"),
    (check.check_clip_by_norm, lambda g, h: g, "nothing is clipped"),
    (check.check_clip_by_norm, lambda g, h: norm(g), "must have shape (4,)"),
    (check.check_clip_by_norm, lambda g, h: 0 * g, "the clipped gradient should be"),
    (check.check_clip_by_norm, lambda g, h: g / norm(g) * min(norm(g), h), "must be finite"),
    (check.check_clip_by_norm, clip_in_place, "✓ Right"),
    (check.check_clip_by_norm, always_in_place, "stay as it is"),
    (check.check_clip_by_norm, lambda g, h: np.clip(g, -h, h, out=g), "direction is bent"),
    (check.check_clip_by_norm, lambda g, h: np.nan * g, "must be finite"),
    (check.check_clip_by_norm, lambda g, h: "short", "must hold numbers, got 'short'"),
    (check.check_turned_by_value, lambda g, h: turn(g, np.clip(g, -h, h)), "✓ Right"),
    (check.check_turned_by_value, lambda g, h: turn(g, np.clip(g, -h, h, out=g)), "by norm"),
    (check.check_turned_by_value, lambda g, h: ..., "still empty"),
    (check.check_turned_by_value, lambda g, h: turn(g, np.clip(g, -1, 1)), "the turn in degrees"),
    (check.check_turned_by_value, lambda g, h: np.radians(turn(g, np.clip(g, -h, h))), "radians"),
    (check.check_turned_by_value, lambda g, h: np.cos(np.radians(turn(g, np.clip(g, -h, h)))),
     "cosine"),
    (check.check_turned_by_value, lambda g, h: 0.0, "clipping by norm"),
    (check.check_turned_by_value, lambda g, h: turn(g, np.minimum(g, h)), "negative entries"),
    (check.check_turned_by_value, lambda g, h: -turn(g, np.clip(g, -h, h)), "without a sign"),
    (check.check_turned_by_value, lambda g, h: 77.0, "should be"),
    (check.check_product_slope, lambda w, t: t * w ** (t - 1) * (w**t - 1), "✓ Right"),
    (check.check_product_slope, autograd, "✓ Right"),
    (check.check_product_slope, lambda w, t: ..., "still empty"),
    (check.check_product_slope, lambda w, t: round(t * w ** (t - 1) * (w**t - 1), 3),
     "should be -1.9407809, got -1.941 (alike in the first digits only"),
    (check.check_product_slope, lambda w, t: t * w ** (t - 1), "chain rule"),
    (check.check_product_slope, lambda w, t: w**t - 1, "this is the error"),
    (check.check_product_slope, lambda w, t: w ** (t - 1) * (w**t - 1), "factor t is missing"),
    (check.check_product_slope, lambda w, t: t * w**t * (w**t - 1), "falls by one"),
    (check.check_product_slope, lambda w, t: 2 * t * w ** (t - 1) * (w**t - 1), "cancels"),
    (check.check_product_slope, lambda w, t: t * w ** (t - 1) * (1 - w**t), "sign is turned"),
    (check.check_throw, lambda a, T, o, lr: lr * abs(o) * total(a, T), "✓ Right"),
    (check.check_throw, lambda a, T, o, lr: ..., "still empty"),
    (check.check_throw, lambda a, T, o, lr: lr * o * a**T, "b acts at every step"),
    (check.check_throw, lambda a, T, o, lr: lr * o * a ** (T - 1), "first step's effect"),
    (check.check_throw, lambda a, T, o, lr: o * total(a, T), "this is the slope"),
    (check.check_throw, lambda a, T, o, lr: lr * total(a, T), "outer derivative is missing"),
    (check.check_throw, lambda a, T, o, lr: lr * o * total(a, T + 1), "one term too many"),
    (check.check_throw, lambda a, T, o, lr: lr * o * (a**T - 1), "geometric sum"),
    (check.check_throw, lambda a, T, o, lr: lr * o * T, "times the one before"),
    (check.check_throw, lambda a, T, o, lr: -lr * o * total(a, T), "without a sign"),
    (check.check_throw, lambda a, T, o, lr: lr * o * total(a, T), "without a sign"),
    (check.check_threshold, lambda norms: np.quantile(norms, 0.95), "✓ Right"),
    (check.check_threshold, lambda norms: 6 * np.median(norms), "✓ Right"),
    (check.check_threshold, lambda norms: ..., "still empty"),
    (check.check_threshold, lambda norms: norms.mean(), "the mean is"),
    (check.check_threshold, lambda norms: norms.max(), "would pass"),
    (check.check_threshold, lambda norms: np.median(norms), "50% of the steps"),
    (check.check_threshold, lambda norms: -1.0, "must be positive"),
    (check.check_threshold, lambda norms: 1.5, "would pass"),
    (check.check_threshold, lambda norms: 1e-3, "100% of the steps"),
    (check.check_threshold, lambda norms: np.inf, "must be finite"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
