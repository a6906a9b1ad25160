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
from .emit import contiguous
from .program import Program
from .tracer import UNROLL, Buffer, Tracer, Unrolled, boolean, cells_of, entries, positions


def compile_scene(scene_function, controls, choices):
    """Trace `scene_function` for one setting of its choices.

    `controls`: the continuous controls; `choices`: name → value of the others. Returns
    `(spec, program)`: the scene's fixed description, in which each array also has its shape, and
    the text of a JavaScript function that makes the frame function of the controls.
    """
    program = Program(operations)
    inputs = {control.name: control_tracer(program, control) for control in controls}
    with tracing(program), np.errstate(all="ignore"):
        spec, arrays = flatten(scene_function(**inputs, **choices))
    spec["shapes"] = [list(np.shape(array)) for array in arrays]
    slots = [output(program, array) for array in arrays]
    spec["fixed"] = [k for k, slot in enumerate(slots) if program.home_of([slot]) is program.static]
    return spec, program.text(slots)


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
    """While this lasts, `scan` and `grid` of this thread emit loops into `program`."""
    token = loops.tracer.set(LoopTracer(program))
    try:
        yield
    finally:
        loops.tracer.reset(token)


class LoopTracer:
    """The loops of `optcourse.loops` on tracers."""

    def __init__(self, program):
        self.program = program

    def scan(self, step, init, num_steps):
        program, leaves = self.program, _leaves(init)
        shapes, kinds = [np.shape(leaf) for leaf in leaves], [boolean(leaf) for leaf in leaves]
        starts = [cells_of(_small(leaf)).ravel().tolist() for leaf in leaves]
        names = [[program.fresh("s") for _ in start] for start in starts]
        histories = [program.allocate((num_steps + 1) * len(start)) for start in starts]

        def body(k):
            for name in (n for part in names for n in part):
                program.home[name] = program.block
            states = [
                Unrolled(program, np.array(part, object).reshape(shape), kind)
                for part, shape, kind in zip(names, shapes, kinds, strict=True)
            ]
            after = step(_rebuild(init, iter(states)), Unrolled(program, k))
            if any(kind > boolean(leaf) for kind, leaf in zip(kinds, _leaves(after), strict=True)):
                raise ValueError("a step must keep booleans in its state, got numbers")
            self._store(after, shapes, names, histories, k)
            return histories

        atoms = [a for start in starts for a in start]
        program.loop(num_steps, body, _setup(starts, names, histories), atoms)
        stacked = [
            entries(program, history, positions((num_steps + 1, *shape)))
            for history, shape in zip(histories, shapes, strict=True)
        ]
        return _rebuild(init, iter(stacked))

    def _store(self, after, shapes, names, histories, k):
        """Write the state after a step into the running variables and the histories."""
        program, block, copies = self.program, self.program.block, []
        state = zip(_leaves(after), shapes, names, histories, strict=True)
        for leaf, shape, part, history in state:
            if np.shape(leaf) != shape:
                raise ValueError(f"a step must keep the shape {shape}, got {np.shape(leaf)}")
            atoms = cells_of(_small(leaf)).ravel().tolist()
            program.use(block, atoms)
            pairs = zip(part, atoms, strict=True)
            block.lines += [f"const {name}n=+{atom};" for name, atom in pairs]
            copies += [
                f"{name}={name}n;{history}[({k}+1)*{len(part)}+{j}]={name};"
                for j, name in enumerate(part)
            ]
        block.lines += copies

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
                program.block.lines.append(f"{out}[{j}*{x.size}+{i}]={z.item()};")
                return [out]

            return program.loop(x.size, column)

        program.loop(y.size, row)
        return entries(program, out, positions((y.size, x.size)))


def _small(leaf):
    if np.size(leaf) > UNROLL:
        raise ValueError(f"a traced loop carries at most {UNROLL} numbers, got {np.size(leaf)}")
    return leaf


def _setup(starts, names, histories):
    lines = []
    for start, part, history in zip(starts, names, histories, strict=True):
        lines += [
            f"let {name}=+{atom};{history}[{j}]={name};"
            for j, (name, atom) in enumerate(zip(part, start, strict=True))
        ]
    return lines


def _leaves(tree):
    return [leaf for part in tree for leaf in _leaves(part)] if isinstance(tree, tuple) else [tree]


def _rebuild(tree, leaves):
    if not isinstance(tree, tuple):
        return next(leaves)
    parts = [_rebuild(part, leaves) for part in tree]
    return type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)
