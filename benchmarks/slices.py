"""A 51 × 51 slice of the loss, each point over all 1,257 training digits.

The fast route needs an MLP: its first layer is linear in the two coordinates. The generic one,
point by point, serves any model.
"""

from copy import deepcopy
from functools import cache

import numpy as np
import torch
from loss_landscapes import planar_interpolation
from loss_landscapes.metrics import Loss
from torch.nn import CrossEntropyLoss
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.harness import Race
from benchmarks.networks import data, trained
from benchmarks.peaks import Work
from optcourse.networks.surfaces import (
    filter_normalized,
    loss_slice,
    parameter_vector,
    random_directions,
)

SIDE, FEW = 51, 5  # points a side; rows of it that the naive loop computes
XS = np.arange(SIDE) / SIDE  # where loss-landscapes puts its points, from the center outwards
TASK = "51×51 loss slice, whole training set"
# By the generic route the network's products at each point, and each of the 30 units' numbers
# written by the product, read and written by tanh, read by the next.
WORK = Work(flops=SIDE**2 * 2 * 1257 * (64 * 30 + 30 * 10), bytes=SIDE**2 * 1257 * 4 * 4 * 30)
NAIVE = "point by point, batches of 128 from a DataLoader, as in the code of Li et al. (2018)"


def races():
    naive = {"error": naive_error, "share": FEW / SIDE, "note": f"{NAIVE}; {FEW} of {SIDE} rows"}
    peer = {"error": planar_error, "note": "planar_interpolation, all examples as one batch"}
    generic = f"{TASK}, by the generic route"
    return [
        _race(TASK, "loss-landscapes", 3, fast, planar, **peer),
        _race(TASK, "filter-normalized naive loop", 50, fast, naive_rows, **naive),
        _race(generic, "loss-landscapes", 1.5, point_by_point, planar, **peer, work=WORK),
    ]


def _race(task, peer, goal, ours, theirs, **settings):
    return Race(task, peer, goal, ours, theirs, within=1e-4, repeats=3, **settings)


def fast(route="planes"):
    """Losses (51, 51), a row a place along the second direction."""
    return loss_slice(trained(), center(), directions(), *data(), xs=XS, ys=XS, route=route).losses


def point_by_point():
    return fast("generic")


def center():
    return parameter_vector(trained())


@cache
def directions():
    return filter_normalized(trained(), random_directions(trained()))


def moved(vector):
    model = deepcopy(trained())
    torch.nn.utils.vector_to_parameters(vector.clone(), model.parameters())
    return model


def planar():
    """Losses (51, 51), a row a place along the first direction."""
    ends = [moved(center() + each) for each in directions()]
    metric = Loss(CrossEntropyLoss(), *data())
    return planar_interpolation(deepcopy(trained()), *ends, metric, steps=SIDE)


def planar_error(ours, theirs):
    """Its even rows lie one step further along the second direction than its odd rows."""
    even, odd = theirs[::2, :-1] - ours.T[::2, 1:], theirs[1::2] - ours.T[1::2]
    return max(np.abs(even).max(), np.abs(odd).max())


@torch.no_grad()
def naive_rows():
    """The first rows of the slice, (5, 51)."""
    model = deepcopy(trained())
    loader = DataLoader(TensorDataset(*data()), batch_size=128)
    losses = np.empty((FEW, SIDE))
    for i, j in np.ndindex(FEW, SIDE):
        point = center() + float(XS[j]) * directions()[0] + float(XS[i]) * directions()[1]
        torch.nn.utils.vector_to_parameters(point, model.parameters())
        total = sum(cross_entropy(model(X), y, reduction="sum").item() for X, y in loader)
        losses[i, j] = total / len(loader.dataset)
    return losses


def naive_error(ours, theirs):
    return np.abs(ours[:FEW] - theirs).max()
