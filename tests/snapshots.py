"""What every explorer draws at a few settings, as numbers that a change of it must not move unseen.

`make snapshots` writes them again; the diff then says what has changed. Settings are calm: NumPy's
own answer stays the same when the values move by a few units in the last place, so that another
processor agrees.
"""

import json
import sys
import zlib
from dataclasses import fields
from pathlib import Path

import numpy as np

from optcourse.explore.controls import control_spec
from optcourse.explore.spec import axis_spec
from tests.truths import BANKED, CATALOGUE, explorer_named

CHAPTERS = Path(__file__).parent / "chapters"
LEAST = 3  # settings an explorer
PRECISION = {True: 1e-3, False: 1e-5}  # banked (float32 networks behind it) or compiled: relative
NUDGES = (1e-15, -2e-15, 3e-15, -5e-15)
ZERO = 1e-12  # what rounding leaves of nothing
DRAWN = 1e12  # what is larger is off every panel, and not drawn
FEW, SAMPLES = 5, 5  # arrays as long as FEW are kept whole, of others so many SAMPLES


def describe(explorer, values):
    """What is drawn at these values: name of an axis, mark or readout → its fields."""
    scene = explorer.scene(**values)
    found = {}
    for p, panel in enumerate(scene.panels):
        found[f"panel {p}"] = _fields(panel, omit=("x", "y", "z", "marks"))
        found |= {f"panel {p} {n}": axis_spec(getattr(panel, n)) for n in "xyz" if _has(panel, n)}
        for m, mark in enumerate(panel.marks):
            found[f"panel {p} mark {m}"] = {"": type(mark).__name__} | _fields(mark)
    found |= {f"readout {r}": _fields(readout) for r, readout in enumerate(scene.readouts)}
    return {name: _plain(entry) for name, entry in found.items()}


def heading(explorer):
    """What stands around the drawing: title, question, and every control."""
    controls = {f"control {c.name}": _plain(control_spec(c)) for c in explorer.controls}
    return {"title": explorer.title, "question": explorer.question} | controls


def _has(panel, name):
    return getattr(panel, name) is not None


def _fields(thing, omit=()):
    return {f.name: getattr(thing, f.name) for f in fields(thing) if f.name not in omit}


def _plain(value):
    """As JSON: texts and truths as they are, numbers and arrays as digests, what is empty left out.

    Sequences that hold texts, as ticks do, are taken apart.
    """
    if isinstance(value, str | bool):
        return value
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if not _empty(v)}
    if isinstance(value, list | tuple) and any(isinstance(v, str | list | bool) for v in value):
        return [_plain(each) for each in value]
    return digest(value)


def _empty(value):
    return value is None or value is False or (isinstance(value, str | dict | tuple) and not value)


def digest(value):
    """A number or an array as a few numbers: all of a short one, of others shape and samples.

    The last two of the samples are the mean and a mean with uneven weights, which feels order.
    """
    array = np.asarray(value, float)
    flat = np.ravel(array)
    kept = np.abs(flat) <= DRAWN  # false where it is no number
    shown = [float(v) if k else None for v, k in zip(flat, kept, strict=True)]
    if flat.size <= FEW:
        return shown if array.ndim else shown[0]
    at = np.linspace(0, flat.size - 1, SAMPLES).astype(int)
    whole = np.where(kept, flat, 0.0)
    means = [whole.mean(), (whole * np.cos(np.arange(flat.size))).mean()]
    samples = [shown[k] for k in at] + [float(v) for v in means]
    return {"shape": list(array.shape), "drawn": int(kept.sum()), "samples": samples}


