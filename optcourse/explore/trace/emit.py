"""How arrays of unknown numbers become JavaScript: entry by entry, or in one loop over a buffer."""

import numpy as np

from .program import untraceable
from .tracer import UNROLL, Buffer, Unrolled, boolean, cells_of, whole

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
    """A new buffer filled entry by entry in one loop."""
    size = int(np.prod(shape, dtype=int))
    out = program.allocate(size)

    def body(i):
        reads = [read(program, arg, shape, i) for arg in args]
        block = program.block
        block.lines.append(f"{out}[{i}]={simplify(template, [text for text, _ in reads])};")
        program.use(block, [name for _, name in reads])
        return [out]

    program.loop(size, body)
    return whole(program, out, shape, is_boolean)


def read(program, arg, shape, i):
    """JavaScript for entry `i` of `arg` broadcast to `shape`, and the name that it depends on."""
    if np.size(arg) == 1:
        atom = cells_of(np.reshape(arg, ()))[()]
        return atom, atom
    buffer = stored(program, arg)
    index = np.broadcast_to(buffer.index, shape).ravel()
    position = affine(index, i) or f"{program.constant(index)}[{i}]"
    return f"{buffer.name}[{position}]", buffer.name


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


def contiguous(program, x):
    """The name of a typed array that holds exactly the entries of `x`, in order."""
    x = stored(program, x)
    first, size = int(x.index.flat[0]) if x.size else 0, x.size
    if not np.array_equal(x.index.ravel(), np.arange(first, first + size)):
        return looped(program, x.shape, "{0}", [x], x.boolean).name
    if program.sizes.get(x.name, size) == size:
        return x.name
    return program.emit(f"{x.name}.subarray({first},{first + size})", [x.name])


def pick(program, x, k):
    """`x[k]` for a traced whole number `k` and the first axis of `x`; below 0 from the end."""
    if np.ndim(k) != 0 or boolean(k):
        raise untraceable("take with an array of traced positions")
    atom, name = cells_of(k)[()], contiguous(program, x)
    count, *rest = np.shape(x)
    width = int(np.prod(rest, dtype=int))
    start = program.emit(f"{width}*({atom}<0?{atom}+{count}:{atom})", [atom])
    if width <= UNROLL:
        reads = [program.emit(f"{name}[{start}+{j}]", [name, start]) for j in range(width)]
        return Unrolled(program, np.array(reads, object).reshape(rest), boolean(x))
    out = program.fill_buffer(width, f"{name}[{start}+j]", [name, start])
    return whole(program, out, tuple(rest), boolean(x))
