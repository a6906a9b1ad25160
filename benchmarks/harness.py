"""Time ours and a peer's side by side: agreement first, then interleaved repeats and medians."""

import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.peaks import Work, least

RESULTS = Path(__file__).with_name("results.json")
NARROW = RESULTS.with_name("narrow.json")  # the same without the widest instructions
SHORTEST = 0.05  # seconds; what takes less is timed several times in a row
PACKAGES = [
    *("numpy", "torch", "scikit-learn", "scipy", "PyHessian", "curvlinops-for-pytorch"),
    *("hessian-eigenthings", "backpack-for-pytorch", "loss-landscapes"),
]


@dataclass(frozen=True)
class Race:
    """One row: `ours()` and `theirs()` do the same work, by default all of it.

    `error(ours_result, theirs_result)` is how far apart the results are, at most `within`. A loop
    too long to wait for may do a `share` of the work, say 0.05 of the starts; its time is divided
    by it. `goal` is the ratio to reach, or None where none was set; `note` says how the peer
    was used; `clock()` are the seconds that count; `work` is what ours cannot do without, where
    that is counted.
    """

    task: str
    peer: str
    goal: float | None
    ours: Callable
    theirs: Callable
    error: Callable
    within: float
    share: float = 1.0
    repeats: int = 5
    note: str = ""
    clock: Callable = time.perf_counter
    work: Work | None = None


class Disagreement(AssertionError):
    """Ours and the peer's results differ: their times do not compare."""


def run(race, clock=None):
    """The row of `race` as a dictionary, by its own clock if None.

    The first, untimed, call of each warms up and is checked.

    Disagreement if the results differ by more than `within`.
    """
    error = float(race.error(race.ours(), race.theirs()))
    if not error <= race.within:
        raise Disagreement(
            f"{race.task}, {race.peer}: results differ by {error:.2g}, more than {race.within:.2g}"
        )
    ours, theirs = _interleaved(race, clock or race.clock)
    ours_s, peer_s = median(ours), median(theirs) / race.share
    return {
        "task": race.task,
        "peer": race.peer,
        "ours_s": ours_s,
        "peer_s": peer_s,
        "ratio": peer_s / ours_s,
        "goal": race.goal,
        "error": error,
        "within": race.within,
        "peer_share": race.share,
        "repeats": race.repeats,
        "load": round(os.getloadavg()[0], 1),
        "processor": _processor(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "note": race.note,
        "least_s": None if race.work is None else least(race.work),
    }


def _interleaved(race, clock):
    """Seconds of each repeat of ours and theirs, in turns, so that a busy spell hits both."""
    counts = [_count(function, clock) for function in (race.ours, race.theirs)]
    times = [], []
    for _ in range(race.repeats):
        for function, count, kept in zip((race.ours, race.theirs), counts, times, strict=True):
            kept.append(_seconds(function, count, clock))
    return times


def _count(function, clock):
    """How many calls make a measurement long enough."""
    return max(1, round(SHORTEST / max(_seconds(function, 1, clock), 1e-9)))


def _seconds(function, count, clock):
    begin = clock()
    for _ in range(count):
        function()
    return (clock() - begin) / count


def line(row):
    """A row as one line of text."""
    times = f"{_span(row['ours_s'])} ours, {_span(row['peer_s'])} theirs"
    goal = "" if row["goal"] is None else f" (goal {row['goal']:g}{verdict(row)})"
    return f"{row['task']} | {row['peer']}: {row['ratio']:.3g}×{goal}: {times}"


def verdict(row):
    """Whether a row reached its goal, in words for the line."""
    return ", reached" if row["ratio"] >= row["goal"] else ", NOT reached"


def _span(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1e3 * seconds:.3g} ms"


def conditions(command, packages=PACKAGES):
    """Where and with what the rows were measured."""
    import torch

    return {
        "command": command,
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "torch_threads": torch.get_num_threads(),
            "instructions": torch.backends.cpu.get_cpu_capability(),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in packages},
    }


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [each.split(":", 1)[1].strip() for each in lines if each.startswith("model name")]
    return names[0] if names else platform.processor()


def write(rows, command, path=RESULTS):
    """Store `rows`; rows of other tasks and peers that the file holds already stay in it."""
    known = json.loads(path.read_text())["rows"] if path.exists() else []
    merged = {(row["task"], row["peer"]): row for row in [*known, *rows]}
    report = conditions(command) | {"rows": list(merged.values())}
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
