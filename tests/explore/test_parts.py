"""The parts of many scenes: what they are made of."""

import numpy as np

from optcourse.explore import (
    Slider,
    faint,
    grip,
    growing,
    listed,
    numbered,
    place,
    so_far,
    spot,
    terrain,
    timeline,
    trail,
)

NAN = np.nan


def test_a_list_is_read_from_a_slider():
    sizes = np.array([1, 30, 2000])
    wanted = Slider("which", "*m*", 0, 2, 1, step=1, texts=("1", "30", "2,000"))
    assert listed("which", "*m*", sizes) == wanted
    rates = Slider("rate", "*ε*", 1, 2, 2, step=1, texts=("0.5", "1"))
    assert listed("rate", "*ε*", [0.25, 0.5, 1.0], "{:g}", start=2, first=1) == rates
    of_three = ("1 of 3", "2 of 3", "3 of 3")
    assert numbered("run", "run", 3) == Slider("run", "run", 0, 2, 0, step=1, texts=of_three)


def test_time_runs_by_itself_and_stands_at_its_end():
    texts = ("step 0", "step 500", "step 1,000")
    time = Slider("moment", "time", 0, 2, 2, step=1, texts=texts, play=True)
    assert timeline("time", (0, 500, 1000)) == time
    early = timeline("epoch", (0.5, 1.0, 1.5), "{:.1f}", start=1, name="when", first=1)
    assert early == Slider("when", "epoch", 1, 2, 1, step=1, texts=("1.0", "1.5"), play=True)


def test_a_curve_grows_up_to_a_moment():
    np.testing.assert_array_equal(so_far(np.array([3.0, 2.0, 1.0]), 1), [3.0, 2.0, NAN])
    np.testing.assert_array_equal(so_far(np.ones((2, 2)), 0), [[1.0, 1.0], [NAN, NAN]])
    line, end = growing(np.arange(3.0), np.array([3.0, 2.0, 1.0]), 1, color=3, label="loss")
    np.testing.assert_array_equal(line.y, [3.0, 2.0, NAN])
    assert (line.color, line.label, end.color, end.x, end.y) == (3, "loss", 3, 1.0, 2.0)


def test_faint_lines_share_one_name():
    lines = faint(np.arange(3), np.eye(3), "all runs", color=4)
    assert [line.label for line in lines] == ["all runs", "", ""]
    np.testing.assert_array_equal([line.y for line in lines], np.eye(3))
    assert {(line.color, line.width) for line in lines} == {(4, 0.7)}


def test_places_of_the_plane():
    field = terrain(lambda theta: theta[0] + 10 * theta[1], np.arange(3.0), np.arange(2.0), (1, 2))
    np.testing.assert_array_equal(field.z, [[0, 1, 2], [10, 11, 12]])
    path = np.array([[1.0, 2.0], [3.0, 5.0]])
    line, point, ring = trail(path, dash=True), spot(path[0], color=2), grip(path[1], "start")
    assert line.x.tolist() == [1, 3] and line.y.tolist() == [2, 5] and line.dash
    assert (point.x, point.y, point.color) == (1, 2, 2)
    assert (ring.x, ring.y, ring.control, ring.drag) == (3, 5, "start", "xy")


def test_the_place_of_a_value_is_that_of_the_nearest():
    assert [place((1, 3, 10), value) for value in (0, 1.9, 2.1, 50)] == [0, 0, 1, 2]
