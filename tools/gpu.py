"""Run what only a GPU can show, and record it for the book: `make gpu`, on a machine with CUDA.

python tools/gpu.py                        what is not yet on record, in at most 8 minutes
python tools/gpu.py --only races costs     some of it
python tools/gpu.py --record OTHER.json --seconds 300
python tools/gpu.py --cpu --only costs     on a CPU

Parts: first, while nothing else runs, `races` (many networks at once beside a torch loop) and
`costs` (a batch of each size); then `tests` (derivatives and training there) and `claims NOTEBOOK`
(each cell as it stands). Each part is a process of its own, and is written down when it ends; a
second run does only what is missing, or was measured with other sources or on another device. No
network is needed; any Python with CUDA's torch and what the package and its tests import will do.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("book/*/*.ipynb"))
ALONE = ["races", "costs"]  # they measure time
BESIDE = ["tests", *(f"claims {each}" for each in NOTEBOOKS)]
COMMAND = "make gpu"
TESTS = ["tests/networks", "tests/laws/test_rules.py"]


def races():
    """Seconds of ours and of a torch loop on this device, a row for each number of networks."""
    from benchmarks import stacks
    from benchmarks.harness import run

    return {"rows": [run(race) for race in stacks.races()]}


def costs():
    """What a batch costs here: the record of claim B5, for its small and its large network."""
    from optcourse.chapters.minibatches.experiments.costs import LARGE, SMALL, costs_of_batches

    found = {"small": vars(costs_of_batches(SMALL)), "large": vars(costs_of_batches(LARGE))}
    return {
        name: {key: plain(value) for key, value in each.items()} for name, each in found.items()
    }


def plain(value):
    """Arrays as lists."""
    return value.tolist() if hasattr(value, "tolist") else value


def tests():
    """How many tests passed, and the names of those that did not."""
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "-pno:cacheprovider", *TESTS],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    lines = said.splitlines()
    failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    return {"failed": failed, "summary": lines[-1] if lines else "nothing was said"}


def claims(notebook):
    """id -> [held, what was measured], for each claim and each other assertion that failed."""
    import torch
    from notebook_claims import outcomes

    torch.set_num_threads(1)
    found = outcomes(ROOT / notebook)
    peak = torch.cuda.max_memory_allocated() if torch.cuda.is_available() else None
    return {"held": {each.id: [each.holds, each.measured] for each in found}, "bytes": peak}


def measure(part):
    """What a part found, with how long it took and where it comes from."""
    name, *arguments = part.split(" ", 1)
    begin = time.perf_counter()
    found = globals()[name](*arguments)
    return found | {"seconds": round(time.perf_counter() - begin, 1), "made": made(part)}


def made(part):
    """The provenance of a part: what its notebook, or its own modules, rest on."""
    from optcourse.records.closures import source_hash
    from optcourse.records.provenance import provenance

    modules = sorted(modules_of(part))
    return provenance(COMMAND) | {"modules": modules, "sources": source_hash(modules)}


def modules_of(part):
    """Modules of the package that a part imports."""
    from notebook_claims import sources

    _, *notebook = part.split(" ", 1)
    if not notebook:
        return ["optcourse.networks.ensembles.runs", "optcourse.networks.models"]
    trees = [ast.parse(source) for source in sources(ROOT / notebook[0])]
    imports = [
        node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    ]
    return {node.module for node in imports if (node.module or "").startswith("optcourse.")}


def owed(parts, record):
    """Those parts that `record` lacks, or that were measured with other sources or elsewhere."""

    def current(part):
        there, here = record.get(part, {}).get("made", {}), made(part)
        return all(there.get(key) == here[key] for key in ("device", "sources"))

    return [part for part in parts if not current(part)]


def run_parts(parts, path, until, jobs):
    """Run parts as processes, `jobs` at a time, and write each into `path` as it ends."""
    waiting, running, missed = list(parts), {}, []
    while waiting or running:
        while waiting and len(running) < jobs and time.time() < until:
            part = waiting.pop(0)
            command = [sys.executable, __file__, "--measure", part]
            running[part] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        if time.time() >= until:
            missed += [*waiting, *running]
            for process in running.values():
                process.kill()
                process.communicate()
            break
        for part in [part for part, process in running.items() if process.poll() is not None]:
            keep(part, running.pop(part), path) or missed.append(part)
        time.sleep(0.2)
    return missed


def keep(part, process, path):
    """Write down what a part said; False if it ended with an error."""
    said = process.communicate()[0]
    if process.returncode:
        print(f"{part}: ended with {process.returncode}", flush=True)
        return False
    found = json.loads(said.splitlines()[-1])
    record = json.loads(path.read_text("utf-8")) if path.exists() else {}
    text = json.dumps(dict(sorted((record | {part: found}).items())), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")
    print(f"{part}: {found['seconds']} s{faults(found)}", flush=True)
    return True


def faults(found):
    """What did not hold, in words for the line."""
    missed = [id for id, (held, _) in found.get("held", {}).items() if not held]
    missed += found.get("failed", [])
    return f"; not: {', '.join(missed)}" if missed else ""


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[*ALONE, *BESIDE], metavar="PART")
    parser.add_argument("--record", type=Path, default=ROOT / "book" / "gpu.json")
    parser.add_argument("--seconds", type=float, default=480)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--cpu", action="store_true", help="run those of --only without CUDA")
    parser.add_argument("--measure", metavar="PART", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return 0
    from optcourse.records.devices import device

    if device().type != "cuda" and not options.cpu:
        parser.error("there is no CUDA device here: torch.cuda.is_available() is False")
    until = time.time() + options.seconds
    record = json.loads(options.record.read_text("utf-8")) if options.record.exists() else {}
    parts = owed(options.only, record)
    missed = []
    alone, beside = ([p for p in parts if (p in ALONE) is first] for first in (True, False))
    for some, jobs in ((alone, 1), (beside, options.jobs)):
        missed += run_parts(some, options.record, until, jobs)
    print(f"missing: {', '.join(missed) or 'nothing'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
