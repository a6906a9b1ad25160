"""N networks at once beside a torch.optim loop on the same device: how the ratio grows with N.

For `make gpu`; on a machine without CUDA both run on the CPU. 100 steps of MLPs (64-64-10, digits,
batches of 32, heavy ball) and of networks that latch a bit (10 units, 20 steps of time).
"""

from copy import deepcopy

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from benchmarks.harness import Race
from optcourse.networks.data import Latch, digits
from optcourse.networks.ensembles import Ensemble, batch_indices, train
from optcourse.networks.models import mlp, rnn
from optcourse.records.devices import device
from optcourse.rules import Momentum

NUMBERS = (64, 512, 4096)
BATCH_SIZE, NUM_STEPS, LR, MOMENTUM, SHOWN = 32, 100, 0.03, 0.9, 2


def races(numbers=NUMBERS, num_steps=NUM_STEPS):
    """A race for each kind of network and each number of them."""
    kinds = {"MLPs (64-64-10, digits)": mlps, "RNNs (10 units, latch, T = 20)": latches}
    return [
        race(f"{num_steps} steps of {num:,} {kind}", *make(num), num_steps)
        for kind, make in kinds.items()
        for num in numbers
    ]


def mlps(num, width=64):
    """`num` models and the examples that all of them share."""
    data = digits()
    examples = torch.tensor(data.X_train), torch.tensor(data.y_train)
    return [mlp((64, width, 10), seed=seed % 64) for seed in range(num)], examples


def latches(num, length=20):
    """The same of recurrent networks, and 500 sequences of so many steps."""
    X, y = map(torch.from_numpy, Latch(length).sample(500, np.random.default_rng(0)))
    return [rnn(1, 10, 2, seed=seed % 64) for seed in range(num)], (X, y)


def race(task, models, examples, num_steps, batch_size=BATCH_SIZE):
    """Ours trains all of the networks, the loop the first two of them on the same batches."""
    here, shown = device(), min(SHOWN, len(models))
    X, y = (each.to(here) for each in examples)
    stacked = Ensemble(models, here)

    def ours():
        ensemble = stacked.group(torch.arange(len(models)))
        rule = Momentum(LR, MOMENTUM)
        train(ensemble, (X, y), rule, num_steps=num_steps, batch_size=batch_size)
        return ensemble.theta[:shown].cpu()

    def theirs():
        steps = num_steps, batch_size
        found = [trained(deepcopy(models[k]).to(here), X, y, k, *steps) for k in range(shown)]
        return torch.stack(found).cpu()

    return Race(
        task=task,
        peer="torch.optim loop",
        goal=None,
        ours=ours,
        theirs=theirs,
        error=lambda ours, theirs: (ours - theirs).abs().max(),
        within=1e-3,
        share=shown / len(models),
        repeats=3,
        note="two of the networks, on the same batches and device; error in the weights",
    )


def trained(model, X, y, seed, num_steps, batch_size):
    optimizer = torch.optim.SGD(model.parameters(), lr=LR, momentum=MOMENTUM)
    batches = torch.from_numpy(batch_indices(len(y), batch_size, num_steps, seed)).to(X.device)
    for batch in batches:
        optimizer.zero_grad()
        cross_entropy(model(X[batch]), y[batch]).backward()
        optimizer.step()
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach()
