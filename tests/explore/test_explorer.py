"""The Explorer widget without a page: its text, picture, errors, and answers to the front end."""

import base64

import numpy as np
import pytest

from optcourse.explore import (
    Axis,
    Choice,
    Explorer,
    Handle,
    Line,
    Panel,
    Point,
    Readout,
    Scene,
    Slider,
)
from optcourse.explore.explorer import MIME_TYPE

VIEW = "application/vnd.jupyter.widget-view+json"
X, Y = Axis("x", (0, 1)), Axis("y", (-2, 2))
RATE = Slider("rate", "rate *ε*", 0.0, 1.0, 0.5, count=11)
STEPS = Slider("steps", "steps", 1, 4, 2, step=1, spec="d")
START = Point("start", "start", (0, 1), (-2, 2), (0.5, 1.0))
WHERE = Choice("where", "where", {"low": "below", "high": "above"}, "high")


def wave(rate=0.5, start=(0.5, 1.0), where="high"):
    x = np.linspace(0, 1, 20)
    y = np.sin(9 * x * rate) + (1.0 if where == "high" else -1.0)
    marks = [Line(x, y), Handle(start[0], start[1], control="start")]
    return Scene([Panel(X, Y, marks)], [Readout("last {last:.3g}", {"last": y[-1]})])


def stairs(steps):
    marks = [Line(np.arange(steps), np.arange(steps) / 4)]
    return Scene([Panel(X, Y, marks)], [Readout("{steps:d} steps", {"steps": steps})])


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(Explorer, "send", lambda _, *message: messages.append(message))
    return messages


def test_its_text_is_stable_and_free_of_markup():
    explorer = Explorer(wave, [RATE, START, WHERE], "A *wave* on **x**")
    assert repr(explorer) == "Explorer: A wave on x (rate ε, start, where)"


def test_in_a_notebook_it_is_a_widget_and_nothing_is_drawn(monkeypatch):
    monkeypatch.delenv("OPTCOURSE_STATIC", raising=False)
    explorer = Explorer(wave, [RATE, START, WHERE], "A wave")
    monkeypatch.setattr(explorer, "figure", None)
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == repr(explorer)
    assert data[VIEW]["model_id"] == explorer.model_id
    assert set(data) == {"text/plain", VIEW}


def test_for_a_page_it_is_its_data_beside_text_and_picture(monkeypatch):
    monkeypatch.setenv("OPTCOURSE_STATIC", "1")
    explorer = Explorer(wave, [RATE, START, WHERE], "A *wave*", "How *high*?")
    data, _ = explorer._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png", MIME_TYPE}
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    output = {"title": "A wave", "question": "How high?", "controls": ["rate ε", "start", "where"]}
    output |= {"here": "last 0.0225", "presets": {}}
    output |= {"told": ["y: from 1 at 0 to 0.02 at 1, least 0.02 at 1"]}
    place = data[MIME_TYPE].pop("place")
    assert place.startswith('<section class="oc oc-ghost">') and "How <i>high</i>?" in place
    assert data[MIME_TYPE] == output | {"payload": explorer.payload()}


def test_on_paper_its_picture_is_a_pdf_and_no_data_are_stored(monkeypatch):
    monkeypatch.setenv("OPTCOURSE_STATIC", "paper")
    explorer = Explorer(filled, [RATE], "A wave", bank=True)
    data, _ = explorer._repr_mimebundle_()
    assert set(data) == {"text/plain", "application/pdf", MIME_TYPE}
    assert base64.b64decode(data["application/pdf"]).startswith(b"%PDF")
    assert set(data[MIME_TYPE]) == {"title", "question", "here", "told", "controls", "presets"}
    assert "bank:" not in explorer._payload


def test_its_picture_follows_its_values(monkeypatch):
    monkeypatch.setenv("OPTCOURSE_STATIC", "1")
    explorer = Explorer(wave, [RATE, START, WHERE], "A wave")
    before = explorer._repr_mimebundle_()[0]["image/png"]
    explorer.values = explorer.values | {"rate": 1.0}
    assert explorer._repr_mimebundle_()[0]["image/png"] != before


def broken(rate):
    raise RuntimeError(f"no data for rate {rate}")


def test_an_error_is_shown_in_a_notebook(monkeypatch):
    monkeypatch.delenv("OPTCOURSE_STATIC", raising=False)
    explorer = Explorer(broken, [RATE], "Broken")
    assert explorer.error == "RuntimeError: no data for rate 0.5"
    assert repr(explorer).endswith("— RuntimeError: no data for rate 0.5")
    assert '"error":"RuntimeError: no data for rate 0.5"' in explorer._payload
    assert explorer._repr_mimebundle_()[0]["text/plain"] == repr(explorer)


