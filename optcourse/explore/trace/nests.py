"""Nested loops of WebAssembly over the entries of arrays, in pairs along the innermost axis."""

from typing import NamedTuple

from .binary import (
    ADD,
    AND,
    BR_IF,
    END,
    IF,
    LESS,
    LOOP,
    MUL,
    SHIFT,
    Function,
    get,
    i32,
    load,
    pair,
    put,
    simd,
    step,
)

WIDE = 8  # entries at once, where each waits for the one before it


class Source(NamedTuple):
    """A parameter, and perhaps the next: "i" a place, "in" one and an offset, "f" a number.

    `steps` are those of each axis, None of a number.
    """

    first: int
    kinds: str
    steps: tuple | None = None


class Nest:
    """Nested loops over the same entries of several arrays, in pairs along the innermost axis."""

    def __init__(self, kinds, axes, counted=True):
        single = len(axes) == 1 and counted
        self.function = Function(kinds.replace("n", "i") + "i" * single)
        self.axes, self.count = axes, len(kinds) if single else None
        self.index = [self.function.local("i") for _ in axes[1:]]
        self.along, self.end = (self.function.local("i") for _ in "ab")

    def number(self, source):
        """The code of a number that stays the same."""
        if isinstance(source, str):
            return pair(float(source.strip("()")))
        if source is None or source.steps is not None:
            return None
        value = self.function.local("v")
        self.function.code += get(source.first) + simd(0x14) + put(value)
        return get(value)

    def walk(self, source):
        return Walk(self, source)

    def closed(self, walks, entry, wide=False):
        """The function that does `entry(single)`, code for a pair or for one, everywhere.

        `wide`: where there are many, `entry(False, True)` does `WIDE` of them.
        """
        pairs = self._many(walks, entry, wide) if self.count is None else self._any(walks, entry)
        code = b"".join(walk.begin() for walk in walks) + pairs
        for index, count in zip(reversed(self.index), reversed(self.axes[:-1]), strict=True):
            again = step(index, 1) + get(index) + i32(count) + LESS + BR_IF
            code = i32(0) + put(index) + LOOP + code + again + END
        self.function.code += code
        return self.function

    def _loop(self, walks, code, entries=2):
        moves = b"".join(walk.move() for walk in walks)
        again = step(self.along, 8 * entries) + get(self.along) + get(self.end) + LESS + BR_IF
        return LOOP + code + moves + again + END

    def _many(self, walks, entry, wide):
        """Along an axis whose count is known."""
        count, code, done = self.axes[-1], i32(0) + put(self.along), 0
        for entries in (WIDE, 2) if wide else (2,):
            if count - done >= entries:
                code += i32(8 * (count - count % entries)) + put(self.end)
                body = entry(False, True) if entries == WIDE else entry(False)
                code, done = code + self._loop(walks, body, entries), count - count % entries
        return code + (entry(True) if count % 2 else b"")

    def _any(self, walks, entry):
        """Along an axis whose count is a parameter."""
        count = get(self.count)
        code = i32(0) + put(self.along) + count + i32(-2) + AND + i32(3) + SHIFT + put(self.end)
        code += get(self.end) + IF + self._loop(walks, entry(False)) + END
        return code + count + i32(1) + AND + IF + entry(True) + END


class Walk:
    """Where the entries of one array stand, as locals: a place, and a pair of numbers."""

    def __init__(self, nest, source):
        self.nest, self.source, self.step = nest, source, source.steps[-1]
        self.place, self.value = nest.function.local("i"), nest.function.local("v")

    def begin(self):
        """Find the place of the first entry along the innermost axis."""
        code = get(self.source.first)
        if "n" in self.source.kinds:
            code += get(self.source.first + 1) + i32(3) + SHIFT + ADD
        for index, by in zip(self.nest.index, self.source.steps, strict=False):
            code += get(index) + i32(8 * by) + MUL + ADD if by else b""
        code += put(self.place)
        return code if self.step else code + get(self.place) + load(0x0A) + put(self.value)

    def where(self):
        """The place of the present entry."""
        along = get(self.nest.along) + ADD if self.step == 1 else b""
        return get(self.place) + along

    def pair(self, place, single):
        """The pair at a place, or one number twice."""
        if single:
            return place + load(0x0A)
        if self.step == 1:
            return place + load(0x00)
        return place + i32(8 * self.step) + ADD + place + load(0x0A) + load(0x57, 1)

    def take(self, single):
        """Read the present pair, or one number twice."""
        return self.pair(self.where(), single) + put(self.value)

    def give(self, value, single, ahead=0):
        """Write a pair, or the first of it."""
        place = self.where() + (i32(ahead) + ADD if ahead else b"")
        return place + value + (load(0x5B, 0) if single else load(0x0B))

    def move(self):
        return step(self.place, 16 * self.step) if self.step not in (0, 1) else b""
