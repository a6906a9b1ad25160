"""Claims A2 and A10: steps of an exact line search on a bowl, taken whole, shorter, or longer."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import best_lr
from optcourse.validation import Checked, checked, finite, one_of, positive, whole

SPECTRA = ("log", "even", "steep", "flat")


def curvatures(num, kappa, spectrum="log"):
    """`num` curvatures from 1 to `kappa`, (num,), the lowest first.

    "log" and "even" spread them on a log or a plain scale; "steep" is one of `kappa` among even
    ones from 1 to 2; "flat" is one of 1 among even ones from half of `kappa` to all of it.
    """
    share, rest = np.linspace(0.0, 1.0, num), np.linspace(0.0, 1.0, num - 1)
    if spectrum == "log":
        return kappa**share
    if spectrum == "even":
        return 1 + (kappa - 1) * share
    if spectrum == "steep":
        return np.concatenate([1 + rest, np.reshape(kappa, (1,))])
    return np.concatenate([np.ones(1), 0.5 * kappa * (1 + rest)])


@dataclass(frozen=True)
class ShorterConfig(Checked):
    """Descent by an exact search, each step times one of `factors`, from `num_starts` starts.

    The bowl has `num` curvatures up to `kappa`, spread as `spectrum` says. Steps are counted to
    `goal` times the loss of the start, `num_steps` at most. Starts are normal numbers times
    curvature^`start_power`: with −½ each direction has as much of the loss.
    """

    seed: int = checked(whole, 0, at_least=0)
    num: int = checked(whole, 50, at_least=2)
    kappa: float = checked(positive, 1000.0)
    spectrum: str = checked(one_of, "log", SPECTRA)
    factors: tuple = checked(positive, (1.0, 0.95, 0.9, 0.8, 0.5))
    goal: float = checked(positive, 1e-8)
    num_starts: int = checked(whole, 30, at_least=1)
    num_steps: int = checked(whole, 8000, at_least=1)
    start_power: float = checked(finite, 0.0)


@dataclass(frozen=True, eq=False)
class Shorter:
    """F factors, S starts. `factors` (F,); `steps` (F, S) to the goal, nan where it was not
    reached; `fixed` (S,), those of the best constant rate 2/(λmin + λmax).
    """

    factors: np.ndarray
    steps: np.ndarray
    fixed: np.ndarray


def exact_rate(values, theta):
    """gᵀg / gᵀHg at `theta` (…, n) of the bowl ½ Σ λ θ² with λ = `values` (n,): (…).

    Goodfellow et al. (2016), equation 4.10, along g. Where g = 0 it is 0.
    """
    square = (values * theta) ** 2
    bent = np.sum(values * square, axis=-1)
    return np.where(bent > 0, np.sum(square, axis=-1) / np.where(bent > 0, bent, 1.0), 0.0)


def bowl_loss(values, theta):
    """½ Σ λ θ² along the last axis."""
    return 0.5 * np.sum(values * theta * theta, axis=-1)


def shorter(config: ShorterConfig) -> Shorter:
    """All factors and starts at once."""
    values = curvatures(config.num, config.kappa, config.spectrum)
    rng = np.random.default_rng(config.seed)
    starts = rng.standard_normal((config.num_starts, config.num)) * values**config.start_power
    factors = np.array(config.factors)[:, None]
    rate = lambda theta: factors * exact_rate(values, theta)  # noqa: E731
    places = np.broadcast_to(starts, (len(factors), *starts.shape))
    constant = best_lr(1.0, values[-1])
    return Shorter(
        factors=factors[:, 0],
        steps=_counted(config, values, places, rate),
        fixed=_counted(config, values, starts, lambda theta: np.full(theta.shape[:-1], constant)),
    )


def _counted(config, values, theta, rate):
    """Steps (…) until the loss has fallen to the goal, nan where it has not."""
    goal = config.goal * bowl_loss(values, theta)
    steps = np.full(theta.shape[:-1], np.nan)
    for k in range(1, config.num_steps + 1):
        theta = theta * (1 - rate(theta)[..., None] * values)
        steps = np.where(np.isnan(steps) & (bowl_loss(values, theta) <= goal), k, steps)
        if not np.isnan(steps).any():
            break
    return steps
