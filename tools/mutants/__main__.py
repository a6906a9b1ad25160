"""Make small mistakes at random places of the package, and say which ones no test notices.

As many in every room. Each is made in a copy of the tree, where the tests that match it run, the
closest first, until one fails or their time is up; for a chapter its notebook is asked at last.
"""

import argparse
import contextlib
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from .lines import mistakes
from .matching import Matching, chapter_of

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
HEAVY = ("torch", "scipy.stats", "sklearn.datasets", "matplotlib.figure", "anywidget")
NEAR = 3  # files of tests asked first
MOST, MOST_IN_A_ROOM = 0.1, 2  # of all mistakes, and of one room: how many may stay unnoticed


def room_of(path):
    """The room of a module: a folder of the package, or a kind of folder of all chapters."""
    parts = path.relative_to(ROOT / "optcourse").parts
    if parts[0] == "chapters" and len(parts) > 2:
        return f"chapters/*/{parts[2].removesuffix('.py')}"
    return parts[0] if len(parts) > 1 else "foundation"


def draw(rng, count, only=""):
    """Mistakes at random: [(room, path, mistake, spelled), …], about as many of each room."""
    rooms = {}
    for path in sorted((ROOT / "optcourse").rglob("*.py")):
        by_line = {}
        for mistake in mistakes(path.read_text("utf-8")):
            by_line.setdefault(mistake.row, []).append(mistake)
        rooms.setdefault(room_of(path), []).extend((path, each) for each in by_line.values())
    rooms = {name: lines for name, lines in rooms.items() if lines and only in name}
    shares = [count // len(rooms) + (k < count % len(rooms)) for k in range(len(rooms))]
    for (name, lines), share in zip(sorted(rooms.items()), shares, strict=True):
        for path, there in rng.sample(lines, min(share, len(lines))):
            mistake = rng.choice(there)
            yield name, path, mistake, spelled(path, mistake)


def copy_tree(folder):
    """A copy of what git knows of or would add."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout  # fmt: skip
    for name in listed.split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


@contextlib.contextmanager
def made(mistake, path):
    before = path.read_bytes()
    path.write_bytes(b"".join(mistake.made_in(before.splitlines(keepends=True))))
    try:
        yield
    finally:
        path.write_bytes(before)


def noticed(tree, path, matching, budget):
    """Who noticed a mistake in `path`: the line of a failed test, or "" if nobody did."""
    chapter = chapter_of(path, ROOT) or ""
    tests = [str(each) for each in matching.of(path)]
    common = ["-p", "mutants.pace", "-m", "not site"]
    asked = [[*common, *part] for part in (tests[:NEAR], tests[NEAR:]) if part]
    for notebook in sorted(tree.glob(f"book/**/{chapter}.ipynb")) if chapter else []:
        validation = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
        asked.append([*validation, "--nbval-sanitize-with", "tests/nbval.cfg", str(notebook)])
    answers = (ask(tree, arguments, budget, chapter) for arguments in asked)
    return next(filter(None, answers), "")


def ask(tree, arguments, budget, chapter):
    """The line that says which of these tests failed; "" if none did."""
    with tempfile.TemporaryFile("w+") as output:
        child = os.fork()
        if not child:
            _be_pytest(tree, arguments, budget, chapter, output)
        code = _ended(child, 20 * budget)
        output.seek(0)
        text = output.read()
    if code in (0, 5):  # all passed; there are none
        return ""
    lines = [line for line in text.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if code == pytest.ExitCode.INTERNAL_ERROR:
        raise RuntimeError(text)
    return "it never ends" if code is None else (lines or [text[-150:]])[0][:150]


def _be_pytest(tree, arguments, budget, chapter, output):
    """Turn this process, which has the large packages already, into a run of tests; never ends."""
    os.dup2(output.fileno(), 1)
    os.dup2(output.fileno(), 2)
    sys.stdout = sys.stderr = os.fdopen(1, "w", closefd=False)
    os.chdir(tree)
    os.setpgid(0, 0)
    found = [str(tree), str(tree / "tools"), str(tree / "tools" / "limits")]
    sys.path[:0] = found
    os.environ |= {"PYTHONPATH": os.pathsep.join(found), "OPTCOURSE_CACHE": str(tree / ".cache")}
    os.environ |= {"MUTANTS_BUDGET": str(budget), "MUTANTS_CHAPTER": chapter}
    sys.dont_write_bytecode = True  # two mistakes may be made within the tick of a file's clock
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    code = 3
    try:
        code = pytest.main(["-x", "-q", "--no-header", "-p", "no:cacheprovider", *arguments])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _ended(child, seconds):
    """The exit code of a process; None if it had to be ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.1)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def try_all(cases, folder, budget):
    """Try the mistakes one after the other in a tree of their own: who noticed each."""
    tree, matching = Path(folder), Matching(ROOT)
    copy_tree(tree)
    for package in HEAVY:
        importlib.import_module(package)
    return [try_one(case, tree, matching, budget) for case in cases]


def try_one(case, tree, matching, budget):
    room, path, mistake, text = case
    with made(mistake, tree / path.relative_to(ROOT)):
        said = noticed(tree, path, matching, budget)
    print(f"{'noticed ' if said else 'SURVIVED'} {room:22} {text}", flush=True)
    print(f"         {said}", flush=True) if said else None
    return said


def spelled(path, mistake):
    """A mistake on one line: where, the line before, the line after."""
    lines = path.read_bytes().splitlines(keepends=True)
    before, after = (each[mistake.row].decode().strip() for each in (lines, mistake.made_in(lines)))
    return f"{path.relative_to(ROOT)}:{mistake.row + 1}: {before}  →  {after}"


def is_equivalent(text):
    """Whether the list of mistakes that change nothing has this one (its number of line aside)."""
    where, _, what = text.partition(": ")
    return f"{where.partition(':')[0]}: {what}" in EQUIVALENT.read_text("utf-8").splitlines()


def report(cases, said):
    """Print the survivors by room; whether they are few enough."""
    left = [case for case, line in zip(cases, said, strict=True) if not line]
    counted = [(room, text) for room, _, _, text in left if not is_equivalent(text)]
    rooms = [room for room, _ in counted]
    known = len(left) - len(counted)
    print(f"\n{len(cases)} mistakes: {len(left)} unnoticed, {known} known to change nothing")
    for room, text in sorted(counted):
        print(f"  {room:22} {text}")
    crowded = any(rooms.count(room) > MOST_IN_A_ROOM for room in rooms)
    return len(counted) <= MOST * len(cases) and not crowded


def main():
    year, week, _ = date.today().isocalendar()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=100 * year + week, help="default: the week")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--only", default="", help="rooms whose name holds this")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of tests a mistake")
    options = parser.parse_args()
    cases = list(draw(random.Random(options.seed), options.count, options.only))
    print(f"seed {options.seed}", flush=True)
    shares = [cases[k :: options.jobs] for k in range(options.jobs)]
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(options.jobs) as pool:
        trees = [f"{folder}/{k}" for k in range(options.jobs)]
        said = list(pool.map(try_all, shares, trees, [options.budget] * options.jobs))
    cases, said = ([each for share in part for each in share] for part in (shares, said))
    sys.exit(0 if report(cases, said) else 1)


if __name__ == "__main__":
    main()
