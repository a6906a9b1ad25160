"""How arrays of unknown numbers become JavaScript: entry by entry, or in one loop over a buffer."""

import numpy as np

from . import strides
from .calls import Call, stored
from .program import untraceable
from .tracer import SMALL, UNROLL, Buffer, Unrolled, boolean, cells_of, whole

NEUTRAL = {"{0}-{1}": "0", "{0}*{1}": "1", "{0}/{1}": "1"}


def elementwise(program, template, args, is_boolean=False):
    """Apply a template entry by entry, with NumPy's broadcasting."""
    shape = np.broadcast_shapes(*map(np.shape, args))
    long = any(isinstance(a, Buffer) for a in args)
    if not long and np.prod(shape, dtype=int) <= UNROLL:

        def apply(*atoms):
            text = simplify(template, atoms)
            return text if text in atoms else program.emit(text, atoms)

        cells = np.frompyfunc(apply, len(args), 1)(*map(cells_of, args))
        return Unrolled(program, cells, is_boolean)
    return looped(program, shape, template, args, is_boolean)


def simplify(template, atoms):
    """The expression, without `- 0`, `* 1` and `/ 1`. (`-0 + 0` is 0, so sums are kept.)"""
    neutral = NEUTRAL.get(template)
    if neutral is not None and atoms[1] == neutral:
        return atoms[0]
    if template == "{0}*{1}" and atoms[0] == "1":
        return atoms[1]
    return template.format(*atoms)


def looped(program, shape, template, args, is_boolean=False):
    """A new buffer filled entry by entry by a kernel."""
    call, size = Call(program), int(np.prod(shape, dtype=int))
    names, counts, entries, place = call.loops(args, shape)
    counts = ["o.length"] if len(counts) == 1 else counts  # so that any size may share the kernel
    body = strides.nested(names, counts, f"o[{place}]={simplify(template, entries)};")
    return whole(program, call.fill(size, body), shape, is_boolean)


def contiguous(program, x):
    """The name of a typed array that holds exactly the entries of `x`, in order."""
    x = stored(program, x)
    first, size = int(x.index.flat[0]) if x.size else 0, x.size
    if not np.array_equal(x.index.ravel(), np.arange(first, first + size)):
        return looped(program, x.shape, "{0}", [x], x.boolean).name
    if program.sizes.get(x.name, size) == size:
        return x.name
    return program.emit(f"{x.name}.subarray({first},{first + size})", [x.name])


def walked(program, x):
    """An array as (name, offset, steps of each axis), copied where its entries lie unevenly."""
    x = stored(program, x)
    walk = strides.walk(x.index)
    if walk is None:
        return contiguous(program, x), 0, strides.in_order(x.shape)
    return x.name, *walk


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
    call = Call(program)
    row, first = call.hand(name, name), call.hand(start, start)
    out = call.fill(width, f"for(let j=0;j<{width};j++)o[j]={row}[{first}+j];")
    return whole(program, out, tuple(rest), boolean(x))


def gather(program, table, places):
    """The rows of `table` at traced numbers `places`, as `optcourse.tables.rows` has them."""
    count, *rest = np.shape(table)
    names = [contiguous(program, x) for x in (table, places)]
    size = np.size(places) * int(np.prod(rest, dtype=int))
    out = program.filled("rows", size, [names[0], str(count), names[1]], names)
    return whole(program, out, (*np.shape(places), *rest))
