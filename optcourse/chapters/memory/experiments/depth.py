"""Claims T11 and T12: gradients through many layers, with one matrix or with many."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, error_rate, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class DepthConfig(Checked):
    """Tanh networks of `depth` layers of `size` units, Gaussian weights N(0, scale²/size).

    For each of `num_draws` and each of `scales` there is one network with the same matrix in all
    layers (a recurrent one, without inputs on the way) and one with a fresh matrix in each.
    `residual` adds what enters a layer to what leaves it.
    """

    size: int = checked(whole, 32, at_least=1)
    depth: int = checked(whole, 60, at_least=1)
    scales: tuple = checked(positive, tuple(np.round(2.0 ** np.linspace(-1, 1, 17), 3).tolist()))
    num_draws: int = checked(whole, 24, at_least=1)
    num_inputs: int = checked(whole, 24, at_least=1)
    residual: bool = False
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Depth:
    """`scales` (G,); log₁₀ of the gradient's length at layer k over that at the last layer.

    `same`, `fresh` (G, D, depth + 1), k = 0 (the input) first; the mean over inputs of the
    gradient of one random direction of the output.
    """

    scales: np.ndarray
    same: np.ndarray
    fresh: np.ndarray


def gradients_through_depth(config: DepthConfig) -> Depth:
    """Send inputs up and gradients down. Sussillo and Abbott (2014)."""
    rng = np.random.default_rng(config.seed)
    shape = config.num_draws, config.size, config.size
    fresh = rng.standard_normal((config.depth, *shape)) / np.sqrt(config.size)
    same = np.broadcast_to(fresh[0], fresh.shape)
    inputs = rng.standard_normal((config.num_draws, config.size, config.num_inputs))
    past = float(config.residual)  # how much of a layer's input goes past its units
    logs = [[_logs(scale * W, inputs, past) for scale in config.scales] for W in (same, fresh)]
    return Depth(np.array(config.scales), *np.array(logs))


def _logs(weights, inputs, past):
    """log₁₀ of gradients' lengths on the way down, relative to the top: (D, depth + 1)."""
    states, slopes = [inputs], []
    for W in weights:
        units = np.tanh(W @ states[-1])
        slopes.append(1 - units**2)
        states.append(past * states[-1] + units)
    pull, lengths = np.full_like(inputs, 1 / np.sqrt(inputs.shape[1])), [np.ones(len(inputs))]
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        pull = past * pull + W.swapaxes(1, 2) @ (pull * slope)
        lengths.append(np.linalg.norm(pull, axis=1).mean(-1))
    return np.log10(np.maximum(np.stack(lengths[::-1], axis=-1), 1e-300))


@dataclass(frozen=True)
class DeepConfig(Checked):
    """Deep tanh networks on `data`, at each of `scales` and `rates`, `num_seeds` of each.

    `scales` multiply N(0, 1/fan-in) in the hidden layers; 0.577 is as wide as torch's default.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    depth: int = checked(whole, 30, at_least=1)
    size: int = checked(whole, 32, at_least=1)
    scales: tuple = checked(positive, (0.577, 1.2, 2.0))
    rates: tuple = checked(positive, (0.01, 0.03, 0.1))
    num_seeds: int = checked(whole, 4, at_least=1)
    seed: int = 0
    num_steps: int = checked(whole, 200, at_least=1)
    batch_size: int = checked(whole, 32, at_least=1)


@dataclass(frozen=True, eq=False)
class DeepTraining:
    """`scales` (G,), `rates` (R,); `test_error`, `val_error` (G, R, S) at the end, fractions."""

    scales: np.ndarray
    rates: np.ndarray
    test_error: np.ndarray
    val_error: np.ndarray

    @property
    def best(self):
        """Test error at the rate whose mean error on validation data is lowest, (G, S)."""
        rows = self.val_error.mean(-1).argmin(-1)
        return self.test_error[np.arange(len(rows)), rows]


def train_deep(config: DeepConfig) -> DeepTraining:
    """Train all at once by SGD."""
    data = DATA_SETS[config.data](seed=config.seed)
    seeds = range(config.seed, config.seed + config.num_seeds)
    grid = [(g, lr, seed) for g in config.scales for lr in config.rates for seed in seeds]
    ensemble = Ensemble([_scaled(config, g, seed) for g, _, seed in grid], device())
    train(
        ensemble,
        (data.X_train, data.y_train),
        GradientDescent([lr for _, lr, _ in grid]),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        seeds=[seed for *_, seed in grid],
        record=(),
        every=config.num_steps,
    )
    shape = len(config.scales), len(config.rates), config.num_seeds
    parts = (data.X_test, data.y_test), (data.X_val, data.y_val)
    errors = [_error(ensemble, *part).reshape(shape) for part in parts]
    return DeepTraining(np.array(config.scales), np.array(config.rates), *errors)


@torch.no_grad()
def _error(ensemble, X, y):
    X, y = (torch.tensor(part, device=device()) for part in (X, y))
    return error_rate(ensemble(X), y).cpu().numpy()


@torch.no_grad()
def _scaled(config, scale, seed):
    """A deep network with hidden weights N(0, scale²/fan-in) and biases 0; the last layer as is."""
    inputs = 64 if config.data == "digits" else 40
    model = mlp([inputs, *[config.size] * config.depth, 10], "tanh", seed)
    generator = torch.Generator().manual_seed(seed)
    for layer in [each for each in model if isinstance(each, nn.Linear)][:-1]:
        layer.weight.normal_(0, scale * layer.in_features**-0.5, generator=generator)
        layer.bias.zero_()
    return model