def _short(value):
    """The same with numbers of 6 digits, as they are stored."""
    if isinstance(value, dict):
        return {name: _short(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_short(each) for each in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def differences(found, wanted, rel, where=""):
    """Yields what differs: texts and counts exactly, numbers by more than `rel` of themselves.

    Beside large numbers of the same array small ones may differ a little more.
    """
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in {**wanted, **found}:
            there = found.get(name), wanted.get(name)
            yield from differences(*there, rel, f"{where}, {name}" if where else name)
    elif _numbers(found) and _numbers(wanted) and np.shape(found) == np.shape(wanted):
        if not _agree(found, wanted, rel):
            yield f"{where}: {found}, was {wanted}"
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for k, there in enumerate(zip(found, wanted, strict=True)):
            yield from differences(*there, rel, f"{where} {k}")
    elif found != wanted:
        yield f"{where}: {found!r}, was {wanted!r}"


def _numbers(value):
    values = value if isinstance(value, list) else [value]
    return all(each is None or type(each) in (int, float) for each in values)


def _agree(found, wanted, rel):
    a, b = (np.atleast_1d(np.array(each, float)) for each in (found, wanted))  # None is nan
    if not np.array_equal(np.isnan(a), np.isnan(b)):
        return False
    scale = np.nanmax(np.abs(b), initial=0.0)
    allowed = rel * np.abs(b) + 1e-2 * rel * scale + ZERO
    return bool(np.all((np.abs(a - b) <= allowed) | np.isnan(b)))


def is_calm(explorer, values):
    """Whether the drawing stays what it is when the values move in the last place."""
    there = describe(explorer, values)
    moved = (describe(explorer, _nudged(explorer, values, 1 + nudge)) for nudge in NUDGES)
    return not any(any(differences(each, there, 1e-9)) for each in moved)


def _nudged(explorer, values, factor):
    """The values moved; whole numbers, which are counts, and choices stay."""
    return {c.name: _moved(values[c.name], factor) if c.kind != "choice" else values[c.name]
            for c in explorer.controls}  # fmt: skip


def _moved(value, factor):
    number = np.asarray(value, float)
    return np.where(number == np.round(number), number, number * factor).tolist()


def settings(name):
    """Calm settings: the first one, then others at random, choices in turn."""
    explorer = explorer_named(name)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    starts = {c.name: c.value if c.kind == "point" else c.at(c.start) for c in explorer.controls}
    turn, candidate = 0, {k: list(v) if isinstance(v, tuple) else v for k, v in starts.items()}
    for _ in range(200):
        if is_calm(explorer, candidate):
            turn += 1
            yield candidate
        candidate = {c.name: _somewhere(c, turn, rng) for c in explorer.controls}


def _somewhere(control, turn, rng):
    if control.kind == "choice":
        return control.at(turn % len(control.positions))
    if control.kind == "point":
        return [round(float(rng.uniform(*bounds)), 3) for bounds in (control.x, control.y)]
    return control.at(int(rng.integers(len(control.positions))))


def taken(name, count=LEAST):
    """The snapshots of an explorer as they are stored.

    All of the first setting; of the others what differs from the first, None where it is gone.
    """
    explorer, frames = explorer_named(name), []
    for values in settings(name):
        if values not in [each["values"] for each in frames]:
            frames.append({"values": values, "drawing": _short(describe(explorer, values))})
        if len(frames) == count:
            break
    assert len(frames) == count, f"{name} has fewer than {count} calm settings"
    first = frames[0]["drawing"]
    for frame in frames[1:]:
        here = frame["drawing"]
        frame["drawing"] = {
            k: here.get(k) for k in {**first, **here} if here.get(k) != first.get(k)
        }
    return _short(heading(explorer)) | {"settings": frames}


def stored():
    """Name of an explorer → its snapshots, from the files of all chapters."""
    files = sorted(CHAPTERS.glob("*/snapshots.json"))
    return {k: v for file in files for k, v in json.loads(file.read_text("utf-8")).items()}


def frames(snapshot):
    """The settings of a stored snapshot and the whole drawing at each: (values, drawing)."""
    first = snapshot["settings"][0]["drawing"]
    for frame in snapshot["settings"]:
        whole = first | frame["drawing"]
        yield frame["values"], {k: v for k, v in whole.items() if v is not None}


def changes(name, snapshot):
    """Yields how the explorer now differs from its snapshots."""
    explorer, rel = explorer_named(name), PRECISION[name in BANKED]
    around = {k: v for k, v in snapshot.items() if k != "settings"}
    yield from differences(heading(explorer), around, rel)
    for values, drawing in frames(snapshot):
        found = differences(describe(explorer, values), drawing, rel)
        yield from (f"at {values}: {each}" for each in found)


def _written(snapshots):
    """The snapshots of a chapter as JSON, an axis, a mark, a readout or a control on each line."""
    return _block({name: _explorer(snapshot) for name, snapshot in snapshots.items()}) + "\n"


def _explorer(snapshot):
    settings = [
        _block({"values": _line(frame["values"]), "drawing": _block(_each(frame["drawing"]), 3)}, 2)
        for frame in snapshot["settings"]
    ]
    around = _each({k: v for k, v in snapshot.items() if k != "settings"})
    return _block(around | {"settings": f"[{', '.join(settings)}]"}, 1)


def _each(entries):
    return {name: _line(entry) for name, entry in entries.items()}


def _line(value):
    return json.dumps(value, ensure_ascii=False)


def _block(entries, depth=0):
    inner = ",\n".join(f"{' ' * (depth + 1)}{_line(k)}: {text}" for k, text in entries.items())
    return f"{{\n{inner}\n{' ' * depth}}}"


def write(*only):
    """Write again the snapshots that differ from what is drawn, of all chapters or of some."""
    chapters, before = {}, stored()
    for name in CATALOGUE:
        if (chapter := name.split(":")[0]) in (only or [chapter]):
            kept = name in before and not any(changes(name, before[name]))
            chapters.setdefault(chapter, {})[name] = before[name] if kept else taken(name)
    for chapter, snapshots in chapters.items():
        path = CHAPTERS / chapter / "snapshots.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(_written(snapshots), "utf-8")
        print(f"{path}: {len(snapshots)} explorers", file=sys.stderr)


if __name__ == "__main__":
    write(*sys.argv[1:])
