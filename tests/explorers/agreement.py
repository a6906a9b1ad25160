"""Whether two computations of one scene agree, and where a scene agrees with itself.

A path of chaos has no right value: the last bit of a sine decides where it ends, and browsers and
processors differ in it. Such a setting betrays itself: moved by a few parts in 10¹⁵, each control
in a direction of its own, and what a loop carries at each step of it, it gives another picture.
"""

import base64
import itertools
import math
import re

import numpy as np

from optcourse import draws, loops, tables
from optcourse.explore.modules import joined
from optcourse.explore.spec import flatten

FRONT = joined("machine", "packed")
NUDGES = 6
MOST = 40  # random settings of an explorer
NEAR = 1e-9  # of the largest entry of an array: as near as two computations must be
DUST = 1e-12  # and what is smaller is rounding
# Answers to settings [[key, values], …]: their arrays.
RUN = """async ([front, payload, cases]) => {
  const { machine, unpacked } = (0, eval)(`(() => {${front}; return { machine, unpacked }})()`);
  const { variants, data } = (0, eval)(`(${payload})`), frames = {};
  const trained = async ({ train, room, data: names }) => {
    const means = machine(room), tables = names.map((name) => unpacked(data[name], means.buffer));
    const frame = train(means, await Promise.all(tables));
    return (values) => frame(values, () => false).next().value[0];
  };
  for (const [key] of cases) {
    const { make, train } = variants[key];
    frames[key] ??= train ? await trained(variants[key]) : make();
  }
  const text = (array) => btoa(Array.from(
    new Uint8Array(array.buffer), (byte) => String.fromCharCode(byte)).join(""));
  return cases.map(([key, values]) =>
    frames[key](values).map((array) => text(Float64Array.from(array, Number))));
}"""
PROGRAM = re.compile("make:|train:")
QUICK = re.compile(r'(?<=const q=)quick\("[^"]*"\)')  # WebAssembly, beside the same as text
# An expression that is given a name or a place of a buffer, and computes.
OPERATION = re.compile(r"(?<=[\w\]]=)(?!=)[^=;<>!?{}]*[\w)\]][-+*/][^=;<>!?{}]*(?=[;}])")


def settings(explorer, count, seed=0):
    """Random settings and corners of the controls, for each variant: [(key, choices, values), …].

    `count` random ones of a variant, but of many variants no more than MOST together.
    """
    rng = np.random.default_rng(seed)
    free = [control for control in explorer.controls if control.kind != "choice"]
    variants = list(explorer.variants())
    for key, choices in variants:
        for _ in range(min(count, MOST // len(variants))):
            yield key, choices, {c.name: anywhere(c, rng) for c in free}
        for sides in corners(len(free)):
            yield key, choices, {c.name: end(c, side) for c, side in zip(free, sides, strict=True)}


def corners(count):
    """Few corners of a cube (0 or 1, `count` times) that show each pair of its sides each pair.

    A side is 1 in its own half of the corners but the first (Kleitman & Spencer, 1973).
    """
    number = next(n for n in itertools.count(1) if math.comb(n - 1, -(-n // 2)) >= count)
    halves = itertools.combinations(range(1, number), -(-number // 2))
    ones = list(itertools.islice(halves, count))
    return [[int(corner in own) for own in ones] for corner in range(number)]


def anywhere(control, rng):
    if control.kind == "point":
        return [rng.uniform(*control.x), rng.uniform(*control.y)]
    return control.at(int(rng.integers(len(control.positions))))


def end(control, side):
    if control.kind == "point":
        return [float(control.x[side]), float(control.y[side])]
    return control.at(-side)


def nudged(values, seed):
    """The setting with each number moved by its last bits, up or down; whole numbers stay."""
    rng = np.random.default_rng(seed)
    return {name: _nudged(value, rng) for name, value in values.items()}


def _nudged(value, rng):
    if isinstance(value, int):
        return value
    return _moved(np.array(value), rng).tolist()


def _moved(value, rng):
    return value * (1 + 1e-15 * rng.choice([-1.0, 1.0], np.shape(value)))


def ask(page, payload, cases):
    """The arrays that the page's program answers to `[(key, values), …]`."""
    for texts in page.evaluate(RUN, [FRONT, payload, [list(case) for case in cases]]):
        yield [np.frombuffer(base64.b64decode(text)) for text in texts]


def computed(explorer, choices, values):
    """The arrays of a scene, flat, as NumPy has them."""
    return [np.ravel(a) for a in flatten(explorer.scene(**choices, **values))[1]]


def calm(explorer, choices, values):
    """Whether NumPy agrees with itself when the setting is nudged."""
    wanted = computed(explorer, choices, values)
    for seed in range(NUDGES):
        token = loops.tracer.set(NudgedLoops(seed))
        try:
            moved = computed(explorer, choices, nudged(values, seed))
        finally:
            loops.tracer.reset(token)
        if apart(wanted, moved, NEAR / 10):
            return False
    return True


class NudgedLoops:
    """The loops of the course, which move the state by its last bits after every step."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def scan(self, step, init, num_steps):
        return self._plainly(loops.scan, lambda *at: self._moved(step(*at)), init, num_steps)

    def grid(self, value, x, y):
        return self._plainly(loops.grid, value, x, y)

    def rows(self, table, places):
        return self._plainly(tables.rows, table, places)

    def draw(self, kind, seed, counter, shape):
        return self._plainly(getattr(draws, kind), seed, counter, shape)

    def _plainly(self, loop, *args):
        token = loops.tracer.set(None)
        try:
            return loop(*args)
        finally:
            loops.tracer.reset(token)

    def _moved(self, state):
        if isinstance(state, tuple):
            parts = map(self._moved, state)
            return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
        return np.where(state == np.floor(state), state, _moved(state, self.rng))


def apart(wanted, found, near=NEAR):
    """Which arrays do not agree: the same where not finite, else near to the largest entry."""
    pairs = zip(wanted, found, strict=True)
    return [slot for slot, pair in enumerate(pairs) if not _agree(*pair, near)]


def _agree(want, found, near):
    if want.shape != found.shape:
        return False
    finite = np.isfinite(want)
    allowed = near * np.max(np.abs(want[finite]), initial=0.0) + DUST
    with np.errstate(over="ignore"):
        close = np.abs(found[finite] - want[finite]) <= allowed
    return bool(np.all(close) and np.array_equal(want[~finite], found[~finite], equal_nan=True))


def with_one_wrong(payload, seed):
    """The payload, without WebAssembly, with one operation of its first program off by 1e-6."""
    payload = QUICK.sub("null", payload)
    start, *ends = (found.end() for found in PROGRAM.finditer(payload))
    operations = list(OPERATION.finditer(payload, start, *ends[:1]))
    wrong = operations[np.random.default_rng(seed).integers(len(operations))]
    return f"{payload[: wrong.start()]}({wrong[0]})*1.000001{payload[wrong.end() :]}"
