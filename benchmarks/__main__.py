"""`python -m benchmarks [task …]`: run all tasks, or those named; store and table the ratios."""

import sys
from importlib import import_module

from benchmarks.harness import line, run, write
from benchmarks.tables import refresh

TASKS = ["mlps", "latch", "eigenvalues", "hessians", "slices", "norms", "trajectories", "pages"]


def main(names):
    unknown = sorted(set(names) - set(TASKS))
    if unknown:
        raise SystemExit(f"no such task: {', '.join(unknown)}; there are {', '.join(TASKS)}")
    for name in names or TASKS:
        for race in import_module(f"benchmarks.{name}").races():
            row = run(race)
            print(line(row), flush=True)
            write([row], "make bench")
            refresh()


if __name__ == "__main__":
    main(sys.argv[1:])
