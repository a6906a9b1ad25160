"""Break what a claim rests on, and its notebook must say so.

Each case runs the code cells of a notebook with one thing broken and collects the claims that
fail. Uses the records that `make validate` left in the cache, hence the marker.
"""

import contextlib
import dataclasses
import io
from pathlib import Path

import nbformat
import numpy as np
import pytest

from optcourse import landscapes, optimizers, sweeps
from optcourse.experiments.conditioning import (
    EdgeOfStability,
    GrowingGradient,
    StepInNetwork,
    quadratics,
)

pytestmark = pytest.mark.site
BOOK = Path(__file__).parents[2] / "book"


def failing_claims(notebook):
    """Ids of the claims whose cells raise; other errors in cells are passed on."""
    names, failed = {}, set()
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, str(notebook), "exec"), names)
        except AssertionError as error:
            failed.add(str(error).split(" ")[0])
    return failed


def altered(kind, **changes):
    """`cached`, except that fields of one kind of record are changed on the way out."""
    original = sweeps.cached

    def cached(run, config):
        record = original(run, config)
        if not isinstance(record, kind):
            return record
        return dataclasses.replace(record, **{k: f(getattr(record, k)) for k, f in changes.items()})

    return cached


def break_value(patch):
    value = landscapes.Quadratic.value
    patch.setattr(landscapes.Quadratic, "value", lambda self, theta: 1.3 * value(self, theta))


def break_eigenvalues(patch):
    eigh = np.linalg.eigh
    patch.setattr(np.linalg, "eigh", lambda a: (0.1 * eigh(a)[0], eigh(a)[1]))


def break_descent(patch):
    step = optimizers.GradientDescent.step

    def half(self, state, landscape):
        return step(dataclasses.replace(self, lr=0.5 * self.lr), state, landscape)

    patch.setattr(optimizers.GradientDescent, "step", half)


def break_hessian(patch):
    hessian = landscapes.Quadratic.hessian
    broken = lambda self, theta=None: 2.0 * hessian(self, theta)  # noqa: E731
    patch.setattr(landscapes.Quadratic, "hessian", broken)


def break_momentum(patch):
    patch.setattr(quadratics, "best_heavy_ball", lambda low, high: (2 / (low + high), 0.0))


def break_record(kind, **changes):
    return lambda patch: patch.setattr(sweeps, "cached", altered(kind, **changes))


CASES = {
    "nothing": (lambda patch: None, set()),
    "the loss of a bowl": (break_value, {"I1", "I5"}),
    "eigenvalues": (break_eigenvalues, {"I2"}),
    "gradient descent": (break_descent, {"I3"}),
    "the Hessian of a bowl": (break_hessian, {"I4", "I5", "I8"}),
    "the best momentum": (break_momentum, {"I8"}),
    "measured changes": (break_record(StepInNetwork, actual=lambda x: 1.5 * x), {"I5"}),
    "validation errors": (break_record(GrowingGradient, val_error=np.ones_like), {"I6"}),
    "curvatures": (break_record(GrowingGradient, minibatch_curvature=np.ones_like), {"I6"}),
    "sharpness": (break_record(EdgeOfStability, sharpness=lambda x: 0.5 * x), {"I7"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, monkeypatch):
    break_it, claims = CASES[name]
    break_it(monkeypatch)
    failed = failing_claims(BOOK / "challenges" / "conditioning.ipynb")
    assert claims <= failed
    assert bool(failed) == bool(claims)
