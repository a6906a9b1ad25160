"""What the commands that run notebooks again with something changed have in common."""

import json
from datetime import date
from importlib.metadata import version

from notebook_claims import Outcome
from notebook_claims import outcomes as run

ENOUGH_IS_SAID = 300  # characters of an error


def outcomes(notebook, change=None, only=None):
    """The outcomes of a notebook, as `notebook_claims` has them; an error that stops it is one."""
    try:
        return run(notebook, change, only)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return [Outcome("the notebook", False, said[:ENOUGH_IS_SAID])]


def all_of(function, tasks, jobs):
    """`function(*task)` of each task, in order, as soon as it is there; `jobs` at a time."""
    from joblib import Parallel, delayed
    from tqdm import tqdm

    found = Parallel(n_jobs=jobs, return_as="generator")(delayed(function)(*each) for each in tasks)
    yield from zip(tasks, tqdm(found, total=len(tasks)), strict=True)


def made():
    """When and with what a record is made."""
    versions = {each: version(each) for each in ("numpy", "torch")}
    return {"date": date.today().isoformat()} | versions


def read(path):
    """A record of the book; empty without a file."""
    return json.loads(path.read_text("utf-8")) if path and path.exists() else {}


def write(path, record):
    text = json.dumps(dict(sorted(record.items())), indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", "utf-8")
