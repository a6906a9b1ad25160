"""Forward and backward passes of small networks in plain NumPy, which explorers compile; no torch.

The parameters θ are one vector, so that any rule of `optcourse.rules` moves them:
`rule.move(state, net.gradient(state.theta, X, targets).theta, k)` is a step of training. Nothing
branches on a value. Goodfellow et al. (2016), algorithms 6.3 and 6.4, and section 10.2.2.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.loops import scan
from optcourse.validation import Checked, checked, one_of

ACTIVATIONS = {  # name → the function, and its slope where its value is h
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "relu": (lambda a: np.maximum(a, 0.0), lambda h: 1.0 * (h > 0)),
}


class Gradient(NamedTuple):
    """The loss, a number, and its gradient with respect to θ (P,)."""

    loss: Any
    theta: Any


class Passed(NamedTuple):
    """A loss, and its gradients with respect to θ (P,) and to each layer's input to tanh or ReLU.

    `slopes` are (m, width) for each layer, the outputs' last; in a recurrent network they are one
    array (length, m, hidden), a row for each step.
    """

    loss: Any
    theta: Any
    slopes: Any


def cross_entropy(outputs, targets):
    """−Σ t log softmax(z), in nats, of each example, and its slope softmax(z) − t.

    `outputs` z and `targets` t, probabilities, are (m, classes): the loss is (m,).
    """
    z = outputs - np.max(outputs, axis=1, keepdims=True)
    e = np.exp(z)
    total = np.sum(e, axis=1, keepdims=True)
    return np.log(total[:, 0]) - np.sum(z * targets, axis=1), e / total - targets


def half_squared_distance(outputs, targets):
    """½ ‖z − t‖² of each example (m,), and its slope z − t (m, outputs)."""
    rest = outputs - targets
    return 0.5 * np.sum(rest * rest, axis=1), rest


LOSSES = {"cross_entropy": cross_entropy, "half_squared_distance": half_squared_distance}


@dataclass(frozen=True)
class Mlp(Checked):
    """A fully connected network of `widths` (inputs, hidden…, outputs), linear at the end.

    θ holds, layer by layer, the weights (inputs, outputs) row by row and the biases. `on` names,
    where a method takes it, which units of each hidden layer are there: (width,) of ones and zeros
    a layer, so that one program serves all widths. ValueError if an activation or a loss is not
    known.
    """

    widths: tuple
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    loss: str = checked(one_of, "cross_entropy", tuple(LOSSES))

    def start(self, seed, scale=1.0, widths=None):
        """θ (P,) with weights and biases U(±scale/√inputs): torch's own at scale 1.

        `widths` are those that count for √inputs, where units are off. The draws are number
        0, 1, … of `seed`.
        """
        counted = self.widths if widths is None else widths
        parts = []
        for layer, (inputs, outputs) in enumerate(pairwise(self.widths)):
            flat = 2 * draws.uniform(seed, layer, (inputs + 1) * outputs) - 1
            parts.append(flat * (scale / np.sqrt(counted[layer])))
        return np.concatenate(parts)

    def layers(self, theta):
        """The weights (inputs, outputs) and biases (outputs,) of each layer, as views of θ."""
        found, start = [], 0
        for inputs, outputs in pairwise(self.widths):
            end = start + inputs * outputs
            weights = np.reshape(theta[start:end], (inputs, outputs))
            found.append((weights, theta[end : end + outputs]))
            start = end + outputs
        return found

    def forward(self, theta, x, on=None):
        """What each layer hands on, from the inputs x (m, inputs) to the outputs (m, outputs)."""
        function, _ = ACTIVATIONS[self.activation]
        *hidden, (weights, biases) = self.layers(theta)
        handed = [x]
        for k, (w, b) in enumerate(hidden):
            h = function(handed[-1] @ w + b)
            handed.append(h if on is None else h * on[k])
        return [*handed, handed[-1] @ weights + biases]

    def passed(self, theta, x, targets, weights=None, on=None):
        """The loss of a batch and its gradients, a `Passed`.

        `weights` (m,) are what each example counts, 1/m if None; `targets` (m, outputs).
        """
        weights = np.full(len(x), 1 / len(x)) if weights is None else weights
        handed = self.forward(theta, x, on)
        losses, slope = LOSSES[self.loss](handed[-1], targets)
        slopes = self._back(theta, handed, slope * weights[:, None], on)
        parts = [part for h, d in zip(handed[:-1], slopes, strict=True)
                 for part in (np.ravel(h.T @ d), np.sum(d, axis=0))]  # fmt: skip
        return Passed(np.sum(weights * losses), np.concatenate(parts), slopes)

    def gradient(self, theta, x, targets, weights=None, on=None):
        """The same without what stands between: a `Gradient`."""
        return Gradient(*self.passed(theta, x, targets, weights, on)[:2])

    def _back(self, theta, handed, slope, on):
        """The loss's slope at each layer's sums, from that at the outputs (m, outputs)."""
        _, slope_at = ACTIVATIONS[self.activation]
        slopes, layers = [slope], self.layers(theta)
        for k in reversed(range(len(layers) - 1)):
            back = (slopes[0] @ layers[k + 1][0].T) * slope_at(handed[k + 1])
            slopes.insert(0, back if on is None else back * on[k])
        return slopes


@dataclass(frozen=True)
class Recurrent(Checked):
    """h_t = tanh(U x_t + W h_(t−1) + a + b) from h_0 = 0, with the answer V h_T + c.

    θ holds U (inputs, hidden), W (hidden, hidden), a, b, V (hidden, outputs) and c, row by row; two
    biases, as torch has them, so that a step is torch's.
    Sequences are x (length, m, inputs). `on` (length,) of ones and zeros names, where a method
    takes it, at which steps the state is more than 0: a sequence that begins late is a shorter
    one. ValueError if a loss is not known.
    """

    inputs: int = 1
    hidden: int = 10
    outputs: int = 2
    loss: str = checked(one_of, "cross_entropy", tuple(LOSSES))

    @property
    def shapes(self):
        """Of U, W, a, b, V and c."""
        hidden, outputs = self.hidden, self.outputs
        biases = (hidden,), (hidden,)
        return (self.inputs, hidden), (hidden, hidden), *biases, (hidden, outputs), (outputs,)

    def start(self, seed, scale=1.0):
        """θ (P,) from U(±1/√hidden), as in torch; W from U(±scale/√hidden). Draw 0 of `seed`."""
        sizes = [int(np.prod(shape)) for shape in self.shapes]
        flat = (2 * draws.uniform(seed, 0, sum(sizes)) - 1) / np.sqrt(self.hidden)
        first, end = sizes[0], sizes[0] + sizes[1]
        return np.concatenate([flat[:first], flat[first:end] * scale, flat[end:]])

    def parts(self, theta):
        """U, W, a, b, V and c as views of θ."""
        found, start = [], 0
        for shape in self.shapes:
            end = start + int(np.prod(shape))
            found.append(np.reshape(theta[start:end], shape))
            start = end
        return found

    def states(self, theta, x, on=None):
        """h_0 … h_T: (length + 1, m, hidden)."""
        into, across, a, b, _, _ = self.parts(theta)
        length, count, inputs = np.shape(x)
        flat = np.reshape(x, (length * count, inputs)) @ into + (a + b)
        drive = np.reshape(flat, (length, count, self.hidden))

        def step(h, t):
            h = np.tanh(drive[t] + h @ across)
            return h if on is None else h * on[t]

        return scan(step, np.zeros((count, self.hidden)), length)

    def answer(self, theta, states):
        """The outputs (m, outputs) from the last of the states."""
        *_, out, shift = self.parts(theta)
        return states[-1] @ out + shift

    def passed(self, theta, x, targets, on=None):
        """The mean loss of sequences and its gradients, a `Passed`; `targets` (m, outputs)."""
        states = self.states(theta, x, on)
        losses, slope = LOSSES[self.loss](self.answer(theta, states), targets)
        end = slope / len(targets)
        slopes = self._back(theta, states, end, on)
        flat = np.reshape(slopes, (-1, self.hidden))
        before = np.reshape(states[:-1], (-1, self.hidden))
        into, bias = np.reshape(x, (-1, self.inputs)).T @ flat, np.sum(flat, axis=0)
        parts = into, before.T @ flat, bias, bias, states[-1].T @ end, np.sum(end, axis=0)
        return Passed(np.mean(losses), np.concatenate([np.ravel(part) for part in parts]), slopes)

    def gradient(self, theta, x, targets, on=None):
        """The same without what stands between: a `Gradient`."""
        return Gradient(*self.passed(theta, x, targets, on)[:2])

    def _back(self, theta, states, end, on):
        """The loss's slope at the sums of each step: (length, m, hidden), the first step first."""
        _, across, *_, out, _ = self.parts(theta)
        length = len(states) - 1

        def at(back, t):
            slope = back * (1 - states[t + 1] * states[t + 1])
            return slope if on is None else slope * on[t]

        def step(slope, j):
            return at(slope @ across.T, length - 2 - j)

        last = at(end @ out.T, length - 1)
        return scan(step, last, length - 1)[::-1]
