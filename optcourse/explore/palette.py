"""The colours of the page, by name and theme; paper is drawn in those of the light page."""

import json
from pathlib import Path

THEMES = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
LIGHT = THEMES["light"]


def variables(theme):
    """The colours of a theme as CSS: `--oc-ink: …; --oc-muted: …;`, each by its name."""
    return " ".join(f"--oc-{name}: {color};" for name, color in THEMES[theme].items())


def ink(color):
    """The colour of a mark on paper, by its number."""
    return LIGHT[f"c{color}"]
