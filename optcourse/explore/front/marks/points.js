// Symbols.

import { ink } from "../dom.js";
import { register } from "../marks.js";
import { glyphs, path } from "../paths.js";

register("Points", {
  plane: (plane, mark) => {
    const color = ink(mark.color);
    const look = { stroke: color, "stroke-width": 2, fill: "none" };
    const style = mark.shape === "cross" ? look : { fill: color };
    return ({ get, over, notes }) => {
      const [xs, ys] = [get("x"), get("y")];
      path(over, style, glyphs(plane, xs, ys, mark.shape, mark.size), 1);
      plane.note(notes, plane.px(xs[0]), plane.py(ys[0]), mark.label);
    };
  },

  space: (space, mark, get) => {
    const [x, y, z] = ["x", "y", "z"].map(get);
    const color = space.color(`c${mark.color}`);
    return Array.from(x, (_, k) => {
      const [a, b, depth] = space.locate(x[k], y[k], z[k]);
      /** @param {CanvasRenderingContext2D} context */
      const paint = (context) => {
        context.fillStyle = color;
        context.beginPath();
        context.arc(a, b, mark.size, 0, 7);
        context.fill();
      };
      return { depth: depth + 0.1, paint, through: true };
    });
  },

  ask: "y",
});
