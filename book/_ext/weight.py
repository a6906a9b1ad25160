"""Sphinx extension: a page loads only what it uses, so that it reads soon on a slow line.

The theme brings a script of two thousand icons, of which a dozen are shown, and styles for every
component that it knows. When the site is written, the icons become styles, and rules that no
element and no script of the site can meet are left out.
"""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import tinycss2

ICON_SCRIPT = re.compile(r'\s*<script [^>]*src="[^"]*/scripts/fontawesome\.js[^"]*"></script>')
ICON = re.compile(r'"?([\w-]+)"?:\[(\d+),(\d+),\[([^\]]*)\],"\w+","([^"]+)"\]')
SHOWN = re.compile(r'class="[^"]*?\bfa-(?!solid|lg)([\w-]+)[^"]*"')
WORD = re.compile(r"[\w-]+")
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
    scripts = [path for path in static.rglob("*.js") if path.name != "fontawesome.js"]
    words = set(WORD.findall("".join([*pages.values(), *map(Path.read_text, scripts)])))
    shown = {name for text in pages.values() for name in SHOWN.findall(text)}
    icons = icon_styles(static, words, shown)
    for path, text in pages.items():
        if (light := ICON_SCRIPT.sub("", text)) != text:
            path.write_text(light, "utf-8")
    for sheet in static.rglob("*.css"):
        text = sheet.read_text("utf-8")
        sheet.write_text(kept(text, words) + (icons if sheet.name == "course.css" else ""), "utf-8")
    for path in [*static.rglob("*.map"), *static.glob("vendor/fontawesome/webfonts/*")]:
        path.unlink()


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


def kept(style, words):
    """A style sheet without the rules whose classes and ids are not among the words of the site."""
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    return tinycss2.serialize(_kept(rules, words))


def _kept(rules, words):
    left = []
    for rule in rules:
        if rule.type == "qualified-rule":
            rule.prelude = _selectors(rule.prelude, words)
            if rule.prelude:
                left.append(rule)
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports", "layer"):
            inside = tinycss2.parse_rule_list(rule.content or [], True, True)
            if rule.content is None or (inside := _kept(inside, words)):
                rule.content = None if rule.content is None else inside
                left.append(rule)
        elif "Font Awesome" not in tinycss2.serialize([rule]):
            left.append(rule)
    return left


def _selectors(prelude, words):
    """The selectors of a rule that something of the site may meet."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    met = [part for part in parts if _names(part) <= words]
    comma = tinycss2.ast.LiteralToken(0, 0, ",")
    return [token for k, part in enumerate(met) for token in ([comma] if k else []) + part]


def _names(selector):
    """The classes and ids that a selector asks for, what stands in :is() and its kin left out."""
    names = {token.value for token in selector if token.type == "hash"}
    for dot, token in pairwise(selector):
        if dot.type == "literal" and dot.value == "." and token.type == "ident":
            names.add(token.value)
    return names


def setup(app):
    app.connect("build-finished", lighten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
