"""A recorded grid of success rates, too long to compute in the notebook, and how it was made.

`python -m optcourse.chapters.memory.experiments.recording` computes what is missing from
`RECORDED`.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from optcourse.chapters.memory.experiments.bits import BitsConfig, Method, remember_bits
from optcourse.chapters.memory.experiments.pixels import PixelsConfig, read_pixels
from optcourse.records.provenance import confirmed, is_current, provenance
from optcourse.validation import one_of

RECORDED = Path(__file__).with_name("recorded.json")
COMMAND = "python -m optcourse.chapters.memory.experiments.recording"
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
METHODS = {
    "rnn": Method(),
    "rnn-clip": Method(clip=1.0),
    "orthogonal": Method(orthogonal=True),
    "orthogonal-clip": Method(orthogonal=True, clip=1.0),
    "rnn-adam": Method(rule="adam"),
    "lstm-forget-clip": Method("lstm", forget_bias=3.0, clip=1.0),
    "lstm-adam": Method("lstm", rule="adam"),
    "lstm-forget-adam": Method("lstm", forget_bias=3.0, rule="adam"),
}
READERS = {  # of digits, pixel by pixel
    "RNN": Method(rule="adam", clip=1.0),
    "orthogonal RNN": Method(orthogonal=True, rule="adam", clip=1.0),
    "LSTM": Method("lstm", forget_bias=3.0, rule="adam", clip=1.0),
}
READING_RATES = (0.001, 0.003, 0.01, 0.03)
TASKS = {
    "latch": {"lengths": (5, 10, 15, 20, 30, 50), "num_steps": 300},
    "order": {"lengths": (10, 20, 30), "num_steps": 1000},
}
RUNS = {"latch": remember_bits, "order": remember_bits, "pixels": read_pixels}
AGAIN = ("rnn", "lstm-adam")  # what `confirm` computes, at the shortest length
APART = 0.05  # mean distance of shares that another order of sums may make


@dataclass(frozen=True, eq=False)
class Recorded:
    """M methods, R rates, L lengths of one task, `num_seeds` networks each.

    `methods`, names in METHODS; `rates` (R,); `lengths` (L,); `successes` (M, R, L), how many
    networks succeeded; `made`, when, where and with what.
    """

    methods: tuple
    rates: np.ndarray
    lengths: np.ndarray
    successes: np.ndarray
    num_seeds: int
    made: dict

    @property
    def success(self):
        """Shares, (M, R, L)."""
        return self.successes / self.num_seeds

    def of(self, name):
        """Shares of one method, (R, L)."""
        return self.success[self.methods.index(name)]


def recorded(task, path=RECORDED):
    """What was recorded of a task ("latch" or "order")."""
    entries = json.loads(Path(path).read_text("utf-8"))[one_of("task", task, tuple(TASKS))]
    methods = tuple(name for name in METHODS if name in entries["successes"])
    successes = np.array([entries["successes"][name] for name in methods])
    lengths = np.array(TASKS[task]["lengths"])
    return Recorded(methods, np.array(RATES), lengths, successes, 50, entries["made"])


def reading_rates(path=RECORDED):
    """Of `READING_RATES`, the best for each of `READERS`: name → rate."""
    errors = json.loads(Path(path).read_text("utf-8"))["pixels"]["test_error"]
    return {name: READING_RATES[int(np.argmin(errors[name]))] for name in READERS}


def config(task, name, **changes):
    """The configuration of one method in the recording."""
    return BitsConfig(task, METHODS[name], rates=RATES, **TASKS[task] | changes)


def record(path=RECORDED, tasks=tuple(TASKS), methods=tuple(METHODS)):
    """Compute what `path` lacks; it is written after every method."""
    for task in tasks:
        for name in methods:
            _keep(path, task, "successes", name, lambda t=task, n=name: _successes(t, n))
    for name in READERS:
        _keep(path, "pixels", "test_error", name, lambda n=name: _errors(n))


def _successes(task, name):
    return remember_bits(config(task, name)).successes.tolist()


def _errors(name):
    """Mean test error after training, at each rate."""
    return [_error(name, lr) for lr in READING_RATES]


def _error(name, lr):
    return round(float(read_pixels(PixelsConfig(READERS[name], lr)).test_error[-1].mean()), 4)


def confirm(path=RECORDED):
    """Compute a part of each changed task again; if it comes out, note so in the file.

    Else ValueError: the task is to be deleted from the file and recorded again.
    """
    entries = json.loads(Path(path).read_text("utf-8"))
    for task in [task for task in entries if not is_current(entries[task]["made"])]:
        apart = _distance(task, entries[task])
        if not apart <= APART:
            raise ValueError(f"{task} comes out otherwise, by {apart:.3f}: record it again")
        entries[task]["made"] = confirmed(entries[task]["made"], RUNS[task])
        _write(path, entries)


def _distance(task, entry):
    """How far what is computed again is from what was recorded, in the mean."""
    if task == "pixels":
        best = {name: int(np.argmin(errors)) for name, errors in entry["test_error"].items()}
        kept = [entry["test_error"][name][k] for name, k in best.items()]
        found = [_error(name, READING_RATES[k]) for name, k in best.items()]
    else:
        shortest = TASKS[task]["lengths"][:1]
        found = [remember_bits(config(task, name, lengths=shortest)).successes for name in AGAIN]
        kept = [np.array(entry["successes"][name])[:, :1] for name in AGAIN]
        found, kept = np.array(found) / 50, np.array(kept) / 50
    return np.abs(np.array(found) - np.array(kept)).mean()


def _keep(path, task, what, name, compute):
    entries = json.loads(Path(path).read_text("utf-8")) if Path(path).exists() else {}
    mine = entries.setdefault(task, {"made": provenance(COMMAND, RUNS[task]), what: {}})
    if name not in mine[what]:
        mine[what][name] = compute()
        _write(path, entries)


def _write(path, entries):
    unfinished = Path(f"{path}.part")  # an interruption loses nothing that was recorded
    unfinished.write_text(json.dumps(entries, indent=1) + "\n", "utf-8")
    unfinished.replace(path)


if __name__ == "__main__":
    confirm() if "--confirm" in sys.argv else record()
