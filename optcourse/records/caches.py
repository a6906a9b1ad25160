"""A disk cache of what experiments measured.

The key of a record is a hash of the function's name, its configuration, the sources of all that
the function and the configuration's types stand on (`closures`), the versions of the packages that
make numbers, and whether there is a CUDA device: a cache that misses an edit is worse than none.
Records are stored as .npz without pickle, so a file from elsewhere can hold numbers and text only.
"""

import hashlib
import inspect
import json
import os
import sys
import tempfile
import warnings
import zipfile
import zlib
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import get_type_hints

import numpy as np

from optcourse.records.closures import PACKAGE, source_hash

# What zipfile, zlib, json and NumPy raise for files that are damaged, or made to be a nuisance.
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)
DAMAGED += (RuntimeError, MemoryError)  # encrypted, too deep; more than there is room for
NO_HOME = "there is no home and no project around the package"
NUMBERS = ("numpy", "torch", "scipy", "scikit-learn", "mnist1d")  # packages that make numbers
version = cache(metadata.version)  # a search of the disk
PLAIN = (bool, int, float, str, type(None))


def cached(run, config):
    """Return `run(config)`, from disk if the same source has computed it before.

    `run` is a module-level function whose return annotation is a frozen dataclass; `config` is a
    frozen dataclass of numbers, strings, None, enums, tuples and dataclasses of these. The
    record's fields are NumPy arrays and plain int, float, bool, str or None; else TypeError. A
    damaged file is computed again. Where nothing can be written, `run` simply runs, and a
    RuntimeWarning says so.
    """
    path = record_path(run, config)
    record = load(run, path)
    if record is None:
        record = run(config)
        save(run, record, path)
    return record


def record_path(run, config):
    """The file that keeps `run(config)`, or will; None if none can. TypeError as in `cached`.

    It is the first that there is in `folders()`, else one in the first that can be written.
    """
    _record_type(run)
    name, places = f"{run.__name__}-{key(run, config)}.npz", folders()
    found = [place for place in places if os.path.exists(place / name)]
    found += [place for place in places if _writable(place)]
    if not found:
        _warn(f"none of {', '.join(map(str, places))} can be written" if places else NO_HOME)
    return found[0] / name if found else None


def load(run, path):
    """The record of `run` stored at `path`, or None if there is none or it cannot be read."""
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as entries:
            stored = {name: entries[name] for name in entries.files}
        plain = json.loads(str(stored.pop("plain fields")))
        return _record_type(run)(**stored, **plain)
    except DAMAGED:
        return None


def save(run, record, path):
    """Keep a record of `run` at `path` (None: nowhere). TypeError if it cannot be stored.

    RuntimeWarning if the disk does not take it.
    """
    arrays, plain = _parts(record, _record_type(run))
    if path is None:
        return
    try:
        _write(path, arrays | {"plain fields": np.array(json.dumps(plain))})
    except OSError as error:
        _warn(error)


def folders():
    """Where records are looked for, in this order, and kept, in the first that can be written.

    $OPTCOURSE_CACHE alone, if set; else .cache/optcourse in the project that holds the package's
    sources, and optcourse in the user's cache folder ($XDG_CACHE_HOME or ~/.cache), as far as
    there are such places: a project that cannot be written may hold records all the same.
    """
    if os.environ.get("OPTCOURSE_CACHE"):
        return [Path(os.environ["OPTCOURSE_CACHE"])]
    project = PACKAGE.parent
    home = os.environ.get("HOME") or os.environ.get("USERPROFILE")
    user = os.environ.get("XDG_CACHE_HOME") or (home and os.path.join(home, ".cache"))
    found = [project / ".cache"] if (project / "pyproject.toml").exists() else []
    found += [Path(user)] if user else []
    return [cache / "optcourse" for cache in found]


def key(run, config):
    """A hexadecimal name for `run(config)` that changes when its result could."""
    told = _plain(config)
    made_by = {run, *_types(config)}
    parts = {
        "run": f"{run.__module__}.{run.__qualname__}",
        "config": told,
        "package": source_hash({each.__module__ for each in made_by}),
        "elsewhere": sorted(_source(each) for each in made_by if not _is_ours(each)),
        "versions": [version(name) for name in NUMBERS],
        "cuda": "torch" in sys.modules and sys.modules["torch"].cuda.is_available(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _record_type(run):
    if "<" in run.__qualname__:
        raise TypeError(f"run must be a module-level function, got {run.__qualname__}")
    kind = get_type_hints(run).get("return")
    if not (is_dataclass(kind) and kind.__dataclass_params__.frozen):
        raise TypeError(f"{run.__qualname__} must be annotated to return a frozen dataclass")
    return kind


def _types(value):
    """The dataclasses and enums of a configuration: their methods may make numbers too."""
    parts = value if isinstance(value, tuple) else ()
    if isinstance(value, Enum) or is_dataclass(value):
        yield type(value)
    if is_dataclass(value):
        parts = [getattr(value, field.name) for field in fields(value)]
    for part in parts:
        yield from _types(part)


def _is_ours(made):
    return made.__module__.split(".")[0] == PACKAGE.name


def _source(made):
    """The source of a function or a class of a notebook or another package."""
    try:
        return inspect.getsource(made)
    except (OSError, TypeError):
        return ""


def _plain(value):
    """`value` as JSON, with the names of its types."""
    if isinstance(value, Enum):
        return [type(value).__qualname__, value.name]
    if is_dataclass(value) and value.__dataclass_params__.frozen:
        entries = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return [type(value).__qualname__, entries]
    if isinstance(value, tuple):
        return ["tuple", [_plain(entry) for entry in value]]
    if type(value) in PLAIN:
        return [type(value).__name__, repr(value)]
    raise TypeError(
        "config must hold numbers, strings, None, enums, tuples and frozen dataclasses of these, "
        f"got {value!r}"
    )


def _parts(record, kind):
    if type(record) is not kind:
        raise TypeError(f"run must return a {kind.__name__}, got {type(record).__name__}")
    values = {f.name: getattr(record, f.name) for f in fields(record)}
    for name, value in values.items():
        storable = isinstance(value, np.ndarray) and not value.dtype.hasobject
        if not storable and type(value) not in PLAIN:
            raise TypeError(
                f"field {name} of {kind.__name__} must be a NumPy array or a plain int, float, "
                f"bool, str or None, got {_kind(value)}"
            )
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    plain = {name: value for name, value in values.items() if name not in arrays}
    return arrays, plain


def _kind(value):
    return "an array of objects" if isinstance(value, np.ndarray) else type(value).__name__


def _writable(folder):
    """Whether files can be made in a folder, which may itself have to be made first."""
    while not os.path.exists(folder):
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _warn(problem):
    message = f"records are computed but not kept: {problem}. Set OPTCOURSE_CACHE to a folder"
    warnings.warn(f"{message} that can be written.", RuntimeWarning, stacklevel=3)


def _write(path, arrays):
    """Write an .npz so that a reader finds either the whole file or none. OSError if it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                    # np.savez itself could not refuse to pickle before NumPy 2.1
                    np.lib.format.write_array(entry, array, allow_pickle=False)
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
