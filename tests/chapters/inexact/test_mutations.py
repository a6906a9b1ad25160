"""Inexact gradients: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.inexact import experiments as inexact
from optcourse.chapters.inexact.experiments import (
    Chains,
    Climbs,
    Cuts,
    Errors,
    Floors,
    Machines,
    Modes,
    Pseudo,
    Rounding,
    Tails,
)
from optcourse.networks.energies import gibbs
from optcourse.networks.energies.boltzmann import Boltzmann
from optcourse.networks.energies.patterns import all_patterns
from optcourse.networks.energies.rbm import Rbm
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_end(patch):
    patch.setattr(inexact, "shifted_end", lambda hessian, bias: -bias)


def break_law(patch):
    patch.setattr(inexact, "hovering_variance", lambda lr, curvature, noise: lr / curvature)


def break_recursion(patch):
    squares = inexact.mean_squares
    patch.setattr(inexact, "mean_squares", lambda rates: squares(0.5 * rates))


def break_baseline(patch):
    plain = inexact.score_function
    patch.setattr(inexact, "score_function", lambda m, s, xi, b: plain(m, s, xi, 0 * b))


def break_squares(patch):
    """As if the rows of the data did not suffice: a worse solution is taken for the best."""
    solve = np.linalg.lstsq
    patch.setattr(np.linalg, "lstsq", lambda X, y, rcond: (0.5 * solve(X, y, rcond=rcond)[0],))


def break_cd(patch):
    patch.setattr(Rbm, "expected_cd", lambda self, t, v, p, k=1: self.gradient(t, v, p))


def break_rest(patch):
    """A step that never rests: the same push everywhere, which does no work round a loop."""
    plain = Rbm.expected_cd
    patch.setattr(Rbm, "expected_cd", lambda *given: plain(*given) + 0.01)


def break_pseudo_gradient(patch):
    plain = Boltzmann.pseudo_gradient
    patch.setattr(Boltzmann, "pseudo_gradient", lambda *given: 2 * plain(*given))


def break_sweep(patch):
    """As if a sweep renewed one bit only: twice the gradient of the pseudo-likelihood."""

    def one_bit(machine, theta, chance):
        return 2 * machine.pseudo_gradient(theta, all_patterns(machine.units), chance)

    patch.setattr(gibbs, "expected_sweep_cd", one_bit)


def break_coin(patch):
    """A coin that is never tossed: numbers as they are."""
    patch.setattr(inexact, "at_random", lambda x, u: x)


def dropped(heights):
    """As if the last look at every run had found it half a nat lower."""
    return np.concatenate([heights[:, :-1], heights[:, -1:] - 0.5], axis=1)


def level(heights):
    """As if both kinds of chains had ended where the first did."""
    return np.stack([heights[0], heights[0]])


def never_lower(heights):
    return np.maximum.accumulate(heights, axis=1)


CASES = {
    "nothing": (lambda patch: None, set()),
    "the end of a biased descent": (break_end, {"N1"}),
    "the law of hovering": (break_law, {"N7"}),
    "falling rates": (break_recursion, {"N7"}),
    "a baseline": (break_baseline, {"N10"}),
    "kinds of error": (break_record(Errors, loss=lambda x: x[[0, 2, 1]]), {"N11"}),
    "averages": (break_record(Tails, average=lambda x: 3 * x[::-1]), {"N8"}),
    "the noise of an example": (break_record(Tails, floor=lambda x: 3 * x), {"N12"}),
    "least squares": (break_squares, {"N13"}),
    "noise of a batch": (break_record(Floors, noise=lambda x: 0 * x + 1.0), {"N14"}),
    "averages of weights": (break_record(Floors, average=lambda x: 3 * x), {"N15"}),
    "ways to round": (break_record(Rounding, loss=lambda x: x[[0, 2, 1]]), {"N9"}),
    "how far CD is off": (break_record(Climbs, miss=lambda x: 0 * x + 0.05), {"N2", "N20"}),
    "who falls": (break_record(Climbs, log_likelihood=never_lower), {"N3"}),
    "who does not": (break_record(Climbs, log_likelihood=dropped), {"N3", "N21", "N22"}),
    "bias on digits": (break_record(Machines, miss=lambda x: 0 * x), {"N23"}),
    "chains that go on": (break_record(Chains, miss=lambda x: 0 * x + 1.0), {"N26"}),
    "which chains end higher": (break_record(Chains, log_likelihood=level), {"N27", "N31"}),
    "chains at a high rate": (break_record(Chains, log_likelihood=never_lower), {"N27"}),
    "when a rate is cut": (break_record(Cuts, loss=lambda x: x[:, [1, 0, 2]]), {"N28"}),
    "what a cut sheds": (break_record(Cuts, loss=lambda x: x[:, [2, 1, 0]]), {"N28"}),
    "a sweep": (break_sweep, {"N29"}),
    "the coin": (break_coin, {"N30"}),
    "contrastive divergence": (break_cd, {"N4"}),
    "its rest": (break_rest, {"N24"}),
    "errors of the fits": (break_record(Pseudo, error=np.ones_like), {"N5"}),
    "the pseudo-likelihood": (break_pseudo_gradient, {"N25"}),
    "far modes": (break_record(Modes, variance=np.ones_like), {"N6"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("challenges/inexact", *CASES[name])
