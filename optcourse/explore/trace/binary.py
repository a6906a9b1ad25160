"""WebAssembly as bytes: functions of numbers over one memory, and a module that holds them."""

import base64
import struct
from itertools import groupby

TYPES = {"i": 0x7F, "f": 0x7C, "v": 0x7B}  # i32, f64, v128
LOOP, IF, END, BR_IF = b"\x03\x40", b"\x04\x40", b"\x0b", b"\x0d\x00"  # branches to the innermost
LESS, EQUAL_0, ADD, MUL, AND, SHIFT = b"\x49", b"\x45", b"\x6a", b"\x6c", b"\x71", b"\x74"  # i32


def unsigned(n):
    """A whole number ≥ 0 as LEB128."""
    parts = []
    while n > 0x7F:
        parts.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*parts, n])


def i32(n):
    """The constant `n`."""
    parts = []
    while not -64 <= n < 64:
        parts.append(n & 0x7F | 0x80)
        n >>= 7
    return b"\x41" + bytes([*parts, n & 0x7F])


def simd(opcode, *rest):
    """An instruction on pairs of numbers."""
    return b"\xfd" + unsigned(opcode) + bytes(rest)


def pair(value):
    """The constant (value, value)."""
    return simd(0x0C) + 2 * struct.pack("<d", value)


def load(opcode, *lane):
    """An instruction that reads or writes numbers of 8 bytes, at the place on the stack."""
    return simd(opcode, 3, 0, *lane)


def get(local):
    return b"\x20" + unsigned(local)


def put(local):
    return b"\x21" + unsigned(local)


def step(local, by):
    """Add to a local."""
    return get(local) + i32(by) + ADD + put(local)


class Function:
    """A function without a result under construction: its parameters' types, its code."""

    def __init__(self, parameters):
        self.parameters, self.locals, self.code = parameters, [], b""

    def local(self, kind):
        """A new local of a type."""
        self.locals.append(kind)
        return len(self.parameters) + len(self.locals) - 1

    def bytes(self):
        runs = [(kind, len(list(run))) for kind, run in groupby(self.locals)]
        kinds = b"".join(unsigned(count) + bytes([TYPES[kind]]) for kind, count in runs)
        body = unsigned(len(runs)) + kinds + self.code + END
        return unsigned(len(body)) + body


def module(functions):
    """Name → `Function` as the base64 of a module that exports them and imports its memory."""
    types = list(dict.fromkeys(each.parameters for each in functions.values()))
    signatures = [
        b"\x60" + unsigned(len(each)) + bytes(TYPES[kind] for kind in each) + b"\x00"
        for each in types
    ]
    exports = [_name(name) + b"\x00" + unsigned(k) for k, name in enumerate(functions)]
    sections = {
        1: signatures,
        2: [_name("page") + _name("memory") + b"\x02\x00\x01"],
        3: [unsigned(types.index(each.parameters)) for each in functions.values()],
        7: exports,
        10: [each.bytes() for each in functions.values()],
    }
    text = b"\x00asm\x01\x00\x00\x00"
    for number, entries in sections.items():
        body = unsigned(len(entries)) + b"".join(entries)
        text += bytes([number]) + unsigned(len(body)) + body
    return base64.b64encode(text).decode()


def _name(text):
    return unsigned(len(text)) + text.encode()
