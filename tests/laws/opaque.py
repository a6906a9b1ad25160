"""Arrays that have no value yet: explorers compile what runs on them."""

import numpy as np

ALLOWED = {np.sum, np.stack, np.where, np.zeros_like, np.clip, np.linalg.solve}
ALLOWED |= {np.reshape, np.swapaxes, np.concatenate, np.diagonal}


class Opaque(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that computes but refuses to be converted, branched on or written to.

    `used` are the names of what has computed with such arrays.
    """

    used = set()  # noqa: RUF012

    def __init__(self, hidden):
        self.hidden = np.asarray(hidden, float)
        self.shape = self.hidden.shape

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        assert method == "__call__" and "out" not in kwargs
        Opaque.used.add(ufunc.__name__)
        with np.errstate(all="ignore"):
            return Opaque(ufunc(*map(reveal, inputs), **kwargs))

    def __array_function__(self, function, types, args, kwargs):
        assert function in ALLOWED, f"np.{function.__name__} cannot be compiled"
        Opaque.used.add(function.__name__)
        return Opaque(function(*map(reveal, args), **kwargs))

    def __getitem__(self, index):
        return Opaque(self.hidden[index])

    def __len__(self):
        return len(self.hidden)

    def __bool__(self):
        raise TypeError("a branch on a value")

    def __float__(self):
        raise TypeError("a conversion to a number")

    def __array__(self, *args, **kwargs):
        raise TypeError("a conversion to a NumPy array")


class Loops:
    """What a compiler offers for `scan`: the state at all steps, of which this keeps the last."""

    @staticmethod
    def scan(step, init, num_steps):
        state = init
        for k in range(num_steps):
            state = step(state, Opaque(k))
        return _last(state)


def _last(state):
    if not isinstance(state, tuple):
        return Opaque(reveal(state)[None])
    parts = map(_last, state)
    return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)


def reveal(value):
    if isinstance(value, list | tuple):
        return [reveal(entry) for entry in value]
    return value.hidden if isinstance(value, Opaque) else value
