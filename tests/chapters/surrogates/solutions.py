"""What makes an answer to the exercises on surrogate losses right."""

import numpy as np
import torch

from tests.laws.solutions import Asked, Given


def margin(rng):
    return (rng.choice([0.0, rng.uniform(-9, 9), rng.uniform(-900, 900)]),)


def by_autograd(z):
    z = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    torch.logaddexp(torch.zeros(()).double(), -z).backward()
    return z.grad.item()


def labelled_points(rng):
    count = int(rng.integers(3, 9))
    return rng.uniform(-2, 2, (count, 2)), rng.choice([-1.0, 1.0], count)


def by_sweeping(X, y):
    """The orders in which a direction meets the points, and every cut of every order."""
    i, j = np.triu_indices(len(y), 1)
    turns = np.sort(np.arctan2(*(X[i] - X[j]).T) % np.pi)  # across which two change places
    between = 0.5 * (turns + np.append(turns[1:], turns[0] + np.pi))
    least = len(y)
    for angle in between:
        order = np.argsort(X @ [np.cos(angle), -np.sin(angle)])
        below = np.append(0, np.cumsum(y[order] > 0))
        above = np.sum(y < 0) - np.append(0, np.cumsum(y[order] < 0))
        wrong = below + above
        least = min(least, wrong.min(), len(y) - wrong.max())
    return least


def parts(rng):
    count, held_out, dim = rng.integers(4, 15, 3)
    dim = int(dim) % 3 + 1
    shift = rng.uniform(-1, 1, dim)
    Z, Z_val = (shift + rng.normal(size=(size, dim)) for size in (count, held_out))
    return Z, Z_val, float(rng.uniform(0.02, 3)), int(rng.integers(1, 8))


def by_the_whole_path(Z, Z_val, lr, patience):
    """All the steps that may be needed first, then where they would have halted."""
    path = [np.zeros(Z.shape[1])]
    for _ in range(patience * (len(Z_val) + 2)):
        doubt = 0.5 - 0.5 * np.tanh(0.5 * Z @ path[-1])
        path.append(path[-1] + lr * np.mean(doubt[:, None] * Z, axis=0))
    errors = np.mean(np.array(path) @ Z_val.T <= 0, axis=1)
    halted = by_looking_back(errors, patience)
    return path[int(np.argmin(errors[: halted + 1]))]


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
SCALED = "no count of mistakes changes when all points are scaled"
SIGNS = "only signs count, and a positive factor changes none"
ORDER = "a mean over examples has no order"

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
    "check_fewest": Asked(
        labelled_points,
        by_sweeping,
        right={
            "argument 0 times 0.98": SCALED,
            "argument 0 times 1.02": SCALED,
            "argument 0 negated": "a half turn takes lines to lines",
            "argument 1 negated": "the sides of a line change names",
            "argument 1 times 0.98": SIGNS,
            "argument 1 times 1.02": SIGNS,
        },
    ),
    "check_hinge_answer": Asked(probability, on_a_grid),
    "check_when_to_stop": Asked(
        history,
        by_looking_back,
        right={"argument 0 times 0.98": COMPARED, "argument 0 times 1.02": COMPARED},
        edges={"one epoch": lambda errors, patience: len(errors) == 1},
    ),
    "check_fit": Asked(
        parts,
        by_the_whole_path,
        right={
            "argument 0 upside down": ORDER,
            "argument 1 upside down": ORDER,
            "argument 1 times 0.98": SIGNS,
            "argument 1 times 1.02": SIGNS,
        },
    ),
    "check_final_direction": Given(direction, is_widest, count=300),
}
