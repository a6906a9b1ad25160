"""Claims T7, T8, T15 and T16: how often a small recurrent network learns to remember, by method."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import Latch, TemporalOrder
from optcourse.networks.ensembles import Ensemble, error_rate, train
from optcourse.networks.models import lstm, rnn
from optcourse.records.devices import device
from optcourse.rules import Adam, GradientDescent, NormClip
from optcourse.validation import Checked, checked, one_of, positive, whole

TASKS = {"latch": Latch, "order": TemporalOrder}
RULES = {"sgd": GradientDescent, "adam": Adam}


@dataclass(frozen=True)
class Method(Checked):
    """A cell ("rnn" or "lstm"), its start, the rule that trains it, and its clipping.

    `scale` multiplies the recurrent weights and nothing else: 1 is torch's default, U(±1/√hidden),
    or the rotation of an `orthogonal` "rnn". `forget_bias` (None: as drawn) is for an "lstm";
    `clip` is the largest norm of the gradient, None for no limit.
    """

    cell: str = checked(one_of, "rnn", ("rnn", "lstm"))
    orthogonal: bool = False
    forget_bias: float | None = None
    rule: str = checked(one_of, "sgd", tuple(RULES))
    clip: float | None = None
    scale: float = checked(positive, 1.0)

    def __post_init__(self):
        super().__post_init__()
        if self.clip is not None:
            positive("clip", self.clip)

    def network(self, num_inputs, hidden, num_outputs, seed):
        """One network of this kind, its weights drawn by `seed`."""
        sizes = {"num_inputs": num_inputs, "hidden": hidden, "num_outputs": num_outputs}
        if self.cell == "lstm":
            model = lstm(**sizes, forget_bias=self.forget_bias, seed=seed)
        else:
            model = rnn(**sizes, orthogonal=self.orthogonal, seed=seed)
        with torch.no_grad():
            model[0].weight_hh_l0.mul_(self.scale)
        return model


PLAIN = Method()
CLIPPED = Method(clip=1.0)
ORTHOGONAL = Method(orthogonal=True, clip=1.0)


@dataclass(frozen=True)
class BitsConfig(Checked):
    """`num_seeds` networks for each of `rates` and of `lengths`, on a task.

    Seeds decide weights and data, and are the same at all rates and lengths. The latch is learnt
    with one output and squared error to ±1, the temporal order with cross-entropy. A network
    succeeds if it answers at least `pass_mark` of `num_test` fresh sequences rightly.
    """

    task: str = checked(one_of, "latch", tuple(TASKS))
    method: Method = PLAIN
    lengths: tuple = (5, 10, 15, 20, 30)
    rates: tuple = checked(positive, (0.1,))
    num_seeds: int = checked(whole, 50, at_least=1)
    seed: int = 0
    hidden: int = checked(whole, 10, at_least=1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_steps: int = checked(whole, 300, at_least=1)
    num_test: int = checked(whole, 500, at_least=1)
    pass_mark: float = 0.99

    def __post_init__(self):
        super().__post_init__()
        for length in self.lengths:
            TASKS[self.task](length)

    def network(self, seed):
        """The network of one seed, before training."""
        task = TASKS[self.task]
        outputs = 1 if self.task == "latch" else task.num_classes
        return self.method.network(task.num_inputs, self.hidden, outputs, seed)


@dataclass(frozen=True, eq=False)
class Bits:
    """R rates, L lengths, S seeds.

    `rates` (R,); `lengths` (L,); `accuracy` (R, L, S), the share of fresh sequences answered
    rightly; `diverged` (R, L, S), whether the loss or its gradient stopped being finite;
    `pass_mark`, the accuracy that counts as success.
    """

    rates: np.ndarray
    lengths: np.ndarray
    accuracy: np.ndarray
    diverged: np.ndarray
    pass_mark: float

    @property
    def successes(self):
        """How many networks succeeded, (R, L)."""
        return (self.accuracy >= self.pass_mark).sum(-1)

    @property
    def success(self):
        """The share of networks that succeeded, (R, L)."""
        return self.successes / self.accuracy.shape[-1]

    @property
    def best(self):
        """That share at the best rate of each length, (L,)."""
        return self.success.max(0)


def remember_bits(config: BitsConfig) -> Bits:
    """Train all networks and test them. Bengio, Simard and Frasconi (1994), section III."""
    columns = [_at_length(config, length) for length in config.lengths]
    accuracy, diverged = (np.stack(part, axis=1) for part in zip(*columns, strict=True))
    rates, lengths = np.array(config.rates), np.array(config.lengths)
    return Bits(rates, lengths, accuracy, diverged, config.pass_mark)


def _at_length(config, length):
    """Accuracy and divergence at one length, both (R, S)."""
    task = TASKS[config.task](length)
    seeds = range(config.seed, config.seed + config.num_seeds)
    grid = [(rate, seed) for rate in config.rates for seed in seeds]
    ensemble = Ensemble([config.network(seed) for _, seed in grid], device())
    method = config.method
    history = train(
        ensemble,
        task,
        RULES[method.rule](lr=[rate for rate, _ in grid]),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        loss="squared" if config.task == "latch" else "cross_entropy",
        clip=method.clip and NormClip(method.clip),
        seeds=[seed for _, seed in grid],
        record=(),
        every=config.num_steps,
    )
    shape = len(config.rates), config.num_seeds
    accuracy = 1 - answered_wrong(ensemble, task, config.num_test)
    return accuracy.reshape(shape), (history.diverged_at >= 0).reshape(shape)


@torch.no_grad()
def answered_wrong(ensemble, task, num_test, seed=123_456):
    """The error of each network on fresh sequences, the same for all: (N,)."""
    X, y = task.sample(num_test, np.random.default_rng(seed))
    X, y = torch.tensor(X, device=ensemble.theta.device), torch.tensor(y).to(ensemble.theta.device)
    parts = np.array_split(np.arange(ensemble.size), -(-ensemble.size // 64))
    return np.concatenate([error_rate(ensemble.group(k)(X), y).cpu().numpy() for k in parts])
