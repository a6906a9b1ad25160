"""What a sweep of Gibbs sampling makes of a distribution over bits, by summation."""

import numpy as np

from optcourse.networks.energies.patterns import all_patterns


def swept(model, chance):
    """Probabilities of patterns after each bit in turn is drawn anew, given the others.

    `chance` (2^n,) are those of `all_patterns(n)` before, `model` (2^n,) those of the model that
    is asked, none of them 0; the first bit comes first. Geman and Geman (1984).
    """
    shape = (2,) * round(np.log2(len(model)))
    table, law = np.reshape(chance, shape), np.reshape(model, shape)
    for bit in range(len(shape)):
        table = table.sum(bit, keepdims=True) * law / law.sum(bit, keepdims=True)
    return table.ravel()


def expected_sweep_cd(machine, theta, chance):
    """The mean step (P,) of contrastive divergence whose chains take one sweep.

    `machine` is one of visible bits only, whose log-weights are linear in θ (P,), as in
    `Boltzmann`; `chance` (2^units,) says how often each of `all_patterns(units)` is seen.
    """
    every = machine.features(all_patterns(machine.units))
    return (chance - swept(machine.distribution(theta), chance)) @ every
