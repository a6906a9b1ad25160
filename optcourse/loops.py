"""The two loops of the course, written once: `scan` over steps and `grid` over a plane.

On NumPy arrays they are plain Python loops. While the explorer compiler traces a function it
installs itself as `tracer`, and the same calls become loops of the compiled program; calls of
other threads stay plain.
"""

from contextvars import ContextVar

import numpy as np

from optcourse.validation import whole

tracer = ContextVar("tracer", default=None)  # set by optcourse.explore.trace while it traces


def scan(step, init, num_steps):
    """Apply `state = step(state, k)` for k = 0 … num_steps - 1 and keep every state.

    `init` is an array, or a tuple (named or not) of arrays. Returns the same structure with each
    array stacked along a new first axis: (num_steps + 1, *shape), the first entry being `init`.
    ValueError if num_steps is not a whole number ≥ 0.
    """
    num_steps = int(whole("num_steps", num_steps))
    if compiler := tracer.get():
        return compiler.scan(step, init, num_steps)
    states = [_floats(init)]
    with np.errstate(all="ignore"):  # divergence is a result, not an accident
        for k in range(num_steps):
            states.append(step(states[-1], k))
    return _stack(states)


def each(function, rows):
    """`function(row)`, a number, for each row of `rows` (n, …): (n,)."""
    return scan(lambda _, k: function(rows[k]), np.zeros(()), len(rows))[1:]


def grid(value, x, y):
    """Values of a function of the plane: `value(np.stack([x_i, y_j]))` for each pair.

    `x` (nx,), `y` (ny,); returns (ny, nx). The arrays `x` and `y` must be plain numbers.
    """
    if compiler := tracer.get():
        return compiler.grid(value, np.asarray(x, float), np.asarray(y, float))
    with np.errstate(all="ignore"):
        values = [float(value(np.array([a, b]))) for b in y for a in x]
    return np.reshape(values, (len(y), len(x)))


def _floats(state):
    """The state as arrays: unlike Python's numbers they overflow to infinity without an error."""
    if not isinstance(state, tuple):
        return np.asarray(state) if np.asarray(state).dtype == bool else np.asarray(state, float)
    parts = map(_floats, state)
    return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)


def _stack(states):
    if not isinstance(states[0], tuple):
        return np.stack([np.asarray(state, float) for state in states])
    parts = [_stack(list(part)) for part in zip(*states, strict=True)]
    kind = type(states[0])
    return kind(*parts) if hasattr(kind, "_fields") else tuple(parts)
