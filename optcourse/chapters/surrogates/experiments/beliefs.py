"""Claims S3 and S10: which losses let a network estimate the probability of a label."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import Adam, Scheduled
from optcourse.validation import Checked, checked, positive, whole

PLACES = np.linspace(-3.0, 3.0, 121)
LOSSES = ("logistic", "hinge")


def true_probability(x):
    """P(y = 1 | x), between 0.1 and 0.9."""
    return 0.5 + 0.4 * np.sin(1.5 * x)


@dataclass(frozen=True)
class ProbabilityConfig(Checked):
    """Networks of one input x, uniform on (−3, 3), and one output, on samples of several sizes."""

    sizes: tuple = (100, 400, 1600, 6400)
    seeds: tuple = (0, 1, 2, 3, 4, 5)
    hidden: int = checked(whole, 32, at_least=1)
    num_steps: int = checked(whole, 1200, at_least=1)
    batch_size: int = checked(whole, 100, at_least=1)
    lr: float = checked(positive, 0.01)

    def __post_init__(self):
        super().__post_init__()
        whole("the least of sizes", min(self.sizes), at_least=self.batch_size)


@dataclass(frozen=True, eq=False)
class Probabilities:
    """L losses, M sizes, S samples, G places.

    `sizes` (M,); `truth` (G,), P(y = 1) at PLACES; `outputs` (L, M, S, G), what each network
    answers there.
    """

    sizes: np.ndarray
    truth: np.ndarray
    outputs: np.ndarray

    @property
    def fitted(self):
        """1 / (1 + e^(−output)), the outputs read as probabilities: (L, M, S, G)."""
        return np.exp(-np.logaddexp(0.0, -self.outputs))

    @property
    def distance(self):
        """The mean distance |fitted − true| over the places, (L, M, S)."""
        return np.abs(self.fitted - self.truth).mean(axis=-1)

    def recalibrated_distance(self):
        """The same after the best rising function of each output, fitted to the truth: (L, M, S).

        No rising map from outputs to probabilities, however it is found, can do better in squares.
        """
        return np.apply_along_axis(_best_map_distance, -1, self.outputs, self.truth)


def _best_map_distance(outputs, truth):
    from sklearn.isotonic import IsotonicRegression

    mapped = IsotonicRegression().fit(outputs, truth).predict(outputs)
    return np.abs(mapped - truth).mean()


def probabilities(config: ProbabilityConfig) -> Probabilities:
    """Train every network on its own sample, with each loss in LOSSES, from the same start."""
    outputs = [_fitted_outputs(config, size) for size in config.sizes]
    outputs = np.stack(outputs, axis=1)
    return Probabilities(np.array(config.sizes), true_probability(PLACES), outputs)


def _fitted_outputs(config, size):
    samples = [_sample(size, seed) for seed in config.seeds] * len(LOSSES)
    X, y = (np.stack(each) for each in zip(*samples, strict=True))
    seeds = config.seeds * len(LOSSES)
    widths = (1, config.hidden, config.hidden, 1)
    ensemble = Ensemble([mlp(widths, "tanh", seed) for seed in seeds], device())
    train(
        ensemble,
        (X, y),
        Scheduled(Adam(config.lr), lambda step: 1 - step / config.num_steps),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        loss=[loss for loss in LOSSES for _ in config.seeds],
        seeds=seeds,
        record=(),
    )
    with torch.no_grad():
        places = torch.tensor(PLACES[:, None], dtype=torch.float32, device=device())
        outputs = ensemble(places)[..., 0].double().cpu().numpy()
    return outputs.reshape(len(LOSSES), len(config.seeds), len(PLACES))


def _sample(size, seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-3.0, 3.0, size)
    y = rng.random(size) < true_probability(x)
    return x[:, None].astype(np.float32), y.astype(np.int64)
