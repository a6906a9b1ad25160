"""The full Hessian of an MLP with one hidden layer, 2,260 parameters, on all training digits.

The route assembled from matrix products needs an MLP with one hidden layer; the generic one, P
backward passes in blocks, serves any model.
"""

import torch
from torch.func import functional_call
from torch.nn.functional import cross_entropy

from benchmarks.harness import Race
from benchmarks.networks import data, trained
from benchmarks.peaks import Work
from optcourse.networks.curvature import hessian

TASK = "full Hessian, P = 2,260"
# For each example the pairs of 30 hidden units by those of 65 inputs, 300 pairs of a unit and a
# class by 65 inputs by 31 activations, the pairs of 10 classes by those of 31 activations.
PRODUCTS = 465 * 2145 + 300 * 65 * 31 + 55 * 496
WORK = Work(flops=2 * 1257 * PRODUCTS, bytes=4 * 2260**2)


def races():
    return [
        _race("torch.autograd.functional", 30, by_functional, structured, work=WORK),
        _race("torch.func.hessian", 80, by_func, structured, work=WORK),
        _race("torch.autograd.functional", None, by_functional, generic, ", by the generic route"),
    ]


def _race(peer, goal, theirs, ours, route="", work=None):
    return Race(
        task=TASK + route,
        peer=peer,
        goal=goal,
        ours=ours,
        theirs=theirs,
        error=lambda ours, theirs: (ours - theirs).abs().max() / theirs.abs().max(),
        within=1e-5,
        repeats=3,
        note="relative error in the entries",
        work=work,
    )


def structured():
    return hessian(trained(), *data(), route="structured")


def generic():
    return hessian(trained(), *data(), route="generic")


def by_functional():
    """With vectorize=False, its default: vectorize=True took three times as long here."""
    return torch.autograd.functional.hessian(loss, theta())


def by_func():
    return torch.func.hessian(loss)(theta())


def theta():
    return torch.nn.utils.parameters_to_vector(trained().parameters()).detach()


def loss(flat):
    """The mean loss as a function of all parameters (P,)."""
    model = trained()
    X, y = data()
    names, shapes = zip(*((n, p.shape) for n, p in model.named_parameters()), strict=True)
    parts = flat.split([shape.numel() for shape in shapes])
    params = {n: part.view(shape) for n, part, shape in zip(names, parts, shapes, strict=True)}
    return cross_entropy(functional_call(model, params, (X,)), y)
