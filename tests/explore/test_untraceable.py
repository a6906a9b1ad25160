"""What cannot be traced exactly raises an error that names it; nothing is silently wrong."""

import math

import numpy as np
import pytest

from optcourse.explore.trace import operations
from optcourse.explore.trace.compile import tracing
from optcourse.explore.trace.program import Program
from optcourse.loops import grid, scan

from .conftest import tracer

REFUSED = {
    "round": lambda x: np.round(x),
    "rint": lambda x: np.rint(x),
    "sort": lambda x: np.sort(x),
    "std": lambda x: x.std(),
    "prod": lambda x: np.prod(x),
    "einsum": lambda x: np.einsum("i,i", x, x),
    "interp": lambda x: np.interp(x, [0.0, 1.0], [0.0, 1.0]),
    "median": lambda x: np.median(x),
    "divmod": lambda x: divmod(x, 2.0),
    "bitwise_xor": lambda x: (x > 0) ^ (x < 1),
    "multiply.reduce": lambda x: np.multiply.reduce(x),
    "add with outer": lambda x: np.add.outer(x, x),
    "add with at": lambda x: np.add.at(x, 0, 1.0),
    r"add with \['where'\]": lambda x: np.add(x, 1.0, where=[True, False]),
    "sum with dtype": lambda x: np.sum(x, 0, np.float32),
    "sum with initial": lambda x: np.sum(x, initial=3.0),
    "max with initial, where": lambda x: np.max(x, where=np.array([True, False]), initial=0.0),
    "mean with where": lambda x: np.mean(x, where=np.array([True, False])),
    r"add.reduce with \['initial'\]": lambda x: np.add.reduce(x, initial=3.0),
    "take with mode": lambda x: np.take(x, [9], mode="clip"),
    "take with an array": lambda x: x[np.stack([x[0], x[1]])],
    "take with a traced position": lambda x: np.stack([x, x])[0, x[0]],
    "linspace with retstep": lambda x: np.linspace(x[0], 1.0, 5, retstep=True),
    "linspace between arrays": lambda x: np.linspace(x, 1.0, 2),
    "linalg.norm with ord='nuc'": lambda x: np.linalg.norm(np.stack([x, x]), "nuc"),
    "linalg.norm with ord=2": lambda x: np.linalg.norm(np.stack([x, x]), 2),
    "linalg.norm with ord=3": lambda x: np.linalg.norm(x, 3),
    r"linalg.inv|linalg.solve of shape \(3, 3\)": lambda x: np.linalg.inv(
        np.stack([x[[0, 0, 0]]] * 3)
    ),
    r"linalg.eigvalsh of shape \(3, 3\)": lambda x: np.linalg.eigvalsh(
        np.stack([x[[0, 0, 0]]] * 3)
    ),
    "eigh": lambda x: np.linalg.eigh(np.stack([x, x])),
    "eigvalsh with UPLO": lambda x: np.linalg.eigvalsh(np.stack([x, x]), "U"),
    "diff": lambda x: np.diff(x, n=2),
    "diff with prepend": lambda x: np.diff(x, prepend=0.0),
    "add.accumulate of shape": lambda x: np.cumsum(np.stack([x, x]), axis=0),
    "logical_and.accumulate": lambda x: np.logical_and.accumulate(x > 0),
    "where without both": lambda x: np.where(x > 0),
    "zeros_like with dtype": lambda x: np.zeros_like(x, dtype=int),
    "stack with dtype": lambda x: np.stack([x, x], dtype=np.float32),
    "concatenate with dtype": lambda x: np.concatenate([x, x], dtype=np.float32),
    "astype to float32": lambda x: x.astype(np.float32),
    "dot of arrays beyond": lambda x: np.dot(np.stack([np.stack([x, x])]), x),
    "atleast_1d of several": lambda x: np.atleast_1d(x, x),
    "sqrt of booleans": lambda x: np.sqrt(x > 0),
    "subtract of booleans": lambda x: (x > 0) - (x < 1),
    "power of booleans": lambda x: (x > 0) ** (x < 1),
    "matmul of booleans": lambda x: (x > 0) @ (x < 1),
    "diag of shape": lambda x: np.diag(x, 1),
    "argmax with several axes": lambda x: np.argmax(np.stack([x, x]), axis=(0, 1)),
    "array_equal": lambda x: np.array_equal(x, x),
    "invert of traced values takes booleans": lambda x: ~x,
    "np.add with out": lambda x: in_place(x),
    "np.multiply with out": lambda x: np.multiply(x, 2.0, out=np.zeros(2)),
    "branch": lambda x: 1.0 if x[0] > 0 else 2.0,
    "Python branch": lambda x: max(x[0], x[1]),
    "Python branch on": lambda x: scan(lambda s, k: s + 1 if k else s, x, 3),
    "use np.stack": lambda x: np.array([x[0], x[1]]),
    "use np.stack ": lambda x: np.asarray(x),
    "use np.stack  ": lambda x: np.sum([x[0], x[1]]),
    "no number yet": lambda x: math.exp(x[0]),
    "no number yet ": lambda x: range(x[0]),
    "no number yet  ": lambda x: x[0].item(),
    "cannot be changed in place": lambda x: assign(x, 1.0),
    "len": lambda x: len(x[0]),
    "inside a loop is used outside": lambda x: leak(x),
}


def assign(array, value):
    array[0] = value


def in_place(x):
    x += 1.0


def leak(x):
    seen = []
    scan(lambda s, k: seen.append(s * 2) or s + k, x, 3)
    return seen[0] + 1


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_traced_is_named(message):
    program = Program(operations)
    with pytest.raises(TypeError, match=message.strip()), tracing(program):
        REFUSED[message](tracer(program, "x", (2,)))


MISFITS = {
    "do not fit": lambda x: x.reshape(2, 1) @ np.ones(4),
    "do not fit ": lambda x: x @ np.ones(3),
    "one dimension": lambda x: np.matmul(x, 2.0),
    "max of an empty": lambda x: np.max(x[:0]),
    "keep the shape": lambda x: scan(lambda s, k: s[:1], x, 2),
    "one value": lambda x: grid(lambda theta: theta, [0.0, 1.0], [0.0, 1.0]),
    "num_steps": lambda x: scan(lambda s, k: s, x, -1),
    "num_steps ": lambda x: scan(lambda s, k: s, x, math.nan),
    "num_steps  ": lambda x: scan(lambda s, k: s, x, math.inf),
}


@pytest.mark.parametrize("message", MISFITS)
def test_what_does_not_fit_is_a_value_error(message):
    program = Program(operations)
    with pytest.raises(ValueError, match=message.strip()), tracing(program):
        MISFITS[message](tracer(program, "x", (2,)))


def test_unknown_attributes_stay_attribute_errors():
    x = tracer(Program(operations), "x", (2,))
    assert not hasattr(x, "__array_interface__")
    with pytest.raises(AttributeError, match="nonsense"):
        _ = x.nonsense
