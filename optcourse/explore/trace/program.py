"""A JavaScript program under construction: nested blocks of statements over numbers and buffers.

A statement is emitted into the outermost block where its operands are known: once when the page
loads, once a frame, or once an iteration. So what no control touches costs nothing later.
"""

import numpy as np

# What a program may call; only what it does call is printed. JavaScript's own operators differ from
# NumPy's in the sign of remainders and in powers of one.
HELPERS = {
    "L": "(a,d,n,z)=>Float64Array.from({length:n},(_,i)=>i<n-1?a+d*i:z)",
    "W": "(a,b)=>a==1||a==-1&&Math.abs(b)==Infinity?1:Math.pow(a,b)",
    "R": "(a,b)=>{const m=a%b;return m==0?b<0?-0:0:m<0!=b<0?m+b:m}",
    "Q": "(a,b)=>{if(b==0)return a/b;const m=a%b,q=(a-m)/b-(m!=0&&m<0!=b<0),f=Math.floor(q);"
    "return q==0?0*(a/b):q-f>.5?f+1:f}",
    "A": "(a,b)=>a==b?a+Math.LN2:Math.max(a,b)+Math.log1p(Math.exp(-Math.abs(a-b)))",
}


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


def untraceable(name):
    """The error to raise for a NumPy operation that has no JavaScript here."""
    return TypeError(f"np.{name} cannot be traced into an explorer; bank the explorer instead")


class Program:
    """Emits statements, remembers where each name lives, and prints the program.

    `operations` says what NumPy's calls on the program's tracers mean: it has `ufunc` and
    `function`. The program carries it, since tracers cannot import what is built of them.
    """

    def __init__(self, operations):
        self.operations = operations
        self.static = Block()
        self.block = self.frame = Block(self.static)
        self.home, self.sizes, self.count = {}, {}, 0

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
        block.lines.append(f"{keyword} {name}={expression};")
        self.home[name] = block
        self.use(block, names)
        return name

    def allocate(self, size):
        """A buffer of `size` numbers, made when the page loads and reused by every frame."""
        name = self.fresh("b")
        self.static.lines.append(f"const {name}=new Float64Array({size});")
        self.home[name] = self.static
        self.sizes[name] = size
        return name

    def fill_buffer(self, size, expression, names):
        """A new buffer whose entry `j` is an expression over `j` and `names`."""
        out, block = self.allocate(size), self.home_of(names)
        block.lines.append(f"for(let j=0;j<{size};j++){out}[j]={expression};")
        self.use(block, names)
        self.home[out] = block
        return out

    def constant(self, values):
        """A buffer that holds fixed numbers."""
        values = np.ravel(np.asarray(values, float))
        if values.size > 8 and np.all(np.isfinite(values)):
            step = (values[-1] - values[0]) / (values.size - 1)
            line = values[0] + step * np.arange(values.size)
            if step and np.array_equal(values[:-1], line[:-1]):
                ends = f"{literal(step)},{values.size},{literal(values[-1])}"
                return self.emit(f"L({literal(values[0])},{ends})", [])
        return self.emit("Float64Array.of(" + ",".join(map(literal, values)) + ")", [])

    def loop(self, count, trace, before=(), names=()):
        """Trace the body of `for (i = 0 … count - 1)` and put the loop where it can run first.

        `trace(index)` emits the body and returns the buffers it fills; `before` are statements
        over `names` that set the loop up. Returns what `trace` returned.
        """
        outer, body = self.block, Block(self.block)
        index = self.fresh("i")
        self.home[index] = self.block = body
        try:
            filled = trace(index)
        finally:
            self.block = outer
        target = outer.chain[max(*body.uses, self.home_of(names).depth)]
        text = f"for(let {index}=0;{index}<{count};{index}++){{{''.join(body.lines)}}}"
        target.lines.append("".join(before) + text)
        self.use(target, names)
        target.uses |= {depth for depth in body.uses if depth < target.depth}
        for name in filled:
            self.home[name] = target
        return filled

    def text(self, slots):
        """The program: a function that makes the frame function of the controls `p`."""
        static, frame = "".join(self.static.lines), "".join(self.frame.lines)
        called = [name for name in HELPERS if f"{name}(" in static + frame]
        helpers = "".join(f"const {name}={HELPERS[name]};" for name in called)
        return f"()=>{{{helpers}{static}return p=>{{{frame}return [{','.join(slots)}]}}}}"
