"""Banks: every stored frame, decoded by the page's own code, equals the scene function's."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as arrays_of

from optcourse.explore import (
    Arrow,
    Axis,
    Band,
    Bars,
    Field,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.explore.bank import TOP, bank_scene, pack, quantize
from optcourse.explore.modules import joined
from optcourse.explore.spec import SceneError, flatten

A = Slider("a", "a", 0.0, 2.0, 1.0, count=5)
B = Slider("b", "b", 1, 4, 2, step=1, spec="d")
C = Slider("c", "c", 1e-3, 1.0, 0.1, count=4, log=True)

DECODE = """async ([source, slots, counts, positions]) => {
  const openBank = new Function(source + "; return openBank")();
  const frame = await openBank(slots, counts);
  const bytes = (array) => String.fromCharCode(...new Uint8Array(new Float64Array(array).buffer));
  return positions.map((at) => frame(at).map((array) => btoa(bytes(array))));
}"""


@pytest.fixture(scope="module")
def decode(blank):
    """`decode(slots, counts, positions)`: the arrays of each frame, by bank.js."""
    source = joined("bank")

    def run(slots, counts, positions):
        frames = blank.evaluate(DECODE, [source, slots, counts, positions])
        return [[np.frombuffer(base64.b64decode(b), "<f8") for b in frame] for frame in frames]

    return run


def training(a, b, c):
    t = np.arange(1, 31.0)
    losses = np.exp(-t * c) + 0.01 * b
    x = np.linspace(-1, 1, 8)
    marks = [Line(t, losses), Band(t, losses / 2, losses * a), Guide(y=c), Bars(t, t * b / 4)]
    plane = [Field(x, x, np.add.outer(x**2, x), levels=(0.0, 1.0)), Arrow(0.0, 0.0, a, -a)]
    panels = [Panel(Axis("t", (0, 30)), Axis("loss", (1e-3, 10), "log"), marks)]
    panels += [Panel(Axis("x", (-1, 1)), Axis("y", (-1, 1)), plane)]
    return Scene(panels, [Readout("{v:.3g}", {"v": np.pi * a + b})])


def frames_of(scene, sliders):
    """Each position of the sliders, and the arrays of the scene there."""
    for index in np.ndindex(*(len(s.positions) for s in sliders)):
        values = {s.name: s.at(i) for s, i in zip(sliders, index, strict=True)}
        yield list(index), [np.ravel(a) for a in flatten(scene(**values))[1]]


def assert_frames_agree(scene, sliders, decode):
    _, slots = bank_scene(scene, sliders, {})
    wanted = list(frames_of(scene, sliders))
    counts = [len(s.positions) for s in sliders]
    found = decode(slots, counts, [index for index, _ in wanted])
    for (index, arrays), frame in zip(wanted, found, strict=True):
        for slot, want, got in zip(slots, arrays, frame, strict=True):
            assert_within_half_a_quantum(slot, got, want, index)
    return slots


def assert_within_half_a_quantum(slot, got, want, where):
    if slot["kind"] == "exact":
        np.testing.assert_array_equal(got, want, err_msg=str(where))
        return
    with np.errstate(all="ignore"):
        got, want = (np.log10(v) if slot["kind"] == "log" else v for v in (got, want))
    quantum = (slot["high"] - slot["low"]) / TOP
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=0.5001 * quantum, err_msg=str(where))


def test_every_frame_is_within_half_a_quantum(decode):
    slots = assert_frames_agree(training, [A, B, C], decode)
    assert {slot["kind"] for slot in slots} == {"exact", "log", "linear"}


def test_what_no_slider_moves_is_stored_once():
    _, slots = bank_scene(training, [A, B, C], {})
    t, losses, field = slots[0], slots[1], slots[11]
    assert (t["deps"], losses["deps"], field["deps"]) == ([], [1, 2], [])
    assert slots[-1]["deps"] == [0, 1]


def hostile(a, b):
    y = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, a, b, 1e-40])
    marks = [Line(np.arange(8.0), y), Line(np.zeros(0), np.zeros(0))]
    log = [Line(np.arange(8.0), y), Line(np.full(8, np.nan), np.full(8, np.nan))]
    panels = [Panel(Axis("t", (0, 8)), Axis("loss", (-5, 10)), marks)]
    panels += [Panel(Axis("t", (0, 8)), Axis("loss", (1e-3, 10), "log"), log)]
    return Scene(panels, [Readout("{v:.3g}", {"v": np.inf * a})])


def test_what_is_not_finite_survives(decode):
    assert_frames_agree(hostile, [A, B], decode)


def diverging(a):
    y = 10.0 ** (np.arange(20) * a * 8)
    linear = Panel(
        Axis("t", (0, 20)), Axis("loss", (0, 2)), [Line(np.arange(20.0), 0.5 + y * (a > 0))]
    )
    log = Panel(Axis("t", (0, 20)), Axis("loss", (1e-3, 10), "log"), [Line(np.arange(20.0), y)])
    return Scene([linear, log])


def test_a_diverging_run_does_not_coarsen_what_is_seen(decode):
    _, slots = bank_scene(diverging, [A], {})
    wanted = list(frames_of(diverging, [A]))
    found = decode(slots, [5], [index for index, _ in wanted])
    for (_, arrays), frame in zip(wanted, found, strict=True):
        seen = arrays[1] < 2
        np.testing.assert_allclose(frame[1][seen], arrays[1][seen], atol=1e-3)
        assert np.all(frame[1][~seen] > 2)
        seen = arrays[3] < 10
        np.testing.assert_allclose(frame[3][seen], arrays[3][seen], rtol=1e-2)
        assert np.all(frame[3][~seen] >= 10)


def bowls(a):
    x = np.linspace(-3, 3, 20)
    z = np.add.outer(x**2, 50 * x**2) ** 3 * (0.5 + a) + 1e-3
    field = Field(x, x, z, levels=tuple(10.0 ** np.arange(-2, 3)))
    return Scene([Panel(Axis("x", (-3, 3)), Axis("y", (-3, 3)), [field])])


def test_a_field_keeps_its_levels_apart(decode):
    _, slots = bank_scene(bowls, [A], {})
    wanted = list(frames_of(bowls, [A]))
    found = decode(slots, [5], [index for index, _ in wanted])
    levels = 10.0 ** np.arange(-2, 3)
    for (_, arrays), frame in zip(wanted, found, strict=True):
        bands = np.digitize(arrays[2], levels)
        np.testing.assert_array_equal(np.digitize(frame[2], levels), bands)


@settings(max_examples=40)
@given(data=st.data())
def test_any_arrays_survive(decode, data):
    shape = data.draw(st.sampled_from([(3, 4), (2, 3, 5), (4, 1), (2, 0), (1, 7)]))
    numbers = st.floats(allow_nan=True, width=32)
    values = data.draw(arrays_of(float, shape, elements=numbers))
    kind = data.draw(st.sampled_from(["linear", "log", "exact"]))
    slot = pack(values, kind, -np.inf, np.inf)
    positions = [list(index) for index in np.ndindex(*shape[:-1])]
    for index, (got,) in zip(positions, decode([slot], shape[:-1], positions), strict=True):
        assert_within_half_a_quantum(slot, got, values[tuple(index)], index)


def test_codes_stay_below_those_of_special_values():
    codes, low, high = quantize(np.array([0.0, 1.0, 5.0, np.nan]), "linear")
    assert codes.tolist() == [0, TOP // 5, TOP, 65_533] and (low, high) == (0.0, 5.0)


def longer(b):
    return Scene([Panel(Axis("x", (0, 9)), Axis("y", (0, 9)), [Line(np.arange(b), np.arange(b))])])


def test_frames_of_another_layout_are_named():
    with pytest.raises(SceneError, match=r"\{'b': 2\} has another layout"):
        bank_scene(longer, [B], {})


def test_a_bank_of_ordinary_size_fits_its_budget():
    rates = Slider("c", "c", 1e-3, 1.0, 0.1, count=20, log=True)
    steps = Slider("b", "b", 0, 19, 2, step=1, spec="d")

    def curves(b, c):
        t = np.linspace(0, 1, 200)
        marks = [Line(t, np.exp(-9 * t * c) * (1 + 0.1 * np.sin((b + k) * t))) for k in range(5)]
        return Scene([Panel(Axis("t", (0, 1)), Axis("loss", (0, 1.2)), marks)])

    _, slots = bank_scene(curves, [steps, rates], {})
    assert len(json.dumps(slots)) < 650_000  # 400 frames of 1,000 numbers: 3.2 MB as floats
