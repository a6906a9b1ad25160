"""A recurrent network that learns to remember one bit, in plain NumPy that a page trains; no torch.

The task is `Latch` of `optcourse.networks.data`, its settings those of the course's experiments:
one output, squared error to ±1, fresh sequences at every step.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.loops import scan
from optcourse.networks import rounds
from optcourse.networks.passes import Gradient, Recurrent
from optcourse.validation import Checked, checked, whole

LOST = 1e9  # a loss beyond is no loss of a network that learns: training ends
SHOWN, NOISE = 3, 0.2  # steps at which the bit is given, and the noise afterwards
TESTED, TURNED, FIRST = 1, 3, 10  # counters of draws: tests, rotation, the first of training


class Sequences(NamedTuple):
    """Inputs (longest, m, 1) and the bits (m, 1) of ±1 that they begin with."""

    inputs: Any
    bits: Any


@dataclass(frozen=True)
class Latches(Checked):
    """Networks of `hidden` units on sequences of up to `longest` steps, in batches of `batch`.

    Sequences of `length` steps, which a control may set, stand at the end of `longest` ones: the
    state is 0 before. `seed` decides weights and data. ValueError if a size is no whole number.
    """

    longest: int = checked(whole, 20, at_least=SHOWN)
    hidden: int = checked(whole, 10, at_least=1)
    batch: int = checked(whole, 20, at_least=1)
    num_test: int = checked(whole, 500, at_least=1)

    @property
    def net(self):
        """Its forward and backward passes."""
        return Recurrent(1, self.hidden, 1, "half_squared_distance")

    def start(self, seed, scale=1.0, turned=False):
        """θ (P,): U(±1/√hidden) as in torch, or W a product of `hidden` random reflections.

        W is multiplied by `scale`.
        """
        theta = self.net.start(seed, scale)
        if not turned:
            return theta
        normals = draws.normal(seed, TURNED, (self.hidden, self.hidden))

        def reflected(W, k):
            v = normals[k]
            return W - np.outer(W @ v, v) * (2 / np.sum(v * v))

        W = scan(reflected, np.eye(self.hidden), self.hidden)[-1]
        size = self.hidden * self.hidden
        return np.concatenate(
            [theta[: self.hidden], scale * np.ravel(W), theta[self.hidden + size :]]
        )

    def drawn(self, seed, counter, length, count):
        """`Sequences` of `length` steps from two draws of `seed`, `counter` and the next."""
        bits = np.where(draws.uniform(seed, counter, (count, 1)) < 0.5, -1.0, 1.0)
        noise = NOISE * draws.normal(seed, counter + 1, (self.longest, count, 1))
        given = np.reshape(self._steps(length) < SHOWN, (-1, 1, 1))
        return Sequences(np.where(given, bits, noise), bits)

    def _steps(self, length):
        """What step of a sequence it is at each place; below 0 none."""
        return np.arange(self.longest) - (self.longest - length)

    def on(self, length):
        """At which places there is a state, (longest,) of ones and zeros; None: at all."""
        if isinstance(length, int) and length == self.longest:
            return None
        return 1.0 * (self._steps(length) >= 0)

    def gradient(self, theta, sequences, length):
        """The `Gradient` of the mean squared error, twice that of its half."""
        half = self.net.gradient(theta, *sequences, self.on(length))
        return Gradient(2 * half.loss, 2 * half.theta)

    def wrong(self, theta, sequences, length):
        """The share of sequences whose bit it tells wrongly; of NaN, all."""
        states = self.net.states(theta, sequences.inputs, self.on(length))
        return np.mean(~(self.net.answer(theta, states) * sequences.bits > 0))

    def trained(self, rule, theta, length, seed, num_rounds, every, clip=None):
        """`Rounds` of training from θ by a rule, of which `seen` is the error on fresh sequences.

        `clip` makes gradients shorter first. A loss beyond `LOST` ends the training.
        """
        tests = self.drawn(seed, TESTED, length, self.num_test)

        def gradient(theta, k):
            fresh = self.drawn(seed, FIRST + 2 * k, length, self.batch)
            loss, slope = self.gradient(theta, fresh, length)
            slope, learns = slope if clip is None else clip(slope), loss < LOST
            return Gradient(np.where(learns, loss, np.inf), np.where(learns, slope, np.nan))

        def look(theta, _):
            return self.wrong(theta, tests, length)

        return rounds.trained(rule, gradient, theta, num_rounds, every, look)
