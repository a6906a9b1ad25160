"""Compute what the files of recorded runs lack, or confirm what they have.

`python -m optcourse.chapters.adaptive.experiments.recording`, with `--confirm` where the sources
have changed and a part computed again shall say that nothing else has.
"""

import json
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np

from optcourse.chapters.adaptive.experiments.kept import read, recorded
from optcourse.chapters.adaptive.experiments.nets import nets
from optcourse.chapters.adaptive.experiments.recorded_nets import NETS, RECORDED_NETS
from optcourse.chapters.adaptive.experiments.recorded_words import RECORDED_WORDS, TALKS
from optcourse.chapters.adaptive.experiments.words import words
from optcourse.records.provenance import confirmed, is_current, provenance

COMMAND = "python -m optcourse.chapters.adaptive.experiments.recording"
APART = 0.05  # mean distance, as a share, that another order of sums may make
PLANS = (
    (words, tuple(each for ways in TALKS.values() for each in ways.values()), RECORDED_WORDS),
    (nets, NETS, RECORDED_NETS),
)


def record(run, configs, path):
    """Compute what `path` lacks; it is written after every run. What nobody asks for goes."""
    entry = read(path).get(run.__name__) or {"made": provenance(COMMAND, run)}
    known = recorded(run, path)
    entry["runs"] = {text: known[text] for text in map(repr, configs) if text in known}
    _write(path, {run.__name__: entry})
    for config in configs:
        if repr(config) not in known:
            entry["runs"][repr(config)] = _spelled(run(config))
            _write(path, {run.__name__: entry})


def confirm(run, configs, path):
    """Where the sources have changed, run the first again; if it comes out, note so in the file.

    Else ValueError: the file is to be deleted and recorded again.
    """
    entry = read(path)[run.__name__]
    if is_current(entry["made"]):
        return
    apart = _distance(_spelled(run(configs[0])), entry["runs"][repr(configs[0])])
    if not apart <= APART:
        raise ValueError(f"{run.__name__} comes out otherwise, by {apart:.3f}: record it again")
    entry["made"] = confirmed(entry["made"], run)
    _write(path, {run.__name__: entry})


def _spelled(record):
    """Its fields as lists of numbers of six digits."""
    columns = {each.name: np.asarray(getattr(record, each.name)) for each in fields(record)}
    return {name: _rounded(values).tolist() for name, values in columns.items()}


def _rounded(values):
    return np.vectorize(lambda each: float(f"{each:.6g}"), otypes=[float])(values)


def _distance(found, known):
    """How far numbers are from those that were recorded, as a share of these, in the mean."""
    pairs = [(np.array(found[name]), np.array(known[name])) for name in known]
    shares = [abs(new[same] / old[same] - 1) for new, old in pairs
              if (same := np.isfinite(old) & (old != 0)).any()]  # fmt: skip
    return np.mean(np.concatenate(shares))


def _write(path, entries):
    unfinished = Path(f"{path}.part")  # an interruption loses nothing that was recorded
    unfinished.write_text(json.dumps(entries, indent=1) + "\n", "utf-8")
    unfinished.replace(path)


def main(confirming):
    """Compute what is missing, or confirm what is there."""
    for plan in PLANS:
        (confirm if confirming else record)(*plan)


if __name__ == "__main__":
    main("--confirm" in sys.argv)
