"""An explorer's place before it is drawn: the same elements, empty, so that nothing jumps.

The reader's own browser gives them their heights, with the styles of the front end, at any width
and in any type. The sizes of the drawings are those of `room.py`, which the page reads too.
"""

from .text import marked

RUN = """<div class="oc-run"><button disabled>▶</button><button disabled>❚▶</button>
<select disabled><option>½×</option></select></div>"""
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
        _panels(spec),
        _controls(heading),
        _element("div", "oc-said", f"<p>{marked(longest)}</p>"),
        _element("div", "oc-foot", "".join(map(_button, FOOT))),
    ]
    return _element("section", "oc oc-ghost", "".join(parts))


def _element(name, classes, inner="", more=""):
    return f'<{name} class="{classes}"{more}>{inner}</{name}>'


def _button(text, classes=""):
    return f'<button class="{classes}" disabled>{marked(text)}</button>'


def _panels(spec):
    more = f' data-panels="{len(spec["panels"])}" style="{spec["columns"]}"'
    return _element("div", "oc-panels", "".join(map(_panel, spec["panels"])), more)


def _panel(panel):
    heads = "".join(_heads(*heading) for heading in panel["headings"])
    plot = _element("div", "oc-plot")
    return _element("div", "oc-panel", heads + plot, f' style="{panel["style"]}"')


def _heads(title, keys):
    texts = (f'<svg viewBox="0 0 20 10"></svg><span>{marked(key["label"])}</span>' for key in keys)
    legend = "".join(_element("span", "oc-key", text) for text in texts)
    return _element("div", "oc-caption", marked(title)) + _element("div", "oc-keys", legend)


def _controls(heading):
    rows = [ROWS[c["kind"]](c) for c in heading["controls"] if c["kind"] in ROWS]
    presets = "".join(_button(name) for name, _ in heading["presets"])
    rows += [_element("div", "oc-presets", presets)] if presets else []
    return _element("div", "oc-controls", "".join(rows))


def _slider(control):
    if "options" in control:
        return _choice(control, " oc-few")
    label = f"<label>{marked(control['label'])}</label>"
    width = f"min-width:{control['wide']}ch"
    parts = f'{label}<input type=range disabled><output style="{width}">0</output>'
    play = RUN if control["play"] else ""
    return _element("div", "oc-row oc-slider" + (" oc-playable" if play else ""), parts + play)


def _point(control):
    return _element("div", "oc-exact", f"{marked(control['label'])}: exact position")


def _choice(control, classes=""):
    radio = "<label><input type=radio disabled><span>{}</span></label>"
    options = "".join(radio.format(marked(label)) for _, label in control["options"])
    inner = f"<legend>{marked(control['label'])}</legend><div>{options}</div>"
    many = control.get("many")
    inner += "<select disabled></select>" if many else ""
    classes += " oc-many" if many else ""
    return _element("fieldset", f"oc-row oc-choice{classes}", inner)


ROWS = {"slider": _slider, "choice": _choice, "point": _point}
