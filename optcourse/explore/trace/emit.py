"""How arrays of unknown numbers become JavaScript: entry by entry, or in one loop over a buffer."""

import numpy as np

from . import strides
from .calls import Call, spread, stored
from .fused import Fill, Operand, simplify
from .program import untraceable
from .tracer import SMALL, UNROLL, Buffer, Tracer, Unrolled, boolean, cells_of, whole


def elementwise(program, template, args, is_boolean=False):
    """Apply a template entry by entry, with NumPy's broadcasting."""
    shape = np.broadcast_shapes(*map(np.shape, args))
    long = any(isinstance(a, Buffer) for a in args)
    if not long and np.prod(shape, dtype=int) <= UNROLL:

        def apply(*atoms):
            text = simplify(template, atoms)
            if text not in atoms:
                return program.emit(text, atoms)
            truth = boolean(args[atoms.index(text)]) and not is_boolean  # 1.0 * (x > 0) is a number
            return program.emit(f"+{text}", atoms) if truth else text

        cells = np.frompyfunc(apply, len(args), 1)(*map(cells_of, args))
        return Unrolled(program, cells, is_boolean)
    return looped(program, shape, template, args, is_boolean)


def looped(program, shape, template, args, is_boolean=False):
    """A new buffer filled entry by entry."""
    operands = [operand(program, each, shape) for each in args]
    if None not in operands:
        return filled(program, shape, template, operands, is_boolean)
    call, size = Call(program), int(np.prod(shape, dtype=int))
    names, counts, entries, place = call.loops(args, shape)
    counts = ["o.length"] if len(counts) == 1 else counts  # so that any size may share the kernel
    body = strides.nested(names, counts, f"o[{place}]={simplify(template, entries)};")
    return whole(program, call.fill(size, body), shape, is_boolean)


def operand(program, x, shape):
    """An array broadcast to `shape` as an `Operand`; None where its entries lie unevenly."""
    if np.size(x) == 1 or _all_alike(x):
        return Operand(cells_of(np.ravel(x)[0])[()])
    x = spread(program, x, shape)
    walk = strides.walk(x.index)
    return walk and Operand(x.name, str(walk[0] or ""), walk[1])


def _all_alike(x):
    """Whether fixed numbers are all the same, to the bit."""
    return not isinstance(x, Tracer) and np.unique(np.asarray(x, float).view("<u8")).size == 1


def filled(program, shape, template, operands, is_boolean=False):
    """A new buffer of an expression of operands."""
    names = [name for each in operands for name in (each.name, each.offset)]
    key, size = (template, shape, is_boolean, *operands), int(np.prod(shape, dtype=int))

    def fill(out):
        return Fill(program, out, shape, template, operands, is_boolean)

    out = program.stored(size, key, fill, [name for name in names if name in program.home])
    return whole(program, out, shape, is_boolean)


def contiguous(program, x):
    """The name of a typed array that holds exactly the entries of `x`, in order."""
    x = stored(program, x)
    first, size = int(x.index.flat[0]) if x.size else 0, x.size
    if not np.array_equal(x.index.ravel(), np.arange(first, first + size)):
        return looped(program, x.shape, "{0}", [x], x.boolean).name
    if program.sizes.get(x.name, size) == size:
        return x.name
    part = program.emit(f"{x.name}.subarray({first},{first + size})", [x.name])
    program.parts[part] = x.name
    return part


def walked(program, x):
    """An array as (name, offset, steps of each axis), copied where its entries lie unevenly."""
    x = stored(program, x)
    walk = strides.walk(x.index)
    if walk is None:
        return contiguous(program, x), 0, strides.in_order(x.shape)
    return x.name, *walk


def uneven(x):
    """Whether an array is long and its entries do not lie evenly along its axes."""
    return isinstance(x, Buffer) and x.size > UNROLL and strides.walk(x.index) is None


def pick(program, x, k):
    """`x[k]` for a traced whole number `k` and the first axis of `x`; below 0 from the end."""
    if np.ndim(k) != 0 or boolean(k):
        raise untraceable("take with an array of traced positions")
    atom, name = cells_of(k)[()], contiguous(program, x)
    count, *rest = np.shape(x)
    width = int(np.prod(rest, dtype=int))
    start = program.emit(f"{width}*({atom}<0?{atom}+{count}:{atom})", [atom])
    if width <= SMALL:
        reads = [program.emit(f"{name}[{start}+{j}]", [name, start]) for j in range(width)]
        return Unrolled(program, np.array(reads, object).reshape(rest), boolean(x))
    row = Operand(name, start, strides.in_order(rest))
    return filled(program, tuple(rest), "{0}", [row], boolean(x))


def gather(program, table, places):
    """The rows of `table` at traced numbers `places`, as `optcourse.tables.rows` has them."""
    count, *rest = np.shape(table)
    names = [contiguous(program, x) for x in (table, places)]
    size = np.size(places) * int(np.prod(rest, dtype=int))
    out = program.filled("rows", size, [names[0], str(count), names[1]], names)
    return whole(program, out, (*np.shape(places), *rest))
