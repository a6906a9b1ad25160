"""How time grows: the exponents, and a run of every axis at its smallest."""

import json

import numpy as np
import pytest

from benchmarks import growth
from benchmarks.harness import run
from optcourse.chapters.index.explorers.growth import AXES


def test_an_exponent_is_the_power_at_the_upper_end():
    number = np.array([1, 10, 100, 1000, 10_000])
    rows = [{"number": n, "ours_s": 5.0 if n < 100 else 0.1 * n**0.7} for n in number]
    assert growth.exponent(rows, "ours_s") == pytest.approx(0.7)


@pytest.mark.parametrize("axis", growth.AXES, ids=lambda axis: axis.__name__)
def test_both_do_the_same_work_along_every_axis(axis):
    """`run` refuses results that differ, and what is timed is what the page speaks of."""
    row = run(axis(growth.AXES[axis][0]))
    assert row["task"] in AXES
    assert row["ratio"] > 0


def test_what_is_measured_is_what_the_page_draws(tmp_path, capsys):
    record = tmp_path / "growth.json"
    growth.main(record, {growth.steps: (1, 2, 4)})
    found = json.loads(record.read_text("utf-8"))["axes"]["steps"]
    assert [row["number"] for row in found["rows"]] == [1, 2, 4]
    assert set(found["exponents"]) == {"ours", "peer"}
    assert {axis.__name__ for axis in growth.AXES} == set(AXES)
