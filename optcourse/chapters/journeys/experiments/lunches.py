"""Claims G9, G17, G18 and G19: searches over all functions on a few points, exactly."""

from collections import Counter
from itertools import pairwise, permutations, product

import numpy as np

POINTS, VALUES = 6, 4
FIRST = 2  # the point that every search asks first


def _smooth(f):
    return all(abs(a - b) <= 1 for a, b in pairwise(f))


def _valley(f):
    low = f.index(min(f))
    down, up = f[: low + 1], f[low:]
    return list(down) == sorted(down, reverse=True) and list(up) == sorted(up)


def _rough(f):
    return all(abs(a - b) >= 2 for a, b in pairwise(f))


SETS = {"all": lambda f: True, "smooth": _smooth, "valley": _valley, "rough": _rough}


def functions(kind, num_points=POINTS, num_values=VALUES):
    """All functions of a kind of SETS, each a tuple of its values at the points 0, 1, …"""
    every = product(range(num_values), repeat=num_points)
    return [f for f in every if SETS[kind](f)]


def _nearest(centre, asked, num_points):
    """The point not yet asked that is nearest to `centre`, of two the left one."""
    left = [point for point in range(num_points) if point not in asked]
    return min(left, key=lambda point: (abs(point - centre), point))


def left_to_right(asked, seen, num_points):
    return min(point for point in range(num_points) if point not in asked)


def next_to_best(asked, seen, num_points):
    return _nearest(asked[int(np.argmin(seen))], asked, num_points)


def next_to_worst(asked, seen, num_points):
    return _nearest(asked[int(np.argmax(seen))], asked, num_points)


def by_a_sum(asked, seen, num_points):
    """As arbitrary as a rule can be: what it has seen, summed with weights, picks the point."""
    left = [point for point in range(num_points) if point not in asked]
    return left[sum((k + 3) * value for k, value in enumerate(seen)) % len(left)]


def asking_again(asked, seen, num_points):
    """Next to the best, but every second question goes to the best point once more."""
    if len(asked) % 2:
        return next_to_best(asked, seen, num_points)
    return asked[int(np.argmin(seen))]


RULES = {
    "best": next_to_best,
    "worst": next_to_worst,
    "line": left_to_right,
    "sum": by_a_sum,
}


def search(rule, f, num_asked=None):
    """The points asked and the values seen, both (num_asked,): all points if none is given."""
    asked, seen = [FIRST], [f[FIRST]]
    for _ in range((num_asked or len(f)) - 1):
        point = rule(asked, seen, len(f))
        asked.append(point)
        seen.append(f[point])
    return asked, seen


def histories(rule, every, num_asked=None):
    """How often each sequence of values is seen, over the functions of the list `every`."""
    return Counter(tuple(search(rule, f, num_asked)[1]) for f in every)


def mean_best(rule, every):
    """The lowest value seen after 1, 2, … questions, in the mean over the functions `every`."""
    seen = np.array([search(rule, f)[1] for f in every])
    return np.minimum.accumulate(seen, axis=1).mean(axis=0)


def closed_sets(num_points, num_values):
    """How many sets of functions stay the same when points change places, and how many there are.

    Schumacher, Vose and Whitley (2001): on these sets, and on no others, all searches are alike.
    Empty sets are left out.
    """
    every = list(product(range(num_values), repeat=num_points))
    turns = list(permutations(range(num_points)))
    orbits = {frozenset(tuple(f[k] for k in turn) for turn in turns) for f in every}
    return 2 ** len(orbits) - 1, 2 ** len(every) - 1
