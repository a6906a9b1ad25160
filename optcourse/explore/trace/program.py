"""A JavaScript program under construction: nested blocks of statements over numbers and buffers.

A statement is emitted into the outermost block where its operands are known: once when the page
loads, once a frame, or once an iteration. So what no control touches costs nothing later.
"""

import re

import numpy as np

from .lines import Late, Line, Loop

FEW = 8  # so many fixed numbers are a long program's memory not worth
PACKED = 256  # more fixed numbers than these stand beside a long program, packed


NAME = re.compile(r"[a-z]\w*")


class Block:
    """Statements that run together; `uses` are the depths of the outer blocks that they need."""

    def __init__(self, parent=None):
        self.depth = 0 if parent is None else parent.depth + 1
        self.chain = [*(parent.chain if parent else []), self]
        self.lines, self.memo, self.uses = [], {}, {0}


def literal(value):
    """A number as JavaScript text."""
    value = float(value)
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "Infinity" if value > 0 else "(-Infinity)"
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    text = "-0" if value == 0 and np.signbit(value) else text
    return f"({text})" if text.startswith("-") else text


def _listed(values):
    return "Float64Array.of(" + ",".join(map(literal, values)) + ")"


def untraceable(name):
    """The error to raise for a NumPy operation that has no JavaScript here."""
    return TypeError(f"np.{name} cannot be traced into an explorer; bank the explorer instead")


