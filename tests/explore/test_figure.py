"""Scenes drawn by matplotlib: every mark, without a warning, whatever the numbers."""

import io

import numpy as np
import pytest

from optcourse.explore import Axis, Band, Guide, Line, Panel, Readout, Scene
from optcourse.explore.figure import draw

from . import scenes


def png(scene, title=""):
    figure, file = draw(scene, title), io.BytesIO()
    figure.savefig(file, format="png", dpi=50)
    return figure, file.getvalue()


BLANK = Scene([Panel(scenes.X, scenes.Y, [])])


@pytest.mark.parametrize("name", scenes.MARKS)
def test_each_mark_leaves_ink(name):
    _, picture = png(scenes.one_mark(name)(1.0))
    assert picture != png(BLANK)[1]
    assert picture != png(scenes.one_mark(name)(0.4))[1]


@pytest.mark.parametrize("scene", [scenes.field, scenes.surface])
def test_fields_and_surfaces(scene):
    assert png(scene(1.0))[1] != png(scene(0.2))[1]


def test_everything_at_once():
    figure, _ = png(
        scenes.everything(1.0, "up", np.array([1.0, 1.5])), "A *title* with **all** of it"
    )
    assert len(figure.axes) == 4
    assert figure.axes[0].get_xlim() == (0, 10) and figure.axes[2].get_yscale() == "log"


@pytest.mark.parametrize("name", [*scenes.HOSTILE, "empty"])
def test_hostile_numbers(name):
    figure, _ = png(scenes.hostile(name))
    assert figure.axes[0].get_xlim() == (0, 10) and figure.axes[0].get_ylim() == (-2, 2)


def test_readouts_are_shown_while_they_hold():
    scene = Scene(
        [Panel(Axis("x", (0, 1)), Axis("y", (0, 1)), [])],
        [Readout("shown {v:.1f}", {"v": 2.0}, when=True), Readout("hidden", when=False)],
    )
    assert draw(scene).get_supxlabel() == "shown 2.0"


def test_an_arrow_points_where_it_says():
    arrow = draw(scenes.one_mark("Arrow")(1.0)).axes[0].texts[0]
    assert (arrow.xyann, arrow.xy) == ((2.0, 0.0), (5.0, 1.0))


def test_flat_fields_do_not_warn():
    x = np.linspace(0, 1, 4)
    for value in (0.0, 5.0, np.nan):
        flat = scenes.Field(x, x, np.full((4, 4), value), levels=(1.0, 2.0))
        png(Scene([Panel(Axis("x", (0, 1)), Axis("y", (0, 1)), [flat])]))


PLAIN = str.maketrans("−", "-", ",")
LIMITS = [(0, 1), (-1e-7, 1e-7), (0, 1e9), (0.5, 0.50001), (1000, 1001), (-3, 40)]


@pytest.mark.parametrize("limits", LIMITS)
def test_linear_ticks_tell_their_values(limits):
    from optcourse.explore.ticks import axis_spec

    ticks = axis_spec(Axis("x", limits))["ticks"]
    assert 2 <= len(ticks) <= 8
    assert all(limits[0] - 1e-9 <= value <= limits[1] * (1 + 1e-9) + 1e-9 for value, _ in ticks)
    texts = [text for _, text in ticks]
    assert len(set(texts)) == len(texts)
    np.testing.assert_allclose(
        [float(t.translate(PLAIN)) for t in texts], [v for v, _ in ticks], atol=1e-12
    )


@pytest.mark.parametrize(
    "limits", [(1e-6, 1), (1, 1e12), (2, 8), (0.5, 20), (1e-300, 1e300), (3, 3.3)]
)
def test_log_ticks_tell_their_values(limits):
    from optcourse.explore.ticks import axis_spec

    ticks = axis_spec(Axis("x", limits, "log"))["ticks"]
    assert 2 <= len(ticks) <= 9
    for value, text in ticks:
        base, _, power = text.translate(PLAIN).partition("^{")
        told = 10.0 ** int(power[:-1]) if power else float(base)
        np.testing.assert_allclose(told, value, rtol=1e-9)


@pytest.mark.parametrize(
    ("limits", "texts"),
    [
        ((1e-3, 10), ["0.001", "0.01", "0.1", "1", "10"]),
        ((0.9e-3, 11), ["10^{−3}", "10^{−2}", "10^{−1}", "10^{0}", "10^{1}"]),
        ((1e4, 1e7), ["10^{4}", "10^{5}", "10^{6}", "10^{7}"]),
    ],
)
def test_powers_of_ten_on_an_axis_are_written_in_one_way(limits, texts):
    from optcourse.explore.ticks import axis_spec

    assert [text for _, text in axis_spec(Axis("x", limits, "log"))["ticks"]] == texts


def test_chosen_ticks_are_powers_of_ten_where_they_are_small_or_large():
    from optcourse.explore.ticks import axis_spec

    axis = Axis("x", (1e-13, 1e7), "log", ticks=(1e-12, 2e-6, 0.25, 1.0, 1e6))
    texts = [text for _, text in axis_spec(axis)["ticks"]]
    assert texts == ["10^{−12}", "2×10^{−6}", "0.25", "10^{0}", "10^{6}"]
    axis = Axis("x", (-1e7, 1), ticks=(-1e6, -2, 0))
    assert [text for _, text in axis_spec(axis)["ticks"]] == ["−10^{6}", "−2", "0"]


@pytest.mark.parametrize(
    ("axis", "texts"),
    [
        (Axis("x", (-2000, 2000)), ["−2,000", "−1,000", "0", "1,000", "2,000"]),
        (Axis("x", (1000, 1002)), ["1,000.0", "1,000.5", "1,001.0", "1,001.5", "1,002.0"]),
        (Axis("x", (1, 1000), "log"), ["1", "10", "100", "1,000"]),
        (Axis("x", (500, 6000), "log"), ["500", "1,000", "2,000", "5,000"]),
        (Axis("x", (0, 5000), ticks=(0, 2500, 5000)), ["0", "2,500", "5,000"]),
        (Axis("x", (0, 9), ticks=tuple(np.arange(1, 9, 3))), ["1", "4", "7"]),
    ],
)
def test_ticks_have_commas_between_thousands(axis, texts):
    from optcourse.explore.ticks import axis_spec

    assert [text for _, text in axis_spec(axis)["ticks"]] == texts


def test_marks_of_constants_of_python():
    png(
        Scene(
            [
                Panel(
                    scenes.X,
                    scenes.Y,
                    [Line([0, 1], [1, 0]), Band([0, 1], [0, 0], [1, 1]), Guide(y=1)],
                )
            ]
        )
    )
