"""Controls: what they refuse, and the positions of sliders."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optcourse.explore import Choice, Point, Slider
from optcourse.explore.controls import control_spec, initial_values
from optcourse.explore.modules import joined

NAN, INF = float("nan"), float("inf")
WRONG = {
    "name must be an argument .* got '_p'": lambda: Slider("_p", "p", 0, 1, 0, count=2),
    "name must be an argument .* got 'a b'": lambda: Choice("a b", "p", {"x": "x", "y": "y"}, "x"),
    "name must be an argument .* got 'lambda'": lambda: Slider("lambda", "λ", 0, 1, 0, count=2),
    "low must be a finite number, got nan": lambda: Slider("p", "p", NAN, 1, 0, count=2),
    "high must be a finite number, got inf": lambda: Slider("p", "p", 0, INF, 0, count=2),
    "value must be a finite number, got True": lambda: Slider("p", "p", 0, 1, True, count=2),
    "step must be a finite number, got None": lambda: Slider("p", "p", 0, 1, 1, step=None),
    "count must be a finite number, got nan": lambda: Slider("p", "p", 0, 1, 1, count=NAN),
    "low must be below high, got 1 and 1": lambda: Slider("p", "p", 1, 1, 1, count=2),
    "low must be positive on a log slider, got 0": lambda: Slider(
        "p", "p", 0, 1, 1, count=2, log=True
    ),
    r"value must lie in \[0, 1\], got 2": lambda: Slider("p", "p", 0, 1, 2, count=2),
    "step=0.0 and count=0": lambda: Slider("p", "p", 0, 1, 1),
    "step=0.1 and count=5": lambda: Slider("p", "p", 0, 1, 1, step=0.1, count=5),
    "step=-0.1 and count=0": lambda: Slider("p", "p", 0, 1, 1, step=-0.1),
    "a positive step or a count .* step=-1 and count=5": lambda: Slider(
        "p", "p", 0, 1, 1, step=-1, count=5
    ),
    "step=0.1 and count=0": lambda: Slider("p", "p", 0.1, 1, 1, step=0.1, log=True),
    "2 to 10000 positions, got step=5": lambda: Slider("p", "p", 0, 1, 1, step=5),
    "2 to 10000 positions, got step=1e-09": lambda: Slider("p", "p", 0, 1, 1, step=1e-9),
    "2 to 10000 positions, got step=0.0 and count=2.5": lambda: Slider(
        "p", "p", 0, 1, 1, count=2.5
    ),
    "spec must be .* got '.2e'": lambda: Slider("p", "p", 0, 1, 1, count=2, spec=".2e"),
    "texts must name all 3 positions, got 2": lambda: Slider(
        "p", "p", 0, 1, 1, count=3, texts=("a", "b")
    ),
    "options must hold at least two": lambda: Choice("p", "p", {"x": "x"}, "x"),
    "value must be one of 'x', 'y', got 'z'": lambda: Choice("p", "p", {"x": "x", "y": "y"}, "z"),
    r"value must be two numbers within x=\(0, 1\) and y=\(0, 1\), got \(0, 2\)": lambda: Point(
        "p", "p", (0, 1), (0, 1), (0, 2)
    ),
    r"value must be two numbers within .* got \(nan, 1\)": lambda: Point(
        "p", "p", (0, 1), (0, 1), (NAN, 1)
    ),
    r"value must be two numbers within .* got \(0, 1, 1\)": lambda: Point(
        "p", "p", (0, 1), (0, 1), (0, 1, 1)
    ),
    r"^x must be two finite numbers, the lower one first, got \(-inf, inf\)$": lambda: Point(
        "p", "p", (-INF, INF), (0, 1), (0, 1)
    ),
    r"^y must be two finite numbers, the lower one first, got \(1, 0\)$": lambda: Point(
        "p", "p", (0, 1), (1, 0), (0, 1)
    ),
    "^y must be two finite numbers, the lower one first, got 1$": lambda: Point(
        "p", "p", (0, 1), 1, (0, 1)
    ),
}


@pytest.mark.parametrize("message", WRONG)
def test_controls_refuse(message):
    with pytest.raises(ValueError, match=message):
        WRONG[message]()


def test_steps_never_pass_the_high_end():
    np.testing.assert_allclose(Slider("p", "p", 0, 1, 0, step=0.4).positions, [0, 0.4, 0.8])
    np.testing.assert_allclose(Slider("p", "p", 0, 1, 0, step=0.1).positions, np.linspace(0, 1, 11))
    assert Slider("p", "p", 0, 20, 0, step=5).at(3) == 15


def test_initial_values():
    controls = [
        Slider("n", "n", 1, 9, 4.2, step=1),
        Slider("r", "r", 1e-3, 1, 0.01, count=4, log=True),
        Choice("w", "w", {"x": "x", "y": "y"}, "y"),
        Point("s", "s", (0, 1), (0, 1), (0.5, 1)),
    ]
    values = initial_values(controls)
    assert values["n"] == 4 and isinstance(values["n"], int) and values["w"] == "y"
    assert values["r"] == pytest.approx(0.01) and values["s"].tolist() == [0.5, 1.0]


@st.composite
def sliders(draw):
    low = draw(st.floats(1e-6, 100))
    high = low + draw(st.floats(0.01, 1000))
    value = low + draw(st.floats(0, 1)) * (high - low)
    assume(value <= high)
    log = draw(st.booleans())
    if log or draw(st.booleans()):
        return Slider("p", "p", low, high, value, count=draw(st.integers(2, 300)), log=log)
    return Slider("p", "p", low, high, value, step=(high - low) / draw(st.floats(1, 300)))


PLACES = """([source, control]) => {
  const names = "{ sliderValue, sliderPosition }";
  const { sliderValue, sliderPosition } = new Function(source + "; return " + names)();
  const values = Array.from({ length: control.count }, (_, k) => sliderValue(control, k));
  const start = sliderPosition(control, control.value);
  return [values, values.map((v) => sliderPosition(control, v)), start];
}"""


@settings(max_examples=80)
@given(slider=sliders())
def test_sliders_stand_at_the_same_numbers_in_the_page(blank, slider):
    source = joined("controls")
    values, back, start = blank.evaluate(PLACES, [source, control_spec(slider)])
    np.testing.assert_allclose(values, slider.positions, rtol=1e-14 if slider.log else 0)
    assert back == list(range(len(values)))
    assert start == slider.start


def test_controls_give_back_what_they_allow_and_refuse_the_rest_by_name():
    rate = Slider("rate", "r", 1e-3, 1.0, 0.1, count=4, log=True)
    steps = Slider("steps", "s", 0, 10, 4, step=2)
    assert rate.check(np.float32(0.5)) == 0.5 and rate.check(1.0 + 1e-15) == 1.0 + 1e-15
    assert rate.nearest(0.05) == pytest.approx(0.1) and steps.nearest(4.9) == 4
    with pytest.raises(ValueError, match=r"^rate must be a number from 0.001 to 1, got nan$"):
        rate.check(np.nan)
    with pytest.raises(ValueError, match=r"^steps must be a number from 0 to 10, got \[1, 2\]$"):
        steps.check([1, 2])
    with pytest.raises(ValueError, match="steps must be a number from 0 to 10, got True"):
        steps.check(True)
    start = Point("start", "s", (0, 1), (-2, 2), (0.5, 1.0))
    np.testing.assert_array_equal(start.check((1, -2)), [1.0, -2.0])
    with pytest.raises(ValueError, match=r"^start must be two numbers within x=\(0, 1\) and y=\("):
        start.check([0.5, 2.1])
    where = Choice("where", "w", {"up": "up", "down": "down"}, "up")
    assert where.check("down") == "down"
    with pytest.raises(ValueError, match=r"^where must be one of 'up', 'down', got 'left'$"):
        where.check("left")
    with pytest.raises(ValueError, match=r"^where must be one of 'up', 'down', got array"):
        where.check(np.array(["up"]))
