"""What makes an answer to the exercises on surrogate losses right."""

from functools import cache

import numpy as np
import torch

from tests.laws.solutions import Asked, Given


def margin(rng):
    return (rng.choice([0.0, rng.uniform(-9, 9), rng.uniform(-900, 900)]),)


def by_autograd(z):
    z = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    torch.logaddexp(torch.zeros(()).double(), -z).backward()
    return z.grad.item()


@cache
def by_pascal(m, d):
    """One point more: C(m, d) = C(m − 1, d) + C(m − 1, d − 1)."""
    return 2 if m == 1 or d == 0 else by_pascal(m - 1, d) + by_pascal(m - 1, d - 1)


def probability(rng):
    return (rng.choice([rng.uniform(0.01, 0.49), rng.uniform(0.51, 0.99), 0.495, 0.505]),)


def on_a_grid(p):
    f = np.linspace(-3, 3, 601)
    return f[np.argmin(p * np.maximum(0, 1 - f) + (1 - p) * np.maximum(0, 1 + f))]


def history(rng):
    errors = rng.uniform(0, 1, rng.integers(1, 25)).cumsum()[::-1] * 0.02
    return (errors + 0.1 * rng.random(len(errors))).round(2), int(rng.integers(1, 7))


def by_looking_back(errors, patience):
    """At each epoch: was the lowest error so far first reached `patience` epochs ago?"""
    for epoch in range(len(errors)):
        if epoch - np.argmin(errors[: epoch + 1]) >= patience:
            return epoch
    return len(errors) - 1


def direction(rng):
    angle = rng.choice([np.pi / 4, rng.uniform(0, 2 * np.pi), np.pi / 4 + rng.normal() * 0.01])
    w = 10 ** rng.uniform(-2, 2) * np.array([np.cos(angle), np.sin(angle)])
    return tuple(w.tolist())


def is_widest(w, examples=((3.0, -1.0), (0.0, 2.0), (2.0, 2.0))):
    """The angle of the widest margin on a fine grid of angles, within the check's thousandth."""
    angles = np.linspace(0, 2 * np.pi, 72_001)
    least = np.min(np.array(examples) @ [np.cos(angles), np.sin(angles)], axis=0)
    widest = angles[np.argmax(least)]
    unit = np.array(w) / np.hypot(*w)
    return np.abs(unit - [np.cos(widest), np.sin(widest)]).max() < 1e-3


COMPARED = "errors are only compared, so a positive factor changes nothing"

SOLUTIONS = {
    "check_logistic_slope": Asked(
        margin,
        by_autograd,
        edges={
            "far out": lambda z: z == 800,
            "far off": lambda z: z == -800,
            "on the border": lambda z: z == 0,
        },
    ),
    "check_cover_count": Asked(
        lambda rng: (int(rng.integers(1, 30)), int(rng.integers(1, 8))),
        by_pascal,
        edges={"one point": lambda m, d: m == 1},
    ),
    "check_hinge_answer": Asked(probability, on_a_grid),
    "check_when_to_stop": Asked(
        history,
        by_looking_back,
        right={"argument 0 times 0.98": COMPARED, "argument 0 times 1.02": COMPARED},
        edges={"one epoch": lambda errors, patience: len(errors) == 1},
    ),
    "check_final_direction": Given(direction, is_widest, count=300),
}
