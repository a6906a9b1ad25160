"""Tracers: arrays of unknown numbers that NumPy code passes through, leaving a program behind.

Small arrays are unrolled: `Unrolled.cells` holds one JavaScript name or literal an entry. Long
arrays (histories, grids, curves) are `Buffer`s: a typed array and, for each entry, its position in
it, so that NumPy itself does all slicing and reshaping.
"""

import numpy as np

from .methods import METHODS
from .program import literal, untraceable

UNROLL = 64  # longer arrays become buffers
SMALL = 8  # so few entries of a buffer are read into names at once


class Tracer(np.lib.mixins.NDArrayOperatorsMixin):
    """What small and long tracers share: NumPy's dispatch protocols and the array methods."""

    __array_priority__ = 1000

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        return self.program.operations.ufunc(self.program, ufunc, method, args, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return self.program.operations.function(self.program, function, args, kwargs)

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
            raise untraceable("take with a traced position beyond the first axis")
        if isinstance(head, Tracer):
            return np.take(self, head, axis=0)[tuple(rest)]
        return self.rearranged(lambda entries: entries[key])

    def __len__(self):
        if not self.shape:
            raise TypeError("len() of a traced number")
        return self.shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getattr__(self, name):
        if name in METHODS:
            return lambda *args, **options: METHODS[name](self, *args, **options)
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
        """The array after a change of shape or order: `change` acts on the positions."""
        return entries(self.program, self.name, np.asarray(change(self.index)), self.boolean)


class History(Buffer):
    """States of a loop; what asks for the last one only gets the loop's own variables.

    Those are `last`: a name for each entry, or the name of a typed array; `before` is the place
    where the last state begins. A history that nothing else asks for need not exist: a program has
    only those whose `name` was asked.
    """

    def __init__(self, program, store, index, boolean, last, before):
        self.program, self.store, self.index, self.boolean = program, store, index, boolean
        self.shape, self.last, self.before = index.shape, last, before

    @property
    def name(self):
        self.program.asked.add(self.store)
        return self.store

    def rearranged(self, change):
        """The array after a change of shape or order: `change` acts on the positions."""
        index = np.asarray(change(self.index))
        if index.size and index.min() >= self.before:
            return self._of_the_last(index - self.before)
        if index.size > SMALL:
            kept = self.boolean, self.last, self.before
            return History(self.program, self.store, index, *kept)
        return entries(self.program, self.name, index, self.boolean)

    def _of_the_last(self, index):
        if isinstance(self.last, str):
            return entries(self.program, self.last, index, self.boolean)
        cells = np.array(self.last, object)[index]
        return Unrolled(self.program, _object_array(cells), self.boolean)


def entries(program, name, index, boolean=False):
    """The entries `index` of the typed array `name`; few of them are read into names at once."""
    if index.size > SMALL:
        return Buffer(program, name, index, boolean)
    return _read(program, name, index, boolean)


def _read(program, name, index, boolean):
    read = np.frompyfunc(lambda i: program.emit(f"{name}[{i}]", [name]), 1, 1)
    return Unrolled(program, _object_array(read(index)), boolean)


def positions(shape):
    """The positions of an array of `shape` whose entries are stored in order."""
    return np.arange(int(np.prod(shape, dtype=int))).reshape(shape)


def whole(program, name, shape, boolean=False):
    """The typed array `name` as an array of `shape`, however short, without reading it."""
    return Buffer(program, name, positions(shape), boolean)


def boolean(x):
    """Whether an array, traced or not, holds booleans."""
    return x.boolean if isinstance(x, Tracer) else np.asarray(x).dtype == bool


def cells_of(x):
    """The entries of a small tracer or a constant as an object array of names and literals."""
    if isinstance(x, Buffer):
        x = _read(x.program, x.name, x.index, x.boolean)
    if isinstance(x, Unrolled):
        return x.cells
    return _object_array(np.frompyfunc(literal, 1, 1)(np.asarray(x, float)))


def _object_array(value):
    array = np.empty(np.shape(value), object)
    array[...] = value
    return array
