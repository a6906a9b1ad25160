"""Claim T7, its other side: recurrent networks whose weights are guessed, not learnt."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import answered_wrong
from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, error_rate
from optcourse.networks.models import rnn
from optcourse.records.devices import device
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class GuessConfig(Checked):
    """Per seed, `num_guesses` networks with weights and biases from U(±`reach`), on one batch.

    The `num_kept` best of them see `num_more` batches more, and the best of these is the answer:
    (num_guesses + num_kept · num_more) batches of `batch_size`, forward only.
    """

    lengths: tuple = (20,)
    reaches: tuple = checked(positive, (1.0, 3.0, 10.0))
    num_seeds: int = checked(whole, 50, at_least=1)
    seed: int = 0
    hidden: int = checked(whole, 10, at_least=1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_guesses: int = checked(whole, 200, at_least=1)
    num_kept: int = checked(whole, 10, at_least=1)
    num_more: int = checked(whole, 10, at_least=1)
    num_test: int = checked(whole, 500, at_least=1)


@dataclass(frozen=True, eq=False)
class Guesses:
    """R reaches, L lengths, S seeds: `reaches` (R,), `lengths` (L,), `accuracy` (R, L, S)."""

    reaches: np.ndarray
    lengths: np.ndarray
    accuracy: np.ndarray

    @property
    def successes(self):
        """How many of the answers are right on 99% of fresh sequences, (R, L)."""
        return (self.accuracy >= 0.99).sum(-1)


def guess_weights(config: GuessConfig) -> Guesses:
    """Guess. Hochreiter and Schmidhuber (1997), section 5, found it strong on such tasks."""
    one = Ensemble([rnn(1, config.hidden, 1)], device())
    accuracy = [
        [_answers(one, length, reach, config) for length in config.lengths]
        for reach in config.reaches
    ]
    return Guesses(np.array(config.reaches), np.array(config.lengths), np.array(accuracy))


def _answers(one, length, reach, config):
    """Accuracy of what each seed ends up with, (S,)."""
    task = Latch(length)
    winners = []
    for seed in range(config.seed, config.seed + config.num_seeds):
        guesses = one.group([0] * config.num_guesses)
        drawn = torch.empty(guesses.theta.shape)  # on the CPU: the same guesses on every device
        drawn.uniform_(-reach, reach, generator=torch.Generator().manual_seed(seed))
        guesses.theta.copy_(drawn)
        winners.append(_winner(guesses, task, np.random.default_rng(seed), config))
    group = one.group([0] * len(winners))
    group.theta.copy_(torch.stack(winners))
    return 1 - answered_wrong(group, task, config.num_test)


@torch.no_grad()
def _winner(guesses, task, rng, config):
    """θ of the best guess of one seed, (P,)."""
    first = _wrong(guesses, task.sample(config.batch_size, rng))
    kept = first.argsort(stable=True)[: config.num_kept].tolist()
    finalists = guesses.group(kept)
    again = _wrong(finalists, task.sample(config.batch_size * config.num_more, rng))
    return finalists.theta[int(again.argmin())]


def _wrong(networks, sample):
    X, y = (torch.from_numpy(part).to(networks.theta.device) for part in sample)
    return error_rate(networks(X), y)
