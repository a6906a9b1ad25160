"""Handles: a ring moved by pointer or by keys sets its control, in all four ways of dragging."""

import numpy as np
import pytest

from optcourse.explore import Axis, Handle, Panel, Point, Points, Readout, Scene, Slider

from . import scenes


def dragged(drag):
    """A handle and what it says: where the control stands."""

    def scene(v):
        x, y = (v[0], v[1]) if drag == "xy" else (v / 90, v / 90)
        mark = Handle(x, y, control="v", drag=drag, label="handle")
        values = {"a": v[0], "b": v[1]} if drag == "xy" else {"a": v, "b": v}
        return Scene([Panel(*scenes.PLANE, [mark])], [Readout("{a:.2f} {b:.2f}", values)])

    if drag == "xy":
        return scene, Point("v", "place", (-1.5, 1.5), (-2, 2), (0.5, 0.5))
    limits = (-180, 180) if drag == "angle" else (-2, 2)
    return scene, Slider("v", "slid", *limits, limits[1] / 4, count=181)


def numbers(stage):
    stage.settle()
    return [
        float(t.replace("−", "-")) for t in stage.page.locator(".oc-readout").inner_text().split()
    ]


@pytest.mark.parametrize("drag", ["xy", "x", "y", "angle"])
def test_a_handle_by_pointer_and_by_keys(stage, drag):
    scene, control = dragged(drag)
    stage.show(scene, [control])
    handle, plot = stage.page.locator(".oc-handle"), stage.page.locator(".oc-plot canvas")
    ring, frame = handle.bounding_box(), plot.bounding_box()
    stage.page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    stage.page.mouse.down()
    # to (-1, 1): a quarter of the width from the left, a quarter of the height from the top
    stage.page.mouse.move(
        frame["x"] + frame["width"] / 4, frame["y"] + frame["height"] / 4, steps=3
    )
    stage.page.mouse.up()
    a, b = numbers(stage)
    wanted = {"xy": (-1, 1), "x": (-1, -1), "y": (1, 1), "angle": (135, 135)}[drag]
    assert (a, b) == pytest.approx(wanted, abs=2 if drag == "angle" else 0.03)
    stage.page.mouse.move(frame["x"] + 5, frame["y"] + 5)
    assert numbers(stage) == [a, b]  # let go
    handle.press("ArrowRight")
    handle.press("Shift+ArrowUp")
    c, d = numbers(stage)
    assert c > a and d > b
    handle.press("ArrowLeft")
    handle.press("Shift+ArrowDown")
    assert numbers(stage) == pytest.approx([a, b], abs=0.02)


@pytest.mark.parametrize("modifier", ["Alt", "Control", "Meta"])
def test_arrow_keys_with_a_modifier_are_the_browsers(stage, modifier):
    stage.page.evaluate("""() => addEventListener("keydown", (event) => {
      globalThis.kept = event.defaultPrevented;
      event.preventDefault(); // or this page, too, would go back
    })""")
    for scene, where in [
        (dragged("xy"), ".oc-handle"),
        ((scenes.surface, scenes.VALUE), ".oc-turn"),
    ]:
        still = stage.show(scene[0], [scene[1]])
        stage.page.locator(where).press(f"{modifier}+ArrowLeft")
        assert stage.settle() == still
        assert stage.page.evaluate("globalThis.kept") is False
        stage.page.locator(where).press("ArrowLeft")
        assert stage.settle() != still and stage.page.evaluate("globalThis.kept")


@pytest.mark.parametrize("button", ["right", "middle"])
def test_only_the_main_button_drags(stage, button):
    for scene, where in [
        (dragged("xy"), ".oc-handle"),
        ((scenes.surface, scenes.VALUE), ".oc-turn"),
    ]:
        still = stage.show(scene[0], [scene[1]])
        stage.page.locator(where).hover()
        stage.page.mouse.down(button=button)
        stage.page.mouse.move(200, 200, steps=3)
        assert stage.settle() == still
        stage.page.mouse.up(button=button)


