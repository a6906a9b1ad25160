"""Sphinx extension: a page loads only what it uses, so that it reads soon on a slow line.

The theme brings a script of two thousand icons, of which a dozen are shown, and styles for every
component that it knows. When the site is written, the icons become styles, and rules that no
element and no script of the site can meet are left out.
"""

import re
from pathlib import Path
from urllib.parse import quote

import code_colours
import styles
from fonts import cut_font
from later import later

ICON_SCRIPT = re.compile(r'\s*<script [^>]*src="[^"]*/scripts/fontawesome\.js[^"]*"></script>')
ICON = re.compile(r'"?([\w-]+)"?:\[(\d+),(\d+),\[([^\]]*)\],"\w+","([^"]+)"\]')
SHOWN = re.compile(r'class="[^"]*?\bfa-(?!solid|lg)([\w-]+)[^"]*"')
LINES = re.compile(r"(<(pre|textarea|script)\b.*?</\2>)|\s*\n\s*", re.DOTALL)
# What the theme's fonts did for an icon, done by a mask in the colour of the text.
ICONS = """/* Icons: Font Awesome Free, https://fontawesome.com, CC BY 4.0. */
.fa-solid, .fas, .fa-regular, .far {
  display: inline-block; width: 1em; height: 1em; vertical-align: -0.125em;
  background: currentColor; -webkit-mask: var(--icon) center / contain no-repeat;
  mask: var(--icon) center / contain no-repeat;
}
:is(.fa-solid, .fas, .fa-regular, .far)::before { content: none !important; }
.fa-lg { font-size: 1.25em; }
.theme-switch-button .fa-lg { font-size: 1em; }
@media (forced-colors: active) { .fa-solid, .fas { background: CanvasText; } }
"""


def lighten(app, exception):
    """Make the written site light."""
    if exception is not None or app.builder.format != "html":
        return
    site, static = Path(app.outdir), Path(app.outdir, "_static")
    pages = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    sheet = static / "pygments.css"
    same = code_colours.colours(sheet.read_text("utf-8")) if sheet.exists() else {}
    lighten_styles(static, list(pages.values()))
    for path, text in pages.items():
        light = later(code_colours.lighter(ICON_SCRIPT.sub("", text), same))
        path.write_text(LINES.sub(lambda found: found[1] or "\n", light), "utf-8")
    cut_font(static / "stix-two-math.woff2", pages.values())
    for path in [*static.rglob("*.map"), *static.glob("vendor/fontawesome/webfonts/*")]:
        path.unlink()


def lighten_styles(static, pages):
    """Leave in the style sheets what the pages use, and put the icons among them."""
    paths = [path for path in static.rglob("*.js") if path.name != "fontawesome.js"]
    scripts = {path.name: path.read_text("utf-8") for path in paths}
    met = styles.names(pages, scripts)
    shown = {name for text in pages for name in SHOWN.findall(text)}
    sheets = {path: styles.kept(path.read_text("utf-8"), met) for path in static.rglob("*.css")}
    if (course := static / "course.css") in sheets:
        sheets[course] += icon_styles(static, met, shown)
    read = styles.read_variables(sheets.values(), [*pages, *scripts.values()])
    for path, text in sheets.items():
        path.write_text(styles.without(styles.tight(text), read), "utf-8")


def icon_styles(static, words, shown):
    """Styles of the icons that scripts or elements name; all those `shown` must be among them."""
    source = static / "scripts" / "fontawesome.js"
    if not source.exists():  # a build that wrote no theme
        return ""
    drawn = {}
    for name, width, height, others, path in ICON.findall(source.read_text("utf-8")):
        for each in [name, *re.findall(r'"([\w-]+)"', others)]:
            drawn.setdefault(each, _picture(width, height, path))
    source.unlink()
    if lost := shown - set(drawn):
        raise ValueError(f"the theme has no icons {sorted(lost)}")
    named = {word.removeprefix("fa-") for word in words if word.startswith("fa-")} & set(drawn)
    rules = [f'.fa-{name} {{ --icon: url("{drawn[name]}"); }}' for name in sorted(shown | named)]
    return "\n".join(["", ICONS, *rules, ""])


def _picture(width, height, path):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    return "data:image/svg+xml," + quote(f'{drawing}<path d="{path}"/></svg>', safe="/:=' ")


def setup(app):
    app.connect("build-finished", lighten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
