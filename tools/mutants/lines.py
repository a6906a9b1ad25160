"""Small mistakes that could be made in a file: one place of one line each."""

import ast
from dataclasses import dataclass

SIGNS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*")}
ORDERS = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
JOINTS = {ast.And: ("and", "or"), ast.Or: ("or", "and")}
PREFIXES = {ast.USub: "-", ast.Not: "not "}

NOTICED = {"isinstance", "issubclass", "hasattr", "getattr", "setattr"}  # swapped, these just raise


@dataclass(frozen=True)
class Mistake:
    """`new` in place of `old` from byte `start` of line `row` (counted from 0)."""

    row: int
    start: int
    old: str
    new: str

    def made_in(self, lines):
        """The lines of the file, as bytes, with the mistake."""
        line, end = lines[self.row], self.start + len(self.old.encode())
        changed = line[: self.start] + self.new.encode() + line[end:]
        return [*lines[: self.row], changed, *lines[self.row + 1 :]]


def mistakes(source):
    """Every mistake that could be made in a source text, in order."""
    lines = source.encode().splitlines(keepends=True)
    found = {each for node in _code(ast.parse(source)) for each in _of(node, lines)}
    return sorted(found, key=lambda each: (each.row, each.start, each.new))


def _code(node):
    """The nodes below this one, without annotations and texts."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or isinstance(node, ast.JoinedStr):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _code(child)


def _of(node, lines):
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        yield from _between(node.left, node.right, *SIGNS[type(node.op)], lines)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in ORDERS:
        yield from _between(node.left, node.comparators[0], *ORDERS[type(node.ops[0])], lines)
    elif isinstance(node, ast.BoolOp):
        yield from _between(*node.values[:2], *JOINTS[type(node.op)], lines)
    elif isinstance(node, ast.UnaryOp) and type(node.op) in PREFIXES:
        yield Mistake(node.lineno - 1, node.col_offset, PREFIXES[type(node.op)], "")
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield _replaced(node, _other(node.value), lines)
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") not in NOTICED:
        yield from _swapped(node.args, lines)


def _other(number):
    """Another number: a whole one off by one, others a quarter larger."""
    return str(number + 1) if isinstance(number, int) else repr(1.25 * number or 0.25)


def _text(node, lines):
    """The text of a node that stands on one line, else None."""
    if node.lineno != node.end_lineno:
        return None
    return lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode()


def _replaced(node, new, lines):
    return Mistake(node.lineno - 1, node.col_offset, _text(node, lines), new)


def _between(left, right, old, new, lines):
    """The operator between two operands, replaced; brackets may stand there too."""
    if left.end_lineno != right.lineno:
        return
    gap = lines[left.end_lineno - 1][left.end_col_offset : right.col_offset].decode()
    if gap.strip(" ()") == old:
        start = left.end_col_offset + len(gap[: gap.index(old)].encode())
        yield Mistake(left.end_lineno - 1, start, old, new)


def _swapped(args, lines):
    """The first two arguments of a call the other way round."""
    if len(args) < 2 or any(isinstance(each, ast.Starred) for each in args[:2]):
        return
    first, second = (_text(each, lines) for each in args[:2])
    if first and second and first != second and args[0].lineno == args[1].lineno:
        row, start = args[0].lineno - 1, args[0].col_offset
        old = lines[row][start : args[1].end_col_offset].decode()
        between = old[len(first) : len(old) - len(second)]
        yield Mistake(row, start, old, second + between + first)
