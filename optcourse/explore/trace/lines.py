"""Statements of a program, which are printed when it is whole."""


class Line:
    """A statement; the names that it `reads`, and those that it `writes`.

    One that `ends` an iteration comes after all others, so that a picture never shows half a step.
    """

    before, lines, long, ends = (), (), False, False  # the first three are a loop's

    def __init__(self, text, reads, writes):
        self.written, self.writes = text, list(writes)
        self.reads = list(dict.fromkeys(reads))

    def __str__(self):
        return self.written


class Late(Line):
    """A statement whose text is known only when the program is printed."""

    def __str__(self):
        return self.written()


class Take(Line):
    """The end of an iteration: the typed array `store` becomes what `name` holds."""

    def __init__(self, store, name):
        super().__init__(f"{store}.set({name});", [name], [store])
        self.store, self.name = store, name


class Loop(Line):
    """`for (index = 0 … count - 1)`, after the statements `before` that set it up.

    `long`: whether it, or a loop in it, carries so much that a page shows its progress; `filled`
    are the buffers that it fills from one iteration to the next.
    """

    def __init__(self, index, count, before, lines, filled, long):
        super().__init__("", [], [])
        self.index, self.count, self.before = index, count, before
        self.lines, self.filled, self.long = lines, filled, long

    @property
    def iterations(self):
        """How many there are, each with those of the loops in it."""
        within = [line.iterations for line in self.lines if isinstance(line, Loop)]
        return self.count * (1 + sum(within))

    def __str__(self):
        return "".join(map(str, self.before)) + self.text()

    def text(self, report=None):
        """The loop; after each iteration of a long one stands `report(share done)`."""
        k, before = self.index, ""
        body = "".join(self._line(line, report) for line in self.lines)
        if report and self.long:
            if not any(isinstance(line, Loop) and line.long for line in self.lines):
                # a function that is called often becomes fast; a generator that runs long does not
                before, body = f"const f{k}=({k})=>{{{body}}};", f"f{k}({k});"
            body += report(f"({k}+1)/{self.count}")
        return f"{before}for(let {k}=0;{k}<{self.count};{k}++){{{body}}}"

    def _line(self, line, report):
        if not report or not isinstance(line, Loop) or not line.long:
            return str(line)
        within = lambda share: report(f"({self.index}+{share})/{self.count}")  # noqa: E731
        return "".join(map(str, line.before)) + line.text(within)
