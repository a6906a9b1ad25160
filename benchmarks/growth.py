"""How seconds grow with the work, ours beside a torch.optim loop: `make growth`.

Along each axis one number grows and the others stay; the networks are those of `stacks`. An
exponent b says that the time grows as the b-th power of that number, at the upper end of the axis.
"""

import json

import numpy as np
import torch

from benchmarks.harness import conditions, line, run
from benchmarks.stacks import latches, mlps, race
from optcourse.chapters.index.explorers.growth import RECORD

UPPER = 3  # points of an axis that its exponent is fitted to
# Networks, width, steps and examples a batch of what is trained on the other axes.
NETWORKS, WIDTH, STEPS, BATCH = 64, 64, 50, 32


def networks(num):
    return race("networks", *mlps(num), STEPS)


def parameters(num):
    """Networks of one hidden layer, as wide as gives about that many numbers."""
    width = max(1, round((num - 10) / 75))  # (64 + 1) × width + (width + 1) × 10
    return race("parameters", *mlps(4, width), 10)


def steps(num):
    return race("steps", *mlps(NETWORKS), num)


def batch(num):
    return race("batch", *mlps(NETWORKS), 20, num)


def length(num):
    return race("length", *latches(NETWORKS, num), 20)


AXES = {
    networks: (1, 4, 16, 64, 256, 1024),
    parameters: (1_000, 10_000, 100_000, 1_000_000),
    steps: (10, 30, 100, 300, 1000),
    batch: (8, 32, 128, 512, 1024),
    length: (5, 10, 20, 50, 100, 200),
}


def measured(axis, numbers):
    """The seconds of ours and of the loop at each number along an axis, with the exponents."""
    rows = []
    for number in numbers:
        rows.append({"number": number} | run(axis(number)))
        print(f"{number:>9,} {line(rows[-1])}", flush=True)
    ends = {who: exponent(rows, f"{who}_s") for who in ("ours", "peer")}
    kept = ("number", "ours_s", "peer_s", "load", "date")
    return {"exponents": ends, "rows": [{key: row[key] for key in kept} for row in rows]}


def exponent(rows, key):
    """The slope of log seconds over log number, by least squares, at the last points of an axis."""
    number, seconds = (np.log([row[name] for row in rows[-UPPER:]]) for name in ("number", key))
    return float(np.polyfit(number, seconds, 1)[0])


def main(record=RECORD, axes=AXES):
    """Measure every axis and write them down."""
    torch.set_num_threads(1)
    found = {axis.__name__: measured(axis, numbers) for axis, numbers in axes.items()}
    made = conditions("make growth", ["numpy", "torch"])
    text = json.dumps(made | {"axes": found}, indent=1, ensure_ascii=False)
    record.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
