"""What is recorded on a GPU: which parts are owed, what a part says, how the book tells it."""

import json
import subprocess
import sys

import gpu
import gpus
import pytest
import torch

from benchmarks import stacks
from benchmarks.harness import run
from optcourse.chapters.minibatches.experiments import costs

NOTEBOOK = "book/learning/risk.ipynb"
HELD = {"held": {"R1": [True, "a = 1"], "R2": [False, "b = 2"]}, "seconds": 3.0}
COSTS = {"sizes": [1, 64], "seconds": [1e-3, 2e-3]}


def test_networks_at_once_equal_a_loop_wherever_they_run():
    for race in stacks.races((4,), num_steps=3):
        row = run(race, clock=iter(range(1000)).__next__)
        assert row["error"] <= 1e-5 and row["peer_share"] == 0.5


def test_what_a_batch_costs_is_asked_for_a_small_and_a_large_network(monkeypatch):
    monkeypatch.setattr(costs, "costs_of_batches", lambda config: config)
    found = gpu.costs()
    assert found["small"]["widths"] == (64, 256, 256, 10) == costs.CostsConfig().widths
    assert found["large"]["widths"] == (64, 2048, 2048, 10) and 65_536 in found["large"]["sizes"]
    recorded = json.loads((gpu.ROOT / "book/gpu.json").read_text("utf-8"))["costs"]
    assert {name: tuple(recorded[name]["sizes"]) for name in found} == {
        name: config["sizes"] for name, config in found.items()
    }


def test_the_record_has_no_part_that_nothing_runs():
    recorded = json.loads((gpu.ROOT / "book/gpu.json").read_text("utf-8"))
    assert recorded.keys() <= {*gpu.ALONE, *gpu.BESIDE}


def test_what_is_asked_for_runs_and_what_measures_time_runs_first(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(gpu, "run_parts", lambda parts, *_: asked.append(list(parts)) or [])
    parts = ["tests", "costs"]
    assert gpu.main(["--cpu", "--record", str(tmp_path / "gpu.json"), "--only", *parts]) == 0
    assert asked == [["costs"], ["tests"]]


def test_what_was_measured_with_other_sources_or_elsewhere_is_owed():
    part = f"claims {NOTEBOOK}"
    made = gpu.made(part)
    assert "optcourse.teaching.claims" in made["modules"]
    assert gpu.owed([part], {part: {"made": made}}) == []
    for key in ("device", "sources"):
        assert gpu.owed([part], {part: {"made": made | {key: "other"}}}) == [part]
    assert gpu.owed([part], {}) == [part]


PRINTS = "import json, sys; print('noise'); print(json.dumps({'seconds': 1.0, 'held': {}}))"


def test_parts_are_written_as_they_end_and_what_fails_is_missed(tmp_path, monkeypatch, capsys):
    started = []

    def begin(command, **_):
        started.append(command[-1])
        text = {"good": PRINTS, "bad": "1/0", "slow": "import time; time.sleep(60)"}[command[-1]]
        return real([sys.executable, "-c", text], stdout=-1, stderr=-3, text=True)

    real, path = subprocess.Popen, tmp_path / "gpu.json"
    monkeypatch.setattr(gpu.subprocess, "Popen", begin)
    missed = gpu.run_parts(["good", "bad", "slow"], path, gpu.time.time() + 4, jobs=2)
    assert sorted(missed) == ["bad", "slow"] and started == ["good", "bad", "slow"]
    assert json.loads(path.read_text("utf-8")) == {"good": {"seconds": 1.0, "held": {}}}
    assert "bad: ended with 1" in capsys.readouterr().out


def test_without_a_gpu_it_says_so(capsys, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(SystemExit):
        gpu.main([])
    assert "there is no CUDA device here" in capsys.readouterr().err


def test_the_book_tells_what_held_what_pays_and_what_a_batch_costs():
    made = {"device": "cuda (NVIDIA X)", "date": "2026-01-02", "versions": "torch 2, NumPy 2"}
    rows = [{"task": "8 MLPs", "ours_s": 0.5, "peer_s": 20.0, "ratio": 40.0}]
    record = {
        "claims a": HELD | {"made": made},
        "races": {"rows": rows, "made": made},
        "costs": {"small": COSTS, "large": COSTS | {"sizes": [1, 128]}, "made": made},
    }
    said = "\n".join(node.astext() for node in gpus.told(record)).replace("\n\n", " | ")
    assert "Recorded on NVIDIA X, 2026-01-02, torch 2, NumPy 2." in said
    assert "1 of 2 claims of a chapter held as the notebooks stand; not R2." in said
    assert "8 MLPs | 0.5 | 20 | 40" in said
    assert "1 | 1,000 | 1,000" in said and "64 | 31.3" in said and "128" in said
    assert gpus.told({}) == []
