"""`python -m benchmarks [task …]`: run all tasks, or those named; store and table the ratios.

Then once more without the processor's widest instructions, in a process of its own; with `--narrow`
only so. Seconds are those that the processor gave this process, on one thread, so that other work
of the machine counts less.
"""

import subprocess
import sys
import time
from importlib import import_module

import torch

from benchmarks.harness import NARROW, RESULTS, line, run, write
from benchmarks.narrow import environment
from benchmarks.tables import refresh

TASKS = ["mlps", "latch", "eigenvalues", "hessians", "slices", "norms", "trajectories", "pages"]
TASKS += ["schedules"]
ELSEWHERE = {"pages"}  # which other programs compute: neither their instructions nor times are ours


def main(names, narrow=False):
    unknown = sorted(set(names) - set(TASKS))
    if unknown:
        raise SystemExit(f"no such task: {', '.join(unknown)}; there are {', '.join(TASKS)}")
    names = names or TASKS
    again = [name for name in names if name not in ELSEWHERE]
    torch.set_num_threads(1)
    for name in again if narrow else names:
        clock = None if name in ELSEWHERE else time.process_time
        for race in import_module(f"benchmarks.{name}").races():
            row = run(race, clock)
            print(line(row), flush=True)
            write([row], "make bench", NARROW if narrow else RESULTS)
            refresh()
    if again and not narrow:
        print("without the widest instructions:", flush=True)
        command = [sys.executable, "-m", "benchmarks", "--narrow", *again]
        subprocess.run(command, env=environment(), check=True)


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--narrow"], "--narrow" in sys.argv)
