"""Claims P2: Adam's correction, and where its guard stands, on gradients that do not change."""

from dataclasses import dataclass

import numpy as np

from optcourse.rules import Adam, InsideAdam, UncorrectedAdam, trajectory
from optcourse.validation import Checked, between, checked, positive, whole


class Slope:
    """A loss whose gradient is `grad` (n,) everywhere."""

    def __init__(self, grad):
        self._grad = np.asarray(grad, float)

    def grad(self, theta):
        return self._grad + 0 * theta


def step_lengths(rule, grad, num_steps):
    """The lengths of the steps of `rule`, (num_steps, n), where the gradient is `grad` (n,)."""
    start = np.zeros(np.shape(grad))
    path = trajectory(rule, Slope(grad), start, num_steps).theta
    return np.abs(np.diff(path, axis=0))


@dataclass(frozen=True)
class CorrectionsConfig(Checked):
    """Adam on a steady slope with each of `beta2s`, for `num_steps` steps."""

    beta1: float = checked(between, 0.9, 0, 1)
    beta2s: tuple = checked(positive, (0.99, 0.999, 0.9999))
    num_steps: int = checked(whole, 3000, at_least=1)


@dataclass(frozen=True, eq=False)
class Corrections:
    """`times` (T, B): how often as long each step is without the correction as with it."""

    beta2s: np.ndarray
    times: np.ndarray


def corrections(config: CorrectionsConfig) -> Corrections:
    """One direction for each beta2."""
    beta2s = np.array(config.beta2s)
    slope, numbers = np.ones(len(beta2s)), {"lr": 0.01, "beta1": config.beta1, "beta2": beta2s}
    each = [step_lengths(rule(**numbers), slope, config.num_steps)
            for rule in (UncorrectedAdam, Adam)]  # fmt: skip
    return Corrections(beta2s, each[0] / each[1])


def knees(grads, eps=1e-8):
    """The first steps, in units of the rate, with the guard outside and inside of the root.

    `grads` (n,) are the gradients; two arrays (n,). Prince (2023), equations 6.14 and 6.17.
    """
    lr = 2.0**-10
    found = [step_lengths(rule(lr, eps=eps), grads, 1)[0] / lr for rule in (Adam, InsideAdam)]
    return tuple(found)
