"""Local minima: what is broken, and the claims that must fail."""

import dataclasses

import numpy as np
import pytest

from optcourse import landscapes
from optcourse.chapters.minima import experiments as minima
from optcourse.chapters.minima.experiments import (
    Basins,
    Floors,
    Matchings,
    Norms,
    Relabelings,
    Rescalings,
    Students,
    Widths,
)
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_gabor_gradient(patch):
    grad = landscapes.GaborLoss.grad
    patch.setattr(landscapes.GaborLoss, "grad", lambda self, theta: 0.3 * grad(self, theta))


def break_chords(patch):
    patch.setattr(minima, "chord_gap", lambda name, left, right: abs(left - right))


def break_slopes(patch):
    slope = minima.curve_slope
    patch.setattr(minima, "curve_slope", lambda name, theta: slope(name, theta) * (theta < 2))


def break_eigenvalues(patch):
    eigvalsh = np.linalg.eigvalsh
    patch.setattr(np.linalg, "eigvalsh", lambda a: eigvalsh(a) - 0.04)


def milder_traps(patch):
    original = minima.traps

    def traps():
        made = original()
        trap = made["neuron"]
        network = dataclasses.replace(trap.network, y=np.full(4, 0.8))
        return made | {"neuron": dataclasses.replace(trap, network=network)}

    patch.setattr(minima, "traps", traps)


def higher(values):
    return values + 0.01 * np.arange(values.shape[-1])


def lowest(values):
    return np.full_like(values, values.min())


def steeper(values):
    return values * np.arange(1, 1 + len(values))[:, None]


def flattened(values):
    return np.broadcast_to(values[:, :1], values.shape)


CASES = {
    "nothing": (lambda patch: None, set()),
    "chords": (break_chords, {"L10"}),
    "slopes": (break_slopes, {"L1", "L10"}),
    "eigenvalues": (break_eigenvalues, {"L6", "L9"}),
    "the slope of the Gabor loss": (break_gabor_gradient, {"L11", "L12"}),
    "ends on the Gabor loss": (break_record(Basins, loss=lowest), {"L2"}),
    "a trap without a contradiction": (milder_traps, {"L6"}),
    "outputs": (break_record(Relabelings, output_gap=lambda x: x + 1e-3), {"L3"}),
    "barriers": (break_record(Relabelings, path_loss=flattened), {"L13"}),
    "signs": (break_record(Relabelings, sign_gap=lambda x: x + 1e-3), {"L14"}),
    "a matching of no use": (break_record(Matchings, matched=lambda x: x + 0.05), {"L15"}),
    "test losses": (break_record(Relabelings, test_loss=higher), {"L5"}),
    "losses of rescalings": (break_record(Rescalings, loss=higher), {"L4", "L5"}),
    "lengths": (break_record(Rescalings, norms=lambda x: x[:, ::-1]), {"L16"}),
    "decay": (break_record(Rescalings, imbalance=lambda x: x[::-1]), {"L17"}),
    "sharpness": (break_record(Rescalings, sharpness=np.ones_like), {"L19"}),
    "slopes of layers": (break_record(Rescalings, layer_slope=steeper), {"L19"}),
    "flat directions": (break_record(Floors, num_zero=lambda x: x + 1), {"L18"}),
    "losses by width": (break_record(Widths, loss=lambda x: x[::-1]), {"L7"}),
    "ends of wide students": (break_record(Students, loss=lambda x: x[::-1]), {"L20"}),
    "gradient norms": (break_record(Norms, grad_norm=lambda x: x * np.linspace(1, 0.1, x.shape[1])),
                       {"L8"}),
    "the plateau": (break_record(Norms, plateau_loss=flattened), {"L21"}),
    "the zero network": (break_record(Norms, zero_eigenvalues=np.abs), {"L21"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/minima", *CASES[name])
