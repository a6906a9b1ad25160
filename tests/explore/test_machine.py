"""What long programs compute with in the page: packed numbers and products, to the last bit."""

import json

import numpy as np
import pytest

from optcourse.explore.modules import joined
from optcourse.explore.trace.packed import packed
from optcourse.tables import rows

FRONT = joined("machine", "packed", "kernels/product")

HOSTILE = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, 1e300, 0.1]
TABLES = {
    "few values": np.resize(HOSTILE, 301),
    "17 values": np.arange(1000.0) % 17 / 3,
    "1,000 values": np.resize(np.random.default_rng(0).normal(size=1000), 20_000),
    "all different": np.random.default_rng(0).normal(size=500),
    "all alike": np.full(300, -0.0),
}


@pytest.mark.parametrize("name", TABLES)
def test_packed_numbers_are_the_same_bits(blank, name):
    script = """async ([front, text]) => {
      const unpacked = (0, eval)(`(() => {${front}; return unpacked })()`);
      const numbers = await unpacked((0, eval)(text), (size) => new Float64Array(size));
      return Array.from(new Uint8Array(numbers.buffer));
    }"""
    text = packed(TABLES[name])
    found = np.array(blank.evaluate(script, [FRONT, text]), np.uint8).view("<u8")
    nan = np.isnan(TABLES[name])
    np.testing.assert_array_equal(np.isnan(found.view("<f8")), nan)
    np.testing.assert_array_equal(found[~nan], TABLES[name].view("<u8")[~nan])
    assert len(text) < len(json.dumps(TABLES[name].tolist()))


MACHINES = """(front, room) => (0, eval)(
  `(() => {${front}; return [plainMachine(), fastMachine(${room}), product] })()`)"""


@pytest.fixture(scope="module")
def elementary(blank):
    """`elementary(name, numbers)`: what the plain machine and the fast one say."""
    script = f"""([front, name, numbers]) => {{
      const x = Float64Array.from(numbers, Number);
      const machines = ({MACHINES})(front, 4 * x.length).slice(0, 2);
      return machines.map((machine) => {{
        const [out, inside] = [0, 1].map(() => machine.buffer(x.length));
        inside.set(x);
        machine[name](out, inside);
        return Array.from(new BigUint64Array(out.slice().buffer), String);
      }});
    }}"""

    def run(name, numbers):
        job = [FRONT, name, [repr(float(v)).replace("inf", "Infinity") for v in numbers]]
        return [
            np.array([int(v) for v in one], "<u8").view("<f8")
            for one in blank.evaluate(script, job)
        ]

    return run


EDGES = [*HOSTILE, -1e300, 1e-300, -5e-324, 709.78, 709.79, 710.0, -708.3, -745.1, -745.2, -746.0]
EDGES += [0.34657359027997264, 0.34657359027997270, 22.0, -22.0, 1e-9, -1e-9, 19.06, 1.0, -1.0]


@pytest.mark.parametrize("name", ["exp", "tanh"])
@pytest.mark.parametrize("scale", [1e-8, 1e-3, 0.3, 1.0, 8.0, 300.0])
def test_exp_and_tanh_are_near_to_numpy_and_alike_to_the_last_bit(elementary, name, scale):
    x = np.append(scale * np.random.default_rng(0).normal(size=4000), EDGES)[:-1]  # an odd number
    plain, fast = elementary(name, x)
    with np.errstate(all="ignore"):
        wanted = getattr(np, name)(x)
    assert np.array_equal(np.isnan(plain), np.isnan(x))
    known = ~np.isnan(x)
    assert np.array_equal(plain[known].view("<u8"), fast[known].view("<u8"))
    np.testing.assert_array_equal(np.signbit(plain[known]), np.signbit(wanted[known]))
    np.testing.assert_allclose(plain, wanted, 2.5 * np.finfo(float).eps, 5e-324)


def test_every_machine_multiplies_to_the_same_bits(blank):
    script = f"""([front, cases]) => {{
      const [plain, fast, product] = ({MACHINES})(front, 400000);
      return cases.map(([size, a, b, ...rest]) => {{
        const wanted = new Float64Array(size).fill(7);
        product(wanted, Float64Array.from(a), Float64Array.from(b), ...rest);
        const agrees = (machine, buffer) => {{
          const [out, first, second] = [machine.buffer(size), buffer(400), buffer(400)];
          first.set(a);
          second.set(b);
          machine.product(out, first, second, ...rest);
          return out.every((v, i) => Object.is(v, wanted[i]));
        }};
        const outside = (n) => new Float64Array(n);
        return agrees(plain, outside) && agrees(fast, outside) && agrees(fast, fast.buffer);
      }});
    }}"""
    rng, cases = np.random.default_rng(0), []
    for m, k, n in np.ndindex(10, 4, 10):
        a, b = (np.where(rng.random(400) < 0.01, np.inf, rng.normal(size=400)) for _ in "ab")
        a, b = (np.nan_to_num(x, posinf=1e308).tolist() for x in (a, b))
        places = [[1, 3, 1, 50], [2, 1, 7, 60]] if n % 2 else [[1, 1, 9, 50], [0, 9, 1, 60]]
        cases.append([2 * m * n, a, b, m, k, n, *places])
    found = blank.evaluate(script, [FRONT, cases[:200]])
    found += blank.evaluate(script, [FRONT, cases[200:]])
    assert len(found) == 400 and all(found)


def test_every_machine_picks_the_same_rows(blank):
    script = f"""([front, places, widths]) => widths.map((width) => {{
      const numbers = places.map(Number);
      const [one, other] = ({MACHINES})(front, 1000).map((machine, k) => {{
        if (k === 2) return null;
        const make = (values) => {{
          const made = machine.buffer(values.length);
          made.set(values);
          return made;
        }};
        const table = make(Array.from({{ length: 5 * width }}, (_, i) => (i % 3 ? i / 7 : -0)));
        const out = make(Array.from({{ length: numbers.length * width + 2 }}, () => 3));
        machine.rows(out.subarray(1, out.length - 1), table, 5, make(numbers));
        return Array.from(out);
      }});
      return one.every((v, i) => Object.is(v, other[i])) && one.at(-1) === 3 && one;
    }})"""
    places = ["0", "4", "-1", "-5", "2", "5", "-6", "1.5", "NaN", "Infinity", "1e300", "3"]
    widths = list(range(1, 8))
    answers = blank.evaluate(script, [FRONT, places, widths])
    for width, found in zip(widths, answers, strict=True):
        table = np.arange(5.0 * width)
        table = np.where(table % 3 > 0, table / 7, 0).reshape(5, width)
        wanted = rows(table, np.array(places, float))
        np.testing.assert_array_equal(np.array(found[1:-1], float).reshape(-1, width), wanted)


def test_where_there_is_no_webassembly_the_plain_machine_does(blank):
    script = """([front, without]) => {
      const own = without ? "const WebAssembly = undefined;" : "";
      const run = `(() => {${own}${front}; return machine(100).product === blocks })()`;
      return (0, eval)(run);
    }"""
    assert blank.evaluate(script, [FRONT, True]) and not blank.evaluate(script, [FRONT, False])


def test_a_machine_says_what_it_lacks(blank):
    script = """(front) => {
      const { buffer } = (0, eval)(`(() => {${front}; return fastMachine(100) })()`);
      try { for (;;) buffer(50000); } catch (error) { return error.message; }
    }"""
    assert blank.evaluate(script, FRONT).startswith("a program has no room for ")
