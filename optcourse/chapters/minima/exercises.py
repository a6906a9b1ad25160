"""Checks of the exercises on local minima."""

from math import factorial, prod

import numpy as np
from scipy.optimize import linear_sum_assignment

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    diagnose_array,
    exercise,
    filled,
    number,
    numbers,
    quoted,
    truth,
)


@exercise
def check_least_squares_hessian(least_squares_hessian):
    """`least_squares_hessian(X)`: the Hessian (d, d) of ‖Xθ − y‖²/m for X (m, d)."""
    rng = np.random.default_rng(0)
    for m, d in ((7, 4), (5, 3), (1, 2), (2, 5), (9, 1)):
        X = rng.standard_normal((m, d))
        answer = numbers(least_squares_hessian(X), "least_squares_hessian", finite=False)
        right = 2 / m * X.T @ X
        if answer.shape == (m, m):
            raise Wrong("XXᵀ has a row an example; the Hessian has one a parameter: XᵀX.")
        if answer.shape != (d, d):
            raise Wrong(f"the Hessian must have shape ({d}, {d}), got {answer.shape}.")
        mistakes = [
            (right / 2, "the factor 2 is missing: the derivative of a square brings it down."),
            (right * m, "this is the Hessian of the sum; the loss is a mean, so divide by m."),
            (right * m / 2, "the factor 2/m is missing."),
            (-right, "the sign is turned."),
            (right * m / d, "divide by the number of examples, not of parameters."),
        ]
        diagnose_array(answer, right, mistakes, "the Hessian")
    return "Right; dᵀHd is 2/m times the square of ‖Xd‖, so it is never negative."


LOSSES = {  # letter → loss, convex?, a chord that dips below it
    "a": (lambda t: t**4, True, None),
    "b": (lambda t: 1 - np.exp(-(t**2)), False, (0.5, 3.0)),
    "c": (lambda t: np.abs(t) + t / 2, True, None),
    "d": (lambda t: t**2 + 2 * np.cos(3 * t), False, (-0.6, 0.6)),
    "e": (lambda t: np.log1p(np.exp(t)), True, None),
}
WHY = {  # the convex ones
    "a": "θ⁴ is convex: its second derivative 12θ² is never negative. One zero does no harm.",
    "c": "|θ| + θ/2 is convex: a corner is allowed, as long as every chord stays above.",
    "e": "log(1 + eᵗ) is convex: its slope only grows. It need not have a minimum.",
}


@exercise
def check_convex(convex):
    """`convex`: the set of letters of LOSSES that are convex."""
    filled(convex, "convex", "letters, as in {'a', 'b'}")
    letters = set(convex if np.iterable(convex) else [convex])
    if letters in (set(), {...}):
        filled(..., "convex", "letters, as in {'a', 'b'}")
    if not all(isinstance(each, str) and each in LOSSES for each in letters):
        raise Wrong("give a set of the letters a to e.")
    for letter in sorted(letters):
        loss, is_convex, ends = LOSSES[letter]
        if not is_convex:
            left, right = ends
            share = np.linspace(0, 1, 101)
            chord = (1 - share) * loss(left) + share * loss(right)
            dip = np.max(loss(left + share * (right - left)) - chord)
            raise Wrong(f"({letter}) is not convex: the chord from θ = {left:g} to {right:g} "
                        f"runs {dip:.2f} below the curve.")  # fmt: skip
    for letter in sorted(WHY.keys() - letters):
        raise Wrong(f"({letter}) is missing. {WHY[letter]}")
    return "Right. Of the others only (d) has a minimum that is not global."


@exercise
def check_can_rest(can_rest):
    """`can_rest(lr, sharpness)`: whether descent comes to rest at a minimum of that eigenvalue."""
    asked = cases(
        (0.1, 5.0), (0.1, 15.0), (0.1, 21.0), (1.9, 1.0), (0.01, 150.0), (3.0, 1.0),
        (1.99, 1.0), (2.01, 1.0), (0.199, 10.0), (0.0201, 100.0), draw=_near_the_limit,
    )  # fmt: skip
    answers = np.array([truth(can_rest(*case), "can_rest") for case in asked])
    products = np.array([lr * sharpness for lr, sharpness in asked])
    mistakes = [
        (np.zeros(len(asked), bool), "at a small rate it can: each step brings it closer."),
        (np.ones(len(asked), bool), "at a large rate it cannot: each step overshoots by more."),
        (products > 2, "the wrong way round: small rates come to rest, large ones do not."),
        (products < 1, "between 1/λ and 2/λ descent overshoots, and still comes closer."),
    ]  # fmt: skip
    if not np.array_equal(answers, products < 2):
        for mistake, sentence in mistakes:
            if np.array_equal(answers, mistake):
                raise Wrong(sentence, asked=False)
        k = int(np.argmax(answers != (products < 2)))
        raise Wrong(f"for lr = {asked[k][0]:g} and sharpness {asked[k][1]:g} the factor of a step "
                    f"is {1 - products[k]:.4g}; do its powers shrink?", asked=False)  # fmt: skip
    return "Right: it can if the eigenvalue is below 2/ε. Above, it cannot; it need not leave."


