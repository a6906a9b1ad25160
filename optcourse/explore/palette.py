"""The colours of the page, by name and theme; paper is drawn in those of the light page.

A colour of a mark has one role in the whole course. The tones of readouts, good and bad, are
colours of their own: no data has them.
"""

import json
from pathlib import Path

CHOSEN = REFERENCE = 0  # ink: what the reader picked (solid); theory, truth, chance (dashed)
TRAIN = 1  # on the examples trained on: loss, error, gradient, margins
TEST = 2  # on new examples: test, fresh, the risk
VALIDATION = 3  # on examples that choose or stop
METHOD_A = 2  # plain (stochastic) descent, its path and its cost
METHOD_B = 3  # the remedy: momentum, clipping, regression, the second of two
METHOD_C = 4  # the third: Newton, Adam, the exact answer
CLASS_A, CLASS_B = 5, 6  # two kinds of examples, of signs, of units: told by their shape, too

THEMES = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
LIGHT = THEMES["light"]


def variables(theme):
    """The colours of a theme as CSS: `--oc-ink: …; --oc-muted: …;`, each by its name."""
    return " ".join(f"--oc-{name}: {color};" for name, color in THEMES[theme].items())


def ink(color):
    """The colour of a mark on paper, by its number."""
    return LIGHT[f"c{color}"]
