"""Top 10 eigenvalues of a Hessian with 2,260 parameters, to 1e-5 of the largest.

The products that are taken layer by layer need an MLP; by the generic route a graph that is kept
serves any model. Ours stops by its own estimate of the error; each peer has the cheapest setting
that was found to reach the accuracy, which its user would not know.
"""

import warnings
from functools import cache

import numpy as np
import torch
from curvlinops import HessianLinearOperator
from hessian_eigenthings import HessianOperator as TheirOperator
from hessian_eigenthings import lanczos, supervised_loss
from pyhessian import hessian
from scipy.sparse.linalg import eigsh
from torch.nn import CrossEntropyLoss

from benchmarks.harness import Race
from benchmarks.networks import data, loss, trained
from optcourse.networks.curvature import HessianOperator, top_eigenvalues
from optcourse.networks.products import hessian_products

TASK = "top-10 Hessian eigenvalues, error ≤ 1e-5 of λ₁"
EIGSH = "ncv=26, tol=0.01, determinism not checked"


def races():
    return [
        _race("PyHessian", 5, by_pyhessian, "power iteration, tol=7e-7, one batch"),
        _race("curvlinops + eigsh", 6, by_curvlinops, EIGSH),
        _race("hessian-eigenthings Lanczos", 1.3, by_eigenthings, "max_iter=25, seed=0"),
        _race("curvlinops + eigsh", None, by_curvlinops, EIGSH, generic, ", by the generic route"),
    ]


def _race(peer, goal, theirs, note, ours=None, route=""):
    ours = ours or by_layers
    return Race(TASK + route, peer, goal, ours, theirs, error, within=1e-5, repeats=9, note=note)


def by_layers():
    return _largest(hessian_products(trained(), *data(), route="layers"))


def generic():
    model = trained()
    return _largest(HessianOperator(loss(model), model.parameters()))


def _largest(operator):
    return top_eigenvalues(operator, k=10, tol=1e-5, stop_on="errors").eigenvalues.numpy()


def by_pyhessian():
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # its backward(create_graph=True)
        operator = hessian(trained(), CrossEntropyLoss(), data=data(), cuda=False)
    values = operator.eigenvalues(maxIter=1000, tol=7e-7, top_n=10)[0]
    trained().zero_grad(set_to_none=True)
    return values


def by_curvlinops():
    model, start = trained(), np.random.default_rng(0).standard_normal(2260, dtype=np.float32)
    settings = {"k": 10, "which": "LA", "ncv": 26, "tol": 0.01, "v0": start}
    operator = HessianLinearOperator(
        model, CrossEntropyLoss(), list(model.parameters()), [data()], check_deterministic=False
    )
    return eigsh(operator.to_scipy(), return_eigenvectors=False, **settings)


def by_eigenthings():
    operator = TheirOperator(trained(), [data()], supervised_loss(CrossEntropyLoss()))
    return lanczos(operator, k=10, max_iter=25, which="LA", seed=0).eigenvalues


@cache
def reference():
    """By LAPACK in float64, largest first."""
    model = trained(torch.float64)
    dense = HessianOperator(loss(model), model.parameters()).dense()
    return torch.linalg.eigvalsh(dense).flip(0)[:10].numpy()


def error(*both):
    """The larger of the two errors against float64, as a part of λ₁."""
    exact = reference()
    found = [np.sort(np.asarray(values, float))[::-1] for values in both]
    return max(np.abs(values - exact).max() for values in found) / exact[0]
