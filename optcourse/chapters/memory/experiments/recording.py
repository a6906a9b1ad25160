"""Recorded grids of success rates, too long to compute in the notebook, and how they were made.

`python -m optcourse.chapters.memory.experiments.recording` computes what is missing from
`RECORDED`.
"""

import json
import sys
from pathlib import Path

import numpy as np

from optcourse.chapters.memory.experiments.bits import remember_bits
from optcourse.chapters.memory.experiments.grids import (
    GUESSED,
    METHODS,
    NUM_SEEDS,
    READERS,
    READING_RATES,
    RECORDED,
    SCALED,
    TASKS,
    config,
    read,
    scaled,
)
from optcourse.chapters.memory.experiments.guesses import GuessConfig, guess_weights
from optcourse.chapters.memory.experiments.pixels import PixelsConfig, read_pixels
from optcourse.records.provenance import confirmed, is_current, provenance

COMMAND = "python -m optcourse.chapters.memory.experiments.recording"
RUNS = {
    "latch": remember_bits,
    "order": remember_bits,
    "pixels": read_pixels,
    "latch scales": remember_bits,
    "order scales": remember_bits,
    "guesses": guess_weights,
}
AGAIN = {  # what `confirm` computes: methods and the number of a length
    "latch": (("rnn", "lstm-adam"), 0),
    "order": (("rnn",), 0),
    "latch scales": (("rnn-clip x 2",), 1),
    "order scales": (("rnn-adam x 1.5",), 0),
    "guesses": (("1.5",), 3),
}
APART = 0.05  # mean distance of shares that another order of sums may make


def record(path=RECORDED, tasks=tuple(TASKS), methods=tuple(METHODS)):
    """Compute what `path` lacks; it is written after every method."""
    for task in tasks:
        for name in methods:
            _keep(path, task, "successes", name, lambda t=task, n=name: _successes(t, n))


def record_scales(path=RECORDED):
    """The same for other scales of W, for guesses, and for readers of pixels."""
    lengths = TASKS["latch"]["lengths"]
    for g in GUESSED:
        _keep(path, "guesses", "successes", f"{g:g}", lambda g=g: _guessed(g, lengths))
    for name in READERS:
        _keep(path, "pixels", "val_error", name, lambda n=name: _errors(n))
    for task, (names, scales) in SCALED.items():
        for name in [scaled(name, scale) for scale in scales for name in names]:
            _keep(
                path, f"{task} scales", "successes", name, lambda t=task, n=name: _successes(t, n)
            )


def _successes(task, name, **changes):
    return remember_bits(config(task, name, **changes)).successes.tolist()


def _guessed(scale, lengths):
    return guess_weights(GuessConfig(tuple(lengths), (scale,))).successes[0].tolist()


def _errors(name):
    """Mean error on validation data after training, at each rate."""
    return [_error(name, lr) for lr in READING_RATES]


def _error(name, lr):
    return round(float(read_pixels(PixelsConfig(READERS[name], lr)).val_error[-1].mean()), 4)


def confirm(path=RECORDED):
    """Compute a part of each changed entry again; if it comes out, note so in the file.

    Else ValueError: the entry is to be deleted from the file and recorded again.
    """
    entries = read(path)
    for task in [task for task in entries if not is_current(entries[task]["made"])]:
        apart = _distance(task, entries[task])
        if not apart <= APART:
            raise ValueError(f"{task} comes out otherwise, by {apart:.3f}: record it again")
        entries[task]["made"] = confirmed(entries[task]["made"], RUNS[task])
        _write(path, entries)


def _distance(task, entry):
    """How far what is computed again is from what was recorded, in the mean."""
    if task == "pixels":
        best = {name: int(np.argmin(errors)) for name, errors in entry["val_error"].items()}
        kept = [entry["val_error"][name][k] for name, k in best.items()]
        found = [_error(name, READING_RATES[k]) for name, k in best.items()]
    else:
        names, which = AGAIN[task]
        kept = [np.array(entry["successes"][name])[..., which] / NUM_SEEDS for name in names]
        found = [np.array(_again(task, name, which)) / NUM_SEEDS for name in names]
    return np.abs(np.array(found) - np.array(kept)).mean()


def _again(task, name, which):
    """Successes at one length, as recorded under `name`: (R,), or one number for guesses."""
    kind = "latch" if task == "guesses" else task.split()[0]
    lengths = TASKS[kind]["lengths"][which : which + 1]
    if task == "guesses":
        return _guessed(float(name), lengths)[0]
    return np.array(_successes(kind, name, lengths=lengths))[:, 0]


def _keep(path, task, what, name, compute):
    entries = read(path) if Path(path).exists() else {}
    mine = entries.setdefault(task, {"made": provenance(COMMAND, RUNS[task]), what: {}})
    if name not in mine[what]:
        mine[what][name] = compute()
        _write(path, entries)


def _write(path, entries):
    unfinished = Path(f"{path}.part")  # an interruption loses nothing that was recorded
    unfinished.write_text(json.dumps(entries, indent=1) + "\n", "utf-8")
    unfinished.replace(path)


def main(confirming):
    """Compute what is missing, or confirm what is there."""
    if confirming:
        return confirm()
    record()
    record_scales()


if __name__ == "__main__":
    main("--confirm" in sys.argv)
