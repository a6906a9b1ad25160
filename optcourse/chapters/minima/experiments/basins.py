"""Claims L2, L11 and L12: where descent on the Gabor loss ends, from every start."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.minima.experiments.searches import settle, strict_minima
from optcourse.landscapes import GaborLoss
from optcourse.loops import scan
from optcourse.rules import GradientDescent, endpoint
from optcourse.validation import Checked, checked, non_negative, positive, whole

OFFSET, FREQUENCY = (-10.0, 10.0), (2.5, 22.5)  # the part of the plane that Prince draws


@dataclass(frozen=True)
class BasinsConfig(Checked):
    """A grid of `num_offsets` × `num_frequencies` starts on the Gabor loss of data `seed`.

    There are `num_points` data, with noise of standard deviation `noise`.

    From each, `num_steps` steps of descent at rate `lr`, then Newton's method to the bottom.
    """

    seed: int = 0
    num_offsets: int = checked(whole, 61, at_least=2)
    num_frequencies: int = checked(whole, 49, at_least=2)
    num_points: int = checked(whole, 28, at_least=2)
    noise: float = checked(non_negative, 0.15)
    lr: float = checked(positive, 0.02)
    num_steps: int = checked(whole, 300, at_least=2)


@dataclass(frozen=True, eq=False)
class Basins:
    """Where slow descent ends. F frequencies by O offsets.

    `x`, `y` (m,), the data; `offsets` (O,) and `frequencies` (F,), the starts; `ends` (F, O, 2)
    and `loss` (F, O), the loss there; `minima` (k, 2), the strict minima among the ends, lowest
    first; `losses` (k,) and `sharpness` (k,), their losses and largest Hessian eigenvalues.
    """

    x: np.ndarray
    y: np.ndarray
    offsets: np.ndarray
    frequencies: np.ndarray
    ends: np.ndarray
    loss: np.ndarray
    minima: np.ndarray
    losses: np.ndarray
    sharpness: np.ndarray

    @property
    def landscape(self):
        """The GaborLoss of these data."""
        return GaborLoss(self.x, self.y)

    def share_reaching(self, loss, margin=1e-3):
        """The fraction of starts that end at this loss, within `margin`."""
        return float(np.mean(np.abs(self.loss - loss) < margin))


def basins(config: BasinsConfig) -> Basins:
    """Descend from every start at once. Prince's figure 6.5a has three paths on such a loss."""
    landscape = GaborLoss.generated(config.num_points, config.seed, noise=config.noise)
    offsets = np.linspace(*OFFSET, config.num_offsets)
    frequencies = np.linspace(*FREQUENCY, config.num_frequencies)
    starts = np.stack(np.meshgrid(offsets, frequencies), axis=-1).reshape(-1, 2)
    theta = endpoint(GradientDescent(config.lr), landscape, starts, config.num_steps)
    ends = settle(landscape, theta, num_steps=40)
    minima = strict_minima(landscape, ends)
    return Basins(
        x=landscape.x,
        y=landscape.y,
        offsets=offsets,
        frequencies=frequencies,
        ends=ends.reshape(config.num_frequencies, config.num_offsets, 2),
        loss=landscape.value(ends).reshape(config.num_frequencies, config.num_offsets),
        minima=minima,
        losses=landscape.value(minima),
        sharpness=np.linalg.eigvalsh(landscape.hessian(minima))[:, 1],
    )


def minibatch_path(rule, batches, landscape, theta0, num_steps):
    """θ (num_steps + 1, …, 2) of `rule` on the gradients of batches of b of the m examples.

    `batches` (T, b), the examples of each step, as indices, T ≥ num_steps. Each gradient is
    m/b times that of its batch, so that their mean is the gradient of the whole sum of
    `landscape`, a GaborLoss. Prince (2023), 6.2.
    """
    size = np.shape(batches)[-1]

    def step(state, k):
        picks = entry(batches, k)
        x, y = (
            np.stack([entry(values, picks[j]) for j in range(size)])
            for values in (landscape.x, landscape.y)
        )
        return rule.step(state, GaborLoss(x, y, len(landscape.x) / size), k)

    return scan(step, rule.init(theta0), num_steps).theta


def random_batches(num_examples, batch_size, num_steps, seed=0):
    """Examples (num_steps, batch_size), none twice in a batch, drawn afresh at each step."""
    keys = np.random.default_rng(seed).random((num_steps, num_examples))
    return np.argsort(keys, axis=1)[:, :batch_size]


def entry(values, k):
    """`values[k]` along the first axis, for a whole number `k` that may be traced."""
    places = np.arange(len(values)).reshape(-1, *[1] * (np.ndim(values) - 1))
    return np.sum(np.where(places == k, values, 0.0), axis=0)
