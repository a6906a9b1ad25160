"""Training in rounds of a few steps, with a look at the network after each: for explorers."""

from typing import Any, NamedTuple

import numpy as np

from optcourse.loops import scan


class Rounds(NamedTuple):
    """`rounds` + 1 moments, the first before any step: what stands at the end of each round.

    `loss` (rounds + 1,) is the mean over the steps of a round, of the batches as they came; first
    the loss of the first batch. `done` are the steps taken by then, and `lasted` those of them
    whose loss was finite: fewer once training has diverged. `state` is the rule's, and `seen` what
    `look` saw. Each has its moments along a first axis. While a page trains, entries that are yet
    to come are NaN, and the last, [-1], is of the moment that has been reached.
    """

    state: Any
    loss: Any
    done: Any
    lasted: Any
    seen: Any

    @property
    def diverged(self):
        """Whether it has; `lasted[-1]` is the step at which it did."""
        return self.lasted[-1] < self.done[-1]


def trained(rule, gradient, theta, rounds, every, look):
    """Train from `theta` (P,) by `rule` for `rounds` · `every` steps, and look in between.

    `gradient(theta, k)` is the `Gradient` of step k, of whichever examples; `look(theta, seen)`, a
    number or a tuple of arrays, is told what it saw a round ago, None before the first step.
    Returns `Rounds`, of which a page keeps only what is read.
    """

    def round_(now, r):
        def step(inner, j):
            state, _, lasted = inner
            k = every * r + j
            found = gradient(state.theta, k)
            state = rule.move(state, found.theta, k)
            return state, found.loss, lasted + 1.0 * np.isfinite(found.loss)

        states, losses, lasted = scan(step, (now.state, now.loss, now.lasted), every)
        state = last(states)
        seen = look(state.theta, now.seen)
        return Rounds(state, np.mean(losses[1:]), now.done + every, lasted[-1], seen)

    begin = Rounds(rule.init(theta), gradient(theta, 0).loss, 0.0, 0.0, look(theta, None))
    return scan(round_, begin, rounds)


def gathered(rule, gradient, theta, batch, places, rounds, look):
    """Train one example after another, and move by the mean of every `batch` gradients.

    So a batch of any size costs the same an example. `places(r)` are those of the examples of
    round r, (every,); `gradient(theta, place)` is the `Gradient` of one, and `look` as in
    `trained`. Returns `Rounds`, whose steps are examples; `loss` is of each before it is learned.
    """

    def round_(now, r):
        which = places(r)

        def step(inner, j):
            state, summed, count, _, lasted = inner
            found = gradient(state.theta, which[j])
            summed, count = summed + found.theta, count + 1
            full = count >= batch
            moved = rule.move(state, summed / batch, np.floor((now.done + j) / batch))
            return (
                _chosen(full, moved, state),
                np.where(full, 0.0, summed),
                np.where(full, 0.0, count),
                found.loss,
                lasted + 1.0 * np.isfinite(found.loss),
            )

        state, summed, count = now.state
        begin = (state, summed, count, now.loss, now.lasted)
        states, sums, counts, losses, lasted = scan(step, begin, len(which))
        state = last(states)
        kept = state, sums[-1], counts[-1]
        seen = look(state.theta, now.seen)
        return Rounds(kept, np.mean(losses[1:]), now.done + len(which), lasted[-1], seen)

    state = rule.init(theta), 0.0 * theta, 0.0
    first = gradient(theta, places(0)[0]).loss
    return scan(round_, Rounds(state, first, 0.0, 0.0, look(theta, None)), rounds)


def _chosen(first, one, other):
    """Each array of `one` where `first` holds, else that of `other`, which is alike."""
    if not isinstance(one, tuple):
        return np.where(first, one, other)
    return type(one)(*(_chosen(first, *pair) for pair in zip(one, other, strict=True)))


def last(states):
    """The last entry of each array of a structure of histories."""
    if not isinstance(states, tuple):
        return states[-1]
    parts = map(last, states)
    return type(states)(*parts) if hasattr(states, "_fields") else tuple(parts)


def sharpest(gradient, theta, way, times):
    """The sharpness of a loss at `theta` (P,) and where it is sharp, by power iteration from `way`.

    `gradient(theta)` is (P,). A product of the Hessian and a direction is a difference of two
    gradients, along it and against it. Returns the curvature along the last direction but one,
    which comes up to the largest eigenvalue from below, and the last direction (P,), of length 1.
    What curvature turns out negative is added to all, so that the most negative does not win; where
    the loss is flat, as in saturated units, the sharpness is 0 and the direction stays.
    """

    def power(now, k):
        _, way, added = now
        bent = bend(gradient, theta, way)
        value = np.sum(bent * way)
        added = np.maximum(added, -value)
        moved = bent + added * way
        return value, pointing(moved, way), added

    way = way / np.sqrt(np.sum(way * way))
    values, ways, _ = scan(power, (0.0 * way[0], way, 0.0), times)
    return values[-1], ways[-1]


def pointing(direction, otherwise):
    """The direction (P,) at length 1; where it has no length, the other one."""
    length = np.sqrt(np.sum(direction * direction))
    return np.where(length > 0, direction / np.where(length > 0, length, 1.0), otherwise)


def bend(gradient, theta, way, size=1e-4):
    """H · way (P,) for a direction of length about 1, to about `size`²."""
    there, back = gradient(theta + size * way), gradient(theta - size * way)
    return (there - back) / (2 * size)
