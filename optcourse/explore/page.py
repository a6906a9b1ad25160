"""The front end of the explorers: the parts of `front/` put together, as a module and as styles."""

import re
from functools import cache
from pathlib import Path

FRONT = Path(__file__).parent / "front"
PARTS = ("text", "bank", "field", "plane", "marks", "handle", "space", "controls", "follow")
PARTS += ("mount",)
COMMENT = re.compile(r"^ *(//.*|/\*\*.*\*/)\n", re.MULTILINE)  # lines that are comments only
EXPORT = "export default { render, mount, stored };"


@cache
def module_source():
    """The front end as one ES module whose last line exports what others call."""
    return "\n".join(_source(part) for part in PARTS)


@cache
def script_source():
    """The same as a classic script, for pages opened from disk: it fills `globalThis.optcourse`."""
    body, found, rest = module_source().rpartition(EXPORT)
    if not found or rest.strip():
        raise ValueError(f"the front end must end with {EXPORT!r}")
    names = "globalThis.optcourse || {}, { render, mount, stored }"
    return f"(() => {{\n{body}globalThis.optcourse = Object.assign({names});\n}})();\n"


@cache
def host_source():
    """The script that mounts the explorers of a built page; it follows the front end."""
    return _source("host")


@cache
def style_source():
    """The styles of the explorers."""
    return (FRONT / "explorer.css").read_text("utf-8")


def _source(part):
    return COMMENT.sub("", (FRONT / f"{part}.js").read_text("utf-8"))
