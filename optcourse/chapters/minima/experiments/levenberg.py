"""Many small networks of one output, fitted by squared error down to the bottom.

Parameters theta (S, p) lie as in `mlp(widths, activation)`: weights and biases layer by layer. The
loss of each of S networks is the mean of (f(x) − y)² over its m examples X (S, m, d), y (S, m).
"""

import numpy as np

from optcourse.networks.matchings import layers
from optcourse.validation import one_of

# The activation, and its slope as a function of its value.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda value: 1 - value * value),
    "relu": (lambda x: np.maximum(x, 0.0), lambda value: 1.0 * (value > 0)),
}


def forward(theta, X, widths, activation):
    """What goes into each layer, the first being X, and the outputs f (S, m)."""
    act, _ = ACTIVATIONS[one_of("activation", activation, tuple(ACTIVATIONS))]
    *hidden, (last, shift) = layers(theta, widths)
    into = [X]
    for weight, bias in hidden:
        into.append(act(into[-1] @ weight.swapaxes(1, 2) + bias[:, None]))
    return into, (into[-1] @ last.swapaxes(1, 2) + shift[:, None])[..., 0]


def jacobian(theta, X, widths, activation):
    """The outputs f (S, m) and their slopes ∂f/∂θ (S, m, p), by going back through the layers."""
    slope = ACTIVATIONS[activation][1]
    into, f = forward(theta, X, widths, activation)
    back, parts = np.ones((*f.shape, 1)), []
    for (weight, _), inputs in zip(layers(theta, widths)[::-1], into[::-1], strict=True):
        rows = back[..., None] * inputs[..., None, :]
        parts = [rows.reshape(*f.shape, -1), back, *parts]
        back = (back @ weight) * slope(inputs)
    return f, np.concatenate(parts, axis=-1)


def gradient(theta, X, y, widths, activation):
    """∂loss/∂θ of each network, (S, p)."""
    f, slopes = jacobian(theta, X, widths, activation)
    return 2 * np.einsum("smp,sm->sp", slopes, f - y) / y.shape[1]


def mean_square(theta, X, y, widths, activation):
    """The loss of each network, (S,)."""
    return np.mean((forward(theta, X, widths, activation)[1] - y) ** 2, axis=1)


def levenberg(theta, X, y, widths, activation, num_steps, enough=1e-20):
    """`theta` after at most `num_steps` steps (JᵀJ + μI)⁻¹Jᵀr, each taken only where it goes down.

    μ is divided by 3 after a step that was taken and multiplied by 4 after one that was not. A
    network rests when its loss is below `enough`, or when no step of any length goes down.
    Levenberg (1944); Nocedal and Wright (2006), section 10.3.
    """
    theta, damping = theta.copy(), np.full(len(theta), 0.1)
    loss = mean_square(theta, X, y, widths, activation)
    for _ in range(num_steps):
        live = np.flatnonzero((loss > enough) & (damping < 1e11))
        if not len(live):
            break
        data = X[live], y[live], widths, activation
        tried = theta[live] - _step(theta[live], damping[live], *data)
        lower = mean_square(tried, *data)
        down = lower < loss[live]
        theta[live[down]], loss[live[down]] = tried[down], lower[down]
        damping[live] = np.clip(damping[live] * np.where(down, 1 / 3, 4), 1e-13, 1e12)
    return theta


def _step(theta, damping, X, y, widths, activation):
    f, slopes = jacobian(theta, X, widths, activation)
    across = slopes.swapaxes(1, 2)
    matrix = across @ slopes / y.shape[1] + damping[:, None, None] * np.eye(theta.shape[1])
    return np.linalg.solve(matrix, across @ (f - y)[..., None] / y.shape[1])[..., 0]
