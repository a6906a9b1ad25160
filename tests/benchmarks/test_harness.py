"""The harness by its logic, with a clock of our own: no test here depends on real time."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__

import benchmarks.__main__ as bench
from benchmarks import harness, narrow, peaks, tables
from benchmarks.__main__ import TASKS, main
from benchmarks.harness import Disagreement, Race
from benchmarks.peaks import Work

FOLDER = Path(harness.__file__).parent


class Clock:
    """Stands still but for what the contestants add to it."""

    def __init__(self):
        self.now, self.order = 0.0, []

    def contestant(self, name, spans, result=1.0):
        spans = iter(spans)

        def call():
            self.order.append(name)
            self.now += next(spans)
            return result

        return call


def race(clock, ours=(9, 1, 1, 2, 30), theirs=(9, 8, 8, 8, 6), **changes):
    settings = {
        "task": "sum",
        "peer": "loop",
        "goal": 3,
        "ours": clock.contestant("ours", ours),
        "theirs": clock.contestant("theirs", theirs),
        "error": lambda a, b: abs(a - b),
        "within": 1e-6,
        "repeats": 3,
    }
    return Race(**settings | changes)


def run(clock, contest, **replaced):
    return harness.run(replace(contest, **replaced), clock=lambda: clock.now)


def test_a_row_holds_medians_and_their_ratio():
    clock = Clock()
    row = run(clock, race(clock))
    assert (row["ours_s"], row["peer_s"], row["ratio"]) == (2, 8, 4)
    assert (row["task"], row["peer"], row["goal"], row["error"]) == ("sum", "loop", 3, 0)


def test_they_take_turns_after_one_call_to_warm_up_and_one_to_count():
    clock = Clock()
    run(clock, race(clock))
    assert clock.order == ["ours", "theirs"] * 5


def test_what_is_short_is_timed_several_times_in_a_row():
    clock = Clock()
    short = clock.contestant("ours", [0.01] * 99)
    row = run(clock, race(clock, ours=(), repeats=2), ours=short)
    assert clock.order.count("ours") == 2 + 2 * 5
    assert row["ours_s"] == pytest.approx(0.01)


def test_a_share_of_the_work_counts_as_a_share():
    clock = Clock()
    row = run(clock, race(clock, share=0.5))
    assert (row["peer_s"], row["ratio"], row["peer_share"]) == (16, 8, 0.5)


@pytest.mark.parametrize("result", [1.5, float("nan")])
def test_results_that_differ_are_not_timed(result):
    clock = Clock()
    wrong = clock.contestant("theirs", [1] * 9, result)
    with pytest.raises(Disagreement, match=r"sum, loop: results differ by .* more than 1e-06"):
        run(clock, race(clock), theirs=wrong)
    assert clock.order == ["ours", "theirs"]


def test_a_line_says_whether_the_goal_was_reached():
    clock = Clock()
    row = run(clock, race(clock))
    assert harness.line(row) == "sum | loop: 4× (goal 3, reached): 2.00 s ours, 8.00 s theirs"
    assert "(goal 5, NOT reached)" in harness.line(row | {"goal": 5})
    assert "goal" not in harness.line(row | {"goal": None})


def test_rows_are_stored_and_replaced_by_task_and_peer(tmp_path, monkeypatch):
    monkeypatch.setattr(harness, "conditions", lambda command: {"command": command})
    clock, path = Clock(), tmp_path / "results.json"
    row = run(clock, race(clock))
    harness.write([row, row | {"peer": "other"}], "make bench", path)
    harness.write([row | {"ratio": 7}], "make bench", path)
    stored = json.loads(path.read_text("utf-8"))
    assert stored["command"] == "make bench"
    assert [(each["peer"], each["ratio"]) for each in stored["rows"]] == [("loop", 7), ("other", 4)]


def test_an_unknown_task_is_named():
    with pytest.raises(SystemExit, match="no such task: sums; there are mlps, latch"):
        main(["sums"])


def test_every_task_has_a_file():
    assert {path.stem for path in FOLDER.glob("[!_]*.py")} == {
        *TASKS,
        "growth",
        "harness",
        "moves",
        "narrow",
        "networks",
        "peaks",
        "stacks",
        "tables",
    }


def test_peers_are_pinned_exactly_and_torch_is_not_among_them():
    lines = (FOLDER / "requirements.txt").read_text().splitlines()
    pins = [text.split("#")[0].strip() for text in lines if text.split("#")[0].strip()]
    assert all(re.fullmatch(r"[\w-]+==[\w.]+", pin) for pin in pins)
    assert not {pin.split("==")[0] for pin in pins} & {"torch", "numpy"}


def test_the_stored_results_are_whole():
    report = json.loads((FOLDER / "results.json").read_text("utf-8"))
    assert report["rows"] and report["versions"] and report["machine"]["processor"]
    for row in report["rows"]:
        assert row["ratio"] == pytest.approx(row["peer_s"] / row["ours_s"])
        assert row["error"] <= row["within"]


def test_the_readme_shows_the_stored_results():
    assert tables.table(*tables.stored()) in tables.README.read_text("utf-8")


def test_the_table_is_replaced_between_its_marks(tmp_path):
    clock = Clock()
    row = run(clock, race(clock))
    machine = {"processor": "a processor", "cores": 2, "torch_threads": 1}
    report = {"rows": [row], "machine": machine, "versions": {"torch": "2"}}
    readme, results = tmp_path / "README.md", tmp_path / "results.json"
    results.write_text(json.dumps(report))
    readme.write_text(f"before\n{tables.BEGIN}\nold\n{tables.END}\nafter\n")
    absent = tmp_path / "narrow.json"
    tables.refresh(readme, results, absent)
    text = readme.read_text("utf-8")
    assert "| sum | loop | 2 s | 8 s | 4× | 3× |  |  |  |" in text and "old" not in text
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    results.write_text(json.dumps(report | {"rows": [row | {"goal": 5}]}))
    tables.refresh(readme, results, absent)
    assert "5×, missed" in readme.read_text("utf-8")
    for ratio, shown in ((11.7, "11.7×"), (9234.0, "9,200×"), (3.14, "3.1×")):
        report["rows"] = [row | {"ratio": ratio, "goal": 12}]
        assert f"| {shown} | 12×" in tables.table(report)


def test_the_table_has_the_narrow_processor_and_the_limit_beside_a_row():
    clock = Clock()
    row = run(clock, race(clock)) | {"least_s": 0.5}
    machine = {"processor": "a processor", "cores": 2, "torch_threads": 1}
    report = {"rows": [row], "machine": machine, "versions": {"torch": "2"}}
    slower = report | {"rows": [row | {"ratio": 2.5}]}
    assert "| 4× | 3× | 2.5×, missed | 16× | 25% |" in tables.table(report, slower)


def test_what_a_row_cannot_do_without_takes_the_longer_of_two_times(monkeypatch):
    monkeypatch.setattr(peaks, "peak", lambda: (100.0, 10.0))
    assert peaks.least(Work(flops=200, bytes=10)) == 2
    assert peaks.least(Work(flops=200, bytes=40)) == 4
    clock = Clock()
    assert run(clock, race(clock, work=Work(50, 0)))["least_s"] == 0.5
    assert run(clock, race(clock))["least_s"] is None


def test_the_peak_is_that_of_a_processor():
    flops, moved = peaks.peak()
    assert 1e9 < flops < 1e13
    assert 1e8 < moved < 1e13


def test_no_library_goes_beyond_its_limit_where_the_widest_instructions_are_left_out():
    ask = (
        "import torch, numpy._core._multiarray_umath as core; "
        "print(torch.backends.cpu.get_cpu_capability()); "
        "print(*[name for name, there in core.__cpu_features__.items() if there])"
    )
    run_in = {"env": narrow.environment(), "capture_output": True, "text": True, "check": True}
    torchs, numpys = subprocess.run([sys.executable, "-c", ask], **run_in).stdout.splitlines()
    assert torchs in ("AVX2", "DEFAULT")
    assert not [each for each in numpys.split() if each in wide_of(__cpu_dispatch__)]


def wide_of(names):
    return [name for name in names if any(part in name for part in narrow.WIDE)]


def test_after_the_bench_comes_the_same_without_the_widest_instructions(monkeypatch):
    asked = []
    monkeypatch.setattr(bench, "import_module", lambda name: SimpleNamespace(races=list))
    monkeypatch.setattr(bench.subprocess, "run", lambda command, **_: asked.append(command[3:]))
    main(["latch", "pages"])
    main(["pages"])
    main(["latch"], narrow=True)
    assert asked == [["--narrow", "latch"]]
