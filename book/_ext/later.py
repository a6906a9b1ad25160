"""Scripts that reading does not need load when the text is there: first the text, then the rest.

They stand in a template of the page, which no browser loads. As soon as the page is read, each is
put into it, in order. Without scripts, none of them would do anything either.
"""

import re

# What must be there before the first lines are shown, so that nothing moves or changes colour.
NOW = re.compile(r"(?:documentation_options|togglebutton|course)\.js")
# Scripts for parts that few pages have: a page has the part if this stands in it.
ONLY_FOR = {"design-tabs.js": "sd-tab-", "clipboard.min.js": "<pre", "copybutton.js": "<pre"}
SCRIPT = re.compile(r'[ \t]*<script(?=[^>]* src="([^"]*)")[^>]*></script>\n?')
PRELOAD = re.compile(r'[ \t]*<link rel="preload" as="script"[^>]*>\n?')
STATED = re.compile(r' (?:defer|async)(?:="\w+")?(?=[ >])')
LOADER = """<template id="oc-later">{}</template>
<script>
document.addEventListener("DOMContentLoaded", () => {{
  for (const each of document.getElementById("oc-later").content.children) {{
    const script = document.createElement("script");
    for (const {{ name, value }} of each.attributes) script.setAttribute(name, value);
    script.async = false;
    document.head.append(script);
  }}
}});
</script>
"""
# The theme's script says what "auto" is; until then a page in the dark would be light.
MODE = 'dataset.theme = localStorage.getItem("theme") || "auto";'
THEME = """dataset.theme = ["light", "dark"].includes(document.documentElement.dataset.mode)
      ? document.documentElement.dataset.mode
      : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";"""


def later(page):
    """A page whose scripts load when its text is there."""
    if 'id="oc-later"' in page:
        return page
    found = [(each[0], each[1]) for each in SCRIPT.finditer(page)]
    moved = [(tag, name) for tag, name in found if not NOW.search(name)]
    if not moved:
        return page
    for tag, _ in moved:
        page = page.replace(tag, "", 1)
    tags = [tag.strip() for tag, name in sorted(moved, key=_order) if _met(name, page)]
    template = LOADER.format("".join(STATED.sub("", tag) for tag in tags))
    return PRELOAD.sub("", page).replace(MODE, THEME).replace("</body>", f"{template}</body>", 1)


def _order(script):
    """Explorers first, the reader has one in sight; the others as they stood."""
    return "explorer.js" not in script[1]


def _met(address, page):
    name = address.rsplit("/", 1)[-1].partition("?")[0]
    return ONLY_FOR.get(name, "") in page
