"""Claims B2 and B13: the error of a minibatch gradient in networks, and its noise scale."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import gradient_noise, per_example_grads
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class NoiseConfig(Checked):
    """Networks of `seeds` trained on digits by SGD, measured after `moments` steps.

    There, `num_draws` minibatches of each of `sizes` are drawn with replacement; `num_shown` of
    them are kept as a cloud.
    """

    seeds: tuple = (0, 1, 2, 3)
    hidden: tuple = (32,)
    activation: str = "tanh"
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    num_train: int = checked(whole, 600, at_least=2)
    moments: tuple = (0, 30, 100, 300, 1000)
    sizes: tuple = (1, 3, 10, 30, 100, 300, 1000)
    num_draws: int = checked(whole, 250, at_least=2)
    num_shown: int = checked(whole, 150, at_least=2)

    def __post_init__(self):
        super().__post_init__()
        for name in ("moments", "sizes"):
            value = getattr(self, name)
            if not value or list(value) != sorted(set(value)):
                raise ValueError(f"{name} must be increasing whole numbers, got {value!r}")
        whole("sizes", self.sizes[0], at_least=1)


@dataclass(frozen=True, eq=False)
class Noise:
    """S networks at T moments, N batch sizes, D draws shown; gradients over all of m examples.

    `moments` (T,), `sizes` (N,), `num_examples` m. `loss` (S, T) in nats; `sigma` (S, T), √tr Σ of
    the gradients of single examples; `grad_norm` (S, T) ‖g‖; `error` (S, T, N), the root mean
    square of ‖ĝ − g‖ over all draws. `cloud` (T, N, D, 2), of the first network: each draw along g
    and across it (in the direction in which single gradients scatter most), in units of ‖g‖, so
    that g stands at (1, 0).
    """

    moments: np.ndarray
    sizes: np.ndarray
    num_examples: int
    loss: np.ndarray
    sigma: np.ndarray
    grad_norm: np.ndarray
    error: np.ndarray
    cloud: np.ndarray

    @property
    def noise_scale(self):
        """tr Σ / ‖g‖², (S, T), in examples. McCandlish et al. (2018), equation 2.9."""
        return self.trace / self.squared

    @property
    def trace(self):
        """tr Σ, (S, T)."""
        return self.sigma**2

    @property
    def squared(self):
        """‖g‖², (S, T)."""
        return self.grad_norm**2


def minibatch_noise(config: NoiseConfig) -> Noise:
    """Train all networks at once; stop at each moment and draw minibatches."""
    data = digits(num_train=config.num_train, seed=config.seeds[0])
    X, y = (torch.tensor(part, device=device()) for part in (data.X_train, data.y_train))
    widths = [X.shape[1], *config.hidden, 10]
    ensemble = Ensemble([mlp(widths, config.activation, seed) for seed in config.seeds], device())
    rng, taken, columns = np.random.default_rng(config.seeds[0]), 0, []
    for moment in progress(config.moments, "noise"):
        if moment > taken:
            seeds = [seed + moment for seed in config.seeds]
            settings = {"num_steps": moment - taken, "batch_size": config.batch_size}
            train(
                ensemble, (X, y), GradientDescent(lr=config.lr), seeds=seeds, record=(), **settings
            )
        taken = moment
        models = [ensemble.model(k).to(X.device) for k in range(ensemble.size)]
        columns.append([_measure(model, X, y, rng, config) for model in models])
    rows = list(zip(*columns, strict=True))
    loss, sigma, norm, error = (np.array([[m[k] for m in row] for row in rows]) for k in range(4))
    cloud = np.stack([moment[4] for moment in rows[0]])
    sizes = np.array(config.sizes)
    return Noise(np.array(config.moments), sizes, len(y), loss, sigma, norm, error, cloud)


@torch.no_grad()
def _measure(model, X, y, rng, config):
    """Loss, σ, ‖g‖, errors (N,) and cloud (N, D, 2) of one network at one moment."""
    noise, grads = gradient_noise(model, X, y), per_example_grads(model, X, y)
    g = grads.mean(0)
    apart = grads - g
    gram, norm = apart @ apart.T, float(g.norm())
    seen, errors, cloud = apart @ _axes(g, apart) / norm, [], []
    for size in config.sizes:
        share = rng.multinomial(size, np.full(len(y), 1 / len(y)), config.num_draws) / size
        share = torch.tensor(share, dtype=X.dtype, device=X.device)
        errors.append(float(((share @ gram) * share).sum(1).mean().sqrt()))
        shown = (share[: config.num_shown] @ seen).cpu().numpy()
        cloud.append(shown + np.array([1.0, 0.0]))
    loss = float(torch.nn.functional.cross_entropy(model(X), y))
    return loss, noise.trace**0.5, norm, np.array(errors), np.array(cloud)


def _axes(g, apart):
    """Two directions (P, 2): along g, and where `apart` (m, P) scatters most at right angles."""
    along = g / g.norm()
    across = apart - (apart @ along)[:, None] * along
    vector = across[0]
    for _ in range(10):
        vector = across.T @ (across @ (vector / vector.norm()))
    return torch.stack([along, vector / vector.norm()], dim=1)
