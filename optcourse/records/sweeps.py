"""Experiments over configurations: `cached(run, config)` keeps each record on disk.

`sweep(run, configs)` does so for many configurations, on all cores or wherever you say.
"""

import os
import sys
from contextlib import closing, contextmanager

from tqdm import tqdm

from optcourse.records import caches
from optcourse.records.caches import load, record_path, save
from optcourse.records.changes import asked, changed

__all__ = ["RunFailed", "cached", "progress", "sweep"]

LIVE_FRONT_ENDS = ("JPY_SESSION_NAME", "COLAB_RELEASE_TAG")


class RunFailed(RuntimeError):
    """A run raised an error; the message names its configuration."""


def cached(run, config):
    """The record `run(config)`, as `caches.cached` keeps it; within `changed`, of what it makes.

    What an experiment itself asks for follows from what it was given, and is not changed again.
    """
    config = asked(config)
    with changed(None):
        return caches.cached(run, config)


def sweep(run, configs, executor=None):
    """The records `[run(config) for config in configs]`, computed in parallel and kept on disk.

    `run` and the configurations are as in `cached`. Each record is written as soon as it is
    there, so a sweep that was interrupted, or whose worker was killed, loses what was running;
    the same call goes on from the rest. `executor` says where to run: None, one process a core
    here, by joblib; a Dask client; a submitit executor (its LocalExecutor starts all at once); or
    anything with `submit(function, *arguments)` that returns futures. Each run has one torch
    thread. RunFailed names the configuration whose run raised an error; RuntimeError those that
    were lost with their workers; ValueError if there are no configurations.
    """
    configs = [asked(config) for config in configs]
    if not configs:
        raise ValueError("configs must hold at least one configuration, got none")
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"executor must be None or have a method submit, got {executor!r}")
    tasks = [(config, record_path(run, config)) for config in configs]
    records = [load(run, path) for _, path in tasks]
    missing = [i for i, record in enumerate(records) if record is None]
    if missing:
        with changed(None):
            found = _run_all(run, [tasks[i] for i in missing], executor)
        for i, record in zip(missing, found, strict=True):
            records[i] = record
    return records


def progress(iterable, name, total=None):
    """`iterable`, with a bar on stdout where somebody is watching: a terminal, Jupyter or Colab.

    Silent in CI, under nbval and in the book's build, so that outputs stay comparable. `total`
    is how many it yields, where it has no length.
    """
    watched = sys.stdout.isatty() or any(each in os.environ for each in LIVE_FRONT_ENDS)
    silent = "CI" in os.environ or not watched
    return tqdm(iterable, desc=name, total=total, file=sys.stdout, leave=False, disable=silent)


def _run_all(run, tasks, executor):
    records = []
    with closing(_results(run, tasks, executor)) as results:
        try:
            for record in progress(results, run.__name__, len(tasks)):
                _keep(run, record, tasks[len(records)][1])
                records.append(record)
        except RunFailed:
            raise
        except Exception as error:
            raise RuntimeError(_lost(run, tasks, len(records), error)) from error
    return records


def _results(run, tasks, executor):
    """The records of `tasks`, in order; what has not begun by the time it is closed never will."""
    if executor is None:
        yield from _on_all_cores(run, tasks)
        return
    futures = _submit(executor, run, tasks)
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _on_all_cores(run, tasks):
    from joblib import Parallel, cpu_count, delayed

    workers = Parallel(n_jobs=min(cpu_count(), len(tasks)), return_as="generator")
    return workers(delayed(_work)(run, *task) for task in tasks)


def _submit(executor, run, tasks):
    columns = [run] * len(tasks), *map(list, zip(*tasks, strict=True))
    if hasattr(executor, "map_array"):  # submitit: one array of jobs
        return executor.map_array(_work, *columns)
    if hasattr(executor, "scheduler_info"):  # Dask, which must not answer from an earlier sweep
        return executor.map(_work, *columns, pure=False)
    return [executor.submit(_work, run, *task) for task in tasks]


def _work(run, config, path):
    """What a worker does: it needs no cache of its own, only the place for the record."""
    try:
        with _one_torch_thread():
            record = run(config)
        save(run, record, path)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        raise RunFailed(f"{run.__qualname__}({config!r}) raised {problem}") from error
    return record


@contextmanager
def _one_torch_thread():
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _keep(run, record, path):
    """Store what came from a worker that shares no disk with us."""
    if path is not None and not path.exists():
        save(run, record, path)


def _lost(run, tasks, num_returned, error):
    lost = [config for config, path in tasks[num_returned:] if path is None or not path.exists()]
    names = ", ".join(map(repr, lost[:3])) + (f" and {len(lost) - 3} more" if lost[3:] else "")
    return (
        f"{run.__qualname__} was stopped with {len(lost)} of {len(tasks)} configurations left: "
        f"{names}. The others are kept; the same call goes on from there. "
        f"{type(error).__name__}: {error}"
    )
