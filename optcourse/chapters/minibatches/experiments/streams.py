"""Claim B9: minibatches on the first pass over a stream, and on later passes, in a small world."""

from dataclasses import dataclass

import numpy as np

from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole

BITS = np.stack(np.meshgrid(*[[0, 1]] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
FEATURES = 1 - 2 * ((BITS @ BITS.T) % 2)  # (16 inputs, 16 parities), ±1
FEATURES = FEATURES / 4  # each input has length 1


@dataclass(frozen=True)
class StreamConfig(Checked):
    """Logistic regression on 16 inputs of four bits, on many data sets of each of `num_examples`.

    Labels are drawn with log-odds of standard deviation `scale`, fixed by `seed`.
    """

    seed: int = 0
    num_examples: tuple = (16, 64, 256, 1024)
    batch_size: int = checked(whole, 4, at_least=1)
    num_passes: int = checked(whole, 8, at_least=1)
    num_repeats: int = checked(whole, 1500, at_least=1)
    lr: float = checked(positive, 1.0)
    scale: float = checked(positive, 1.5)

    def __post_init__(self):
        super().__post_init__()
        for num in self.num_examples:
            if whole("num_examples", num, at_least=1) % self.batch_size:
                raise ValueError(f"num_examples must be a multiple of {self.batch_size}, got {num}")


@dataclass(frozen=True, eq=False)
class Streams:
    """M sizes of the data, E passes; means over all data sets.

    `num_examples` (M,). `slope_seen` (M, E): Σ ĝ·G ÷ Σ ‖G‖² over the steps of a pass, ĝ being the
    minibatch gradient and G that of the generalization error at the same θ: 1 if ĝ is unbiased.
    `slope_error` (M, E), its standard error. `true_loss` and `train_loss` (M, E + 1) in nats, at
    the start and after each pass; `lowest`, the least possible true loss.
    """

    num_examples: np.ndarray
    slope_seen: np.ndarray
    slope_error: np.ndarray
    true_loss: np.ndarray
    train_loss: np.ndarray
    lowest: float


class SmallWorld:
    """A known distribution: x uniform on 16 inputs, y = 1 with probability `odds` (16,) given x."""

    def __init__(self, config):
        rng = np.random.default_rng(config.seed)
        self.odds = _sigmoid(config.scale * rng.standard_normal(16))

    def loss(self, theta):
        """The generalization error (…), in nats, summed over all x and y."""
        return _loss(theta @ FEATURES.T, self.odds).mean(-1)

    def grad(self, theta):
        """Its gradient (…, 16). Goodfellow et al. (2016), equations 8.7 and 8.8."""
        return (_sigmoid(theta @ FEATURES.T) - self.odds) @ FEATURES / 16

    def draw(self, shape, rng):
        """Numbers of inputs and labels, both of `shape`."""
        x = rng.integers(16, size=shape)
        return x, (rng.random(shape) < self.odds[x]).astype(float)


def minibatch_grad(theta, x, y):
    """The mean gradient over examples x, y (…, n) at theta (…, 16)."""
    error = _sigmoid(_logits(theta, x)) - y
    return np.einsum("...n,...nk->...k", error, FEATURES[x]) / x.shape[-1]


def first_and_later_passes(config: StreamConfig) -> Streams:
    """Run SGD over many data sets at once; compare its gradients with the generalization error's.

    Goodfellow et al. (2016), section 8.1.3.
    """
    world = SmallWorld(config)
    rows = [_passes(world, num, config) for num in config.num_examples]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    lowest = float(_entropy(world.odds).mean())
    return Streams(np.array(config.num_examples), *columns, lowest)


def _passes(world, num, config):
    """Slope seen and its error (E,), true and training loss (E + 1,), for one size of data."""
    rng = np.random.default_rng([config.seed, num])
    x, y = world.draw((config.num_repeats, num), rng)
    state = GradientDescent(config.lr).init(np.zeros((config.num_repeats, 16)))
    seen, errors, true_loss, train_loss = [], [], [], []
    for _ in range(config.num_passes):
        true_loss.append(world.loss(state.theta).mean())
        train_loss.append(_loss(_logits(state.theta, x), y).mean())
        order = rng.permuted(np.broadcast_to(np.arange(num), x.shape), axis=1)
        state, along, length = _one_pass(world, state, x, y, order, config)
        seen.append(along.sum() / length.sum())
        residual = along - seen[-1] * length
        errors.append(residual.std() * np.sqrt(len(residual)) / length.sum())
    true_loss.append(world.loss(state.theta).mean())
    train_loss.append(_loss(_logits(state.theta, x), y).mean())
    return seen, errors, true_loss, train_loss


def _one_pass(world, state, x, y, order, config):
    """Where descent stands after a pass, and Σ ĝ·G and Σ ‖G‖² over its steps for each data set."""
    along, length = np.zeros(len(x)), np.zeros(len(x))
    rule = GradientDescent(config.lr)
    for k, batch in enumerate(np.split(order, order.shape[1] // config.batch_size, axis=1)):
        grad = minibatch_grad(
            state.theta, np.take_along_axis(x, batch, 1), np.take_along_axis(y, batch, 1)
        )
        true = world.grad(state.theta)
        along += np.sum(grad * true, axis=1)
        length += np.sum(true * true, axis=1)
        state = rule.move(state, grad, k)
    return state, along, length


def _logits(theta, x):
    return np.take_along_axis(theta @ FEATURES.T, x, axis=-1)


def _sigmoid(u):
    return 1 / (1 + np.exp(-u))


def _loss(u, y):
    """Cross-entropy of the log-odds u for labels, or probabilities, y."""
    return np.logaddexp(0, u) - y * u


def _entropy(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)
