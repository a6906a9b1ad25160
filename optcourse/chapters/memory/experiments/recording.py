"""A recorded grid of success rates, too long to compute in the notebook, and how it was made.

`python -m optcourse.chapters.memory.experiments.recording` computes what is missing from
`RECORDED`.
"""

import json
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import BitsConfig, Method, remember_bits
from optcourse.chapters.memory.experiments.pixels import PixelsConfig, read_pixels
from optcourse.records.devices import device
from optcourse.validation import one_of

RECORDED = Path(__file__).with_name("recorded.json")
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
    configs = [PixelsConfig(READERS[name], lr) for lr in READING_RATES]
    return [round(float(read_pixels(each).test_error[-1].mean()), 4) for each in configs]


def _keep(path, task, what, name, compute):
    entries = json.loads(Path(path).read_text("utf-8")) if Path(path).exists() else {}
    mine = entries.setdefault(task, {"made": _provenance(), what: {}})
    if name not in mine[what]:
        mine[what][name] = compute()
        unfinished = Path(f"{path}.part")  # an interruption loses nothing that was recorded
        unfinished.write_text(json.dumps(entries, indent=1) + "\n", "utf-8")
        unfinished.replace(path)


def _provenance():
    where = device()
    name = torch.cuda.get_device_name() if where.type == "cuda" else platform.machine()
    return {
        "date": date.today().isoformat(),
        "device": f"{where.type} ({name})",
        "versions": f"torch {torch.__version__}, NumPy {np.__version__}",
        "command": "python -m optcourse.chapters.memory.experiments.recording",
    }


if __name__ == "__main__":
    record()
