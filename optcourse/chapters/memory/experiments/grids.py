"""What was recorded of many methods, lengths, rates and scales, and the settings of it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from optcourse.chapters.memory.experiments.bits import BitsConfig, Method
from optcourse.validation import one_of

RECORDED = Path(__file__).with_name("recorded.json")
NUM_SEEDS = 50
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
    "RNN, W × 1.75": Method(rule="adam", clip=1.0, scale=1.75),
    "orthogonal RNN": Method(orthogonal=True, rule="adam", clip=1.0),
    "LSTM": Method("lstm", forget_bias=3.0, rule="adam", clip=1.0),
}
READING_RATES = (0.001, 0.003, 0.01, 0.03)
TASKS = {
    "latch": {"lengths": (5, 10, 15, 20, 30, 50), "num_steps": 300},
    "order": {"lengths": (10, 20, 30), "num_steps": 1000},
}
SCALED = {  # methods recorded at other scales of W, too, beside the scale 1
    "latch": (("rnn", "rnn-clip", "rnn-adam"), (0.5, 1.5, 2.0, 3.0, 4.0)),
    "order": (("rnn-clip", "rnn-adam"), (1.5,)),
}
GUESSED = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)  # scales at which weights are guessed, for the latch


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


@dataclass(frozen=True, eq=False)
class Scaled:
    """M methods, G scales of W, R rates, L lengths of one task, `num_seeds` networks each.

    `methods`, names in METHODS; `scales` (G,); `rates` (R,); `lengths` (L,); `successes`
    (M, G, R, L); `guessed` (G, L), successes of guessed weights, None for the temporal order.
    """

    methods: tuple
    scales: np.ndarray
    rates: np.ndarray
    lengths: np.ndarray
    successes: np.ndarray
    guessed: np.ndarray | None
    num_seeds: int = NUM_SEEDS

    @property
    def best(self):
        """Successes at the best rate of each scale and length, (M, G, L)."""
        return self.successes.max(2)

    def of(self, name, scale):
        """Successes at the best rate, for one method and one of `scales`: (L,)."""
        return self.best[self.methods.index(name), list(self.scales).index(scale)]


def recorded(task, path=RECORDED):
    """What was recorded of a task ("latch" or "order")."""
    entries = read(path)[one_of("task", task, tuple(TASKS))]
    methods = tuple(name for name in METHODS if name in entries["successes"])
    successes = np.array([entries["successes"][name] for name in methods])
    lengths = np.array(TASKS[task]["lengths"])
    return Recorded(methods, np.array(RATES), lengths, successes, NUM_SEEDS, entries["made"])


def recorded_scales(task, path=RECORDED):
    """What was recorded of a task ("latch" or "order") from other scales of W, and from 1."""
    entries, (methods, scales) = read(path), SCALED[one_of("task", task, tuple(TASKS))]
    scales = sorted((1.0, *scales))
    found = entries[f"{task} scales"]["successes"] | {
        scaled(name, 1.0): entries[task]["successes"][name] for name in methods
    }
    counts = np.array([[found[scaled(name, scale)] for scale in scales] for name in methods])
    guessed = entries["guesses"]["successes"]
    guessed = np.array([guessed[f"{g:g}"] for g in scales]) if task == "latch" else None
    lengths = np.array(TASKS[task]["lengths"])
    return Scaled(methods, np.array(scales), np.array(RATES), lengths, counts, guessed)


def reading_rates(path=RECORDED):
    """Of `READING_RATES`, the best on validation data for each of `READERS`: name → rate."""
    errors = read(path)["pixels"]["val_error"]
    return {name: READING_RATES[int(np.argmin(errors[name]))] for name in READERS}


def config(task, name, **changes):
    """The configuration of one method in the recording.

    "rnn x 2" is "rnn" with W twice as large.
    """
    name, _, scale = name.partition(" x ")
    method = replace(METHODS[name], scale=float(scale or 1))
    return BitsConfig(task, method, rates=RATES, **TASKS[task] | changes)


def scaled(name, scale):
    """The name of a method with W so many times as large, as the file has it."""
    return f"{name} x {scale:g}"


def read(path):
    """All entries of the file."""
    return json.loads(Path(path).read_text("utf-8"))
