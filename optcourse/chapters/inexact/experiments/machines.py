"""Claim N3c: contrastive divergence on digits, by draws, beside the gradient."""

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from optcourse.networks.energies.rbm import Rbm
from optcourse.records.sweeps import progress
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class MachinesConfig(Checked):
    """`runs` machines of `hidden` units learn digits of 4×4 bits from batches, in two ways.

    A bit says whether the mean of four pixels is above `threshold`, of 16. Both ways take the same
    `num_steps` batches of `batch_size` at the rate `lr`, from N(0, `scale`²): by the gradient of
    the log-likelihood of the batch, and by drawn CD steps, each of `num_gibbs` of Gibbs sampling.
    """

    seed: int = 0
    runs: int = checked(whole, 4, at_least=1)
    hidden: int = checked(whole, 8, at_least=1)
    threshold: float = checked(positive, 8.0)
    batch_size: int = checked(whole, 100, at_least=1)
    scale: float = checked(positive, 0.01)
    lr: float = checked(positive, 0.1)
    num_gibbs: int = checked(whole, 1, at_least=1)
    num_steps: int = checked(whole, 3000, at_least=1)
    every: int = checked(whole, 100, at_least=1)


@dataclass(frozen=True, eq=False)
class Machines:
    """Two ways (the gradient, contrastive divergence), T moments, R runs; nats an image.

    `steps` (T,); `log_likelihood` (2, T, R) of all images; `bound`, the highest there is;
    `independent`, that of pixels which are drawn one by one. At the end of the way of contrastive
    divergence its *expected* step is compared with the gradient: `miss` (R,), the length of the
    difference over the gradient's, and `angle` (R,) in degrees.
    """

    steps: np.ndarray
    log_likelihood: np.ndarray
    bound: float
    independent: float
    miss: np.ndarray
    angle: np.ndarray


def small_digits(threshold=8.0):
    """The 1,797 digits as 4×4 bits, (1797, 16): is the mean of four pixels above the threshold?"""
    from sklearn.datasets import load_digits

    blocks = load_digits().images.reshape(-1, 4, 2, 4, 2)
    return 1.0 * (blocks.mean(axis=(2, 4)).reshape(-1, 16) > threshold)


def machines(config: MachinesConfig) -> Machines:
    """The same starts and batches for both ways; likelihoods are exact, by the hidden patterns."""
    X = small_digits(config.threshold)
    v, counts = np.unique(X, axis=0, return_counts=True)
    machine, weights = Rbm(16, config.hidden), counts / len(X)
    ways = [_trained(machine, X, sampled, config) for sampled in (False, True)]
    height = [[machine.log_likelihood(t, v, weights) for t in way] for way in ways]
    end = ways[1][-1]
    gradient, step = machine.gradient(end, v, weights), machine.expected_cd(end, v, weights)
    length, own = np.linalg.norm(gradient, axis=1), np.linalg.norm(step, axis=1)
    cosine = np.sum(gradient * step, axis=1) / length / own
    mean = weights @ v
    alone = np.sum(xlogy(mean, mean) + xlogy(1 - mean, 1 - mean))  # a pixel may never be lit
    return Machines(
        np.arange(0, config.num_steps + 1, config.every), np.array(height),
        float(weights @ np.log(weights)), float(alone),
        np.linalg.norm(step - gradient, axis=1) / length, np.degrees(np.arccos(cosine)),
    )  # fmt: skip


def _trained(machine, X, sampled, config):
    """θ (R, P) every few steps."""
    first, batches, draws = np.random.default_rng(config.seed).spawn(3)
    theta = config.scale * first.standard_normal((config.runs, machine.num_parameters))
    each, kept = np.full(config.batch_size, 1 / config.batch_size), []
    for step in progress(range(config.num_steps + 1), "machines"):
        if step % config.every == 0:
            kept.append(theta)
        v = X[batches.integers(len(X), size=(config.runs, config.batch_size))]
        if sampled:
            theta = theta + config.lr * machine.sampled_cd(theta, v, config.num_gibbs, draws)
        else:
            theta = theta + config.lr * machine.gradient(theta, v, each)
    return kept