class Program:
    """Emits statements and remembers where each name lives; `printed.py` prints it.

    `operations` says what NumPy's calls on the program's tracers mean: it has `ufunc` and
    `function`. The program carries it, since tracers cannot import what is built of them.
    `kernels` are its functions, (text, whether quick) → name; `quick` those that WebAssembly has
    too, name → (parameters, their kinds, `binary.Function`); `asked` the buffers that something
    reads; `beside` the arrays that a long program finds as `data[0]`, `data[1]`, …; `parts` the
    buffers of which others, by name, are parts; `inside` the sizes of the fixed arrays that a long
    program puts into the machine's memory.
    """

    def __init__(self, operations):
        self.operations = operations
        self.static = Block()
        self.block = self.frame = Block(self.static)
        self.home, self.sizes, self.count = {}, {}, 0
        self.kernels, self.quick, self.asked, self.beside = {}, {}, set(), []
        self.parts, self.inside = {}, []

    def fresh(self, prefix="t"):
        self.count += 1
        return f"{prefix}{self.count}"

    def home_of(self, names):
        """The outermost block in which all `names` (or literals) are known."""
        homes = [self.home[n] for n in names if n in self.home]
        deepest = max(homes, key=lambda block: block.depth, default=self.static)
        if deepest not in self.block.chain:
            raise TypeError("a value made inside a loop is used outside it; let the loop return it")
        return deepest

    def use(self, block, names):
        """Record that `block` refers to `names`, so that an enclosing loop is placed after them."""
        for name in names:
            home = self.home.get(name, self.static)
            if home is not block:
                block.uses.add(home.depth)

    def emit(self, expression, names):
        """Bind an expression over `names` to a new name, once; return the name."""
        block = self.home_of(names)
        if expression not in block.memo:
            block.memo[expression] = self.declare(block, expression, names)
        return block.memo[expression]

    def declare(self, block, expression, names, keyword="const", prefix="t"):
        name = self.fresh(prefix)
        block.lines.append(self.line(f"{keyword} {name}={expression};", [name]))
        self.home[name] = block
        self.use(block, names)
        return name

    def line(self, text, writes):
        """A statement that reads all known names in its text but those that it writes."""
        names = [name for name in NAME.findall(text) if name in self.home]
        return Line(text, [name for name in names if name not in writes], writes)

    def allocate(self, size):
        """A buffer of `size` numbers, made when the page loads and reused by every frame."""
        name = self.kept(size)
        self.asked.add(name)
        return name

    def kept(self, size):
        """A buffer that is made only if something asks for it."""
        name = self.fresh("b")
        line = f"const {name}=buffer({size});"
        self.static.lines.append(Late(lambda: line if name in self.asked else "", [], [name]))
        self.home[name], self.sizes[name] = self.static, int(size)
        return name

    def kernel(self, parameters, body, kinds="", quick=None):
        """The name of a function with this text, which all that do the same share.

        `quick` does the same in WebAssembly, on arrays that are all in the machine's memory; the
        parameters are then of `kinds`: "i" an array, "n" a place in one, "f" a number.
        """
        text = f"({','.join(parameters)})=>{{{body.removesuffix(';')}}}"
        name = self.kernels.setdefault((text, quick is not None), f"k{len(self.kernels)}")
        if quick:
            self.quick[name] = parameters, kinds, quick
        return name

    def held(self, name):
        """Whether an array of a long program is in the memory of its machine."""
        return "." not in name and self.parts.get(name, name) in self.sizes

    def filled(self, kernel, size, arguments, names):
        """A buffer that `kernel(buffer, ...arguments)` fills, once, where all `names` are known."""

        def call(out):
            return self.line(f"{kernel}({','.join([out, *arguments])});", [out])

        return self.stored(size, (kernel, size, *arguments), call, names)

    def stored(self, size, key, statement, names):
        """A buffer that the line `statement(buffer)` fills, once, where all `names` are known."""
        block = self.home_of(names)
        if key not in block.memo:
            block.memo[key] = out = self.allocate(size)
            block.lines.append(statement(out))
            self.use(block, names)
            self.home[out] = block
        return block.memo[key]

    def constant(self, values):
        """A buffer that holds fixed numbers."""
        values = np.ravel(np.asarray(values, float))
        if values.size > 8 and np.all(np.isfinite(values)):
            step = (values[-1] - values[0]) / (values.size - 1)
            line = values[0] + step * np.arange(values.size)
            if step and np.array_equal(values[:-1], line[:-1]):
                ends = f"{literal(step)},{values.size},{literal(values[-1])}"
                return self.emit(f"L({literal(values[0])},{ends})", [])
        return self._many(values) if values.size > FEW else self.emit(_listed(values), [])

    def _many(self, values):
        key = values.tobytes()
        if key not in self.static.memo:
            self.static.memo[key] = name = self.fresh()
            self.home[name], self.sizes[name] = self.static, values.size
            text = lambda: f"const {name}={self._beside(values)};"  # noqa: E731
            self.static.lines.append(Late(text, [], [name]))
        return self.static.memo[key]

    def _beside(self, values):
        """Where a long program finds fixed numbers; a short one has them in its text."""
        if not self.long_loops():
            return _listed(values)
        if values.size <= PACKED:
            self.inside.append(values.size)
            return f"H({_listed(values)})"
        self.beside.append(values)
        return f"data[{len(self.beside) - 1}]"

    def long_loops(self):
        """The loops of a frame whose progress a page shows."""
        return [line for line in self.frame.lines if isinstance(line, Loop) and line.long]

    def loop(self, count, trace, before=(), names=(), long=False):
        """Trace the body of `for (i = 0 … count - 1)` and put the loop where it can run first.

        `trace(index)` emits the body and returns the buffers it fills; `before` are statements
        over `names` that set the loop up; a `long` one never runs before the first frame. Returns
        what `trace` returned.
        """
        outer, body = self.block, Block(self.block)
        index = self.fresh("i")
        self.home[index] = self.block = body
        try:
            filled = trace(index)
        finally:
            self.block = outer
        long = long or any(isinstance(line, Loop) and line.long for line in body.lines)
        target = outer.chain[max(*body.uses, self.home_of(names).depth, self.frame.depth * long)]
        target.lines.append(Loop(index, count, list(before), body.lines, filled, long))
        self.use(target, names)
        target.uses |= {depth for depth in body.uses if depth < target.depth}
        for name in filled:
            self.home[name] = target
        return filled
