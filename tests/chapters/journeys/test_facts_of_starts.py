"""What the explorers of starts and spare units say is true."""

import numpy as np

from optcourse.chapters.journeys.experiments import Lesson, ParitiesConfig
from optcourse.chapters.journeys.experiments.parities import all_inputs
from optcourse.chapters.journeys.explorers.parities import NET, UNITS
from tests.truths import close, fact, marks, records, says, silent


@fact("journeys: spare units")
def test_a_start_has_arrived_whose_loss_is_below_the_line(explorer):
    lessons = records(explorer)[0]
    for size, more in (("6", 0), ("10", 0), ("10", 1)):
        loss = lessons[size].loss[more]
        count = loss.shape[1]
        for moment in (0, len(loss) - 1):
            below = sum(x <= 1e-4 for x in loss[moment])
            text = f"{below} of {count} starts have found the lowest loss."
            says(explorer, {"size": size, "more": more, "moment": moment}, text)
        missed = sum(x > 1e-4 for x in loss[-1])
        here, units = {"size": size, "more": more, "moment": len(loss) - 1}, int(size) + more
        never = f"{missed} miss it, for a teacher of {size}."
        (says if missed else silent)(explorer, here, never)
        (silent if missed else says)(explorer, here, f"students with {units} units arrive")


@fact("journeys: spare units")
def test_no_start_begins_at_the_loss_of_no_student(explorer):
    """Without a student the loss is half the mean square of the teacher's answers: here 10/4 +
    90/(4π). Students begin within a few times that, and every start has its dot.
    """
    lesson = Lesson(10)
    close(lesson.value(np.zeros(10)), 2.5 + 90 / (4 * np.pi))
    for more in (0, 1):
        dots = marks(explorer, {"size": "10", "more": more, "moment": 0}, "Points", panel=0)
        both = np.fmax(dots[0].y, dots[1].y)
        assert np.isfinite(both).all() and both.max() < 4 * lesson.value(np.zeros(10))
        assert (np.isnan(dots[0].y) ^ np.isnan(dots[1].y)).all()


@fact("journeys: three ways")
def test_all_ways_join_the_same_two_networks(explorer):
    record = records(explorer)[0]
    last = record.line.shape[-1] - 1
    for width in (0, 1):
        for stop, at in ((0, 0), (last, -1)):
            loss = record.line[width, 1, at]
            for way in ("line", "matched", "curve"):
                here = {"way": way, "width": width, "stop": stop, "pair": 1}
                says(explorer, here, f"Loss {loss:.3f}, ")
                close(getattr(record, way)[width, 1, at], loss, rel=1e-4)


@fact("journeys: three ways")
def test_a_hill_is_what_stands_above_the_chord_between_the_ends(explorer):
    record = records(explorer)[0]
    for way in ("line", "matched", "curve"):
        loss = getattr(record, way)[0, 0]
        chord = np.interp(range(len(loss)), [0, len(loss) - 1], loss[[0, -1]])
        high = max(loss - chord)
        here = {"way": way, "width": 0, "pair": 0}
        says(explorer, here, f"A hill of {high:.2f} nats" if high >= 0.01 else "No hill")
        shown = marks(explorer, here, "Points", panel=0)[0].y
        close(shown, np.clip(loss[[0, -1]], 1e-4, 10))


@fact("journeys: how wrong")
def test_a_little_noise_leaves_the_solution_right_and_much_does_not(explorer):
    for seed in (1, 7):
        here = {"noise": 0.05, "width": 6, "seed": seed}
        says(explorer, here, "It tells all 64 inputs rightly.")
        silent(explorer, here | {"noise": 1.0}, "It tells all 64 inputs rightly.")


@fact("journeys: how wrong")
def test_anywhere_is_no_noise_on_a_solution(explorer):
    """A network of torch's scale, masked, tells as many inputs wrongly as its answers say."""
    X, odd = all_inputs(ParitiesConfig())
    found = []
    for width, seed in ((6, 1), (6, 2), (48, 1)):
        theta, on = NET.start(seed, 1.0, (6, width, 1)), [1.0 * (np.arange(UNITS) < width)]
        answers = NET.forward(theta, X.astype(float), on)[-1][:, 0]
        found.append(100 * np.mean((answers > 0) != (odd == 1)))
        here = {"noise": 1.05, "width": width, "seed": seed}
        close(marks(explorer, here, "Line", panel=0)[0].y[0], found[-1])
    assert len(set(found)) > 1


@fact("journeys: how wrong")
def test_the_recorded_shares_are_those_of_starts_without_an_error(explorer):
    record = records(explorer)[0]
    lines = marks(explorer, {}, "Line", panel=1)
    for line, errors in zip(lines, (record.after, record.random[:, 0]), strict=True):
        close(line.y, [100 * np.mean([x == 0 for x in row]) for row in errors])
    for here, at in (({"noise": 0.5}, 0.5), ({"noise": 1.05, "width": 12}, lines[1].x[1])):
        close(marks(explorer, here, "Guide", panel=1)[0].x, at)
