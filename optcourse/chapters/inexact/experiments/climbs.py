"""Claims N2, N3: contrastive divergence beside the gradient it stands for, without sampling."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.energies.patterns import all_patterns, bars_and_stripes
from optcourse.networks.energies.rbm import Rbm
from optcourse.records.sweeps import progress
from optcourse.validation import (
    Checked,
    checked,
    entries,
    non_negative,
    one_of,
    positive,
    whole,
)

EARLY = (25, 50, 100, 150)
PATHS = ("gradient", "contrastive divergence")


@dataclass(frozen=True)
class ClimbsConfig(Checked):
    """`runs` machines of `hidden` units learn patterns of `side`² pixels, in two ways.

    They start at N(0, `scale`²) and climb `num_steps` steps at the rate `lr`, by the gradient of
    the log-likelihood and by the expected CD step with `num_gibbs` steps of Gibbs sampling, whose
    weights decay by `decay`. `asked` are the numbers of Gibbs steps whose expected step is compared
    with the gradient, on the `ways` that are followed. "random" patterns are as many, drawn from
    all.
    """

    seed: int = 0
    runs: int = checked(whole, 6, at_least=1)
    side: int = checked(whole, 3, at_least=2)
    patterns: str = checked(one_of, "bars and stripes", ("bars and stripes", "random"))
    hidden: int = checked(whole, 6, at_least=1)
    scale: float = checked(positive, 0.1)
    lr: float = checked(positive, 0.5)
    num_gibbs: int = checked(whole, 1, at_least=1)
    decay: float = checked(non_negative, 0.0)
    asked: tuple = (1, 2, 10, 100)
    ways: tuple = checked(entries(one_of), PATHS, PATHS)
    num_steps: int = checked(whole, 8000, at_least=1)
    every: int = checked(whole, 200, at_least=1)

    def moments(self):
        """Steps at which the machines are looked at, increasing."""
        found = {*EARLY, *range(0, self.num_steps + 1, self.every), self.num_steps}
        return np.array(sorted(step for step in found if step <= self.num_steps))


@dataclass(frozen=True, eq=False)
class Climbs:
    """W of the PATHS, T moments, K of the numbers of Gibbs steps `asked`, R runs, m patterns.

    `steps` (T,); `bound`, the highest log-likelihood there is; `log_likelihood` (W, T, R), in nats
    a pattern. Of the expected CD steps against the gradient: `miss` (W, T, K, R), the length of the
    difference over the gradient's, and `angle` (W, T, K, R) in degrees. `patterns` (m, side²);
    `chances` (W, T, m), how likely each is to the first run's machine.
    """

    steps: np.ndarray
    asked: np.ndarray
    bound: float
    log_likelihood: np.ndarray
    miss: np.ndarray
    angle: np.ndarray
    patterns: np.ndarray
    chances: np.ndarray


def climbs(config: ClimbsConfig) -> Climbs:
    """Exact along each way: sums over all states, so that no sampling error is left."""
    machine, v = Rbm(config.side**2, config.hidden), _patterns(config)
    weights = np.full(len(v), 1 / len(v))
    rng = np.random.default_rng(config.seed)
    start = config.scale * rng.standard_normal((config.runs, machine.num_parameters))
    decay = config.decay * (np.arange(machine.num_parameters) < machine.visible * machine.hidden)
    followed = [
        lambda theta: machine.gradient(theta, v, weights),
        lambda theta: machine.expected_cd(theta, v, weights, config.num_gibbs) - decay * theta,
    ]
    found = []
    for way in config.ways:
        step = followed[PATHS.index(way)]
        thetas = _way(start, step, config)
        height = [machine.log_likelihood(theta, v, weights) for theta in thetas]
        compass = [
            _beside(machine.expected_cds(t, v, weights, config.asked), followed[0](t))
            for t in thetas
        ]
        chance = [np.exp(machine.log_weight(t[0], v) - machine.log_partition(t[0])) for t in thetas]
        found.append((height, *np.moveaxis(np.array(compass), 1, 0), chance))
    height, miss, angle, chances = (np.array(part) for part in zip(*found, strict=True))
    bound = float(np.log(weights[0]))
    return Climbs(config.moments(), np.array(config.asked), bound, height, miss, angle, v, chances)


def _patterns(config):
    bars = bars_and_stripes(config.side)
    if config.patterns == "bars and stripes":
        return bars
    every = all_patterns(config.side**2)
    return every[np.random.default_rng(config.seed).permutation(len(every))[: len(bars)]]


def _way(theta, step, config):
    """θ (R, P) at each of the moments."""
    moments, kept = set(config.moments().tolist()), []
    for k in progress(range(config.num_steps + 1), "climbs"):
        if k in moments:
            kept.append(theta)
        theta = theta + config.lr * step(theta)
    return kept


def _beside(step, gradient):
    """How far steps (K, R, P) are from the gradient, in lengths of that, and angles in degrees."""
    length = np.linalg.norm(gradient, axis=-1)
    miss = np.linalg.norm(step - gradient, axis=-1) / length
    cosine = np.sum(step * gradient, axis=-1) / length / np.linalg.norm(step, axis=-1)
    return miss, np.degrees(np.arccos(np.clip(cosine, -1, 1)))