def _near_the_limit(rng):
    """A rate and an eigenvalue, their product mostly near 2 and never nearer than a part in 100."""
    product = rng.choice([rng.uniform(0.1, 1.9), 1.98, 2.02, rng.uniform(2.1, 6)])
    sharpness = spread_out(rng, 0.01, 100)
    return float(product / sharpness), sharpness


@exercise
def check_num_copies(num_copies):
    """`num_copies(widths, odd)`: the copies of hidden layers of these widths, by symmetry."""
    for widths, odd in cases(
        ((4, 4), False), ((4, 4), True), ((2, 3, 4), True), ((5,), False), ((1, 1), True),
        draw=lambda rng: (tuple(rng.integers(1, 9, rng.integers(1, 5)).tolist()),
                          bool(rng.integers(2))),
    ):  # fmt: skip
        value = number(num_copies(widths, odd), f"num_copies({widths}, {odd})")
        orders, signs = prod(factorial(n) for n in widths), prod(2**n for n in widths)
        right = orders * signs if odd else orders
        mistakes = [
            (sum(factorial(n) for n in widths), "layers are relabeled independently: multiply."),
            (factorial(sum(widths)), "a unit cannot move to another layer."),
            (factorial(prod(widths)), "the factorial of each width, then the product."),
            (prod(widths), "n units have n! orders, not n."),
            (signs, "2ⁿ counts signs; the orders of n units are n!."),
            (orders, "an odd unit keeps its part if all of its weights change sign: 2ⁿ more."),
            (orders * signs, "only an odd function lets a unit change its signs; this one is not."),
            (orders * 2 ** len(widths), "each unit changes its signs alone: 2ⁿ a layer."),
            (right - 1, "count the network itself as well."),
            (prod(n**n for n in widths), "no two places may get the same unit: n!, not nⁿ."),
        ]
        diagnose(value, right, mistakes, "the number of copies")
    return "Right: n! orders a layer, 10³¹⁶ for two of 100, and for an odd unit 2ⁿ signs."


@exercise
def check_match_units(match_units):
    """`match_units(first, second)`: the order of the rows of `second` (n, k) that fits `first`."""
    drawn = cases(draw=_two_networks)
    for first, second in drawn:
        n, answer = len(first), match_units(first, second)
        order = numbers(answer, "match_units(first, second)", (n,))
        if sorted(order.tolist()) != list(range(n)):
            raise Wrong(f"an order holds each of 0 to {n - 1} once, got {quoted(order)}; each unit "
                        "goes to one place: `linear_sum_assignment` sees to it.")  # fmt: skip
        alike = first @ second.T
        best = linear_sum_assignment(alike, maximize=True)[1]
        mistakes = [
            (np.argsort(best), "this is the inverse: entry k is the unit that comes to place k."),
            (linear_sum_assignment(alike)[1], "these fit worst: maximize, or turn the sign."),
            (np.arange(n), "the units stay where they are."),
        ]  # fmt: skip
        if not np.array_equal(order, best):
            for mistake, sentence in mistakes:
                if np.array_equal(order, mistake):
                    raise Wrong(sentence)
            got, most = (alike[np.arange(n), each].sum() for each in (order.astype(int), best))
            raise Wrong(f"the scalar products add up to {got:.3f}; {most:.3f} is possible.")
    return "Right: now place k holds the same kind of unit in both, and they can be averaged."


def _two_networks(rng):
    """The rows of a network, and those of another, or of a noisy copy in another order."""
    n, k = int(rng.integers(2, 7)), int(rng.integers(3, 9))
    first, noise = rng.standard_normal((2, n, k))
    return first, first[rng.permutation(n)] * rng.integers(2) + noise


