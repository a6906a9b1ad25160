"""Checks of the exercises on surrogate losses and early stopping."""

from itertools import combinations

import numpy as np

from optcourse.chapters.surrogates.experiments import fewest_mistakes, halt
from optcourse.networks.losses import logistic_slope
from optcourse.teaching.cases import cases, signed
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    exercise,
    number,
    numbers,
    quoted,
    should_be,
)


@exercise
def check_logistic_slope(slope):
    """`slope(margin)`: the derivative of log(1 + e^(−margin)), for a number."""
    for margin in cases(-2.0, 0.3, 1.7, 0.0, draw=lambda rng: signed(rng, 0.1, 8), count=20):
        value = number(slope(margin), "slope(margin)")
        wrong = 1 / (1 + np.exp(margin))  # the model's probability of the other label
        mistakes = [
            (wrong, "the sign is turned: the loss falls as the margin grows."),
            (wrong - 1, "that is minus the probability of the right label; take the other one."),
            (1 - wrong, "that is the probability of the right label."),
            (-wrong * (1 - wrong), "that is minus the second derivative."),
            (-np.exp(-margin), "that is the slope of the exponential loss."),
            (-wrong / np.log(2), "that is in bits; this loss is in nats."),
        ]
        diagnose(value, -wrong, mistakes, "the slope")
    for margin, right in ((800.0, 0.0), (-800.0, -1.0)):
        value = numbers(slope(margin), "slope(margin)", finite=False)
        if not np.all(np.isfinite(value)):
            raise Wrong(f"at margin {margin:g} it should be {right:g}, got {quoted(value)}: an "
                        "exponential overflows there and spoils the result.")  # fmt: skip
        if not np.all(np.abs(value - right) < 1e-9):
            raise Wrong(f"too far off: at margin {margin:g} it {should_be(right, value)}")
    return "Right: minus the probability that the model gives to the wrong label."


XOR = np.array([[3.0, 5.0], [4.0, 6.1], [3.1, 6.0], [4.0, 5.0]]), np.array([1.0, 1, -1, -1])


@exercise
def check_fewest(fewest):
    """`fewest(X, y)`: the fewest mistakes of any line on points X (m, 2) with labels y = ±1."""
    for X, y in cases(XOR, draw=_labelled_points):
        value = number(fewest(X, y), "fewest(X, y)")
        right = fewest_mistakes(X, y)[0]
        if value == right:
            continue
        mistakes = [
            (right / len(y), "that is a share; count the mistakes."),
            (_by_lines(X, y, free=False), "the two points on the line are no mistakes: tilt it a "
             "little and each is on the side you like."),
            (_by_lines(X, y, pairs=((0, k) for k in range(1, len(y)))),
             "you tried only lines through one of the points."),
            *((_by_lines(X, y, both=False, turned=turned),
               "a line has two sides: either may be called +1.") for turned in (1, -1)),
        ]  # fmt: skip
        diagnose(value, right, mistakes, "the fewest")
    return "Right: exact, by as many lines as there are pairs. In d dimensions: C(m, d) planes."


def _labelled_points(rng):
    count = int(rng.integers(3, 10))
    return rng.normal(size=(count, 2)), rng.choice([-1.0, 1.0], count)


def _by_lines(X, y, free=True, both=True, turned=1, pairs=None):
    """The search, or one with a mistake: what is touched counts, or one side only is +1."""
    least = len(y)
    for i, j in pairs or combinations(range(len(y)), 2):
        side = turned * y * ((X - X[i]) @ [X[j, 1] - X[i, 1], X[i, 0] - X[j, 0]])
        side[[i, j]] = 1.0 if free else -1.0
        least = min(least, np.sum(side < 0))
        side[[i, j]] *= -1.0
        least = min(least, np.sum(side > 0)) if both else least
    return least


@exercise
def check_hinge_answer(answer):
    """`answer(p)`: the output of least mean hinge loss where y = +1 has probability p."""
    for p in cases(
        0.1, 0.35, 0.6, 0.85, 0.495, 0.505, draw=lambda rng: round(0.5 + signed(rng, 0.01, 0.49), 2)
    ):
        value = number(answer(p), "answer(p)")
        odds = np.log(p / (1 - p))
        mistakes = [
            (2 * p - 1, "that is what the squared loss asks for."),
            (odds, "that is what the logistic loss asks for."),
            (odds / 2, "that is what the exponential loss asks for."),
            (p, "an output is not a probability: it may have either sign."),
            (float(p > 0.5), "where −1 is likelier, the output should be negative."),
            (-np.sign(2 * p - 1), "the sign is turned."),
        ]
        diagnose(value, np.sign(2 * p - 1), mistakes, "the answer")
    return "Right: +1 or −1, whichever label is likelier. How likely is lost."


ERRORS = (
    ((0.9, 0.5, 0.4, 0.45, 0.3, 0.35, 0.3, 0.32, 0.31, 0.33, 0.2, 0.25), 3),
    ((0.9, 0.5, 0.6, 0.4, 0.45, 0.45, 0.39, 0.5, 0.5, 0.5, 0.5), 2),
    ((0.5, 0.4, 0.3, 0.2), 2),
)
LEVEL = (0.4,) * 5, 2  # it stands still, and never rises


