"""What the page is given of an explorer, as the text of a JavaScript object."""

import hashlib
import json
from typing import NamedTuple

from .bank import bank_scene
from .checks import check_handles
from .trace import compile_scene


class Entry(NamedTuple):
    """What is drawn at one combination of the choices."""

    key: str
    spec: dict
    body: str
    trains: bool = False


def entries_of(explorer, with_bank):
    """An `Entry` for each combination of the choices, and the tables of those that train.

    Tables are packed: name → text. Two that hold the same have one name, in any explorer. Without
    its bank, which a kernel has in its place, a banked explorer has no entries.
    """
    if explorer.bank and not with_bank:
        return [], {}
    sliders = [control for control in explorer.controls if control.kind != "choice"]
    make, tables = _banked if explorer.bank else _compiled, {}
    entries = []
    for key, choices in explorer.variants():
        entry = make(key, explorer.scene_function, sliders, choices, tables)
        check_handles(entry.spec, explorer.controls)
        entries.append(entry)
    return entries, tables


def _banked(key, scene_function, sliders, choices, tables):
    spec, slots = bank_scene(scene_function, sliders, choices)
    return Entry(key, spec, f"bank:{literal(slots)}")


def _compiled(key, scene_function, sliders, choices, tables):
    spec, program = compile_scene(scene_function, sliders, choices)
    if not program.long:
        return Entry(key, spec, f"make:{program.text}")
    names = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in program.data]
    tables |= zip(names, program.data, strict=True)
    body = f"train:{program.text},room:{program.room},data:{literal(names)}"
    return Entry(key, spec, body, True)


def written(heading, entries, tables=None):
    """The payload; `tables` are those of an explorer that trains."""
    variants = [f"{json.dumps(e.key)}:{{spec:{literal(e.spec)},{e.body}}}" for e in entries]
    texts = ",".join(f"{json.dumps(name)}:{text}" for name, text in (tables or {}).items())
    beside = "" if tables is None else f",data:{{{texts}}}"
    return f"{literal(heading)[:-1]}{beside},variants:{{{','.join(variants)}}}}}"


def literal(value):
    """JSON, which is JavaScript too; numbers that JSON lacks would be a mistake in a spec."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
