"""Records of runs that take too long for a notebook: read from a file, where it has them."""

import json
from pathlib import Path
from typing import get_type_hints

import numpy as np

from optcourse.records import caches


def kept(run, config, path):
    """The record of `run(config)` that the file `path` has; else as `caches.cached` keeps it."""
    values = recorded(run, path).get(repr(config))
    if values is None:
        return caches.cached(run, config)
    kind = get_type_hints(run)["return"]
    return kind(**{name: np.array(each) for name, each in values.items()})


def recorded(run, path):
    """What the file has of `run`: the text of a configuration -> the fields of its record."""
    return read(path).get(run.__name__, {}).get("runs", {})


def read(path):
    """All entries of the file; none, if there is no file."""
    path = Path(path)
    return json.loads(path.read_text("utf-8")) if path.exists() else {}