@pytest.mark.parametrize("static", ["1", "paper"])
@pytest.mark.parametrize("bank", [False, True])
def test_an_error_stops_the_build(monkeypatch, bank, static):
    monkeypatch.setenv("OPTCOURSE_STATIC", static)
    with pytest.raises(RuntimeError, match="no data"):
        Explorer(broken, [RATE], "Broken", bank=bank)


def filled(rate):
    y = np.zeros(5)
    y[2] = rate
    return Scene([Panel(X, Y, [Line(np.linspace(0, 1, 5), y)])])


def test_the_message_of_the_tracer_is_not_hidden_by_numpy():
    error = Explorer(filled, [RATE], "Filled").error
    assert error == "TypeError: a traced value has no number yet; keep it as an array"


def test_values_round_trip():
    explorer = Explorer(wave, [RATE, START, WHERE], "A wave")
    assert explorer.values == {"rate": 0.5, "start": [0.5, 1.0], "where": "high"}
    scene = explorer.scene(rate=0.25, start=[0.1, 0.2], where="low")
    assert scene.panels[0].marks[1].x == 0.1
    assert scene.readouts[0].values["last"] == np.sin(9 * 0.25) - 1


def test_a_compiled_scene_divides_by_zero_as_numpy_does():
    def poles(rate):
        return Scene(
            [Panel(X, Y, [])], [Readout("{v:.2f}", {"v": 1 / rate + 10.0 ** (999 * rate)})]
        )

    explorer = Explorer(poles, [RATE], "Poles")
    assert explorer.error is None
    assert explorer.scene(rate=0).readouts[0].values["v"] == np.inf
    assert explorer.scene(rate=1).readouts[0].values["v"] == np.inf


def test_a_kernel_computes_frames_on_demand(sent):
    explorer = Explorer(stairs, [STEPS], "Stairs", bank=True)
    assert "bank" not in explorer._payload
    explorer._answer(None, {"id": 7, "values": {"steps": 3}}, [])
    (message, (data,)) = sent[-1]
    assert message["id"] == 7 and message["spec"]["shapes"] == [[3], [3], []]
    numbers = np.frombuffer(data, "<f8")
    np.testing.assert_array_equal(numbers, [0, 1, 2, 0, 0.25, 0.5, 3])


@pytest.mark.parametrize(
    ("values", "error"), [({"steps": "x"}, "ValueError"), ({"no": 1}, "TypeError")]
)
def test_a_frame_that_fails_is_answered_with_its_message(sent, values, error):
    explorer = Explorer(stairs, [STEPS], "Stairs", bank=True)
    explorer._answer(None, {"id": 8, "values": values}, [])
    assert sent[-1][0]["id"] == 8 and sent[-1][0]["error"].startswith(error)


def test_a_scene_without_numbers_is_answered(sent):
    explorer = Explorer(lambda steps: Scene([Panel(X, Y, [])]), [STEPS], "Empty", bank=True)
    explorer._answer(None, {"id": 1, "values": {"steps": 2}}, [])
    assert sent[-1][0]["spec"]["shapes"] == []


def test_whole_sliders_of_a_bank_stay_whole(monkeypatch):
    monkeypatch.setenv("OPTCOURSE_STATIC", "1")
    even = lambda steps: Scene([Panel(X, Y, [])], [Readout("{n:d}", {"n": len(range(steps))})])  # noqa: E731
    assert "bank:" in Explorer(even, [STEPS], "Even", bank=True)._payload


CHECKS = {
    "names of their own": ([RATE, RATE], False, wave),
    "must be Slider, Choice or Point": ([0.5], False, wave),
    "cannot be points": ([START], True, wave),
}


@pytest.mark.parametrize("message", CHECKS)
def test_controls_are_checked(message):
    controls, bank, scene = CHECKS[message]
    with pytest.raises(ValueError, match=message):
        Explorer(scene, controls, "Wrong", bank=bank)


def handle(control, drag):
    return lambda **_: Scene([Panel(X, Y, [Handle(0.0, 0.0, control=control, drag=drag)])])


@pytest.mark.parametrize(
    ("control", "drag", "allowed"),
    [("rte", "x", "['rate']"), ("rate", "xy", "['start']"), ("start", "angle", "['rate']")],
)
def test_handles_must_move_a_control_that_can_follow(monkeypatch, control, drag, allowed):
    monkeypatch.setenv("OPTCOURSE_STATIC", "1")
    with pytest.raises(ValueError) as caught:
        Explorer(handle(control, drag), [RATE, START], "Handles")
    assert allowed in str(caught.value) and repr(control) in str(caught.value)


@pytest.mark.parametrize("result", [None, 3.0, [1, 2]])
def test_a_scene_function_must_return_a_scene(result):
    explorer = Explorer(lambda rate: result, [RATE], "Not a scene")
    assert "must return a Scene" in explorer.error
