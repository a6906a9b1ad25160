"""Sums, extremes and their places over traced arrays."""

import numpy as np

from . import lanes, strides
from .calls import LOOPS, Call, stored
from .emit import contiguous, walked
from .nests import Source
from .program import untraceable
from .tracer import SMALL, UNROLL, Buffer, Unrolled, cells_of, entries, positions, whole

# name → (start value, statement that takes the next value v at position j, result)
KINDS = {
    "sum": ("0", "a+=+v;"),
    "max": ("-Infinity", "a=Math.max(a,v);"),
    "min": ("Infinity", "a=Math.min(a,v);"),
    "any": ("false", "a=a||v!=0;"),
    "all": ("true", "a=a&&v!=0;"),
    "argmax": ("0", "if(i==0||v>b||(v!=v&&b==b)){b=+v;a=i}"),
    "argmin": ("0", "if(i==0||v<b||(v!=v&&b==b)){b=+v;a=i}"),
}
EMPTY = {"sum": 0.0, "any": False, "all": True}
UFUNCS = {"add": "sum", "maximum": "max", "minimum": "min"}
UFUNCS |= {"logical_or": "any", "logical_and": "all"}


def ufunc_reduce(program, name, x, axis=0, keepdims=False, **options):
    """`np.add.reduce` and its kin."""
    if name not in UFUNCS or options:
        raise untraceable(f"{name}.reduce" + f" with {sorted(options)}" * bool(options))
    return reduce(program, UFUNCS[name], x, axis, keepdims)


def reduce(program, kind, x, axis=None, keepdims=False):
    """Reduce over one axis, several, or all."""
    shape = np.shape(x)
    axes = axes_of(axis, len(shape))
    kept = [k for k in range(len(shape)) if k not in axes]
    outer, count = [shape[k] for k in kept], int(np.prod([shape[k] for k in axes], dtype=int))
    rows = np.reshape(np.transpose(x, (*kept, *axes)), (*outer, count))
    result = _reduce_rows(program, kind, rows)
    if keepdims:
        return np.reshape(result, [1 if k in axes else n for k, n in enumerate(shape)])
    return result


def axes_of(axis, ndim):
    """The axes that `axis` (None, a number or a tuple) names, each at least 0."""
    if axis is None:
        return list(range(ndim))
    return [range(ndim)[k] for k in (axis if isinstance(axis, tuple) else (axis,))]


def _reduce_rows(program, kind, rows):
    """Reduce over the last axis."""
    outer = rows.shape[:-1]
    if rows.shape[-1] == 0:
        if kind not in EMPTY:
            raise ValueError(f"np.{kind} of an empty traced array")
        return np.full(outer, EMPTY[kind])
    if (many := int(np.prod(outer, dtype=int))) > (SMALL if isinstance(rows, Buffer) else UNROLL):
        return _long(program, kind, rows, many)
    cells = np.empty(outer, object)
    for i in np.ndindex(*outer):
        cells[i] = _accumulate(program, kind, rows[i])
    return Unrolled(program, cells, _stays_boolean(kind, rows))


def _long(program, kind, rows, many):
    """Many rows: one kernel with loops over them."""
    *outer, count = rows.shape
    (name, offset, steps), call = walked(program, rows), Call(program)
    axes = strides.merged(outer, [strides.in_order(outer), steps[:-1]])
    names, ways = LOOPS[1 : len(axes) + 1], list(zip(*(steps for _, steps in axes), strict=True))
    base, offset = call.buffer(name, offset)
    start, take = KINDS[kind]
    first, place = strides.place(names, ways[1], offset), strides.place(names, ways[0])
    body = (
        f"{{let a={start},b=0,q={first};for(let i=0;i<{count};i++,q+={steps[-1]})"
        f"{{const v={base}[q];{take}}}o[{place}]=a}}"
    )
    counts, quick = [n for n, _ in axes], None
    if program.held(name):
        source = Source(1, call.kinds, ways[1])
        quick = lanes.folded(kind, source, counts, ways[0], count, steps[-1])
    out = call.fill(many, strides.nested(names, counts, body), quick)
    return whole(program, out, tuple(outer), _stays_boolean(kind, rows))


def _stays_boolean(kind, rows):
    return kind in ("any", "all") or (kind in ("max", "min") and rows.boolean)


def _accumulate(program, kind, row):
    """The name of the number that a row becomes."""
    if kind.startswith("arg"):
        if row.size == 1:
            return "0"
        row = stored(program, row)
    if isinstance(row, Unrolled) or row.size == 1:
        return _unrolled(program, kind, cells_of(row).tolist(), row.boolean)
    start, take = KINDS[kind]
    call = Call(program)
    names, counts, (entry,), _ = call.loops([row], row.shape)
    body = strides.nested(names, counts, f"{{const v={entry};{take}}}")
    return call.value(f"let a={start},b=0;{body}return a")


def _unrolled(program, kind, atoms, is_boolean):
    if kind in ("any", "all"):
        tests = [atom if is_boolean else f"{atom}!=0" for atom in atoms]
        return program.emit({"any": "||", "all": "&&"}[kind].join(tests), atoms)
    if kind in ("max", "min"):
        return program.emit(f"Math.{kind}({','.join(atoms)})", atoms)
    if is_boolean:
        return program.emit(" + ".join(f"+{a}" for a in atoms), atoms)
    return program.emit("+".join(atoms), atoms) if len(atoms) > 1 else atoms[0]


def ufunc_accumulate(program, name, x, axis=0, **options):
    """Running sums and extremes along a one-dimensional array."""
    if options or axis not in (0, -1):
        raise untraceable(f"{name}.accumulate with {sorted(options) or 'this axis'}")
    steps = {"add": "s+=v;", "maximum": "s=Math.max(s,v);", "minimum": "s=Math.min(s,v);"}
    starts = {"add": "0", "maximum": "-Infinity", "minimum": "Infinity"}
    if name not in steps or np.ndim(x) != 1:
        raise untraceable(f"{name}.accumulate of shape {np.shape(x)}")
    source = contiguous(program, x)
    out = program.allocate(np.size(x))
    block = program.home_of([source])
    loop = f"for(let j=0,s={starts[name]};j<{np.size(x)};j++)"
    text = f"{loop}{{const v=+{source}[j];{steps[name]}{out}[j]=s}}"
    block.lines.append(program.line(text, [out]))
    program.use(block, [source])
    program.home[out] = block
    return entries(program, out, positions(np.shape(x)))
