"""NumPy functions that an explorer's program may call, beyond the universal functions."""

import numpy as np

from . import linear, operations, reductions, trace


def _where(program, condition, a, b):
    is_boolean = operations.boolean(a) and operations.boolean(b)
    return operations.elementwise(program, "{0}?{1}:{2}", (condition, a, b), is_boolean)


def _clip(_, x, low, high):
    return np.minimum(np.maximum(x, low), high)


def _mean(_, x, axis=None):
    count = np.size(x) if axis is None else np.shape(x)[axis]
    return np.sum(x, axis=axis) / count


def _reduction(kind):
    def call(program, x, axis=None, keepdims=False):
        return reductions.reduce(program, kind, x, axis, keepdims)

    return call


def _rearrange(f):
    """A function that only moves entries: NumPy applies it to names or positions."""

    def call(program, x, *args, **kwargs):
        if not isinstance(x, trace.Tracer):
            raise operations.untraceable(f"{f.__name__} with a traced option")
        return x.rearranged(lambda entries: f(entries, *args, **kwargs))

    return call


def _join(f):
    """`stack`, `concatenate`: entries of several arrays side by side."""

    def call(program, arrays, *args, **kwargs):
        arrays = list(arrays)
        is_boolean = all(map(operations.boolean, arrays))
        if not any(isinstance(a, trace.Buffer) for a in arrays):
            cells = f([trace.cells_of(a) for a in arrays], *args, **kwargs)
            if cells.size <= trace.UNROLL:
                return trace.Unrolled(program, cells, is_boolean)
        return _join_long(program, f, arrays, args, kwargs, is_boolean)

    return call


def _join_long(program, f, arrays, args, kwargs, is_boolean):
    shapes = [np.shape(a) for a in arrays]
    ends = np.cumsum([np.prod(s, dtype=int) for s in shapes])
    marks = [np.arange(e - np.prod(s, dtype=int), e).reshape(s) for e, s in zip(ends, shapes, strict=True)]
    out, total = program.allocate(int(ends[-1])), int(ends[-1])
    names = [operations.contiguous(program, a) for a in arrays]
    block = program.place(names)
    starts = [0, *map(int, ends[:-1])]
    for name, start in zip(names, starts, strict=True):
        block.lines.append(f"{out}.set({name},{start});")
    program.use(block, names)
    program.home[out] = block
    index = f(marks, *args, **kwargs)
    assert index.size == total
    return trace.Buffer(program, out, index, is_boolean)


def _linspace(_, start, stop, num=50):
    return start + (stop - start) * np.linspace(0.0, 1.0, num)


def _diff(_, x, n=1, axis=-1):
    if n != 1 or np.ndim(x) != 1:
        raise operations.untraceable("diff beyond first differences of a vector")
    return x[1:] - x[:-1]


def _outer(_, a, b):
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


def _full(value):
    return lambda _, x: np.full(np.shape(x), value)


def _cumsum(program, x, axis=None):
    return reductions.accumulate(program, "add", x)


FUNCTIONS = {
    np.where: _where, np.clip: _clip, np.mean: _mean, np.diff: _diff, np.outer: _outer,
    np.linspace: _linspace, np.cumsum: _cumsum, np.zeros_like: _full(0.0),
    np.ones_like: _full(1.0), np.shape: lambda _, x: x.shape, np.ndim: lambda _, x: x.ndim,
    np.size: lambda _, x, axis=None: x.size if axis is None else x.shape[axis],
    np.dot: linear.dot, np.vdot: linear.dot, np.inner: linear.dot, np.linalg.norm: linear.norm,
    np.linalg.det: linear.det, np.linalg.inv: linear.inv, np.linalg.solve: linear.solve,
    np.linalg.eigvalsh: linear.eigvalsh, np.stack: _join(np.stack),
    np.concatenate: _join(np.concatenate), np.column_stack: _join(np.column_stack),
    np.hstack: _join(np.hstack), np.vstack: _join(np.vstack),
    np.take: lambda _, x, k, axis=0: np.moveaxis(x, axis, 0)[k],
}  # fmt: skip
FUNCTIONS |= {
    getattr(np, kind): _reduction(kind)
    for kind in ("sum", "max", "min", "any", "all", "argmax", "argmin")
}
FUNCTIONS |= {
    f: _rearrange(f)
    for f in (np.reshape, np.ravel, np.transpose, np.moveaxis, np.swapaxes, np.expand_dims)
    + (np.squeeze, np.broadcast_to, np.flip, np.roll, np.repeat, np.tile, np.diag, np.diagonal)
    + (np.atleast_1d, np.atleast_2d)
}
