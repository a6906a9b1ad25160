"""Sums, extremes and their places over traced arrays."""

import functools

import numpy as np

from .emit import affine, contiguous, stored
from .program import untraceable
from .tracer import UNROLL, Unrolled, entries, positions

# name → (start value, statement that takes the next value v at position j, result)
LOOPS = {
    "sum": ("0", "a+=+v;"),
    "max": ("-Infinity", "a=Math.max(a,v);"),
    "min": ("Infinity", "a=Math.min(a,v);"),
    "any": ("false", "a=a||v!=0;"),
    "all": ("true", "a=a&&v!=0;"),
    "argmax": ("0", "if(j==0||v>m||(v!=v&&m==m)){m=+v;a=j}"),
    "argmin": ("0", "if(j==0||v<m||(v!=v&&m==m)){m=+v;a=j}"),
}
PAIRS = {"sum": np.add, "max": np.maximum, "min": np.minimum}
PAIRS |= {"any": np.logical_or, "all": np.logical_and}
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
    if np.prod(outer, dtype=int) > UNROLL:
        return _columns(kind, rows)
    cells = np.empty(outer, object)
    for i in np.ndindex(*outer):
        cells[i] = _accumulate(program, kind, rows[i])
    is_boolean = kind in ("any", "all") or (kind in ("max", "min") and rows.boolean)
    return Unrolled(program, cells, is_boolean)


def _columns(kind, rows):
    """Many short rows: combine their columns entry by entry."""
    if kind not in PAIRS:
        raise untraceable(f"{kind} along an axis of a long array")
    rows = rows * 1.0 if rows.boolean and kind == "sum" else rows
    columns = [rows[..., j] for j in range(rows.shape[-1])]
    return functools.reduce(PAIRS[kind], columns)


def _accumulate(program, kind, row):
    start, take = LOOPS[kind]
    row = stored(program, row) if kind.startswith("arg") else row
    if isinstance(row, Unrolled):
        return _unrolled(program, kind, row.cells.tolist(), row.boolean)
    position = affine(row.index, "j") or f"{program.constant(row.index)}[j]"
    block, name = program.home_of([row.name]), program.fresh("r")
    block.lines.append(
        f"let {name};{{let a={start},m=0;for(let j=0;j<{row.size};j++)"
        f"{{const v={row.name}[{position}];{take}}}{name}=a}}"
    )
    program.use(block, [row.name])
    program.home[name] = block
    return name


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
    block.lines.append(
        f"for(let j=0,s={starts[name]};j<{np.size(x)};j++)"
        f"{{const v=+{source}[j];{steps[name]}{out}[j]=s}}"
    )
    program.use(block, [source])
    program.home[out] = block
    return entries(program, out, positions(np.shape(x)))
