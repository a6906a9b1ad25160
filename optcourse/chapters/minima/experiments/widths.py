"""Claim L7: where training ends, from hundreds of starts, as the network gets wider."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Adam, Cosine, Scheduled
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class WidthsConfig(Checked):
    """`num_starts` networks of each of `widths`, trained on the same shrunken digits.

    Each begins at `start_scale` times torch's start. Adam on all examples at once, its rate
    falling from `lr` to 0 on half a cosine.
    """

    seed: int = 0
    widths: tuple = checked(positive, (1, 2, 4, 8, 16, 32))
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    start_scale: float = checked(positive, 1.0)
    num_starts: int = checked(whole, 64, at_least=2)
    num_train: int = checked(whole, 100, at_least=2)
    lr: float = checked(positive, 0.03)
    num_steps: int = checked(whole, 3000, at_least=2)
    num_moments: int = checked(whole, 11, at_least=2)

    def __post_init__(self):
        super().__post_init__()
        if self.num_steps % (self.num_moments - 1):
            raise ValueError(
                "num_steps must be a multiple of num_moments - 1, got "
                f"{self.num_steps} and {self.num_moments}"
            )


@dataclass(frozen=True, eq=False)
class Widths:
    """W widths, T moments, S starts; losses in nats.

    `widths` (W,), `steps` (T,), `loss` (W, T, S) on the training examples, `grad_norm` (W, T, S),
    `test_loss` (W, S) at the end.
    """

    widths: np.ndarray
    steps: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    test_loss: np.ndarray

    @property
    def final(self):
        """The training losses at the end, (W, S)."""
        return self.loss[:, -1]

    def spread(self, values=None, low=0.05, high=0.95):
        """From the 5% to the 95% quantile over the starts, (W,), of `final` or of `values`."""
        ends = np.quantile(self.final if values is None else values, [low, high], axis=-1)
        return ends[1] - ends[0]

    def spread_interval(self, num_draws=1000, seed=0):
        """A 95% bootstrap interval of each spread: low and high, (2, W)."""
        rng = np.random.default_rng(seed)
        picks = rng.integers(self.final.shape[1], size=(num_draws, self.final.shape[1]))
        drawn = np.stack([self.spread(self.final[:, pick]) for pick in picks])
        return np.quantile(drawn, [0.025, 0.975], axis=0)


def widths(config: WidthsConfig) -> Widths:
    """Train every network. After Choromanska et al. (2015), figure 3, on digits of 4 × 4 pixels."""
    data = digits(num_train=config.num_train, seed=config.seed)
    X, X_test = (_shrunk(part) for part in (data.X_train, data.X_test))
    histories = []
    for width in config.widths:
        starts = range(config.seed, config.seed + config.num_starts)
        models = [mlp((16, width, 10), config.activation, seed) for seed in starts]
        ensemble = Ensemble(models, device())
        ensemble.theta.mul_(config.start_scale)
        histories.append(
            train(
                ensemble,
                (X, data.y_train),
                Scheduled(Adam(config.lr), Cosine(config.num_steps)),
                num_steps=config.num_steps,
                record=("loss", "grad_norm", "val_loss"),
                every=config.num_steps // (config.num_moments - 1),
                validation=(X_test, data.y_test),
            )
        )
    return Widths(
        widths=np.array(config.widths),
        steps=histories[0].steps,
        loss=np.stack([each.loss.T for each in histories]),
        grad_norm=np.stack([each.grad_norm.T for each in histories]),
        test_loss=np.stack([each.val_loss[:, -1] for each in histories]),
    )


def _shrunk(images):
    """Means of blocks of 2 × 2 pixels: (m, 64) to (m, 16)."""
    return images.reshape(-1, 4, 2, 4, 2).mean((2, 4)).reshape(-1, 16)
