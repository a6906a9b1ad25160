// Bars.

import { ink } from "../dom.js";
import { register } from "../marks.js";
import { path, pixels } from "../paths.js";

register("Bars", {
  plane: (plane, mark) => (frame) => {
    const [xs, heights] = [frame.get("x"), frame.get("height")];
    const { y } = plane.spec;
    const base = y.log || y.lo > 0 ? plane.box.top + plane.box.height : plane.py(0);
    let text = "";
    xs.forEach((x, k) => {
      const [left, right] = [plane.px(x - mark.width / 2), plane.px(x + mark.width / 2)];
      const top = plane.py(heights[k]);
      if (Number.isNaN(top)) return;
      text += `M${pixels(left)},${pixels(base)}V${pixels(top)}H${pixels(right)}V${pixels(base)}z`;
    });
    path(frame.group, { fill: ink(mark.color), "fill-opacity": 0.75 }, text);
  },

  ask: "height",
});
