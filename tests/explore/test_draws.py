"""Random numbers and rows of tables in the page: the bits that NumPy has."""

import numpy as np
import pytest

from optcourse.draws import normal, order, uniform
from optcourse.explore.trace import operations
from optcourse.explore.trace.compile import tracing
from optcourse.explore.trace.program import Program
from optcourse.loops import scan
from optcourse.tables import rows

from .conftest import tracer

WORDS = [0, 1, 2, 77, 65_535, 2**31 - 1, 2**31, 2**32 - 1]
SEEDS = [{"seed": seed, "counter": k} for seed in WORDS for k in WORDS]
TABLE = np.arange(24.0).reshape(8, 3) ** 2


def test_draws_have_the_same_bits(same):
    def draws(seed, counter):
        long = uniform(seed, counter, (30, 40)), normal(seed, counter, 500)
        few = normal(seed, counter), uniform(seed, counter, 3), uniform(5, counter, (2, 2))
        return *long, *few, order(seed, counter, 100)

    same([("draws", draws, SEEDS)], rtol=0)


def test_tails_of_normal_numbers_have_the_same_bits(same):
    same([("tails", lambda seed: normal(seed, 0, 1_000_000), [{"seed": 6}])], rtol=0)


def test_draws_in_a_loop_follow_its_count(same):
    def walk(seed):
        step = lambda x, k: x + normal(seed, k, 2) * uniform(seed + 1, 3 * k)  # noqa: E731
        return scan(step, np.zeros(2), 90)

    same([("walk", walk, [{"seed": 3}, {"seed": 0}])], rtol=0)


def test_rows_below_0_beyond_the_end_and_nan(same):
    places = np.array([0, 7, -1, -8, 8, -9, 2.5, np.nan, np.inf, -np.inf, -0.0, 1e300])
    take = lambda at: (rows(TABLE, at), rows(TABLE, at[0]), rows(TABLE[:, 0], at))  # noqa: E731
    same([("rows", take, [{"at": places}, {"at": places[::-1]}])], rtol=0)


def test_rows_of_what_is_traced(same):
    f = lambda x, at: (rows(np.stack([x, x + 1]), at), rows(x > 0, at), rows(x, at.reshape(2, 2)))  # noqa: E731
    long = {"x": np.linspace(-1, 1, 90), "at": np.array([1.0, 0.0, -2.0, 5.0])}
    same([("few", f, [{"x": np.array([0.5, -2.0, 3.0]), "at": long["at"]}])], rtol=0)
    same([("many", f, [long])], rtol=0)
    same([("drawn", lambda seed: rows(TABLE, order(seed, 0, 8)), [{"seed": 4}])], rtol=0)
    chosen = lambda x: rows(TABLE, 1.0 * (x[0] > 0.2))  # noqa: E731
    same([("of a question", chosen, [{"x": np.array([v])} for v in (0.1, 0.5)])], rtol=0)
    same([("strided", lambda x: rows(TABLE, np.floor(x[::2] * 4)), [{"x": long["x"]}])], rtol=0)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda x: uniform(x, 0, 2), r"seed must be one number, got shape \(2,\)"),
        (lambda x: normal(0, x, 2), r"counter must be one number, got shape \(2,\)"),
        (lambda x: uniform(0, 0, x), "shape must be known before a page computes"),
        (lambda x: uniform(0, 0, (2, x[0])), "shape must be known before a page computes"),
        (lambda x: order(0, 0, x[0]), "count must be known before a page computes"),
        (lambda x: rows(x[0], x), "table must have rows"),
    ],
)
def test_what_cannot_be_drawn_in_a_page_is_named(draw, message):
    program = Program(operations)
    with pytest.raises(ValueError, match=f"^{message}"), tracing(program):
        draw(tracer(program, "x", (2,)))
