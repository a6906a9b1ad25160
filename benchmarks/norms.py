"""The gradient norm of each training digit, 1,257 of them, for an MLP of 19,210 parameters.

The fast route, ‖δ‖ · ‖x‖, needs an MLP; the generic one maps the gradient over examples.
"""

import warnings
from copy import deepcopy
from functools import cache

import torch
from backpack import backpack, extend
from backpack.extensions import BatchGrad, BatchL2Grad
from torch.nn import CrossEntropyLoss

from benchmarks.harness import Race
from benchmarks.networks import data
from benchmarks.peaks import Work
from optcourse.networks.curvature import per_example_grad_norms
from optcourse.networks.models import mlp

# Products forward, and back through the last layer; each of the 256 units' numbers written by the
# product, read and written by tanh, read by the next layer, and so much again going back.
WORK = Work(flops=2 * 1257 * (64 * 256 + 2 * 256 * 10), bytes=1257 * 4 * 8 * 256)
MODEL = mlp((64, 256, 10))


def races():
    task, generic = "per-example gradient norms", "per-example gradient norms, by the generic route"
    return [
        _race(task, "backpack BatchL2Grad", 1.2, "outer", by_l2, WORK),
        _race(task, "backpack BatchGrad", 20, "outer", by_grads, WORK),
        _race(generic, "backpack BatchGrad", None, "generic", by_grads),
    ]


def _race(task, peer, goal, route, theirs, work=None):
    return Race(
        task=task,
        peer=peer,
        goal=goal,
        ours=lambda: per_example_grad_norms(MODEL, *data(), route=route),
        theirs=theirs,
        error=lambda ours, theirs: (ours - theirs).abs().max() / theirs.max(),
        within=1e-5,
        repeats=31,
        note="BatchL2Grad forms no gradients, BatchGrad all of them; relative error",
        work=work,
    )


def by_l2():
    params = swept(BatchL2Grad())
    return torch.stack([param.batch_l2 for param in params]).sum(0).sqrt()


def by_grads():
    params = swept(BatchGrad())
    return torch.cat([param.grad_batch.flatten(1) for param in params], dim=1).norm(dim=1)


def swept(extension):
    """The parameters after a backward pass with the extension."""
    model, criterion = extended()
    X, y = data()
    model.zero_grad()
    with warnings.catch_warnings(), backpack(extension):
        warnings.simplefilter("ignore")  # of a torch newer than it knows
        criterion(model(X), y).backward()
    return list(model.parameters())


@cache
def extended():
    return extend(deepcopy(MODEL)), extend(CrossEntropyLoss(reduction="sum"))
