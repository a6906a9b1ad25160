"""The front end of the explorers: the modules of `front/` put together, and their styles."""

import re
from functools import cache

from .marks import MARKS
from .modules import FRONT, Module, joined, tight
from .palette import variables

APART = ("Cells",)  # marks of few pages: these bring a script of their own
EXPORT = "export default { render, mount, stored };"


@cache
def module_source():
    """The front end as one ES module whose last line exports what others call."""
    return joined(*mark_modules(), "mount")


@cache
def shared_source():
    """The same without the marks that stand apart."""
    apart = {f"marks/{name.lower()}" for name in APART}
    return joined(*(name for name in mark_modules() if name not in apart), "mount")


@cache
def script_source():
    """That as a classic script, for pages opened from disk: it fills `globalThis.optcourse`."""
    body, found, rest = shared_source().rpartition(EXPORT)
    if not found or rest.strip():
        raise ValueError(f"the front end must end with {EXPORT!r}")
    names = "globalThis.optcourse || {}, { render, mount, stored, MARKS }"
    whole = f"(() => {{\n{body}globalThis.optcourse = Object.assign({names});\n}})();\n"
    return tight(whole)


@cache
def apart_source():
    """What a page with a mark that stands apart needs beside the front end, which it follows."""
    body = joined(*(f"marks/{name.lower()}" for name in APART))
    return tight(f"(() => {{\n{body}\nObject.assign(globalThis.optcourse.MARKS, MARKS);\n}})();\n")


@cache
def train_source():
    """What pages need beside the front end for explorers that train; it follows the front end.

    `kit` is what trains, which a worker is made of: a function, so that its text is at hand.
    """
    kit = f"const kit = () => {{\n{joined('trainer')}\nreturn trainer;\n}};\n"
    names = "globalThis.optcourse || {}, { trained: (view) => new Trained(view, kit) }"
    fill = f"globalThis.optcourse = Object.assign({names});"
    return tight(f"(() => {{\n{kit}{joined('train')}\n{fill}\n}})();\n")


@cache
def widget_source():
    """All of it as one module, for a notebook."""
    return train_source() + module_source()


@cache
def jump_source():
    """What leads from the text of a built page to its explorers, and back; the host needs it."""
    fill = "Object.assign(globalThis.optcourse, { follow, reveal });"
    return tight(f"(() => {{\n{joined('jump')}\n{fill}\n}})();\n")


@cache
def host_source():
    """The script that mounts the explorers of a built page; it follows all that is above."""
    return Module("host").stripped()


@cache
def style_source():
    """The styles of the explorers, in the colours of the palette."""
    style = (FRONT / "explorer.css").read_text("utf-8")
    return re.sub(r"/\* palette: (\w+) \*/", lambda found: variables(found[1]), style)


def mark_modules():
    """The modules that draw the marks: each mark has one, which registers it."""
    wanted = {name.lower(): name for name in MARKS}
    found = {path.stem for path in (FRONT / "marks").glob("*.js")}
    for name in sorted(wanted.keys() - found):
        raise ValueError(f"front/marks/{name}.js must draw {wanted[name]}, and there is none")
    for name in sorted(found - wanted.keys()):
        raise ValueError(f"front/marks/{name}.js draws no mark of marks/")
    for name in sorted(found):
        if f'\nregister("{wanted[name]}", ' not in Module(f"marks/{name}").text:
            raise ValueError(f"front/marks/{name}.js must register {wanted[name]!r}")
    return [f"marks/{name}" for name in sorted(found)]
