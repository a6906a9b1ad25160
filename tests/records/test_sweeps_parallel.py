"""The same sweep by joblib, Dask, submitit and plain futures: in order, kept, killed, resumed."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import sweep_runs
from sweep_runs import Config, draw, fails, logged, wait_for

from optcourse.records import caches
from optcourse.records.sweeps import RunFailed, progress, sweep

EXECUTORS = ["joblib", "dask", "submitit", "threads"]


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "2")
    monkeypatch.setattr(
        caches, "source_hash", lambda modules: "sources that nobody edits meanwhile"
    )
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def dask_client():
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        yield client


@contextmanager
def executor_named(name, request, folder):
    if name == "dask":
        yield request.getfixturevalue("dask_client")
    elif name == "submitit":
        from submitit import LocalExecutor

        LocalExecutor.job_class._results_timeout_s = 1  # a local disk does not lag by 15 s
        yield LocalExecutor(folder=folder / "jobs")
    elif name == "threads":
        with ThreadPoolExecutor(2) as executor:
            yield executor
    else:
        yield None


@pytest.fixture(params=EXECUTORS)
def executor(request, tmp_path):
    with executor_named(request.param, request, tmp_path) as chosen:
        yield chosen


def configurations(folder, seeds=(3, 2), **settings):
    return [Config(seed, str(folder), **settings) for seed in seeds]


def assert_drawn(records, seeds=(3, 2)):
    assert [record.seed for record in records] == list(seeds)
    for record in records:
        expected = np.random.default_rng(record.seed).normal(size=(2, 3))
        np.testing.assert_array_equal(record.values, expected)


def test_equals_serial_in_order_with_one_torch_thread_a_worker(executor, tmp_path, empty_cache):
    configs = configurations(tmp_path)
    records = sweep(draw, iter(configs), executor)
    assert_drawn(records)
    assert {record.num_threads for record in records} == {1}
    elsewhere = not isinstance(executor, ThreadPoolExecutor)
    assert elsewhere == (os.getpid() not in {record.pid for record in records})
    assert len(list(empty_cache.glob("*.npz"))) == 2
    assert_drawn(sweep(draw, configs[::-1], executor), (2, 3))
    assert logged(tmp_path) == [2, 3]


def test_an_error_names_its_configuration_and_the_rest_is_kept(executor, tmp_path, capfd):
    configs = configurations(tmp_path)
    with pytest.raises(RuntimeError, match="Unpicklable: no convergence") as failure:
        sweep(fails, configs, executor)
    assert f"fails({configs[1]!r}) raised" in str(failure.value)
    (tmp_path / "go").touch()
    assert_drawn(sweep(fails, configs, executor))


@pytest.mark.parametrize("executor", ["joblib", "dask", "submitit"], indirect=True)
def test_a_killed_worker_loses_its_own_configuration_only(executor, tmp_path, empty_cache, capfd):
    configs = [*configurations(tmp_path, (1,)), *configurations(tmp_path, (3,), waits=True)]
    killer = threading.Thread(target=kill_the_waiting_worker, args=(tmp_path, empty_cache))
    killer.start()
    survived = []
    try:
        survived = sweep(draw, configs, executor)
    except RuntimeError as error:
        assert "1 of 2 configurations left" in str(error)
        assert repr(configs[1]) in str(error)
    killer.join()
    assert_drawn(survived or sweep(draw, configs, executor), (1, 3))
    assert logged(tmp_path) == [1, 3, 3]


def kill_the_waiting_worker(folder, cache):
    pid = int(wait_for(folder / "pid"))
    wait_for_records(cache, 1)
    (folder / "go").touch()
    os.kill(pid, signal.SIGKILL)


def wait_for_records(cache, count):
    end = time.monotonic() + sweep_runs.PATIENCE
    while len(list(cache.glob("*.npz"))) < count:
        assert time.monotonic() < end, "the others' records did not reach the disk"
        time.sleep(0.02)


INTERRUPTED = """
import signal
from sweep_runs import *
from optcourse.records import caches
from optcourse.records.sweeps import sweep
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
caches.source_hash = lambda modules: "sources that nobody edits meanwhile"
folder = {folder!r}
sweep(draw, [Config(1, folder), Config(3, folder, waits=True)])
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_sweep_goes_on_from_the_disk(sign, tmp_path, empty_cache):
    script = INTERRUPTED.format(folder=str(tmp_path))
    program = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    wait_for(tmp_path / "pid")
    wait_for_records(empty_cache, 1)
    program.send_signal(sign)
    assert program.wait(30) != 0
    (tmp_path / "go").touch()
    configs = [*configurations(tmp_path, (1,)), *configurations(tmp_path, (3,), waits=True)]
    assert_drawn(sweep(draw, configs), (1, 3))
    assert logged(tmp_path)[0] == 1 and 1 not in logged(tmp_path)[1:]


IN_A_NOTEBOOK = """
import os, sweep_runs
from dataclasses import dataclass
from optcourse.records.sweeps import sweep

@dataclass(frozen=True)
class Config:
    seed: int

@dataclass(frozen=True)
class Square:
    value: int
    pid: int

def square(config: Config) -> Square:
    return Square(config.seed**2, os.getpid())

squares = sweep(square, [Config(seed) for seed in (3, 1, 2)])
assert [type(each) for each in squares] == [Square] * 3
assert os.getpid() not in [each.pid for each in squares]
print(*[each.value for each in squares])
"""


def test_functions_of_a_notebook_can_be_swept():
    command = [sys.executable, "-W", "error", "-c", IN_A_NOTEBOOK]
    assert subprocess.run(command, check=True, capture_output=True).stdout == b"9 1 4\n"


def test_without_a_disk_it_still_runs(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path / "file" / "below"))
    with pytest.warns(RuntimeWarning, match="not kept"):
        assert_drawn(sweep(draw, configurations(tmp_path)))


def test_a_record_from_a_worker_without_our_disk_is_kept_here(tmp_path, empty_cache):
    class Elsewhere:
        """An executor whose workers write to a disk that we do not see."""

        def submit(self, function, run, config, path):
            pool = ThreadPoolExecutor(1)
            return pool.submit(function, run, config, None)

    assert_drawn(sweep(draw, configurations(tmp_path), Elsewhere()))
    assert len(list(empty_cache.glob("*.npz"))) == 2


def test_a_bar_counts_the_runs_where_somebody_watches(monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("JPY_SESSION_NAME", "lesson.ipynb")
    assert list(progress(iter("abc"), "letters", 3)) == ["a", "b", "c"]
    assert "letters: " in capsys.readouterr().out
    monkeypatch.setenv("CI", "1")
    assert list(progress(iter("abc"), "letters", 3)) == ["a", "b", "c"]
    assert capsys.readouterr().out == ""


def test_errors_come_before_any_work(tmp_path):
    with pytest.raises(ValueError, match="configs must hold at least one configuration, got none"):
        sweep(draw, [])
    with pytest.raises(TypeError, match="executor must be None or have a method submit, got 3"):
        sweep(draw, configurations(tmp_path), 3)
    with pytest.raises(TypeError, match="run must be a module-level function"):
        sweep(lambda config: None, configurations(tmp_path))
    with pytest.raises(TypeError, match="config must hold numbers"):
        sweep(draw, [Config([1], str(tmp_path))])
    assert not (tmp_path / "log").exists()


def test_a_failure_here_is_a_runfailed_with_its_cause(tmp_path):
    with pytest.raises(RunFailed) as failure:
        sweep(fails, configurations(tmp_path, (2,)))
    assert isinstance(failure.value.__cause__, sweep_runs.Unpicklable)
