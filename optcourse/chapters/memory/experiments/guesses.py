"""Claim T14: recurrent networks whose weights are guessed, not learnt."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import answered_wrong
from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, error_rate
from optcourse.networks.models import rnn
from optcourse.records.devices import device
from optcourse.validation import Checked, checked, positive, whole

RECURRENT = "0.weight_hh_l0"


@dataclass(frozen=True)
class GuessConfig(Checked):
    """Per seed, `num_guesses` networks drawn as SGD's start is, W times `scales`, on one batch.

    The `num_kept` best of them see `num_more` batches more, and the best of these is the answer:
    (num_guesses + num_kept · num_more) batches of `batch_size`, forward only.
    """

    lengths: tuple = (20,)
    scales: tuple = checked(positive, (1.0, 2.0))
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
    """G scales, L lengths, S seeds: `scales` (G,), `lengths` (L,), `accuracy` (G, L, S)."""

    scales: np.ndarray
    lengths: np.ndarray
    accuracy: np.ndarray

    @property
    def successes(self):
        """How many of the answers are right on 99% of fresh sequences, (G, L)."""
        return (self.accuracy >= 0.99).sum(-1)


def guess_weights(config: GuessConfig) -> Guesses:
    """Guess. Hochreiter and Schmidhuber (1997), section 5, found it strong on such tasks."""
    one = Ensemble([rnn(1, config.hidden, 1)], device())
    accuracy = [
        [_answers(one, length, scale, config) for length in config.lengths]
        for scale in config.scales
    ]
    return Guesses(np.array(config.scales), np.array(config.lengths), np.array(accuracy))


def _answers(one, length, scale, config):
    """Accuracy of what each seed ends up with, (S,)."""
    task = Latch(length)
    winners = []
    for seed in range(config.seed, config.seed + config.num_seeds):
        guesses = one.group([0] * config.num_guesses)
        guesses.theta.copy_(_drawn(guesses, scale, seed))
        winners.append(_winner(guesses, task, np.random.default_rng(seed), config))
    group = one.group([0] * len(winners))
    group.theta.copy_(torch.stack(winners))
    return 1 - answered_wrong(group, task, config.num_test)


def _drawn(guesses, scale, seed):
    """θ of all guesses of one seed, (num_guesses, P), from U(±1/√hidden), W times `scale`."""
    drawn = torch.empty(guesses.theta.shape)  # on the CPU: the same guesses on every device
    bound = guesses.model(0)[0].hidden_size ** -0.5
    drawn.uniform_(-bound, bound, generator=torch.Generator().manual_seed(seed))
    start = 0
    for name, param in guesses.model(0).named_parameters():
        if name == RECURRENT:
            drawn[:, start : start + param.numel()] *= scale
        start += param.numel()
    return drawn


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