def test_another_finger_that_is_lifted_does_not_let_a_handle_go(stage):
    scene, control = dragged("xy")
    stage.show(scene, [control])
    stage.page.locator(".oc-handle").hover()
    stage.page.mouse.down()
    stage.page.locator(".oc-handle").evaluate("""(handle) => {
      for (const type of ["pointerup", "lostpointercapture"]) {
        handle.dispatchEvent(new PointerEvent(type, { pointerId: 99 }));
      }
    }""")
    stage.page.mouse.move(100, 100)
    assert numbers(stage) != [0.5, 0.5]
    stage.page.mouse.up()


def test_a_dragged_point_stays_within_its_bounds(stage):
    scene, control = dragged("xy")
    stage.show(scene, [control])
    for _ in range(30):
        stage.page.locator(".oc-handle").press("Shift+ArrowRight")
    assert numbers(stage)[0] == 1.5


@pytest.mark.parametrize("drag", ["xy", "x", "y", "angle"])
def test_a_handle_pulled_far_outside_stays_within_its_bounds(stage, drag):
    scene, control = dragged(drag)
    stage.show(scene, [control])
    bounds = [control.x, control.y] if drag == "xy" else [(control.low, control.high)] * 2
    ring = stage.page.locator(".oc-handle")
    for x, y in [(-9000, 9000), (9000, -9000), (0, 0), (1e7, 1e7)]:  # in a single leap
        ring.hover()
        stage.page.mouse.down()
        stage.page.mouse.move(x, y)
        stage.page.mouse.up()
        for found, (low, high) in zip(numbers(stage), bounds, strict=True):
            assert low <= found <= high
        assert "oc-handle" in stage.page.evaluate("document.activeElement.className")


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_handle_that_is_nowhere_can_still_be_grasped(stage, number):
    def lost(v):
        place = np.where(v[0] > 0, number, v[0])
        marks = [Handle(place, place, control="v", label="handle")]
        axes = (scenes.PLANE[0], Axis("*y*", (0.1, 10.0), "log"))
        return Scene([Panel(*axes, marks)], [Readout("{a:.2f} {b:.2f}", {"a": v[0], "b": v[1]})])

    stage.show(lost, [Point("v", "place", (-2, 2), (0.1, 10.0), (0.5, 0.5))])
    ring, plot = stage.page.locator(".oc-handle"), stage.page.locator(".oc-plot").bounding_box()
    box = ring.bounding_box()
    assert plot["x"] <= box["x"] + 22 <= plot["x"] + plot["width"]
    assert plot["y"] <= box["y"] + 22 <= plot["y"] + plot["height"]
    assert ring.get_attribute("aria-label").startswith("handle, x ")
    for _ in range(20):
        ring.press("Shift+ArrowLeft")
    assert numbers(stage) == [-2.0, 0.5]


LOOK = """(e) => [getComputedStyle(e).cursor, getComputedStyle(e, "::after").clipPath]"""


def test_what_can_be_dragged_has_arrows_and_a_cursor_that_a_dot_has_not(stage):
    ring = Handle(0.5, 0.5, "v", drag="x")
    dot = Points(0.2, 0.2, size=6.0)
    plane = Axis("x", (0.0, 1.0)), Axis("y", (0.0, 1.0))
    slider = Slider("v", "v", 0.0, 1.0, 0.5, count=5)
    stage.show(lambda v: Scene([Panel(*plane, [dot, ring])]), [slider])
    cursor, arrows = stage.page.locator(".oc-handle").evaluate(LOOK)
    assert cursor == "ew-resize" and arrows.startswith("path(") and arrows.count("Z") == 2
    symbol = stage.page.locator(".oc-marks > g > path").first
    assert symbol.evaluate(LOOK) == ["auto", "none"]
    assert symbol.evaluate("(e) => getComputedStyle(e).stroke") == "none"  # whole, not a ring
