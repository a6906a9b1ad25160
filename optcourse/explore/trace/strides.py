"""Entries that lie evenly along each axis of an array, and loops that walk over them."""

import numpy as np


def walk(index):
    """(offset, steps of each axis) of an array of positions; None if they do not lie evenly."""
    if index.size == 0:
        return 0, (0,) * index.ndim
    offset = int(index.flat[0])
    steps = tuple(_step(index, axis, offset) for axis in range(index.ndim))
    even = np.full(index.shape, offset)
    for axis, step in enumerate(steps):
        along = [-1 if k == axis else 1 for k in range(index.ndim)]
        even += np.reshape(step * np.arange(index.shape[axis]), along)
    return (offset, steps) if np.array_equal(even, index) else None


def _step(index, axis, offset):
    if index.shape[axis] == 1:
        return 0
    return int(index[tuple(int(k == axis) for k in range(index.ndim))]) - offset


def in_order(shape):
    """The steps of an array of `shape` whose entries are stored in order."""
    return tuple(int(np.prod(shape[axis + 1 :], dtype=int)) for axis in range(len(shape)))


def merged(shape, walks):
    """The loops of several walks over one shape: [(count, steps of each walk), …].

    Two axes are one loop where every walk runs on from the first to the second.
    """
    axes = []
    for axis, count in enumerate(shape):
        steps = [walk[axis] for walk in walks]
        if axes and axes[-1][1] == [step * count for step in steps]:
            axes[-1] = axes[-1][0] * count, steps
        elif count != 1:
            axes.append((count, steps))
    return axes


def place(names, steps, offset=""):
    """A walk's position as text: `offset`, and the name of each loop times the step there."""
    terms = [offset] if offset else []
    for name, step in zip(names, steps, strict=True):
        if step:
            terms.append(name if step == 1 else f"{step}*{name}")
    return "+".join(terms) or "0"


def nested(names, counts, body):
    """`body` in loops, the first name's the outermost."""
    for name, count in zip(reversed(names), reversed(counts), strict=True):
        body = f"for(let {name}=0;{name}<{count};{name}++){body}"
    return body
