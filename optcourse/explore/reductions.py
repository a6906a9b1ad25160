"""Sums, extremes and their places over traced arrays."""

import functools

import numpy as np

from . import operations, trace

# name → (start value, statement that takes the next value v at position j, result)
LOOPS = {
    "sum": ("0", "a+=+v;"),
    "max": ("-Infinity", "a=Math.max(a,v);"),
    "min": ("Infinity", "a=Math.min(a,v);"),
    "any": ("false", "a=a||!!v;"),
    "all": ("true", "a=a&&!!v;"),
    "argmax": ("0", "if(j==0||v>m||(v!=v&&m==m)){m=+v;a=j}"),
    "argmin": ("0", "if(j==0||v<m||(v!=v&&m==m)){m=+v;a=j}"),
}
PAIRS = {"sum": np.add, "max": np.maximum, "min": np.minimum}
UFUNCS = {"add": "sum", "maximum": "max", "minimum": "min"}
UFUNCS |= {"logical_or": "any", "logical_and": "all"}


def reduce_ufunc(program, name, x, kwargs):
    """`np.add.reduce` and its kin."""
    if name not in UFUNCS:
        raise operations.untraceable(f"{name}.reduce")
    return reduce(program, UFUNCS[name], x, kwargs.get("axis", 0))


def reduce(program, kind, x, axis=None, keepdims=False):
    """Reduce over one axis, or over all."""
    shape = np.shape(x)
    rows = np.reshape(x, (1, -1)) if axis is None else np.moveaxis(x, axis, -1)
    if rows.shape[-1] == 0:
        raise ValueError(f"np.{kind} of an empty traced array")
    outer = rows.shape[:-1]
    if np.prod(outer, dtype=int) <= trace.UNROLL:
        cells = np.empty(outer, object)
        for i in np.ndindex(*outer):
            cells[i] = _accumulate(program, kind, rows[i])
        result = trace.Unrolled(program, cells, kind in ("any", "all"))
    else:
        result = _columns(kind, rows)
    if axis is None:
        return np.reshape(result, (1,) * len(shape) if keepdims else ())
    return np.expand_dims(result, axis) if keepdims else result


def _columns(kind, rows):
    """Many short rows: combine their columns entry by entry."""
    if kind not in PAIRS:
        raise operations.untraceable(f"{kind} along an axis of a long array")
    columns = [rows[..., j] for j in range(rows.shape[-1])]
    return functools.reduce(PAIRS[kind], [c * 1.0 if c.boolean else c for c in columns])


def _accumulate(program, kind, row):
    start, take = LOOPS[kind]
    row = operations.stored(program, row) if kind.startswith("arg") else row
    if isinstance(row, trace.Unrolled):
        return _unrolled(program, kind, row.cells.tolist(), row.boolean)
    position = operations.affine(row.index, "j") or f"{program.constant(row.index)}[j]"
    block, name = program.place([row.name]), program.fresh("r")
    block.lines.append(
        f"let {name};{{let a={start},m=0;for(let j=0;j<{row.size};j++)"
        f"{{const v={row.name}[{position}];{take}}}{name}=a}}"
    )
    program.use(block, [row.name])
    program.home[name] = block
    return name


def _unrolled(program, kind, atoms, is_boolean):
    if len(atoms) == 1:
        return atoms[0]
    joined = {"max": f"Math.max({','.join(atoms)})", "min": f"Math.min({','.join(atoms)})"}
    joined |= {"any": "||".join(atoms), "all": "&&".join(atoms)}
    if kind in joined:
        return program.emit(joined[kind], atoms)
    signed = [("+" if is_boolean else "") + a for a in atoms if a != "0"] or ["0"]
    return program.emit("+".join(f" {a}" if is_boolean else a for a in signed), atoms)


def accumulate(program, name, x, axis=0):
    """Running sums and extremes along the first axis of a one-dimensional array."""
    steps = {"add": "s+=v;", "maximum": "s=Math.max(s,v);", "minimum": "s=Math.min(s,v);"}
    starts = {"add": "0", "maximum": "-Infinity", "minimum": "Infinity"}
    if name not in steps or np.ndim(x) != 1:
        raise operations.untraceable(f"{name}.accumulate")
    source = operations.contiguous(program, x)
    out = program.allocate(np.size(x))
    block = program.place([source])
    block.lines.append(
        f"for(let j=0,s={starts[name]};j<{np.size(x)};j++)"
        f"{{const v=+{source}[j];{steps[name]}{out}[j]=s}}"
    )
    program.use(block, [source])
    program.home[out] = block
    return trace.whole(program, out, np.shape(x)).rearranged(lambda index: index)
