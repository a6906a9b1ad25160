"""Long programs do what is asked in few loops, and nothing else; the numbers stay NumPy's."""

import numpy as np
import pytest

from optcourse.loops import scan

from .conftest import traced
from .test_long import run_long, same_long  # noqa: F401

START = np.linspace(-1.0, 1.0, 100)


def kernels(function, inputs=None):
    """The loops of a long program, as text, in the order in which they are printed."""
    program, _ = traced(function, inputs or {"rate": 0.1})
    return [each for each in program.text.split("const k")[1:] if "for(let i" in each]


def path(step):
    return lambda rate: scan(lambda x, k: step(x, k, rate), START, 20)[-1]


def test_a_chain_is_one_loop_that_keeps_its_end_only(same_long):  # noqa: F811
    chain = path(lambda x, k, rate: x - rate * (x * x * x - x) / (1 + k))
    (loop,) = kernels(chain)
    assert loop.count("o[i]=") == 1 and traced(chain, {"rate": 0.1})[0].room == 100
    same_long(chain, [{"rate": 0.1}, {"rate": 3.0}])


def test_several_ends_share_a_loop(same_long):  # noqa: F811
    def ends(rate):
        def step(state, k):
            x, v, s = state
            v, s = 0.9 * v + x, 0.99 * s + 0.01 * (x * x)
            return x - rate * v / (np.sqrt(s) + 1e-3), v, s

        return scan(step, (START, 0 * START, 0 * START), 20)[0][-1]

    (loop,) = kernels(ends)
    assert all(f"{out}[i]=" in loop for out in ("o", "o1", "o2"))
    same_long(ends, [{"rate": 0.1}])


def test_states_are_stored_where_they_stand(same_long):  # noqa: F811
    def ends(rate):
        def step(state, k):
            x, v = state
            v = 0.9 * v + x
            return x - rate * v, v

        return scan(step, (START, 0 * START), 20)[0][-1]

    program = traced(ends, {"rate": 0.1})[0]
    assert "};for(let i" in program.text and program.room == 300  # the start of v, too
    assert ".set(" not in program.text.split("const fi")[1]
    same_long(ends, [{"rate": 0.1}])


READ_LATER = {
    "turned around": lambda x, s, k, rate: (x[::-1] * rate + x, s + rate),
    "by what follows": lambda x, s, k, rate: (x * rate, np.sum(x * np.exp(START * rate * k))),
    "by a loop": lambda x, s, k, rate: (x * rate, scan(lambda z, j: z + x, START * k, 3)[-1][2]),
}


@pytest.mark.parametrize("name", READ_LATER)
def test_a_state_that_is_read_later_is_not_stored_before(same_long, name):  # noqa: F811
    def scene(rate):
        x, s = scan(lambda s, k: READ_LATER[name](*s, k, rate), (START, 0.0 * rate), 20)
        return x[-1], s

    assert ".set(" in traced(scene, {"rate": 0.9})[0].text.split("const fi")[-1]
    same_long(scene, [{"rate": 0.9}])


def test_what_nothing_reads_is_not_computed():
    def lost(rate):
        def step(state, k):
            x, _ = state
            return x - rate * x, np.sum(np.exp(x))

        return scan(step, (START, 0.0), 20)[0][-1]

    text = traced(lost, {"rate": 0.1})[0].text
    assert "exp(" not in text and len(kernels(lost)) == 1


TURNED = {
    "a row beside a column": lambda m, k, rate: m + rate * (m[0] * m[:, :1]),
    "turned around": lambda m, k, rate: (m - rate * m.T)[::-1],
    "a sum in between": lambda m, k, rate: m - rate * (m * m - np.sum(m * m, axis=0)),
    "a part of what was filled": lambda m, k, rate: m - rate * np.roll(m * m, 3, axis=1),
    "booleans": lambda m, k, rate: np.where((m > 0) & (m < rate), m + (m > 0), -m),
    "numbers of the step": lambda m, k, rate: m * (1 - rate / (k + 1)) + m[k % 10, 3] * (k < 7),
    "a row of a part of itself": lambda m, k, rate: m * rate + m[2:][k % 10],
    "an entry of itself": lambda m, k, rate: m * rate + m[11, 9],
    "two ways to its own past": lambda m, k, rate: np.tanh(m + rate) - m.T.reshape(12, 10),
}


@pytest.mark.parametrize("name", TURNED)
def test_loops_that_cannot_be_one_agree_with_numpy(same_long, name):  # noqa: F811
    begin = np.linspace(-1.0, 1.0, 120).reshape(12, 10) ** 3
    square = np.sin(np.arange(144.0)).reshape(12, 12)
    start = square if name == "turned around" else begin
    walk = lambda rate: scan(lambda m, k: TURNED[name](m, k, rate), start, 9)[-1]  # noqa: E731
    same_long(walk, [{"rate": 0.3}, {"rate": -0.7}])


def test_an_inner_loop_reads_what_is_filled_before_it(same_long):  # noqa: F811
    def nested(rate):
        def outer(state, k):
            x, past = state
            y = x * 0.9 + past
            inner = scan(lambda z, j: z - rate * (z - y) * (j + 1), x + y, 5)
            return inner[-1] + inner[2], y * rate

        return scan(outer, (START, 0 * START), 10)

    same_long(nested, [{"rate": 0.1}, {"rate": 0.4}])
