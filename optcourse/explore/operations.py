"""NumPy's operations on tracers, as JavaScript; what is not here is named in an error."""

import numpy as np

from . import linear, reductions, trace

UNARY = {
    "negative": "-{0}", "positive": "{0}", "absolute": "Math.abs({0})", "fabs": "Math.abs({0})",
    "sqrt": "Math.sqrt({0})", "square": "{0}*{0}", "cbrt": "Math.cbrt({0})",
    "reciprocal": "1/{0}", "exp": "Math.exp({0})", "exp2": "Math.pow(2,{0})",
    "expm1": "Math.expm1({0})", "log": "Math.log({0})", "log2": "Math.log2({0})",
    "log10": "Math.log10({0})", "log1p": "Math.log1p({0})", "sin": "Math.sin({0})",
    "cos": "Math.cos({0})", "tan": "Math.tan({0})", "arcsin": "Math.asin({0})",
    "arccos": "Math.acos({0})", "arctan": "Math.atan({0})", "sinh": "Math.sinh({0})",
    "cosh": "Math.cosh({0})", "tanh": "Math.tanh({0})", "sign": "Math.sign({0})",
    "floor": "Math.floor({0})", "ceil": "Math.ceil({0})", "trunc": "Math.trunc({0})",
    "radians": "{0}*(Math.PI/180)", "deg2rad": "{0}*(Math.PI/180)",
    "degrees": "{0}*(180/Math.PI)", "rad2deg": "{0}*(180/Math.PI)",
}  # fmt: skip
BINARY = {
    "add": "{0}+{1}", "subtract": "{0}-{1}", "multiply": "{0}*{1}", "divide": "{0}/{1}",
    "power": "W({0},{1})", "float_power": "W({0},{1})", "fmod": "{0}%{1}",
    "minimum": "Math.min({0},{1})", "maximum": "Math.max({0},{1})",
    "hypot": "Math.hypot({0},{1})", "arctan2": "Math.atan2({0},{1})",
    "floor_divide": "Q({0},{1})", "remainder": "R({0},{1})", "logaddexp": "A({0},{1})",
}  # fmt: skip
LOGICAL = {
    "greater": "{0}>{1}", "less": "{0}<{1}", "greater_equal": "{0}>={1}",
    "less_equal": "{0}<={1}", "equal": "{0}=={1}", "not_equal": "{0}!={1}",
    "isfinite": "Math.abs({0})<Infinity", "isnan": "{0}!={0}", "isinf": "Math.abs({0})==Infinity",
    "logical_not": "{0}==0", "logical_and": "{0}!=0&&{1}!=0", "logical_or": "{0}!=0||{1}!=0",
    "invert": "!{0}", "bitwise_and": "{0}&&{1}", "bitwise_or": "{0}||{1}",
}  # fmt: skip
TEMPLATES = UNARY | BINARY | LOGICAL
NEUTRAL = {"{0}-{1}": "0", "{0}*{1}": "1", "{0}/{1}": "1"}
NEEDS_BOOLEANS = ("invert", "bitwise_and", "bitwise_or")
OF_BOOLEANS = {"add": "bitwise_or", "multiply": "bitwise_and", "divide": "divide"}
OF_BOOLEANS |= {"maximum": "bitwise_or", "minimum": "bitwise_and"}


def untraceable(name):
    return TypeError(f"np.{name} cannot be traced into an explorer; bank the explorer instead")


def boolean(x):
    return x.boolean if isinstance(x, trace.Tracer) else np.asarray(x).dtype == bool


def ufunc(program, function, method, args, kwargs):
    """One NumPy universal function of tracers."""
    name = function.__name__
    kwargs = {k: v for k, v in kwargs.items() if v is not None}
    if "out" in kwargs:
        raise TypeError(
            f"np.{name} with out changes an array in place; a traced array is made anew: x = x + y"
        )
    if method in ("reduce", "accumulate"):
        return getattr(reductions, f"ufunc_{method}")(program, name, *args, **kwargs)
    if method != "__call__" or kwargs:
        raise untraceable(f"{name} with {method if method != '__call__' else sorted(kwargs)}")
    if name == "matmul":
        return linear.matmul(*args)
    if name not in TEMPLATES:
        raise untraceable(name)
    name = _for_booleans(name) if all(map(boolean, args)) else name
    if name in NEEDS_BOOLEANS and not all(map(boolean, args)):
        raise TypeError(f"np.{name} of traced values takes booleans, got numbers")
    if name == "power" and not isinstance(args[1], trace.Tracer) and np.ndim(args[1]) == 0:
        args, name = ((args[0],), "square") if args[1] == 2 else (args, name)
    return elementwise(program, TEMPLATES[name], args, name in LOGICAL)


