"""What update rules share: how a rule is asked, where it stands, how far it goes.

A landscape has `value`, `grad` and, for what needs it, `hessian`. Nothing branches on a value, so
that explorers can compile a rule together with its landscape.
"""

from dataclasses import dataclass
from itertools import count, islice
from typing import Any, NamedTuple

import numpy as np

from optcourse.arrays import space
from optcourse.loops import scan
from optcourse.rules.members import OfMembers
from optcourse.rules.searches import Search
from optcourse.validation import Checked, finite_array, positive, whole


def trajectory(rule, landscape, theta0, num_steps):
    """Every state of `num_steps` steps of `rule` from `theta0` (n,), stacked along a first axis.

    `trajectory(...).theta` is (num_steps + 1, n), the first row being `theta0`; other fields of
    the state likewise. Give m starts, `theta0` (m, n), and all m paths are taken at once, a
    hundred times faster than one after another: theta is (num_steps + 1, m, n) and a number of
    the state, like the lr of a line search, (num_steps + 1, m). A path that diverges runs on into
    inf and nan without touching the others; nothing raises. ValueError if theta0 is not a finite
    array of these shapes with at least one start, or num_steps not a whole number ≥ 0.
    """
    theta0 = finite_array("theta0", theta0)
    if theta0.ndim not in (1, 2) or 0 in theta0.shape:
        raise ValueError(f"theta0 must have shape (n,) or (m, n), got {theta0.shape}")
    return scan(lambda state, k: rule.step(state, landscape, k), rule.init(theta0), num_steps)


def walk(rule, landscape, theta0):
    """The states of `rule` from `theta0` (…, n), one after another and without end."""
    state = rule.init(finite_array("theta0", theta0))
    for k in count():
        yield state
        with np.errstate(all="ignore"):  # divergence is a result, not an accident
            state = rule.step(state, landscape, k)


def endpoint(rule, landscape, theta0, num_steps):
    """θ (…, n) after `num_steps` steps of `rule` from `theta0`, where no path is needed."""
    return next(islice(walk(rule, landscape, theta0), whole("num_steps", num_steps), None)).theta


class State(NamedTuple):
    """Where a rule stands: theta (…, n) and a named tuple of what it remembers."""

    theta: Any
    memory: Any


class Searched(NamedTuple):
    """The same under a line search: lr (…) is the rate of the step that led there."""

    theta: Any
    memory: Any
    lr: Any


class Nothing(NamedTuple):
    """The memory of a rule that has none."""


def a_rate(name, value):
    """Return `value` if it is a search, or positive and finite; else raise ValueError."""
    return value if isinstance(value, Search) else positive(name, value)


@dataclass(frozen=True)
class Method(Checked):
    """θ ← θ − lr · direction, by whatever `look` asks of a landscape.

    The numbers are fields: one for all, or an array that broadcasts with theta; `lr` may also be
    a search. ValueError names the number that is not allowed.
    """

    memory = Nothing  # what is remembered, each like theta and zero at first

    def look(self, landscape, state, k):
        """The gradient at θ, the direction −Δθ/lr and what is remembered from now on."""
        raise NotImplementedError

    def remembers(self, theta):
        """The memory before the first step, for paths that start at `theta` (…, n)."""
        zeros = space(theta).zeros_like
        return self.memory(*(zeros(theta) for _ in self.memory._fields))

    def rate(self, k):
        """The learning rate of step k = 0, 1, …"""
        return self.lr

    def init(self, theta):
        state = State(theta, self.remembers(theta))
        return Searched(*state, np.zeros(theta.shape[:-1])) if self.searches else state

    def step(self, state, landscape, k):
        """The state after step k."""
        grad, way, memory = self.look(landscape, state, k)
        if not self.searches:
            return State(state.theta - self.rate(k) * way, memory)
        lr = self.lr.along(landscape, state.theta, grad, way)
        return Searched(state.theta - lr[..., None] * way, memory, lr)

    @property
    def searches(self):
        """Whether the rate is searched for at each step."""
        return isinstance(self.lr, Search)


@dataclass(frozen=True)
class Rule(Method, OfMembers):
    """A method that needs the gradient at θ and nothing else: `direction` is all that it is.

    So it serves formulas, compiled explorers and stacked networks alike: theta and grad are NumPy
    (…, n), traced, or tensors (N, P). Its rate stays outside of what it remembers, as in
    torch.optim: when the rate changes under way, the whole direction changes with it.
    """

    def direction(self, grad, memory, k, theta):
        """The direction −Δθ/lr of step k, and the memory after it; gives `memory` away.

        The direction may be `grad` itself, or part of the memory: it is not to be overwritten.
        """
        raise NotImplementedError

    def look(self, landscape, state, k):
        grad = landscape.grad(state.theta)
        return grad, *self.direction(grad, state.memory, k, state.theta)

    def move(self, state, grad, k):
        """The state after step k along a gradient that is given: of a batch, say, or with noise.

        ValueError if the rate is searched for, which takes a landscape.
        """
        if self.searches:
            raise ValueError(f"lr must be a number if the gradient is given, got {self.lr!r}")
        way, memory = self.direction(grad, state.memory, k, state.theta)
        return State(state.theta - self.rate(k) * way, memory)
