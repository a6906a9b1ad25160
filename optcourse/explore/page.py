"""The front end of the explorers: the parts of `front/` put together, as a module and as styles."""

from functools import cache
from pathlib import Path

FRONT = Path(__file__).parent / "front"
PARTS = ("text", "bank", "field", "plane", "marks", "handle", "space", "controls", "mount")
EXPORT = "export default { render, mount };"


@cache
def module_source():
    """The front end as one ES module whose last line exports `render` and `mount`."""
    return "\n".join((FRONT / f"{part}.js").read_text("utf-8") for part in PARTS)


@cache
def script_source():
    """The same as a classic script, for pages opened from disk: it fills `globalThis.optcourse`."""
    body, found, rest = module_source().rpartition(EXPORT)
    if not found or rest.strip():
        raise ValueError(f"the front end must end with {EXPORT!r}")
    names = "globalThis.optcourse || {}, { render, mount }"
    return f"(() => {{\n{body}globalThis.optcourse = Object.assign({names});\n}})();\n"


@cache
def style_source():
    """The styles of the explorers."""
    return (FRONT / "explorer.css").read_text("utf-8")
