"""How much room an explorer takes: reckoned here once, for the page and for what holds its place.

`make_room` says how wide and high the drawings of a scene are, as CSS that `explorer.css` turns
into columns and heights; `row` how a control is laid out.
"""

import re

import numpy as np

from optcourse.numerals import format_number

from .text import plain

TYPE = 15  # pixels of the type for which all is drawn; larger type enlarges all
GAP = 16  # pixels between panels
BUTTONS = 600  # pixels that two rows of buttons have on a phone
FEW = 4  # so many positions of a slider are buttons


def make_room(scenes):
    """Write into scenes of one explorer, as spec.py takes them apart, how much room they take.

    It is the same in all that have as many panels, so that no choice moves what stands below:
    `edge` is what stands around the frame of a panel (left, right, top, bottom in pixels), `style`
    its sizes, `headings` its title and legend and then those of the other scenes; `columns` are
    the sizes of a scene's row of panels.
    """
    for count in {len(scene["panels"]) for scene in scenes}:
        rows = [scene["panels"] for scene in scenes if len(scene["panels"]) == count]
        for peers in zip(*rows, strict=True):
            _share(peers)
    for scene in scenes:
        scene["columns"] = _columns(scene["panels"])


def _share(peers):
    """Give a panel and those that stand in its place at other choices one edge and all headings."""
    edges = [_edge(panel) for panel in peers]
    headings = [panel["headings"][0] for panel in peers]
    for panel in peers:
        own = panel["headings"][0]
        others = [each for k, each in enumerate(headings) if each not in [own, *headings[:k]]]
        panel |= {"edge": [max(side) for side in zip(*edges, strict=True)]}
        panel["headings"] = [own, *others]


def _columns(panels):
    """The sizes of a row of panels, whose frames begin and end at one height; each gets its own."""
    stiff = any(panel["rigid"] for panel in panels)
    whole = sum(panel["weight"] for panel in panels)
    top, bottom = (max(panel["edge"][side] for panel in panels) for side in (2, 3))
    row = []
    for panel in panels:
        if panel["edge"][2]:
            panel["edge"][2:] = [top, bottom]
        share, aspect = panel["weight"] / whole, panel["aspect"]
        high = aspect if panel["rigid"] or share > 0.5 else max(0.6, aspect)
        beside, around = _em(sum(panel["edge"][:2])), _em(sum(panel["edge"][2:]))
        panel["style"] = f"--m:{beside};--v:{around};--a:{_short(high)}"
        taken = _short((len(panels) - 1) * GAP * share)
        if panel["rigid"] or not stiff:
            wide = f"{_short(100 * share)}cqw - {taken}px - {beside}"
            row.append(f"max(80px,{wide})*{_short(high)} + {around}")
    columns = " ".join(f"minmax(0,{_short(panel['weight'])}fr)" for panel in panels)
    return f"--columns:{columns};--row:{'max' if stiff else 'min'}({','.join(row)})"


def _edge(panel):
    if "z" in panel:
        return (0, 0, 0, 0)
    x, y = panel["x"], panel["y"]
    widest = max((len(plain(text)) for _, text in y["ticks"]), default=0)
    left = 12 + 7 * widest if y["ticks"] else 20 if y["label"] else 1
    last = len(plain(x["ticks"][-1][1])) if x["ticks"] else 0
    right = max(10, 4 * last) if last else 1
    bottom = (22 if last else 2) + (18 if x["label"] else 0)
    return left, right, 24 if y["ticks"] and y["label"] else 6, bottom


def _short(number):
    return f"{round(number, 4):g}"


def _em(length):
    return f"{_short(length / TYPE)}em"


def row(control):
    """How a control of `control_spec` is laid out: what its row has besides.

    A slider over a few places has `options`, as a choice has; another is `wide`: letters of the
    longest text that it shows. A choice whose buttons need much room has `many`.
    """
    if control["kind"] == "choice":
        wide = sum(7 * len(plain(label)) + 38 for _, label in control["options"])
        return {"many": wide > BUTTONS}
    if control["kind"] == "point":
        return {}
    texts = control["texts"] or _numbers(control)
    if len(texts) <= FEW and not control["play"]:
        short = [re.sub(r" of \d+$", "", text) for text in texts]
        return {"options": [[str(k), text] for k, text in enumerate(short)]}
    ends = control["texts"] or [texts[0], texts[-1]]
    return {"wide": max(len(plain(text)) for text in ends) + 0.5}


def _numbers(control):
    spread = np.geomspace if control["log"] else np.linspace
    values = spread(control["low"], control["high"], control["count"])
    return [format_number(value, control["spec"]) + control["unit"] for value in values]
