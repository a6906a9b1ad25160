"""Claims B10 and B14: further passes over few examples, and a stream that never repeats one."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.ensembles import Ensemble, batch_indices, training
from optcourse.networks.models import mlp
from optcourse.networks.signals import FreshSignals
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class PassesConfig(Checked):
    """Networks of `seeds` on fresh signals: on as few as `num_examples`, and on a stream.

    All take `num_steps` steps with `batch_size` examples. The stream brings new ones at every step;
    each network has examples of its own, in its own order. Errors are measured at `num_moments`
    moments, evenly on a logarithmic axis, over `num_measured` examples.
    """

    seeds: tuple = (0, 1, 2, 3)
    num_examples: tuple = (200, 1000, 4000)
    hidden: int = checked(whole, 64, at_least=1)
    depth: int = checked(whole, 1, at_least=1)
    activation: str = "relu"
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_steps: int = checked(whole, 6000, at_least=1)
    num_moments: int = checked(whole, 30, at_least=2)
    num_measured: int = checked(whole, 4000, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        one_of("activation", self.activation, ("relu", "tanh"))
        for num in self.num_examples:
            if whole("num_examples", num, at_least=1) % self.batch_size:
                allowed = f"multiples of batch_size = {self.batch_size}"
                raise ValueError(f"num_examples must be {allowed}, got {num}")


@dataclass(frozen=True, eq=False)
class Passes:
    """M sizes of the training set, S networks, T moments at equal numbers of steps.

    `num_examples` (M,): the last is the stream, as many as its steps use; `steps` (T,), from the
    first; `batch_size` n; `train_error`, `test_error` fractions and `train_loss`, `test_loss` in
    nats, all (M, S, T), training ones over the examples that were learnt from last.
    """

    num_examples: np.ndarray
    steps: np.ndarray
    batch_size: int
    train_error: np.ndarray
    test_error: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray

    @property
    def passes(self):
        """How often each training set has been gone through, (M, T)."""
        return self.steps * self.batch_size / self.num_examples[:, None]

    def at_pass(self, which, number):
        """Index of the first moment at which a training set has been gone through so often."""
        return int(np.argmax(self.passes[which] >= number - 1e-9))


def passes_over_data(config: PassesConfig) -> Passes:
    """Train all networks on all sets and on the stream together, each in its own order."""
    sizes = np.array([*config.num_examples, config.num_steps * config.batch_size])
    rng = np.random.default_rng(config.seeds[0])
    pool, test = (_signals(num, rng) for num in (sizes[-1], config.num_measured))
    rows = np.stack([_rows(int(m), seed, config) for m in sizes for seed in config.seeds])
    widths = [40, *[config.hidden] * config.depth, 10]
    models = [mlp(widths, config.activation, seed) for seed in config.seeds]
    feed = (_batch(pool, rows[:, k % config.num_steps]) for k in range(config.num_steps + 1))
    ensemble, steps, found = Ensemble(models * len(sizes), device()), _moments(config), []
    for moment in training(ensemble, feed, GradientDescent(config.lr), num_steps=config.num_steps):
        if moment.step in steps:
            learnt = rows[:, : moment.step].reshape(len(rows), -1)[:, -config.num_measured :]
            seen, new = _measure(moment, _batch(pool, learnt)), _measure(moment, test)
            found.append([each for pair in zip(seen, new, strict=True) for each in pair])
    columns = np.array(found).reshape(len(steps), 4, len(sizes), -1).transpose(1, 2, 3, 0)
    return Passes(sizes, steps, config.batch_size, *columns)


def _signals(num, rng):
    """Fresh signals (num, 40), to unit size, and their classes (num,)."""
    X, y = FreshSignals().sample(int(num), rng)
    return torch.tensor((X - X.mean()) / X.std(), device=device()), torch.tensor(y, device=device())


def _moments(config):
    """The steps at which errors are measured: the ends of first passes, and a logarithmic grid."""
    grid = np.geomspace(10, config.num_steps, config.num_moments).round()
    ends = np.array(config.num_examples) // config.batch_size
    steps = np.unique([*grid, *ends]).astype(int)
    return steps[steps <= config.num_steps]


def _rows(size, seed, config):
    """The numbers of the examples of each batch, (num_steps, n), among those of one network."""
    total, n = config.num_steps * config.batch_size, config.batch_size
    own = batch_indices(size, n, config.num_steps, seed)
    return (own + config.seeds.index(seed) * total // len(config.seeds)) % total


def _batch(pool, rows):
    """Examples of the numbers in `rows` (N, m): X (N, m, 40) and y (N, m)."""
    index = torch.tensor(rows, device=pool[1].device)
    return pool[0][index], pool[1][index]


@torch.no_grad()
def _measure(moment, pair):
    """Error rates and losses of all networks on some examples."""
    at = moment.on(*pair)
    return at.error.cpu().numpy(), at.loss.double().cpu().numpy()
