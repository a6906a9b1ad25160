"""Run every notebook on further seeds and say which claims still hold.

python tools/seeds.py book/challenges/conditioning.ipynb ...      five further seeds each
python tools/seeds.py --shifts 2 --jobs 1 book/*/*.ipynb
python tools/seeds.py --record book/seeds.json ...                keep what held, for the ledger

A shift adds to the `seed` and `seeds` of every configuration that a notebook hands to `cached` or
`sweep`, and to the seed of every NumPy generator that a cell makes. A claim that measures the same
in all runs did not depend on a seed, and is not counted. Records are cached, so that a second run
only does what has changed. The exit status is 1 if fewer than 95 % of the counted claims hold.
"""

import argparse
import ast
import os
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path

import reruns

from optcourse.records.changes import changed, rebuilt

STEP = 1001  # between shifts: more than a range of seeds; odd, as some take examples by seed mod 8
ENOUGH = 0.95


def outcomes(notebook, by):
    """The outcomes of a notebook with all seeds shifted; an error that stops it is one too."""
    with changed(partial(shifted, by=by)):
        return reruns.outcomes(notebook, Generators(by).visit)


def shifted(config, by):
    """The configuration with `by` added to its `seed` and `seeds`, and to those of its parts."""

    def later(part, name, value):
        if name not in ("seed", "seeds"):
            return value
        return tuple(seed + by for seed in value) if isinstance(value, tuple) else value + by

    return rebuilt(config, later)


class Generators(ast.NodeTransformer):
    """Adds `by` to the seed of each NumPy generator that a cell makes, a number written there."""

    def __init__(self, by):
        self.by = by

    def visit_Call(self, call):
        self.generic_visit(call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "default_rng":
            seed = call.args[0] if call.args else None
            if not (isinstance(seed, ast.Constant) and isinstance(seed.value, int)):
                raise ValueError(
                    f"a cell must seed its generators by a number: {ast.unparse(call)}"
                )
            seed.value += self.by
        return call


def tally(runs):
    """(chapter, id) -> [shifts at which it held, shifts run, what the others measured].

    `runs` maps (notebook, shift) to outcomes. What measures the same at every shift has no seed in
    it and is left out. A bare assertion that is not among the outcomes held.
    """
    found, shifts = defaultdict(dict), {shift for _, shift in runs}
    for (notebook, shift), outcomes in runs.items():
        for each in outcomes:
            found[Path(notebook).stem, each.id][shift] = each
    counts = {}
    for (chapter, id), at in found.items():
        held = {shift for shift in shifts if (at[shift].holds if shift in at else " " in id)}
        if held < shifts or len({each.measured for each in at.values()}) > 1:
            missed = sorted(shifts - held - {0})
            said = [at[shift].measured if shift in at else "not shown" for shift in missed]
            counts[chapter, id] = [len(held - {0}), len(shifts - {0}), said]
    return counts


def summary(counts):
    """Lines of text, and the share of runs at further seeds that hold."""
    lines = []
    for (chapter, id), (held, of, missed) in counts.items():
        lines.append(f"{chapter} {id}: holds for {held} of {of} further seeds")
        lines += [f"    not: {each}" for each in missed]
    held, of = (sum(each[k] for each in counts.values()) for k in (0, 1))
    share = held / of if of else 1.0
    return [*lines, f"{held} of {of} runs hold ({share:.1%})"], share


def recorded(counts, old):
    """What the ledger says of other seeds: chapter -> date, versions, step and id -> [held, of]."""
    chapters = {chapter: reruns.made() | {"step": STEP, "held": {}} for chapter, _ in counts}
    for (chapter, id), (held, of, _) in counts.items():
        chapters[chapter]["held"][id] = [held, of]
    return old | chapters


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+")
    parser.add_argument("--shifts", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--record", type=Path, help="a JSON file to bring up to date")
    options = parser.parse_args(arguments)
    tasks = [(book, k * STEP) for k in range(options.shifts + 1) for book in options.notebooks]
    counts = tally(dict(reruns.all_of(outcomes, tasks, options.jobs)))
    lines, share = summary(counts)
    print("\n".join(lines))
    if options.record:
        reruns.write(options.record, recorded(counts, reruns.read(options.record)))
    return int(share < ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
