"""Claims M4: how high a rate may be beside a momentum, and which momentum suits a rate.

On a direction of curvature λ a form is a linear map of (θ, memory); the larger absolute eigenvalue
of that map is what a step leaves of the distance in the long run.
"""

import numpy as np


def maps(form, curved, momentum):
    """The matrix (…, 2, 2) of a step of `form` at ελ = `curved` and `momentum`, which broadcast.

    The form itself is asked, with rate 1 and slope ελ · θ, for what it makes of (1, 0) and (0, 1).
    """
    curved, momentum = np.broadcast_arrays(curved, momentum)
    columns = [
        form(place + 0 * curved, memory + 0 * curved, lambda theta: curved * theta, 1.0, momentum)
        for place, memory in ((1.0, 0.0), (0.0, 1.0))
    ]
    return np.moveaxis(np.array(columns), (0, 1), (-1, -2))


def left(form, curved, momentum):
    """What a step leaves of the distance in the long run, (…): the spectral radius."""
    return np.abs(np.linalg.eigvals(maps(form, curved, momentum))).max(axis=-1)


def largest_rate(form, momentum, highest=1e4, rounds=80):
    """The ελ below `highest` up to which `form` is stable at `momentum`, by `rounds` halvings."""
    low, high = 0.0, highest
    for _ in range(rounds):
        middle = 0.5 * (low + high)
        if left(form, middle, momentum) < 1:
            low = middle
        else:
            high = middle
    return low


def best_momentum(form, curved, num=20001):
    """The momentum from 0 to 1 whose steps leave least at ελ = `curved`, and what they leave."""
    tried = np.linspace(0.0, 1.0, num)[:-1]
    shares = left(form, curved, tried)
    return tried[np.argmin(shares)], shares.min()


def polyak(kappa):
    """The heavy ball's best rate and momentum for curvatures from 1 to `kappa`: Polyak (1964)."""
    root = np.sqrt(kappa)
    return 4 / (1 + root) ** 2, ((root - 1) / (root + 1)) ** 2


def steadiest(kappa):
    """The same for Nesterov's: Lessard, Recht and Packard (2016), proposition 1."""
    root = np.sqrt(3 * kappa + 1)
    return 4 / (3 * kappa + 1), (root - 2) / (root + 2)
