"""Claim T6: networks that latch a bit robustly contract, and so their gradient vanishes."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import ORTHOGONAL, Method
from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, train
from optcourse.rules import GradientDescent, NormClip
from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True)
class HoldingConfig(Checked):
    """Networks trained to hold a bit for `length` steps, then asked for `num_held` steps.

    `num_sequences` noisy sequences are followed, the same for all networks; `noise` is that of
    the test, in the units of the input.
    """

    method: Method = ORTHOGONAL
    length: int = checked(whole, 20, at_least=1)
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_steps: int = checked(whole, 300, at_least=1)
    seeds: tuple = tuple(range(40))
    hidden: int = checked(whole, 10, at_least=1)
    num_held: int = 1000
    num_sequences: int = checked(whole, 100, at_least=1)
    noise: float = checked(non_negative, 0.6)

    def __post_init__(self):
        super().__post_init__()
        whole("num_held", self.num_held, at_least=self.length)


@dataclass(frozen=True, eq=False)
class Holding:
    """S networks over T = num_held inputs, of which the first three show the bit.

    `accuracy` (S, T), the share of sequences whose bit the network would give after t + 1 inputs;
    `log_jacobian` (S, T), the median over sequences of log₁₀ ‖∂h_t/∂h_2‖ (Frobenius norm, divided
    by √H, its value at the start, where it is the identity of H units; nan before the last
    showing). `length`, the training length.
    """

    accuracy: np.ndarray
    log_jacobian: np.ndarray
    length: int

    @property
    def told(self):
        """(S, T): the share of bits that the answer or its opposite tells, at its best step lately.

        A state that turns answers now with the bit, now with its opposite, and in between with
        neither; whoever knows the step can still read the bit. So the best of the last `length`
        steps counts; nan before there are so many.
        """
        told = 0.5 + np.abs(self.accuracy - 0.5)
        best = np.lib.stride_tricks.sliding_window_view(told, self.length, axis=1).max(axis=-1)
        return np.pad(best, ((0, 0), (self.length - 1, 0)), constant_values=np.nan)

    @property
    def keeps(self):
        """Which networks tell, in the end, as many bits as after training's length: (S,).

        Three bits in a hundred fewer are forgiven.
        """
        return self.told[:, -1] >= self.accuracy[:, self.length - 1] - 0.03

    @property
    def factor(self):
        """By what ∂h_t/∂h_2 is multiplied per step, over the second half of the time: (S,)."""
        half = self.log_jacobian.shape[1] // 2
        late = self.log_jacobian[:, -1] - self.log_jacobian[:, half]
        return 10.0 ** (late / (self.log_jacobian.shape[1] - 1 - half))


def hold_bits(config: HoldingConfig) -> Holding:
    """Train, then follow states and Jacobians. Bengio, Simard and Frasconi (1994), section IV."""
    models = [config.method.network(1, config.hidden, 1, seed) for seed in config.seeds]
    ensemble = Ensemble(models)
    train(
        ensemble,
        Latch(config.length),
        GradientDescent(config.lr),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        loss="squared",
        clip=config.method.clip and NormClip(config.method.clip),
        seeds=config.seeds,
        record=(),
    )
    task, rng = Latch(config.num_held, noise=config.noise), np.random.default_rng(98_765)
    X, y = task.sample(config.num_sequences, rng)
    each = [follow(ensemble.model(k).double(), X, y) for k in range(ensemble.size)]
    return Holding(*(np.stack(part) for part in zip(*each, strict=True)), config.length)


@torch.no_grad()
def follow(model, X, y, shown=3):
    """Accuracy after each input, and median log₁₀ ‖∂h_t/∂h_{shown-1}‖ over its start, both (T,)."""
    cells, answer = model[0], model[2]
    states = cells(torch.tensor(X, dtype=torch.float64))[0]
    right = (answer(states)[..., 0] > 0) == torch.tensor(y > 0)[:, None]
    W, slopes = cells.weight_hh_l0, 1 - states**2
    jacobian = torch.eye(len(W), dtype=torch.float64).expand(len(X), -1, -1) / len(W) ** 0.5
    size, logs = torch.zeros(len(X), dtype=torch.float64), [np.nan] * (shown - 1) + [0.0]
    for t in range(shown, X.shape[1]):
        jacobian = slopes[:, t, :, None] * (W @ jacobian)
        norm = torch.linalg.matrix_norm(jacobian).clamp(min=1e-300)
        jacobian, size = jacobian / norm[:, None, None], size + norm.log10()
        logs.append(float(size.median()))
    return right.double().mean(0).numpy(), np.array(logs)
