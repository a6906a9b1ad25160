"""Claims N26, N27: contrastive divergence whose chains go on from step to step."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.energies.patterns import bars_and_stripes
from optcourse.networks.energies.rbm import Rbm
from optcourse.networks.energies.sigmoids import sigmoid
from optcourse.records.sweeps import progress
from optcourse.validation import Checked, checked, one_of, positive, whole

KINDS = ("from the examples", "persistent")
SCHEDULES = ("constant", "falling")


@dataclass(frozen=True)
class ChainsConfig(Checked):
    """`runs` machines of `hidden` units learn bars and stripes by drawn CD-1 steps, in two KINDS.

    Each of `rates` is tried with each run, from N(0, `scale`²), for `num_steps` steps; it stays
    or, by `schedule`, falls evenly to zero. A step draws `chains` patterns for each example, by one
    step of Gibbs sampling from the examples, or from what the same chains were before. The average
    over the examples is exact.
    """

    seed: int = 0
    runs: int = checked(whole, 4, at_least=1)
    side: int = checked(whole, 3, at_least=2)
    hidden: int = checked(whole, 6, at_least=1)
    scale: float = checked(positive, 0.1)
    chains: int = checked(whole, 4, at_least=1)
    rates: tuple = checked(positive, (0.02, 0.05, 0.1, 0.2, 0.5))
    schedule: str = checked(one_of, "constant", SCHEDULES)
    num_steps: int = checked(whole, 6000, at_least=1)
    every: int = checked(whole, 500, at_least=1)


@dataclass(frozen=True, eq=False)
class Chains:
    """K KINDS of chains, T moments, L rates, R runs; exact log-likelihoods in nats a pattern.

    `steps` (T,); `log_likelihood` (K, T, L, R). `miss` (K, T - 1, L, R): the steps from one moment
    to the next, added up, against the gradients of the same places, added up: the length of the
    difference over that of the gradients.
    """

    rates: np.ndarray
    steps: np.ndarray
    log_likelihood: np.ndarray
    miss: np.ndarray


def chains(config: ChainsConfig) -> Chains:
    """Both kinds from the same starts. Tieleman (2008), section 3; Hinton (2002)."""
    machine, v = Rbm(config.side**2, config.hidden), bars_and_stripes(config.side)
    first, draws = np.random.default_rng(config.seed).spawn(2)
    start = config.scale * first.standard_normal((config.runs, machine.num_parameters))
    theta, even = np.tile(start, (len(KINDS), len(config.rates), 1, 1)), np.full(len(v), 1 / len(v))
    examples, sums = np.tile(v, (config.chains, 1)), 0.0
    chain, heights, misses = np.tile(examples, (*theta.shape[:-1], 1, 1)), [], []
    for step in progress(range(config.num_steps + 1), "chains"):
        if step % config.every == 0:
            heights.append(machine.log_likelihood(theta, v, even))
            misses.append(_missed(*sums) if step else None)
            sums = 0.0
        chain[0] = examples
        chain = renewed(machine, theta, chain, draws)
        way = _against(machine, theta, v, chain)
        sums = sums + np.stack([way, machine.gradient(theta, v, even)])
        theta = theta + _rates(config, step) * way
    found = (np.moveaxis(part, 0, 1) for part in (heights, misses[1:]))
    return Chains(np.array(config.rates), np.arange(0, config.num_steps + 1, config.every), *found)


def _rates(config, step):
    part = 1 - step / config.num_steps if config.schedule == "falling" else 1.0
    return part * np.reshape(config.rates, (-1, 1, 1))


def _against(machine, theta, v, chain):
    """The mean over examples less that over chains, hidden bits by their probabilities."""
    each = [np.full(part.shape[-2], 1 / part.shape[-2]) for part in (v, chain)]
    return machine.statistics(theta, v, each[0]) - machine.statistics(theta, chain, each[1])


def _missed(way, gradient):
    return np.linalg.norm(way - gradient, axis=-1) / np.linalg.norm(gradient, axis=-1)


def renewed(machine, theta, v, rng):
    """Patterns `v` (…, m, visible) after one drawn step of Gibbs sampling, under θ (…, P)."""
    hidden = sigmoid(machine.hidden_inputs(theta, v))
    visible = machine.visible_inputs(theta, 1.0 * (rng.random(hidden.shape) < hidden))
    return 1.0 * (rng.random(visible.shape) < sigmoid(visible))
