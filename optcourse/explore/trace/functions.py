"""NumPy functions that an explorer's program may call, beyond the universal functions."""

import functools
import inspect

import numpy as np

from . import linear, reductions
from .emit import contiguous, elementwise, looped, pick, uneven
from .program import untraceable
from .tracer import UNROLL, Buffer, Tracer, Unrolled, boolean, cells_of


def call(program, f, args, kwargs):
    """`f(*args, **kwargs)` of tracers; an option that the tracer lacks is named in an error."""
    if f in MOVES:
        return _moved(program, f, *args, **kwargs)
    if f not in FUNCTIONS:
        raise untraceable(getattr(f, "__name__", str(f)))
    implementation, signature = FUNCTIONS[f], _signature(f)
    given = signature.bind(*args, **kwargs).arguments if signature else kwargs
    lacking = set(given) - set(_signature(implementation).parameters)
    if lacking:
        raise untraceable(f"{f.__name__} with {', '.join(sorted(lacking))}")
    return implementation(program, *(() if signature else args), **given)


@functools.cache
def _signature(f):
    """The signature of a function; older NumPy does not tell those written in C."""
    try:
        return inspect.signature(f)
    except ValueError:
        return None


def _where(program, condition, x=None, y=None):
    if x is None or y is None:
        raise untraceable("where without both values")
    is_boolean = boolean(x) and boolean(y)
    template = "{0}?{1}:{2}" if boolean(condition) else "{0}!=0?{1}:{2}"
    return elementwise(program, template, (condition, x, y), is_boolean)


def _clip(_, a, a_min=None, a_max=None, min=None, max=None):
    low, high = a_min if min is None else min, a_max if max is None else max
    a = a if low is None else np.maximum(a, low)
    return a if high is None else np.minimum(a, high)


def _mean(_, a, axis=None, keepdims=False):
    count = np.prod([np.shape(a)[k] for k in reductions.axes_of(axis, np.ndim(a))])
    return np.sum(a, axis=axis, keepdims=keepdims) / count


def _reduction(kind):
    def reduction(program, a, axis=None, keepdims=False):
        return reductions.reduce(program, kind, a, axis, keepdims)

    return reduction


def _place(kind):
    """`argmax`, `argmin`: over one axis, or over all entries in order."""

    def place(program, a, axis=None, keepdims=False):
        if axis is None or np.ndim(axis) == 0:
            return reductions.reduce(program, kind, a, axis, keepdims)
        raise untraceable(f"{kind} with several axes")

    return place


def _moved(program, f, x, *args, **kwargs):
    """A function of MOVES: NumPy applies it to the names or positions of the entries."""
    if args and f in (np.atleast_1d, np.atleast_2d):
        raise untraceable(f"{f.__name__} of several arrays")
    if not isinstance(x, Tracer) or any(isinstance(a, Tracer) for a in args):
        raise untraceable(f"{f.__name__} with a traced option")
    moved = x.rearranged(lambda entries: f(entries, *args, **kwargs))
    if f in (np.reshape, np.ravel) and uneven(moved) and not uneven(x):
        copied = looped(program, x.shape, "{0}", [x], x.boolean)  # in order: then it is even
        return copied.rearranged(lambda entries: f(entries, *args, **kwargs))
    return moved


def _join(f):
    """`stack`, `concatenate`: entries of several arrays side by side."""

    def join(program, arrays=(), axis=0, tup=()):
        arrays = [*arrays, *tup]  # NumPy has either name
        args, kwargs = (), {"axis": axis} if f in (np.stack, np.concatenate) else {}
        is_boolean = all(map(boolean, arrays))
        if not any(isinstance(a, Buffer) for a in arrays):
            cells = f([cells_of(a) for a in arrays], *args, **kwargs)
            if cells.size <= UNROLL:
                return Unrolled(program, cells, is_boolean)
        return _join_long(program, f, arrays, args, kwargs, is_boolean)

    return join


