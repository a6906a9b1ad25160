"""Statements that fill an array entry by entry, and several of them in one loop.

Each operation of NumPy walks over its arrays once; what walks over the same shape may walk
together, and what only the next operation reads need not be kept.
"""

from collections import Counter
from typing import NamedTuple

from . import lanes, strides
from .calls import LOOPS, Call
from .lines import Line
from .nests import Source

ALONE = ("Math.exp({0})", "Math.tanh({0})")  # a machine has them, over whole arrays


class Operand(NamedTuple):
    """What a statement reads entry by entry: a typed array that lies evenly, or a number.

    `steps` are those of each axis, None of a number; entry 0 stands at `offset`, as text.
    """

    name: str
    offset: str = ""
    steps: tuple | None = None


class Fill(Line):
    """`out` = an expression of operands, over `shape`."""

    def __init__(self, program, out, shape, template, operands, boolean):
        self.program, self.out, self.shape = program, out, shape
        self.template, self.operands, self.boolean = template, operands, boolean
        names = [name for each in operands for name in (each.name, each.offset)]
        super().__init__("", [name for name in names if name in program.home], [out])

    def __str__(self):
        return Fused(self.program, [self], {self.out}).text()

    def joins(self, others):
        """Whether it may walk with others: what they fill it reads entry by entry, or not."""
        if self.template in ALONE or self.shape != others[0].shape or others[0].template in ALONE:
            return False
        filled, evenly = {other.out for other in others}, strides.in_order(self.shape)
        return all(
            (each.name not in filled and each.offset not in filled)
            or (each.steps == evenly and not each.offset)
            for each in self.operands
        )


class Fused(Line):
    """Several statements in one loop; what is not `read` elsewhere is not stored."""

    def __init__(self, program, members, read):
        self.program, self.members = program, members
        self.stored = [each.out for each in members if each.out in read]
        self.targets = {name: name for name in self.stored}  # where it is stored
        self.inside = {each.out: f"v{k}" for k, each in enumerate(members)}
        reads = {name for each in members for name in each.reads if name not in self.inside}
        super().__init__("", sorted(reads), self.stored)

    def __str__(self):
        return self.text()

    def stores(self, name, target):
        """Store what is `name` inside as `target`, which was read for the last time here."""
        self.targets[name] = target
        self.writes = list(self.targets.values())

    def evenly(self, name):
        """Whether it reads an array, if at all, at the entry that it then stores."""
        each_entry, parts = strides.in_order(self.members[0].shape), self.program.parts
        operands = [operand for member in self.members for operand in member.operands]
        return all(
            (name not in (each.name, each.offset) and parts.get(each.name) != name)
            or (each.name == name and each.steps == each_entry and not each.offset)
            for each in operands
        )

    def text(self):
        """The call of a kernel, which all that do the same share."""
        call, used = Call(self.program), Counter(e for m in self.members for e in m.operands)
        outs = [f"o{k or ''}" for k in range(len(self.stored))]
        axes, place, ways = self._axes(used)
        names, levels = LOOPS[: len(axes)], [[] for _ in axes]
        entries, sources = {}, {}
        for each in used:
            sources[each] = self._source(call, each, ways.get(each))
            entries[each] = self._entry(call, each, ways.get(each), names, levels, used[each] > 1)
        levels[-1] += self._body(entries, outs, strides.place(names, place))
        counts = [str(count) for count, _ in axes]
        quick = self._quick(sources, [count for count, _ in axes], place)
        counts = [f"{outs[0]}.length"] if len(counts) == 1 else counts
        text, kinds = _nested(names, counts, levels), "i" * len(outs) + call.kinds
        kernel = self.program.kernel([*outs, *call.parameters], text, kinds, quick)
        return f"{kernel}({','.join([*self.targets.values(), *call.arguments])});"

    def _quick(self, sources, counts, place):
        """The same in WebAssembly, where it can be."""
        arrays = {each.name for each in sources if each.steps is not None}
        if not all(map(self.program.held, arrays - set(self.inside))):
            return None
        return lanes.fused(self.members, self.stored, sources, counts, place)

    def _source(self, call, operand, steps):
        """Where a kernel finds an operand, as `lanes` has it."""
        first = len(self.stored) + len(call.parameters)
        if operand.name in self.inside:
            return None
        if steps is None:
            known = operand.name in self.program.home
            return Source(first, "f") if known else operand.name
        return Source(first, "in" if operand.offset else "i", tuple(steps))

    def _axes(self, used):
        """The loops, [(count, steps), …]; the steps of what is stored, and of each array read."""
        shape = self.members[0].shape
        arrays = [each for each in used if each.steps is not None and each.name not in self.inside]
        walks = [strides.in_order(shape), *(each.steps for each in arrays)]
        axes = strides.merged(shape, walks) or [(1, [0] * len(walks))]
        place, *ways = ([steps[w] for _, steps in axes] for w in range(len(walks)))
        return axes, place, dict(zip(arrays, ways, strict=True))

    def _entry(self, call, operand, steps, names, levels, often):
        """The text of an operand's entry; what is read often, or stays in a loop, is read once."""
        if operand.name in self.inside:
            return self.inside[operand.name]
        if steps is None:
            return call.atom(operand.name)
        base, offset = call.buffer(operand.name, operand.offset)
        text = f"{base}[{strides.place(names, steps, offset)}]"
        level = max((k for k, step in enumerate(steps) if step), default=0)
        if not often and level == len(levels) - 1:
            return text
        levels[level].append(f"const {base}v={text};")
        return f"{base}v"

    def _body(self, entries, outs, place):
        """What is done at each entry."""
        stores, last = dict(zip(self.stored, outs, strict=True)), []
        for member in self.members:
            value = simplify(member.template, [entries[each] for each in member.operands])
            if len(self.members) > 1:
                name = self.inside[member.out]
                yield f"const {name}={f'+({value})' if member.boolean else value};"
                value = name
            if member.out in stores:
                last.append(f"{stores[member.out]}[{place}]={value};")
        yield from last


NEUTRAL = {"{0}-{1}": "0", "{0}*{1}": "1", "{0}/{1}": "1"}


def simplify(template, atoms):
    """The expression, without `- 0`, `* 1` and `/ 1`. (`-0 + 0` is 0, so sums are kept.)"""
    neutral = NEUTRAL.get(template)
    if neutral is not None and atoms[1] == neutral:
        return atoms[0]
    if template == "{0}*{1}" and atoms[0] == "1":
        return atoms[1]
    return template.format(*atoms)


def _nested(names, counts, levels):
    """Loops, the first name's the outermost, each beginning with the statements of its level."""
    body = ""
    for name, count, lines in reversed(list(zip(names, counts, levels, strict=True))):
        lines = [*lines, body] if body else lines
        text = "".join(lines) if len(lines) == 1 else "{" + "".join(lines).removesuffix(";") + "}"
        body = f"for(let {name}=0;{name}<{count};{name}++){text}"
    return body
