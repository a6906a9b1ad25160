"""What long programs compute with in the page: packed numbers and products, to the last bit."""

import json

import numpy as np
import pytest

from optcourse.explore.modules import joined
from optcourse.explore.trace.packed import packed

FRONT = joined("machine", "packed")

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


def test_products_in_blocks_have_the_bits_of_the_plain_ones(blank):
    script = """([front, cases]) => {
      const { plain, machine } = (0, eval)(
        `(() => {${front}; return { plain: product, machine: plainMachine() } })()`);
      return cases.map(([size, a, b, ...rest]) => {
        const [first, second] = [a, b].map((v) => Float64Array.from(v));
        const [out, other] = [7, 8].map((v) => new Float64Array(size).fill(v));
        plain(out, first, second, ...rest);
        machine.product(other, first, second, ...rest);
        return out.every((v, i) => Object.is(v, other[i]));
      });
    }"""
    rng, cases = np.random.default_rng(0), []
    for m, k, n in np.ndindex(10, 4, 10):
        a, b = rng.normal(size=400), rng.normal(size=400)
        places = [[1, 3, 1, 50], [2, 1, 7, 60]] if n % 2 else [[1, 1, 9, 50], [0, 9, 1, 60]]
        cases.append([2 * m * n, a.tolist(), b.tolist(), m, k, n, *places])
    assert all(blank.evaluate(script, [joined("machine", "kernels/product"), cases]))
