"""What a traced loop carries from step to step, and the histories that it leaves."""

import numpy as np

from .emit import contiguous, looped
from .lines import Late, Line, Take
from .tracer import SMALL, Buffer, History, Unrolled, boolean, cells_of, positions, whole


class State:
    """One array that a loop carries: a name an entry, or, if it is long, a typed array `store`."""

    def __init__(self, program, leaf, num_steps, in_buffer):
        self.program, self.shape, self.boolean = program, np.shape(leaf), boolean(leaf)
        self.size, self.num_steps = int(np.prod(self.shape, dtype=int)), num_steps
        self.history = program.kept((num_steps + 1) * self.size)
        if in_buffer and self.size > SMALL:
            self.atoms, self.store = [contiguous(program, leaf)], program.allocate(self.size)
            self.names = [self.store]
        else:
            self.atoms, self.store = cells_of(leaf).ravel().tolist(), None
            self.names = [program.fresh("s") for _ in self.atoms]

    def before(self):
        """The statements that set up the loop."""
        if self.store:
            return [self._takes(self.atoms[0]), self._keep("0")]
        pairs = zip(self.names, self.atoms, strict=True)
        line = self.program.line
        return [*(line(f"let {name}=+{atom};", [name]) for name, atom in pairs), self._keep("0")]

    def _takes(self, name):
        return self.program.line(f"{self.store}.set({name});", [self.store])

    def inside(self):
        """The state as a step sees it."""
        self.program.home |= dict.fromkeys(self.names, self.program.block)
        if self.store:
            return whole(self.program, self.store, self.shape, self.boolean)
        cells = np.array(self.names, object).reshape(self.shape)
        return Unrolled(self.program, cells, self.boolean)

    def check(self, leaf):
        """What a step makes of the state must be like it."""
        if np.shape(leaf) != self.shape:
            raise ValueError(f"a step must keep the shape {self.shape}, got {np.shape(leaf)}")
        if self.boolean > boolean(leaf):
            raise ValueError("a step must keep booleans in its state, got numbers")

    def ready(self, leaf, stores):
        """Compute what the state becomes; returns the statements that then take it over.

        All states are computed before the first takes over, so what lies in one of the loop's own
        `stores` is copied.
        """
        block = self.program.block
        if self.store is None:
            atoms = cells_of(leaf).ravel().tolist()
            pairs = zip(self.names, atoms, strict=True)
            line = self.program.line
            block.lines += [line(f"const {name}n=+{atom};", [f"{name}n"]) for name, atom in pairs]
            self.program.use(block, atoms)
            return [Line(f"{name}={name}n;", [f"{name}n"], [name]) for name in self.names]
        if isinstance(leaf, Buffer) and leaf.name in stores:
            if leaf.name == self.store and np.array_equal(leaf.index, positions(self.shape)):
                return []
            leaf = looped(self.program, self.shape, "{0}", [leaf], self.boolean)
        name = contiguous(self.program, leaf)
        self.program.use(block, [name])
        return [Take(self.store, name)]

    def after(self, k):
        """The statement that keeps the state after step `k` in its history."""
        return self._keep(f"({k}+1)")

    def _keep(self, row):
        start = "0" if row == "0" else f"{row}*{self.size}"
        if self.store:
            text = f"{self.history}.set({self.store},{start});"
        else:
            text = "".join(
                f"{self.history}[{start}+{j}]={name};" for j, name in enumerate(self.names)
            )
        asked = self.program.asked
        return Late(lambda: text if self.history in asked else "", self.names, [self.history])

    def states(self):
        """All states, before the first step and after each: (num_steps + 1, *shape)."""
        index = positions((self.num_steps + 1, *self.shape))
        last, before = self.store or self.names, self.num_steps * self.size
        return History(self.program, self.history, index, self.boolean, last, before)
