"""Calls of kernels: small functions of buffers and numbers, shared by all statements alike.

What differs between two statements (the buffers, where their entries begin, numbers) is handed
over; what they share (the loops and their steps) is the kernel's text. So long programs stay short,
and a browser translates them in small pieces.
"""

import numpy as np

from . import strides
from .tracer import Buffer, Unrolled, boolean, cells_of, whole

LOOPS = "ijklmn"  # names of nested loops


class Call:
    """A call under construction: the kernel's parameters beside the arguments of this call."""

    def __init__(self, program):
        self.program, self.parameters, self.arguments, self.names = program, [], [], []
        self.kinds = ""  # of the parameters, as `Program.kernel` has them

    def hand(self, argument, *names, kind="i"):
        """Hand over an argument that depends on `names`; returns the parameter that it gets."""
        self.kinds += kind
        self.arguments.append(str(argument))
        self.names += names
        self.parameters.append(f"x{len(self.parameters)}")
        return self.parameters[-1]

    def number(self, x):
        """A single number: a parameter, or a literal in the kernel's text."""
        return self.atom(cells_of(np.reshape(x, ()))[()])

    def atom(self, atom):
        """The same of a name or literal."""
        return self.hand(atom, atom, kind="f") if atom in self.program.home else atom

    def buffer(self, name, offset):
        """A buffer and where its entries begin: two parameters; "" for the second if at 0."""
        return self.hand(name, name), self.hand(offset, kind="n") if offset else ""

    def loops(self, arrays, shape):
        """Loops over `shape` for arrays broadcast to it: (names, counts, entries, place).

        `entries` has the text of each array's entry within the loops, `place` that of its place in
        a result that is stored in order.
        """
        kept = [a if np.size(a) == 1 else spread(self.program, a, shape) for a in arrays]
        walks = [strides.walk(a.index) for a in kept if np.size(a) != 1]
        if None in walks:
            return "i", [int(np.prod(shape))], [self._anywhere(a) for a in kept], "i"
        axes = strides.merged(shape, [strides.in_order(shape), *(steps for _, steps in walks)])
        names, counts = LOOPS[: len(axes)], [count for count, _ in axes]
        place, *places = ([steps[w] for _, steps in axes] for w in range(len(walks) + 1))
        ways = zip(walks, places, strict=True)
        entries = [
            self.number(a) if np.size(a) == 1 else self._evenly(a, names, *next(ways)) for a in kept
        ]
        return names, counts, entries, strides.place(names, place)

    def _evenly(self, array, names, walk, steps):
        base, offset = self.buffer(array.name, walk[0])
        return f"{base}[{strides.place(names, steps, offset)}]"

    def _anywhere(self, array):
        """An entry in one loop over `i`, by a table of places where no formula says them."""
        if np.size(array) == 1:
            return self.number(array)
        base, position = self.hand(array.name, array.name), affine(array.index.ravel(), "i")
        if position is None:
            table = self.program.constant(array.index)
            position = f"{self.hand(table, table)}[i]"
        return f"{base}[{position}]"

    def fill(self, size, body, quick=None):
        """The name of a buffer of `size` numbers that a kernel with this body fills, as `o`."""
        kernel = self.program.kernel(["o", *self.parameters], body, "i" + self.kinds, quick)
        return self.program.filled(kernel, size, self.arguments, self.names)

    def value(self, body):
        """The name of the number that a kernel with this body returns."""
        kernel = self.program.kernel(self.parameters, body)
        return self.program.emit(f"{kernel}({','.join(self.arguments)})", self.names)


def spread(program, array, shape):
    """A long array as a buffer, broadcast to `shape`."""
    array = stored(program, array)
    return Buffer(program, array.name, np.broadcast_to(array.index, shape), array.boolean)


def affine(index, i):
    """`offset + stride * i` as text where the positions allow it; rows repeated are `i % n`."""
    if index.size == 1:
        return str(index[0])
    ramp = np.arange(index.size)
    stride = int(index[1] - index[0])
    if np.array_equal(index, index[0] + stride * ramp):
        return _affine_text(int(index[0]), stride, i)
    width = int(np.argmax(index != index[0] + stride * ramp))
    if np.array_equal(index, index[ramp % width]):
        return _affine_text(int(index[0]), stride, f"{i}%{width}")
    if stride == 0 and index.size % width == 0:
        step = int(index[width] - index[0])
        if np.array_equal(index, index[0] + step * (ramp // width)):
            return _affine_text(int(index[0]), step, f"({i}/{width}|0)")
    return None


def _affine_text(offset, stride, i):
    term = f"{i}" if stride == 1 else f"{stride}*({i})"
    return str(offset) if stride == 0 else term if offset == 0 else f"{offset}+{term}"


def stored(program, x):
    """Any array as a buffer: constants and unrolled entries are written into one."""
    if isinstance(x, Buffer):
        return x
    if isinstance(x, Unrolled):
        atoms = x.cells.ravel().tolist()
        name = program.emit("[" + ",".join("+" * x.boolean + a for a in atoms) + "]", atoms)
    else:
        name = program.constant(x)
    return whole(program, name, np.shape(x), boolean(x))
