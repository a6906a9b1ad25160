"""What the explorers of mountains, valleys and walks say is true."""

import numpy as np

from optcourse.chapters.journeys.experiments import rate_at
from tests.truths import close, drawn, fact, marks, records, says, silent, written


@fact("journeys: the mountain")
def test_only_the_side_of_the_start_counts_on_a_ridge(explorer):
    """The crest of the ridge of height 1 is at x = −0.2674530 (root of its derivative)."""
    for y in (-3.0, 0.0, 3.0):
        says(explorer, {"start": (-0.28, y)}, "Never there: no step leads back over the crest.")
        says(explorer, {"start": (-0.25, y)}, "In the low land after")
    says(explorer, {"start": (4.5, 0.0)}, "In the low land after 0 steps")


@fact("journeys: the mountain")
def test_on_the_plain_alone_the_way_is_straight(explorer):
    """From far off the axis the hill is not felt: 8 units at a twentieth a step."""
    values = {"mountain": "hill", "height": 0.1, "start": (-4.0, 3.8)}
    says(
        explorer,
        values,
        "There after 161 steps, on a way of 8.0; straight ahead it would be 8.0.",
    )
    path = drawn(explorer, values, "", panel=0, kind="Line")
    close(np.diff(path.x)[:20], np.full(20, 0.05), rel=1e-3)


@fact("journeys: the mountain")
def test_on_the_axis_it_rests_at_the_saddle(explorer):
    """x e^{−x²/2} = −0.1 at x = −2.54, by hand: 2.54 · e^{−3.2258} = 0.1009."""
    on_axis = {"mountain": "hill", "start": (-4.0, 0.0)}
    says(explorer, on_axis, "Not there after 1,000 steps: it stands at x = −2.54")
    silent(explorer, on_axis | {"height": 0.15}, "Not there")
    says(explorer, {"mountain": "hill", "start": (4.2, 0.0)}, "It starts in the low land.")


@fact("journeys: the way or the steps")
def test_steps_and_length_are_those_of_descent_written_out(explorer):
    for b, share in ((1.0, 0.4), (5.0, 0.8)):
        x, y, k, length = -1.2, 1.0, 0, 0.0
        while (1 - x) ** 2 + b * (y - x * x) ** 2 >= 1e-3:
            slope = -2 * (1 - x) - 4 * b * x * (y - x * x), 2 * b * (y - x * x)
            dx, dy = (-rate_at(b, share) * each for each in slope)
            x, y, k, length = x + dx, y + dy, k + 1, length + np.hypot(dx, dy)
        told = f"{written(k, 'd')} steps to a loss of 0.001, on a way of {written(length, '.2f')}."
        says(explorer, {"sharp": b, "share": share}, told)


@fact("journeys: the way or the steps")
def test_at_the_minimum_there_is_no_way(explorer):
    says(explorer, {"start": (1.0, 1.0)}, "0 steps to a loss of 0.001, on a way of 0.00.")
    for values in ({"sharp": 1.0}, {"sharp": 20.0}):
        path = marks(explorer, values, "Line", panel=0)[0]
        close([path.x[0], path.y[0]], [-1.2, 1.0])
        assert abs(path.x[-1] - 1) < 0.1 and abs(path.y[-1] - 1) < 0.2


@fact("journeys: the way walked")
def test_the_readout_is_the_record_at_that_moment(explorer):
    for name, walk in records(explorer)[0].items():
        last = len(walk.steps) - 1
        for k in (0, 7, last):
            fall = 100 * (walk.loss[0, 0] - walk.loss[k, 0]) / (walk.loss[0, 0] - walk.loss[-1, 0])
            way = 100 * walk.length[k, 0] / walk.length[-1, 0]
            told = f"Step {walk.steps[k]}: loss {written(walk.loss[k, 0], '.2f')}"
            says(explorer, {"which": name, "k": k}, told, f"{written(fall, '.0f')}% of the fall")
            says(explorer, {"which": name, "k": k}, f"{written(way, '.0f')}% of the way.")
        winding = written(walk.length[-1, 0] / walk.distance[-1, 0], ".1f")
        says(explorer, {"which": name, "k": last}, f"The whole way is {winding} times as long")


@fact("journeys: the way walked")
def test_the_plane_holds_start_and_end_at_their_distance(explorer):
    for name, walk in records(explorer)[0].items():
        straight = drawn(explorer, {"which": name}, "straight line", panel=0)
        close([straight.x, straight.y], [[0, walk.distance[-1, 0]], [0, 0]], rel=1e-5)
        (field,) = marks(explorer, {"which": name}, "Field", panel=0)
        assert field.z.min() >= 0 and field.x[0] < 0 < field.x[-1]


@fact("journeys: the way walked")
def test_minibatches_walk_farther(explorer):
    runs = list(records(explorer)[0].values())
    for calm, noisy in ((runs[0], runs[1]), (runs[2], runs[3])):
        assert noisy.winding[0] > calm.winding[0] >= 1 - 1e-6
