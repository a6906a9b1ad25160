// An interval along an axis.

import { ink } from "../dom.js";
import { register } from "../marks.js";
import { path, pixels } from "../paths.js";

register("Band", {
  plane: (plane, mark) => (frame) => {
    const [xs, lows, highs] = ["x", "low", "high"].map(frame.get);
    const { log } = plane.spec.y;
    /** @param {number} value */
    const py = (value) => pixels(plane.py(log ? Math.max(0, value) : value));
    let [there, back, text] = ["", "", ""]; // one polygon for each run of numbers
    for (let k = 0; k <= xs.length; k++) {
      const at = plane.px(xs[k]);
      if ([at, xs[k], lows[k], highs[k]].every(Number.isFinite)) {
        there += `${there ? "L" : "M"}${pixels(at)},${py(lows[k])}`;
        back = `L${pixels(at)},${py(highs[k])}${back}`;
      } else if (there) {
        text += `${there}${back}z`;
        there = back = "";
      }
    }
    path(frame.group, { fill: ink(mark.color), "fill-opacity": 0.18 }, text);
  },
});