POINTS = {  # of the exercise: the loss of `CURVES`, where, and what it is
    1: ("kink", -1.0, "neither"),
    2: ("kink", -0.16, "global"),
    3: ("dent", 0.0, "global"),
    4: ("dent", 2.5, "neither"),
    5: ("waves", -0.37, "global"),
    6: ("waves", 0.42, "neither"),
    7: ("waves", 1.11, "local"),
}
WHAT = {
    "neither": "there are lower places as near as you like",
    "local": "nothing near is lower, but something farther off is",
    "global": "nothing at all is lower",
}


@exercise
def check_points(kinds):
    """`kinds`: for each of POINTS "local", "global" or "neither"."""
    filled(kinds, "kinds", "seven words")
    given = [kinds] if isinstance(kinds, str) or not np.iterable(kinds) else list(kinds)
    if ... in given:
        filled(..., "kinds", "seven words")
    if len(given) != len(POINTS) or not all(each in WHAT for each in given):
        raise Wrong('give seven words, each "local", "global" or "neither".')
    for said, (k, (_, _, kind)) in zip(given, POINTS.items(), strict=True):
        if said != kind:
            raise Wrong(f"look again at point {k}: {WHAT[kind]}.")
    return "Right. Point 4 is nearly flat and no minimum; point 7 is lower than all that is near."


@exercise
def check_best_scale(best_scale):
    """`best_scale(length_in, length_out)`: the a that makes a²·in² + out²/a² least."""
    drawn = lambda rng: (spread_out(rng, 0.1, 10), spread_out(rng, 0.1, 10))  # noqa: E731
    for length_in, length_out in cases((3.0, 2.0), (0.5, 4.0), (2.0, 7.0), draw=drawn):
        value = number(best_scale(length_in, length_out), "best_scale(length_in, length_out)")
        ratio = length_out / length_in
        mistakes = [
            (1 / np.sqrt(ratio), "upside down: the longer side must shrink."),
            (ratio, "take the root: a shortens one side and lengthens the other."),
            (1 / ratio, "upside down, and the root is missing."),
            (ratio**2, "a enters squared on both sides, so a⁴ is the ratio of the squares."),
            (1.0, "that leaves the unit as it is; the two lengths differ."),
            (np.sqrt(length_in * length_out), "this is the common length in the end, not a."),
        ]
        diagnose(value, np.sqrt(ratio), mistakes, "the scale")
    return "Right: both sides then have the length of their geometric mean."


@exercise
def check_trap(answer):
    """`answer` = (inputs, targets) of f(x) = tanh(wx): the loss must have a bad minimum."""
    filled(answer, "(inputs, targets)", "two lists of numbers")
    if not hasattr(answer, "__len__") or len(answer) != 2:
        raise Wrong(f"give a pair (inputs, targets), got {quoted(answer)}.")
    inputs, targets = (
        np.atleast_1d(numbers(each, "(inputs, targets)", by="numbers")).ravel() for each in answer
    )
    if inputs.shape != targets.shape or inputs.size < 2:
        raise Wrong(f"give as many targets as inputs, at least two; got {inputs.size} inputs "
                    f"and {targets.size} targets.")  # fmt: skip
    if np.any(np.abs(targets) >= 1):
        raise Wrong("targets must lie within (−1, 1), where tanh can reach them.")
    w = np.linspace(-6, 6, 24_001)
    loss = np.mean((np.tanh(w[:, None] * inputs) - targets) ** 2, axis=1)
    inner = np.flatnonzero((loss[1:-1] < loss[:-2]) & (loss[1:-1] < loss[2:])) + 1
    ratio = loss[inner].max(initial=0) / max(loss.min(), 1e-12)
    if len(inner) < 2 and ratio < 1.2:
        count = "only one minimum" if len(inner) else "no minimum"
        raise Wrong(f"the loss has {count} between −6 and 6: let a large and a small input "
                    "contradict each other.")  # fmt: skip
    if ratio < 1.2:
        raise Wrong(f"there are {len(inner)} minima, but the worst is only {ratio:.2f} times as "
                    "high as the lowest loss: shift the balance between the examples.")  # fmt: skip
    found = f"{len(inner)} minima, the worst" if len(inner) > 1 else "a minimum"
    return f"Right: {found} {min(ratio, 999):.1f} times as high as the lowest loss."
