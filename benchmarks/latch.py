"""How many of 50 tanh RNNs learn to latch a bit: 100 steps of 32 fresh sequences, length 50.

General: the same engine trains LSTMs and every chain of layers that `Ensemble` takes.
"""

from copy import deepcopy

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from benchmarks.harness import Race
from benchmarks.peaks import Work
from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import rnn
from optcourse.rules import GradientDescent

NUM, FEW, BATCH_SIZE, NUM_STEPS, LR = 50, 5, 32, 100, 0.05
TASK = Latch(length=50)
MODELS = [rnn(hidden=10, seed=seed) for seed in range(NUM)]
STATES = NUM * NUM_STEPS * TASK.length * BATCH_SIZE * 10  # numbers in all hidden states
# Forward, back and the weights' gradient are 10 products a number each; a state is written by the
# product, read and written by tanh, read by the next step; as much again going back, and the state.
WORK = Work(flops=STATES * 2 * (3 * 10 + 2), bytes=STATES * 4 * 9)
DRAWN_AT_ONCE = 32  # steps of which the engine draws the sequences together


def races():
    return [
        Race(
            task="latch success experiment, 50 tanh RNNs",
            peer="nn.RNN loop",
            goal=20,
            ours=ours,
            theirs=theirs,
            error=lambda ours, theirs: (ours[:FEW] - theirs).abs().max(),
            within=1e-3,
            share=FEW / NUM,
            note=f"{FEW} of the networks, sequences drawn beforehand; error in the weights",
            work=WORK,
        )
    ]


def ours():
    ensemble = Ensemble(MODELS)
    train(ensemble, TASK, GradientDescent(LR), num_steps=NUM_STEPS, batch_size=BATCH_SIZE)
    return ensemble.theta


def theirs():
    return torch.stack([trained(deepcopy(MODELS[k]), SEQUENCES[k]) for k in range(FEW)])


def sequences(seed):
    """The batches that the engine draws for the member of this seed."""
    rng = np.random.default_rng(seed)
    draws = -(-NUM_STEPS // DRAWN_AT_ONCE)
    parts = [TASK.sample(DRAWN_AT_ONCE * BATCH_SIZE, rng) for _ in range(draws)]
    X, y = (torch.from_numpy(np.concatenate(each)) for each in zip(*parts, strict=True))
    return list(zip(X.split(BATCH_SIZE), y.split(BATCH_SIZE), strict=True))[:NUM_STEPS]


SEQUENCES = [sequences(seed) for seed in range(FEW)]


def trained(model, batches):
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
    for X, y in batches:
        optimizer.zero_grad()
        cross_entropy(model(X), y).backward()
        optimizer.step()
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach()
