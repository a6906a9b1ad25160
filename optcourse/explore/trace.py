"""Tracers: arrays of unknown numbers that NumPy code passes through, leaving a program behind.

Small arrays are unrolled: `Unrolled.cells` holds one JavaScript name or literal an entry. Long
arrays (histories, grids, curves) are `Buffer`s: a typed array and, for each entry, its position in
it, so that NumPy itself does all slicing and reshaping.
"""

import numpy as np

from . import methods, operations
from .program import literal

UNROLL = 64  # longer arrays become buffers


class Tracer(np.lib.mixins.NDArrayOperatorsMixin):
    """What small and long tracers share: NumPy's dispatch protocols and the array methods."""

    __array_priority__ = 1000

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        return operations.ufunc(self.program, ufunc, method, args, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return operations.function(self.program, function, args, kwargs)

    def __array__(self, *args, **kwargs):
        raise TypeError("np.array and np.asarray cannot hold a traced value; use np.stack")

    def __bool__(self):
        raise TypeError("a Python branch on a traced value; use np.where")

    def __float__(self):
        raise TypeError("a traced value has no number yet; keep it as an array")

    __int__ = __index__ = __float__

    def __setitem__(self, key, value):
        raise TypeError("a traced array cannot be changed in place; build it with np.stack")

    def __getitem__(self, key):
        head, *rest = key if isinstance(key, tuple) and key else (key,)
        if any(isinstance(k, Tracer) for k in rest):
            raise operations.untraceable("take with a traced position beyond the first axis")
        if isinstance(head, Tracer):
            return operations.pick(self.program, self, head)[tuple(rest)]
        return self.rearranged(lambda entries: entries[key])

    def __len__(self):
        if not self.shape:
            raise TypeError("len() of a traced number")
        return self.shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getattr__(self, name):
        if name in methods.METHODS:
            return lambda *args, **options: methods.METHODS[name](self, *args, **options)
        raise AttributeError(f"a traced array has no {name!r}")

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: int(np.prod(self.shape, dtype=int)))
    dtype = property(lambda self: np.dtype(bool if self.boolean else float))
    T = property(lambda self: np.transpose(self))


class Unrolled(Tracer):
    """A small array whose entries are names or literals of the program."""

    def __init__(self, program, cells, boolean=False):
        self.program, self.boolean = program, boolean
        self.cells = cells if isinstance(cells, np.ndarray) else _object_array(cells)
        self.shape = self.cells.shape

    def rearranged(self, change):
        """The array after a change of shape or order: `change` acts on the cells."""
        return Unrolled(self.program, change(self.cells), self.boolean)


class Buffer(Tracer):
    """A long array: entry `i` is number `index[i]` of the typed array `name`."""

    def __init__(self, program, name, index, boolean=False):
        self.program, self.name, self.index, self.boolean = program, name, index, boolean
        self.shape = index.shape

    def rearranged(self, change):
        """The array after a change of shape or order; a single entry becomes a number."""
        index = np.asarray(change(self.index))
        if index.size > UNROLL:
            return Buffer(self.program, self.name, index, self.boolean)
        read = np.frompyfunc(lambda i: self.program.emit(f"{self.name}[{i}]", [self.name]), 1, 1)
        return Unrolled(self.program, _object_array(read(index)), self.boolean)


def whole(program, name, shape, boolean=False):
    """The buffer `name` as an array of `shape`, entries in order."""
    index = np.arange(int(np.prod(shape, dtype=int))).reshape(shape)
    return Buffer(program, name, index, boolean)


def cells_of(x):
    """The entries of a small tracer or a constant as an object array of names and literals."""
    if isinstance(x, Unrolled):
        return x.cells
    return _object_array(np.frompyfunc(literal, 1, 1)(np.asarray(x, float)))


def _object_array(value):
    array = np.empty(np.shape(value), object)
    array[...] = value
    return array