def _for_booleans(name):
    """What NumPy does on arrays of booleans alone: `+` is "or", `*` is "and"."""
    if name in LOGICAL:
        return name
    if name not in OF_BOOLEANS:
        raise TypeError(f"np.{name} of booleans alone; multiply them by 1.0 first")
    return OF_BOOLEANS[name]


def elementwise(program, template, args, is_boolean=False):
    """Apply a template entry by entry, with NumPy's broadcasting."""
    shape = np.broadcast_shapes(*map(np.shape, args))
    long = any(isinstance(a, trace.Buffer) for a in args)
    if not long and np.prod(shape, dtype=int) <= trace.UNROLL:

        def apply(*atoms):
            text = simplify(template, atoms)
            return text if text in atoms else program.emit(text, atoms)

        cells = np.frompyfunc(apply, len(args), 1)(*map(trace.cells_of, args))
        return trace.Unrolled(program, cells, is_boolean)
    return fill(program, shape, template, args, is_boolean)


def simplify(template, atoms):
    """The expression, without `- 0`, `* 1` and `/ 1`. (`-0 + 0` is 0, so sums are kept.)"""
    neutral = NEUTRAL.get(template)
    if neutral is not None and atoms[1] == neutral:
        return atoms[0]
    if template == "{0}*{1}" and atoms[0] == "1":
        return atoms[1]
    return template.format(*atoms)


def fill(program, shape, template, args, is_boolean=False):
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
    return trace.whole(program, out, shape, is_boolean)


def read(program, arg, shape, i):
    """JavaScript for entry `i` of `arg` broadcast to `shape`, and the name that it depends on."""
    if np.size(arg) == 1:
        atom = trace.cells_of(np.reshape(arg, ()))[()]
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
    if isinstance(x, trace.Buffer):
        return x
    if isinstance(x, trace.Unrolled):
        atoms = x.cells.ravel().tolist()
        name = program.emit("[" + ",".join("+" * x.boolean + a for a in atoms) + "]", atoms)
    else:
        name = program.constant(x)
    return trace.whole(program, name, np.shape(x), boolean(x))


def contiguous(program, x):
    """The name of a typed array that holds exactly the entries of `x`, in order."""
    x = stored(program, x)
    first, size = int(x.index.flat[0]) if x.size else 0, x.size
    if not np.array_equal(x.index.ravel(), np.arange(first, first + size)):
        return fill(program, x.shape, "{0}", [x], x.boolean).name
    if program.sizes.get(x.name, size) == size:
        return x.name
    return program.emit(f"{x.name}.subarray({first},{first + size})", [x.name])


def pick(program, x, k):
    """`x[k]` for a traced whole number `k` and the first axis of `x`; below 0 from the end."""
    if np.ndim(k) != 0 or boolean(k):
        raise untraceable("take with an array of traced positions")
    atom, name = trace.cells_of(k)[()], contiguous(program, x)
    count, *rest = np.shape(x)
    width = int(np.prod(rest, dtype=int))
    start = program.emit(f"{width}*({atom}<0?{atom}+{count}:{atom})", [atom])
    if width <= trace.UNROLL:
        reads = [program.emit(f"{name}[{start}+{j}]", [name, start]) for j in range(width)]
        return trace.Unrolled(program, np.array(reads, object).reshape(rest), boolean(x))
    out = program.fill_buffer(width, f"{name}[{start}+j]", [name, start])
    return trace.whole(program, out, tuple(rest), boolean(x))


def function(program, f, args, kwargs):
    """One NumPy function (not a universal function) of tracers."""
    from . import functions

    if f not in functions.FUNCTIONS:
        raise untraceable(getattr(f, "__name__", str(f)))
    with np.errstate(all="ignore"):
        return functions.call(program, f, args, kwargs)
