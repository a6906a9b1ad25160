"""What is said of how a page feels while a network trains in it."""

import pytest

from benchmarks.moves import BEGAN, TASK, line, longest

MINE, OTHERS = {"pid": 7, "tid": 1}, {"pid": 7, "tid": 2}
EVENTS = [
    {"name": BEGAN, **MINE},
    {"name": TASK, "dur": 90_000, "tdur": 12_000, **MINE},  # 78 ms of which others computed
    {"name": TASK, "dur": 30_000, "tdur": 29_000, **MINE},
    {"name": TASK, "dur": 700_000, "tdur": 600_000, **OTHERS},  # a worker's
    {"name": "Layout", "dur": 80_000, "tdur": 80_000, **MINE},  # no task of its own
    {"name": TASK, "dur": 95_000, **MINE},  # cut off when the trace ended
]


def test_the_work_of_a_task_is_its_own_threads_and_not_the_clocks():
    assert longest(EVENTS) == 29


def test_a_trace_without_its_mark_is_refused():
    with pytest.raises(ValueError, match="unpack"):
        longest(EVENTS[1:])


def test_a_line_says_clock_and_work():
    one = {"first": 30.0, "last": 200.0, "frames": [16.0, 17.0], "tasks": []}
    assert line("The edge", 1, ([one], 12)).endswith(
        "no task over 50 ms by the clock, 12 ms of work"
    )
    held = line("The edge", 4, ([one, one | {"first": 40.0, "tasks": [618.0]}], 15))
    assert "first picture after 35 ms (at most 40)" in held
    assert held.endswith("longest task 618 ms by the clock, 15 ms of work")
