"""From a scene function in NumPy to a JavaScript program that computes the same scene.

The function is called once with tracers for its controls. Every NumPy operation on them is emitted
as JavaScript; `scan` and `grid` of `optcourse.loops` become loops. What cannot be traced raises
a TypeError that names it.
"""

import contextlib

import numpy as np

from optcourse import loops

from ..spec import flatten
from . import operations
from .emit import contiguous, gather
from .printed import printed
from .program import Program
from .states import State
from .tracer import UNROLL, Buffer, Tracer, Unrolled, cells_of, entries, positions


def compile_scene(scene_function, controls, choices):
    """Trace `scene_function` for one setting of its choices.

    `controls`: the continuous controls; `choices`: name → value of the others. Returns
    `(spec, program)`: the scene's fixed description, in which each array also has its shape, and
    the JavaScript function that makes the frame function of the controls: a `Printed`.
    """
    program = Program(operations)
    inputs = {control.name: control_tracer(program, control) for control in controls}
    with tracing(program), np.errstate(all="ignore"):
        spec, arrays = flatten(scene_function(**inputs, **choices))
    spec["shapes"] = [list(np.shape(array)) for array in arrays]
    slots = [output(program, array) for array in arrays]
    spec["fixed"] = [k for k, slot in enumerate(slots) if program.home_of([slot]) is program.static]
    return spec, printed(program, slots)


def control_tracer(program, control):
    """The tracer of a control: a number, or (2,) for a point."""
    name = f"p.{control.name}"
    cells = np.array([f"{name}[0]", f"{name}[1]"] if control.kind == "point" else name, object)
    for cell in cells.ravel():
        program.home[cell] = program.frame
    return Unrolled(program, cells)


def output(program, array):
    """JavaScript for an array of the scene, as a flat list or typed array."""
    if isinstance(array, Buffer) or (not isinstance(array, Tracer) and array.size > 1):
        return contiguous(program, array)
    atoms = cells_of(array).ravel().tolist()
    return program.emit("[" + ",".join(f"+{a}" for a in atoms) + "]", atoms)


@contextlib.contextmanager
def tracing(program):
    """While this lasts, loops, draws and rows of this thread are emitted into `program`."""
    token = loops.tracer.set(LoopTracer(program))
    try:
        yield
    finally:
        loops.tracer.reset(token)


class LoopTracer:
    """`scan` and `grid` of `optcourse.loops`, `rows` of `tables` and `draws`, on tracers."""

    def __init__(self, program):
        self.program = program

    def scan(self, step, init, num_steps):
        program, leaves = self.program, _leaves(init)
        long = sum(np.size(leaf) for leaf in leaves) > UNROLL
        states = [State(program, leaf, num_steps, long) for leaf in leaves]

        def body(k):
            before = _rebuild(init, iter([state.inside() for state in states]))
            after = _leaves(step(before, Unrolled(program, k)))
            self._take_over(states, after, k)
            return [name for state in states for name in (state.history, *state.names)]

        setup = [line for state in states for line in state.before()]
        program.loop(num_steps, body, setup, [a for state in states for a in state.atoms], long)
        return _rebuild(init, iter([state.states() for state in states]))

    def _take_over(self, states, after, k):
        """The end of a step: the states become what it made of them, and are kept."""
        stores = {state.store for state in states if state.store}
        lines = []
        for state, leaf in zip(states, after, strict=True):
            state.check(leaf)
            lines += state.ready(leaf, stores)
        lines += [state.after(k) for state in states]
        for line in lines:
            line.ends = True
        self.program.block.lines += lines

    def rows(self, table, places):
        return gather(self.program, table, places)

    def draw(self, kind, seed, counter, shape):
        program, size = self.program, int(np.prod(shape, dtype=int))
        atoms = [cells_of(np.reshape(x, ()))[()] for x in (seed, counter)]
        return entries(program, program.filled(kind, size, atoms, atoms), positions(shape))

    def grid(self, value, x, y):
        program = self.program
        xs, ys = program.constant(x), program.constant(y)
        out = program.allocate(x.size * y.size)

        def row(j):
            b = program.declare(program.block, f"{ys}[{j}]", [ys])

            def column(i):
                a = program.declare(program.block, f"{xs}[{i}]", [xs])
                z = cells_of(_small(value(Unrolled(program, np.array([a, b], object)))))
                if z.size != 1:
                    raise ValueError(f"grid takes a function with one value, got shape {z.shape}")
                program.use(program.block, [j, z.item()])
                text = f"{out}[{j}*{x.size}+{i}]={z.item()};"
                program.block.lines.append(program.line(text, [out]))
                return [out]

            return program.loop(x.size, column)

        program.loop(y.size, row)
        return entries(program, out, positions((y.size, x.size)))


def _small(leaf):
    if np.size(leaf) > UNROLL:
        raise ValueError(f"a traced loop carries at most {UNROLL} numbers, got {np.size(leaf)}")
    return leaf


def _leaves(tree):
    return [leaf for part in tree for leaf in _leaves(part)] if isinstance(tree, tuple) else [tree]


def _rebuild(tree, leaves):
    if not isinstance(tree, tuple):
        return next(leaves)
    parts = [_rebuild(part, leaves) for part in tree]
    return type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)
