"""Loops over arrays in WebAssembly, two entries at a time: the same bits as their JavaScript.

Each entry goes through the same operations in the same order; IEEE 754 rounds them in one way only.
"""

import math

from .binary import ADD, BR_IF, END, LOOP, get, i32, pair, put, simd, step
from .nests import WIDE, Nest, Source

ONE, ZERO = pair(1.0), pair(0.0)
ABS, MASK, NOT, EITHER = simd(0xEC), simd(0x4E), simd(0x4D), simd(0x52)
EQUAL, NOT_EQUAL, BELOW, ABOVE, AT_MOST, AT_LEAST = (simd(k) for k in range(0x47, 0x4D))


def _one(opcode):
    return lambda a: a + simd(opcode)


def _two(opcode):
    return lambda a, b: a + b + simd(opcode)


def _test(comparison):
    return lambda a, b: a + b + comparison + ONE + MASK


def _true(a):
    return a + ABS + ZERO + ABOVE  # NaN is not


OPERATIONS = {
    "{0}": lambda a: a, "-{0}": _one(0xED), "Math.abs({0})": _one(0xEC),
    "Math.sqrt({0})": _one(0xEF), "Math.floor({0})": _one(0x75), "Math.ceil({0})": _one(0x74),
    "Math.trunc({0})": _one(0x7A),
    "{0}*{0}": lambda a: a + a + simd(0xF2), "1/{0}": lambda a: ONE + a + simd(0xF3),
    "{0}+{1}": _two(0xF0), "{0}-{1}": _two(0xF1), "{0}*{1}": _two(0xF2), "{0}/{1}": _two(0xF3),
    "Math.min({0},{1})": _two(0xF4), "Math.max({0},{1})": _two(0xF5),
    "{0}==0": lambda a: a + ZERO + EQUAL + ONE + MASK,
    "{0}!={0}": lambda a: a + a + NOT_EQUAL + ONE + MASK,
    "{0}!={1}": _test(NOT_EQUAL), "{0}=={1}": _test(EQUAL),
    "{0}<{1}": _test(BELOW), "{0}>{1}": _test(ABOVE),
    "{0}<={1}": _test(AT_MOST), "{0}>={1}": _test(AT_LEAST),
    "!{0}": lambda a: _true(a) + NOT + ONE + MASK,
    "{0}?{1}:{2}": lambda a, b, c: b + c + _true(a) + EITHER,
    "{0}!=0?{1}:{2}": lambda a, b, c: b + c + a + ZERO + NOT_EQUAL + EITHER,
}  # fmt: skip


def fused(members, stored, sources, axes, place):
    """The `Function` of `members` in one loop nest, or None if one of them has no instruction.

    `sources`: operand → its `Source`, or the text of a number, or None if a member makes it; `axes`
    are the counts, `place` the steps of what is `stored`. Parameters are the places of what is
    stored, those that the sources name, and the count if there is but one axis.
    """
    if any(member.template not in OPERATIONS for member in members):
        return None
    kinds = "".join(each.kinds for each in sources.values() if isinstance(each, Source))
    nest = Nest("i" * len(stored) + kinds, axes)
    values = {each: nest.number(source) for each, source in sources.items()}
    outs = [nest.walk(Source(k, "i", place)) for k in range(len(stored))]
    reads = {each: nest.walk(source) for each, source in sources.items() if _walks(source)}
    made = {member.out: nest.function.local("v") for member in members}

    def entry(single):
        code = b"".join(read.take(single) for read in reads.values() if read.step)
        for member in members:
            atoms = [_atom(each, reads, values, made) for each in member.operands]
            code += _value(member.template, atoms) + put(made[member.out])
        give = zip(stored, outs, strict=True)
        return code + b"".join(out.give(get(made[name]), single) for name, out in give)

    return nest.closed([*outs, *reads.values()], entry)


FOLDS = {"sum": (0.0, 0xF0), "max": (-math.inf, 0xF5), "min": (math.inf, 0xF4)}


def folded(kind, source, axes, place, count, inner):
    """The `Function` that sums, or finds extremes of, `count` entries that lie `inner` apart.

    It does so for each place of `axes`, from the entry of `source` there, in order; None if it has
    no instruction. Parameters are the place of what is stored, and the source's.
    """
    if kind not in FOLDS:
        return None
    nest = Nest("i" + source.kinds, axes, counted=False)
    out, read = nest.walk(Source(0, "i", place)), nest.walk(source)
    left, at = nest.function.local("i"), nest.function.local("i")
    sums = [nest.function.local("v") for _ in range(WIDE // 2)]
    start, opcode = FOLDS[kind]

    def entry(single, wide=False):
        used = sums if wide else sums[:1]
        code = b"".join(pair(start) + put(each) for each in used)
        code += read.where() + put(at) + i32(count) + put(left) + LOOP
        for k, each in enumerate(used):
            place = get(at) + (i32(16 * k) + ADD if k else b"")
            code += get(each) + read.pair(place, single) + simd(opcode) + put(each)
        code += step(at, 8 * inner) + step(left, -1) + get(left) + BR_IF + END
        for k, each in enumerate(used):
            code += out.give(get(each), single, 16 * k)
        return code

    return nest.closed([out, read], entry, wide=read.step == out.step == 1)


def _walks(source):
    return isinstance(source, Source) and source.steps is not None


def _atom(operand, reads, values, made):
    """The code that puts an operand's entry on the stack."""
    if operand in reads:
        return get(reads[operand].value)
    return get(made[operand.name]) if operand.name in made else values[operand]


def _value(template, atoms):
    """The code of an expression; what changes no bit is left out."""
    if template in ("{0}*{1}", "{0}/{1}") and atoms[1] == ONE:
        return atoms[0]
    if template == "{0}*{1}" and atoms[0] == ONE:
        return atoms[1]
    return OPERATIONS[template](*atoms)
