"""Run every notebook on further seeds and say which claims still hold.

python tools/seeds.py book/challenges/conditioning.ipynb ...      five further seeds each
python tools/seeds.py --shifts 2 --jobs 1 book/*/*.ipynb

A shift adds to the `seed` and `seeds` of every configuration that a notebook hands to `cached` or
`sweep`, and to the seed of every NumPy generator that a cell makes. A claim that measures the same
in all runs did not depend on a seed, and is not counted. Nothing is read from the cache of records.
The exit status is 1 if fewer than 95 % of the counted claims hold.
"""

import argparse
import os
import sys
from collections import defaultdict
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from unittest import mock

STEP = 1000  # between shifts: more than any range of seeds that a configuration holds
ENOUGH = 0.95


def shifted(value, by):
    """A configuration with `by` added to each of its seeds, those of its parts included."""
    if not is_dataclass(value):
        return value
    changes = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if field.name in ("seed", "seeds"):
            changes[field.name] = tuple(s + by for s in old) if isinstance(old, tuple) else old + by
        elif is_dataclass(old):
            changes[field.name] = shifted(old, by)
    return replace(value, **changes)


def outcomes(notebook, by):
    """The outcomes of a notebook with all seeds shifted; an error that stops it is one too."""
    import numpy as np
    from notebook_claims import Outcome
    from notebook_claims import outcomes as run

    from optcourse import sweeps

    def shift():
        """`by` for a call from a cell, 0 for one from an experiment that was already shifted."""
        return by if sys._getframe(2).f_globals.get("__name__") == "__notebook__" else 0

    def cached(function, config):
        return function(shifted(config, shift()))

    def sweep(function, configs, executor=None):
        step = shift()
        return [function(shifted(config, step)) for config in configs]

    made = np.random.default_rng

    def default_rng(seed=None):
        return made(seed + shift() if isinstance(seed, int) else seed)

    with (
        mock.patch.multiple(sweeps, cached=cached, sweep=sweep),
        mock.patch.object(np.random, "default_rng", default_rng),
    ):
        try:
            return run(notebook)
        except Exception as error:
            return [Outcome("the notebook", False, f"{type(error).__name__}: {error}")]


def summary(runs):
    """Lines of text, and the share of claims that hold, for (notebook, shift) -> outcomes."""
    by_claim = defaultdict(dict)
    for (notebook, shift), found in runs.items():
        for each in found:
            by_claim[Path(notebook).stem, each.id][shift] = each
    lines, held, total = [], 0, 0
    for (chapter, id), at in by_claim.items():
        if at.get(0) and at[0].holds and all(each == at[0] for each in at.values()):
            continue  # no seed in it
        others = [each for shift, each in sorted(at.items()) if shift]
        good = sum(each.holds for each in others)
        held, total = held + good, total + len(others)
        lines.append(f"{chapter} {id}: holds for {good} of {len(others)} further seeds")
        lines += [f"    not: {each.measured}" for each in others if not each.holds]
    share = held / total if total else 1.0
    return [*lines, f"{held} of {total} runs hold ({share:.1%})"], share


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+")
    parser.add_argument("--shifts", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    tasks = [(book, k) for k in range(options.shifts + 1) for book in options.notebooks]
    from joblib import Parallel, delayed

    workers = Parallel(n_jobs=options.jobs)
    found = workers(delayed(outcomes)(book, k * STEP) for book, k in tasks)
    lines, share = summary(dict(zip(tasks, found, strict=True)))
    print("\n".join(lines))
    return int(share < ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