def _join_long(program, f, arrays, args, kwargs, is_boolean):
    shapes = [np.shape(a) for a in arrays]
    sizes = [int(np.prod(shape, dtype=int)) for shape in shapes]
    starts, total = [0, *np.cumsum(sizes).tolist()], sum(sizes)
    places = [
        s + np.arange(n).reshape(shape) for s, n, shape in zip(starts, sizes, shapes, strict=False)
    ]
    out = program.allocate(total)
    names = [contiguous(program, a) for a in arrays]
    block = program.home_of(names)
    for name, start in zip(names, starts[:-1], strict=True):
        block.lines.append(program.line(f"{out}.set({name},{start});", [out]))
    program.use(block, names)
    program.home[out] = block
    index = f(places, *args, **kwargs)
    assert index.size == total
    return Buffer(program, out, index, is_boolean)


def _linspace(_, start, stop, num=50, endpoint=True):
    if np.ndim(start) or np.ndim(stop):
        raise untraceable("linspace between arrays")
    count = num - 1 if endpoint else num
    line = np.arange(num) * ((stop - start) / max(count, 1)) + start
    return np.where(np.arange(num) == num - 1, stop, line) if endpoint and num > 1 else line


def _diff(_, a, n=1, axis=-1):
    if n != 1 or np.ndim(a) != 1 or axis not in (0, -1):
        raise untraceable("diff beyond first differences of a vector")
    return a[1:] - a[:-1]


def _outer(_, a, b):
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


def _full(value):
    return lambda _, a: np.full(np.shape(a), value, bool if boolean(a) else float)


def _cumsum(program, a, axis=None):
    if axis is None and np.ndim(a) != 1:
        a = np.reshape(a, (-1,))
    return reductions.ufunc_accumulate(program, "add", a, 0 if axis is None else axis)


def _diag(_, v, k=0):
    """The diagonal of a matrix, or the matrix with the diagonal `v`."""
    if np.ndim(v) == 2:
        return np.diagonal(v, k)
    if k or np.ndim(v) != 1:
        raise untraceable(f"diag of shape {np.shape(v)} with k={k}")
    return np.where(np.eye(len(v), dtype=bool), np.reshape(v, (-1, 1)), 0.0)


def _take(program, a, indices, axis=None):
    a = np.reshape(a, (-1,)) if axis is None else a
    if not isinstance(indices, Tracer):
        return a.rearranged(lambda entries: np.take(entries, indices, axis or 0))
    return pick(program, np.moveaxis(a, axis or 0, 0), indices)


def _size(_, a, axis=None):
    return np.prod([a.shape[k] for k in reductions.axes_of(axis, a.ndim)], dtype=int)


FUNCTIONS = {
    np.where: _where, np.clip: _clip, np.mean: _mean, np.diff: _diff, np.outer: _outer,
    np.linspace: _linspace, np.cumsum: _cumsum, np.zeros_like: _full(0), np.ones_like: _full(1),
    np.shape: lambda _, a: a.shape, np.ndim: lambda _, a: a.ndim, np.size: _size, np.diag: _diag,
    np.dot: linear.dot, np.vdot: linear.vdot, np.inner: linear.inner, np.take: _take,
    np.linalg.norm: linear.norm, np.linalg.det: linear.det, np.linalg.inv: linear.inv,
    np.linalg.solve: linear.solve, np.linalg.eigvalsh: linear.eigvalsh, np.stack: _join(np.stack),
    np.concatenate: _join(np.concatenate), np.column_stack: _join(np.column_stack),
    np.hstack: _join(np.hstack), np.vstack: _join(np.vstack),
}  # fmt: skip
FUNCTIONS |= {getattr(np, kind): _reduction(kind) for kind in ("sum", "max", "min", "any", "all")}
FUNCTIONS |= {np.argmax: _place("argmax"), np.argmin: _place("argmin")}
MOVES = {  # these only move entries, or repeat them
    np.reshape, np.ravel, np.transpose, np.moveaxis, np.swapaxes, np.expand_dims, np.squeeze,
    np.broadcast_to, np.flip, np.roll, np.repeat, np.tile, np.diagonal, np.atleast_1d,
    np.atleast_2d,
}  # fmt: skip
