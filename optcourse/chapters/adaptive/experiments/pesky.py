"""Claims P7: vSGD, which sets its own rates, and rivals on a bowl whose lowest place is noisy."""

from dataclasses import dataclass

import numpy as np

from optcourse.methods import VSGD
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class PeskyConfig(Checked):
    """`num_paths` paths on bowls of `curvatures`, whose targets are normal with spread `noise`.

    vSGD with `num_first` samples for its slow start, and SGD at each of `rates`, over the largest
    curvature, over each direction's own, and over each one's own with the rate 1/t at step t.
    """

    seed: int = checked(whole, 0, at_least=0)
    curvatures: tuple = checked(positive, (1.0, 100.0))
    noise: float = checked(positive, 1.0)
    start: float = checked(positive, 10.0)
    num_first: int = checked(whole, 10, at_least=0)
    rates: tuple = checked(positive, (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003))
    num_paths: int = checked(whole, 100, at_least=1)
    num_steps: int = checked(whole, 3000, at_least=1)


@dataclass(frozen=True, eq=False)
class Pesky:
    """R rates, S paths, T steps: the loss above its lowest, `own` (T + 1, S) of vSGD; in the mean
    over the paths `constant` (T + 1, R) of SGD, `apart` (T + 1, R) with a rate for each direction,
    and `faded` (T + 1,) with a rate for each that falls as 1/t.
    """

    own: np.ndarray
    constant: np.ndarray
    apart: np.ndarray
    faded: np.ndarray


def pesky(config: PeskyConfig) -> Pesky:
    """All paths on the same noise. Schaul, Zhang and LeCun (2013); the draft's Algorithm 8.8."""
    bends, rng = np.array(config.curvatures), np.random.default_rng(config.seed)
    rule, rates = VSGD(num_first=config.num_first), np.array(config.rates)[:, None, None]
    begun = np.full((config.num_paths, len(bends)), config.start)
    state = rule.init(begun)
    shares = np.stack([rates * bends / bends.max(), rates + 0 * bends, 1 + 0 * rates * bends])
    power = np.array([0, 0, 1])[:, None, None, None]  # of the number of steps
    theta = np.broadcast_to(begun, (3, len(rates), *begun.shape))
    found = [(_loss(bends, begun), _loss(bends, theta).mean(axis=-1))]
    with np.errstate(all="ignore"):
        for k in range(config.num_steps):
            aim = config.noise * rng.standard_normal(begun.shape)
            state = rule.move(state, bends * (state.theta - aim), bends + 0 * begun, k)
            theta = theta - shares / (k + 1.0) ** power * (theta - aim)
            found.append((_loss(bends, state.theta), _loss(bends, theta).mean(axis=-1)))
    own, others = (np.array(each) for each in zip(*found, strict=True))
    constant, apart, faded = others.swapaxes(0, 1)
    return Pesky(own, constant, apart, faded[:, 0])


def _loss(bends, theta):
    return 0.5 * np.sum(bends * theta**2, axis=-1)
