"""Labels in the drawings of an explorer: where they stand, at the ends of all that is moved."""

import base64
import json
from pathlib import Path

import numpy as np

from optcourse.explore.spec import flatten

MEASURE = Path(__file__).with_suffix(".js").read_text("utf-8")
SHOW = """async ([heading, pictures, viewport, width]) => {
  const numbers = (text) =>
    new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
  const known = new Map(pictures.map(([spec]) => [spec, JSON.parse(spec)]));
  const model = { get: () => ({}), set() {}, save_changes() {}, off() {}, on() {}, send() {} };
  const found = {};
  here.style.width = `${width}px`;
  const view = optcourse.mount(here, { ...heading, variants: {} }, model);
  for (const [spec, values, name, arrays] of pictures) {
    view.take(values);
    view.frames.at = async () => ({ spec: known.get(spec), arrays: arrays.map(numbers) });
    await view.update();
    for (const fault of labelsAmiss(view)) (found[`${viewport}: ${fault}`] ??= []).push(name);
  }
  view.close();
  return found;
}"""
SIZES = [(1280, 900, 688), (360, 740, 328)]  # of the page, and the width of an explorer in it


def settings(explorer):
    """Name → values of the controls: the start, each control's ends or options, each preset."""
    yield "start", {}
    for control in explorer.controls:
        for place in ends(control):
            yield f"{control.name}={place}", {control.name: place}
    yield from explorer.presets.items()


def ends(control):
    """Both ends of a slider, the options of a choice, the corners of a point's room."""
    if control.kind == "choice":
        return control.positions
    if control.kind == "point":
        return [(x, y) for x in control.x for y in control.y]
    return [control.at(0), control.at(len(control.positions) - 1)]


def picture(explorer, name, values):
    """What a page is told to draw at some values of the controls."""
    spec, arrays = flatten(explorer.scene(**values))
    spec |= {"shapes": [list(np.shape(each)) for each in arrays], "fixed": []}
    packed = [base64.b64encode(np.ravel(each).astype("<f8").tobytes()).decode() for each in arrays]
    moved = {key: value if isinstance(value, str) else np.asarray(value).tolist()
             for key, value in values.items()}  # fmt: skip
    return json.dumps(spec), moved, name, packed


def amiss(page, explorer):
    """What stands badly → the settings where it does."""
    pictures = [picture(explorer, name, values) for name, values in settings(explorer)]
    heading = explorer._heading() | {"longest": explorer.longest}
    found = {}
    for viewport, height, width in SIZES:
        page.set_viewport_size({"width": viewport, "height": height})
        found |= page.evaluate(SHOW, [heading, pictures, viewport, width])
    return found
