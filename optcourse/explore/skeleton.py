"""An explorer's place before it is drawn: the same elements, empty, so that nothing jumps.

The reader's own browser gives them their heights, with the styles of the front end, at any width
and in any type. `layout.js` reckons the sizes of the drawings alike.
"""

import re

import numpy as np

from optcourse.numerals import format_number

from .text import marked, plain

TYPE = 15  # pixels of the type for which all is drawn
GAP = 16  # pixels between panels
ROOM = 600  # pixels that two rows of buttons have on a phone
FEW = 4  # so many positions of a slider are buttons
RIGID = {"Field"}  # marks whose panel keeps its proportions
NAMED = {"Line", "Band", "Bars", "Guide"}  # marks that may have a line in the legend
FOOT = ("Undo", "Reset", "Copy link", "⤢ Full screen")


def skeleton(heading, spec, longest):
    """HTML that takes the room of an explorer.

    `heading` holds title, question, presets and controls as the payload does; `spec` is the scene
    as the explorer begins; `longest` is the readout for which there is room.
    """
    question = _element("p", "oc-question", marked(heading["question"]))
    parts = [
        _element("p", "oc-title", marked(heading["title"])),
        question if heading["question"] else "",
        _panels(spec["panels"]),
        _controls(heading),
        _element("div", "oc-said", f"<p>{marked(longest)}</p>"),
        _element("div", "oc-foot", "".join(map(_button, FOOT))),
    ]
    return _element("section", "oc oc-ghost", "".join(parts))


def _element(name, classes, inner="", more=""):
    return f'<{name} class="{classes}"{more}>{inner}</{name}>'


def _button(text, classes=""):
    return f'<button class="{classes}" disabled>{marked(text)}</button>'


def edge(panel):
    """Left and right, top and bottom of what stands around the frame of a panel, in pixels."""
    if "z" in panel:
        return (0, 0)
    x, y = panel["x"], panel["y"]
    widest = max((len(plain(text)) for _, text in y["ticks"]), default=0)
    left = 12 + 7 * widest if y["ticks"] else 20 if y["label"] else 1
    last = len(plain(x["ticks"][-1][1])) if x["ticks"] else 0
    right = max(10, 4 * last) if last else 1
    bottom = (22 if last else 2) + (18 if x["label"] else 0)
    return left + right, (24 if y["ticks"] and y["label"] else 6, bottom)


def edges(panels):
    """Left and right, top and bottom together of each panel; a row begins at one height."""
    found = [edge(panel) for panel in panels]
    high = [around for _, around in found if around]
    around = sum(max(each) for each in zip(*high, strict=True)) if high else 0
    return [(beside, around if own else 0) for beside, own in found]


def _panels(panels):
    around, rigid = edges(panels), [_is_rigid(panel) for panel in panels]
    whole = sum(panel["weight"] for panel in panels)
    row, drawn = [], []
    for panel, (beside, above), stiff in zip(panels, around, rigid, strict=True):
        share = panel["weight"] / whole
        high = panel["aspect"] if stiff or share > 0.5 else max(0.6, panel["aspect"])
        sizes = f"--m:{_em(beside)};--v:{_em(above)};--a:{_short(high)}"
        drawn.append(_panel(panel, sizes))
        taken = (len(panels) - 1) * GAP * share
        wide = f"{_short(100 * share)}cqw - {_short(taken)}px - {_em(beside)}"
        if stiff or not any(rigid):
            row.append(f"max(80px,{wide})*{_short(high)} + {_em(above)}")
    columns = " ".join(f"minmax(0,{_short(panel['weight'])}fr)" for panel in panels)
    least = "max" if any(rigid) else "min"
    style = f"--columns:{columns};--row:{least}({','.join(row)})"
    more = f' data-panels="{len(panels)}" style="{style}"'
    return _element("div", "oc-panels", "".join(drawn), more)


def _panel(panel, sizes):
    keys = "".join(
        _element("span", "oc-key", f'<svg viewBox="0 0 20 10"></svg><span>{marked(text)}</span>')
        for text in legend(panel)
    )
    inner = _element("div", "oc-caption", marked(panel["title"])) + _element("div", "oc-keys", keys)
    return _element("div", "oc-panel", inner + _element("div", "oc-plot"), f' style="{sizes}"')


def legend(panel):
    """The texts of the legend of a panel, in the order of their colours, as heading.js has them."""
    marks = [mark for mark in panel["marks"] if mark["type"] in NAMED and mark["label"]]
    shown = [mark for mark in marks if mark.get("legend", True)]
    return [mark["label"] for mark in sorted(shown, key=lambda mark: mark["color"] or 99)]


def _is_rigid(panel):
    return "z" in panel or any(mark["type"] in RIGID for mark in panel["marks"])


def _short(number):
    return f"{round(number, 4):g}"


def _em(length):
    return f"{_short(length / TYPE)}em"


def _controls(heading):
    rows = [ROWS[c["kind"]](c) for c in heading["controls"] if c["kind"] in ROWS]
    presets = "".join(_button(name) for name, _ in heading["presets"])
    rows += [_element("div", "oc-presets", presets)] if presets else []
    return _element("div", "oc-controls", "".join(rows))


def _slider(control):
    if control["count"] <= FEW and not control["play"]:
        return _few(control)
    label = f"<label>{marked(control['label'])}</label>"
    width = f"min-width:{_widest(control) + 0.5}ch"
    parts = f'{label}<input type=range disabled><output style="{width}">0</output>'
    play = _button("▶", "oc-play") if control["play"] else ""
    return _element("div", "oc-row oc-slider" + (" oc-playable" if play else ""), parts + play)


def _few(control):
    texts = control["texts"] or _numbers(control)
    short = [re.sub(r" of \d+$", "", text) for text in texts]
    options = {"options": [["", text] for text in short], "label": control["label"]}
    return _choice(options, " oc-few", menu=False)


def _numbers(control):
    spread = np.geomspace if control["log"] else np.linspace
    values = spread(control["low"], control["high"], control["count"])
    return [format_number(value, control["spec"]) + control["unit"] for value in values]


def _point(control):
    return _element("div", "oc-exact", f"{marked(control['label'])}: exact position")


def _widest(control):
    """The number of letters of the longest text that a slider may show."""
    ends = [format_number(control[end], control["spec"]) for end in ("low", "high")]
    return max(len(plain(each)) for each in control["texts"] or [e + control["unit"] for e in ends])


def _choice(control, classes="", menu=True):
    labels = [label for _, label in control["options"]]
    many = sum(7 * len(plain(label)) + 38 for label in labels) > ROOM and menu
    radio = "<label><input type=radio disabled><span>{}</span></label>"
    options = "".join(radio.format(marked(label)) for label in labels)
    inner = f"<legend>{marked(control['label'])}</legend><div>{options}</div>"
    inner += "<select disabled></select>" if many else ""
    classes += " oc-many" if many else ""
    return _element("fieldset", f"oc-row oc-choice{classes}", inner)


ROWS = {"slider": _slider, "choice": _choice, "point": _point}
