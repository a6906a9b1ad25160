"""Long-term dependencies: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.memory import experiments as memory
from optcourse.chapters.memory.experiments import (
    Bits,
    DeepTraining,
    Depth,
    Fluctuations,
    Guesses,
    Holding,
    LogProducts,
    MatrixProducts,
    Pixels,
    Spans,
    Truncation,
)
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_eigenvectors(patch):
    eig = np.linalg.eig
    patch.setattr(np.linalg, "eig", lambda a: (eig(a)[0] ** 2, eig(a)[1]))


def break_directions(patch):
    directions = memory.directions
    patch.setattr(memory, "directions", lambda x, W, t: directions(x, W + 0.01, t))


def break_eigenvalues(patch):
    """Lengths in place of eigenvalues."""
    patch.setattr(np.linalg, "eigvals", lambda a: np.linalg.svd(a, compute_uv=False))


def break_scale(patch):
    """A reader whose recurrent weights are as torch draws them, in place of 1.75 times."""
    patch.setitem(memory.READERS, "RNN, W × 1.75", memory.READERS["RNN"])


def shuffled(accuracy):
    """The same accuracies, given to other networks."""
    return accuracy[::-1]


CASES = {
    "nothing": (lambda patch: None, set()),
    "eigenvalues": (break_eigenvectors, {"T1"}),
    "directions": (break_directions, {"T2"}),
    "the spread of logs": (break_record(LogProducts, spread=lambda x: x**1.2), {"T3"}),
    "their distribution": (break_record(LogProducts, distance=lambda x: 0 * x + 0.05), {"T3"}),
    "spectral radii": (break_eigenvalues, {"T19"}),
    "powers of one matrix": (break_record(MatrixProducts, same=lambda x: -x), {"T4", "T10"}),
    "fresh products": (break_record(MatrixProducts, fresh=lambda x: 3 * x), {"T4"}),
    "fresh layers": (break_record(Depth, fresh=lambda x: 10 * x), {"T11"}),
    "deep networks": (break_record(DeepTraining, test_error=np.ones_like), {"T12"}),
    "the sum over spans": (break_record(Spans, gap=lambda x: x + 1e-6), {"T5"}),
    "the lengths of spans": (break_record(Spans, norms=lambda x: x**0.01), {"T13"}),
    "the far signal": (break_record(Fluctuations, signal=np.ones_like), {"T17"}),
    "who holds": (break_record(Holding, accuracy=shuffled), {"T6"}),
    "contraction": (break_record(Holding, log_jacobian=np.zeros_like), {"T6"}),
    "accuracies": (break_record(Bits, accuracy=np.ones_like), {"T7", "T8", "T15", "T16", "T20"}),
    "failures": (
        break_record(Bits, accuracy=np.zeros_like),
        {"T7", "T8", "T14", "T15", "T16", "T20"},
    ),
    "guesses": (break_record(Guesses, accuracy=np.zeros_like), {"T14"}),
    "gradients that are cut": (break_record(Truncation, accuracy=np.ones_like), {"T18"}),
    "the scale of a reader": (break_scale, {"T9"}),
    "errors of readers": (break_record(Pixels, test_error=lambda x: 1 - x), {"T9"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/memory", *CASES[name])
