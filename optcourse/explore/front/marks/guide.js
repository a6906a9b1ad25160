// A straight line across the panel.

import { FAR, unplace } from "../axes.js";
import { ink } from "../dom.js";
import { register } from "../marks.js";
import { path } from "../paths.js";
import { Handle } from "./handle.js";

register("Guide", {
  plane: (plane, mark) => {
    const upright = "x" in mark.data;
    const note = mark.legend ? "" : mark.label;
    const stroke = {
      stroke: ink(mark.color),
      "stroke-width": 1.3,
      "stroke-opacity": 0.75,
      "stroke-dasharray": mark.dash ? "5 4" : "none",
    };
    const drag = upright ? "x" : "y";
    const ring = mark.control ? new Handle(plane, { ...mark, drag, label: "" }) : null;
    return ({ get, group, notes }) => {
      const { left, top, width, height } = plane.box;
      const at = upright ? plane.px(get("x")[0]) : plane.py(get("y")[0]);
      const { x, y } = plane.spec;
      if (upright) ring?.draw(get("x")[0], unplace(y, 0.06));
      else ring?.draw(unplace(x, 0.04), get("y")[0]);
      const known = !Number.isNaN(at);
      const line = upright ? `M${at},${top}v${height}` : `M${left},${at}h${width}`;
      path(group, stroke, known ? line : "");
      const there = known ? at : -FAR;
      if (upright) plane.note(notes, there, top, note, { dx: 6, dy: 13 });
      else plane.note(notes, left + width, there, note, { anchor: "end", dx: 4, dy: -5 });
    };
  },
});
