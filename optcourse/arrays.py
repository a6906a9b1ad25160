"""The few operations that NumPy arrays, traced arrays and tensors spell apart.

`blend`, `gather` and `descend` give away their first argument: what a rule remembers, and θ of a
stack of networks, is nobody else's, so tensors are overwritten where NumPy makes a new array
(trajectories keep every state, and a traced program has no places to overwrite).
"""

import sys

import numpy as np


def space(x):
    """The module whose `sqrt`, `where`, `maximum`, `sum`, `sign`, `zeros_like` take `x`."""
    if isinstance(x, np.ndarray):  # what is usual, at once: torch takes long to say what it is
        return np
    torch = sys.modules.get("torch")  # where nobody has imported it, nothing is a tensor
    return torch if torch is not None and isinstance(x, torch.Tensor) else np


def is_tensor(x):
    return space(x) is not np


def dot(a, b):
    """Σ a b over the last axis: (…) for a and b (…, n)."""
    return space(a).sum(a * b, axis=-1)


def blend(old, new, weight):
    """weight · old + (1 − weight) · new, a moving average; gives away `old`."""
    if is_tensor(old):
        return old.lerp_(new, 1 - weight)  # one pass over memory, where the formula takes three
    return weight * old + (1 - weight) * new


def gather(old, new, weight):
    """weight · old + new, a decaying sum; gives away `old`."""
    if not is_tensor(old):
        return weight * old + new
    if is_tensor(weight):
        return space(old).addcmul(new, old, weight, out=old)
    return space(old).add(new, old, alpha=weight, out=old)


def over_root(x, square, eps, bias=1.0, square_bias=1.0):
    """(x / bias) / (√(square / square_bias) + eps): a step scaled entry by entry."""
    if is_tensor(x):
        root = square.sqrt().mul_(bias / square_bias**0.5).add_(bias * eps)
        return space(x).div(x, root, out=root)
    return x / bias / (np.sqrt(square) / square_bias**0.5 + eps)


def descend(theta, way, rate):
    """θ − rate · way; gives away `theta`."""
    if not is_tensor(theta):
        return theta - rate * way
    if is_tensor(rate):
        return theta.addcmul_(way, rate, value=-1)
    return theta.sub_(way, alpha=float(rate))


def column(value, members, like):
    """A number as it is; N numbers as the column (n, 1), like the tensor `like`, of `members`."""
    if np.ndim(value) == 0:
        return float(value)
    return like.new_tensor(np.asarray(value, float)[members])[:, None]