@exercise
def check_when_to_stop(when_to_stop):
    """`when_to_stop(errors, patience)`: the epoch at which early stopping halts."""
    for errors, patience in [*cases(*ERRORS, draw=_history, count=200), LEVEL]:
        value = number(when_to_stop(np.array(errors), patience), "when_to_stop(errors, patience)")
        right, best = halt(errors, patience)
        if value == right:
            continue
        if right - best < patience:
            raise Wrong(f"there is no halt here: return the last epoch, {right}; got {value:g}.")
        rises = [k for k in range(1, len(errors)) if errors[k] > errors[k - 1]]
        mistakes = [
            (best, "that is the best epoch, whose parameters you keep; halt later, after waiting."),
            (right + 1, "one epoch too late: the wait counts from the best epoch."),
            (right - 1, "one epoch too early: the wait counts from the best epoch."),
            (_halt_with_ties(errors, patience), "an equal error is no progress: go on counting."),
            *((k, "you stop at the first rise, without patience.") for k in rises[:1]),
            (int(np.argmin(errors)), "you looked into the future: the run has halted by then."),
        ]
        for mistake, sentence in mistakes:
            if value == mistake:
                raise Wrong(f"{sentence} The run halts at {right}, you at {value:g}.")
        raise Wrong(f"the halt {should_be(right, value)}")
    return "Right. Keep the parameters of the best epoch, not those of the halt."


def _history(rng):
    """Errors that fall and stray, with ties among them, and a patience."""
    fall = np.linspace(0.5, 0.5 * rng.random(), rng.integers(1, 20))
    return tuple((fall + 0.2 * rng.random(len(fall))).round(2).tolist()), int(rng.integers(1, 6))


def _halt_with_ties(errors, patience):
    best = 0
    for epoch, error in enumerate(errors):
        best = epoch if error <= errors[best] else best
        if epoch - best >= patience:
            return epoch
    return len(errors) - 1


# Validation examples that the training examples mislead about: no step is progress.
ALL_WRONG = np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([[-1.0, -1.0], [-2.0, -1.0]]), 0.5, 2


@exercise
def check_fit(fit):
    """`fit(Z, Z_val, lr, patience)`: descent on the logistic loss, stopped early."""
    for Z, Z_val, lr, patience in [*cases(draw=_separate_parts, count=40), ALL_WRONG]:
        value = numbers(fit(Z, Z_val, lr, patience), "fit(Z, Z_val, lr, patience)", Z.shape[1:])
        kept, last = _stopped(Z, Z_val, lr, patience)
        if np.allclose(value, kept, rtol=1e-6, atol=1e-9):
            continue
        mistakes = [
            (last, "those are the parameters of the halt; keep those of the lowest error."),
            (_stopped(Z, Z_val, -lr, patience)[0], "you go uphill: the slope of the loss is "
             "negative."),
            (_stopped(Z, Z_val, lr * len(Z), patience)[0], "that is the sum over the examples; "
             "the loss is their mean."),
            (_stopped(Z, Z_val, lr, patience + 1)[0], "you wait one step too long."),
            (_stopped(Z, Z_val, lr, patience - 1)[0], "you halt one step too early."),
            (_stopped(Z, Z_val, lr, patience, np.inf)[0], "the error at w = 0 counts as 1: a step "
             "after which every validation example is wrong is no progress."),
            (_stopped(Z, Z, lr, patience)[0], "you watch the training examples."),
        ]  # fmt: skip
        for mistake, sentence in mistakes:
            if np.allclose(value, mistake, rtol=1e-6, atol=1e-9):
                raise Wrong(sentence)
        raise Wrong(f"the parameters kept {should_be(kept, value)}")
    return "Right: you have trained, and stopped, by what you care about."


def _separate_parts(rng):
    """Training and validation examples y x of two classes that overlap, a rate, a patience."""
    sizes, dim = rng.integers(6, 20, 2), int(rng.integers(2, 5))
    middle = rng.normal(size=dim)
    Z, Z_val = (0.5 * middle + rng.normal(size=(size, dim)) for size in sizes)
    return Z, Z_val, round(float(rng.uniform(0.05, 2.0)), 2), int(rng.integers(1, 7))


def _stopped(Z, Z_val, lr, patience, least=1.0):
    """Parameters of the lowest validation error so far, and those of the halt."""
    w, waited = np.zeros(Z.shape[1]), 0
    kept = w
    while waited < patience:
        w = w - lr * logistic_slope(Z @ w) @ Z / len(Z)
        error = np.mean(Z_val @ w <= 0)
        waited = 0 if error < least else waited + 1
        least, kept = (error, w) if error < least else (least, kept)
    return kept, w


THREE = np.array([[3.0, -1.0], [0.0, 2.0], [2.0, 2.0]])  # z = y x


@exercise
def check_final_direction(direction):
    """`direction`, two numbers: where w/‖w‖ turns, for the three examples in THREE."""
    w = numbers(direction, "direction", by="your answer", finite=False)
    if w.shape != (2,) or not np.all(np.isfinite(w)) or not np.any(w):
        raise Wrong(f"give two finite numbers that are not both 0, got {quoted(direction)}.")
    w = w / np.abs(w).max()  # no square overflows then
    w = w / np.linalg.norm(w)
    mean = THREE.mean(axis=0) / np.linalg.norm(THREE.mean(axis=0))
    if np.allclose(w, mean, atol=1e-3):
        raise Wrong("that is the mean of the examples, where the first step goes, not the last.")
    least = np.min(THREE @ w)
    if least <= 0:
        raise Wrong(f"a vector this way has an example wrong: its least zᵀw is {least:.2f}.")
    if not np.allclose(w, np.sqrt(0.5), atol=1e-3):
        raise Wrong(f"its margin is {least:.3f}; another direction has a wider one.")
    return "Right: margin √2, with two examples at that distance and the third beyond."
