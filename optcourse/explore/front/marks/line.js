// A curve.

import { ink } from "../dom.js";
import { register } from "../marks.js";
import { glyphs, path, trail } from "../paths.js";

/** @import { Piece, Vector } from "../types.js" */

register("Line", {
  plane: (plane, mark) => {
    const stroke = {
      fill: "none",
      stroke: ink(mark.color),
      "stroke-width": mark.width,
      "stroke-linejoin": "round",
      ...(mark.dash && { "stroke-dasharray": "5 4" }),
    };
    const halo = { stroke: "var(--oc-paper)", "stroke-width": mark.width + 2 };
    return ({ get, group, over }) => {
      const [xs, ys] = [get("x"), get("y")];
      const line = trail(plane, xs, ys);
      if (plane.spec.rigid) path(group, { ...stroke, ...halo }, line); // a map is dark in places
      path(group, stroke, line, +plane.spec.rigid);
      if (mark.dots)
        path(over, { fill: ink(mark.color) }, glyphs(plane, xs, ys, "circle", 2.3, 100), 1);
    };
  },

  space: (space, mark, get) => {
    const [x, y, z] = ["x", "y", "z"].map(get);
    const points = Array.from(x, (_, k) => space.locate(x[k], y[k], z[k]));
    const color = space.color(`c${mark.color}`);
    return points.slice(1).map((to, k) => segment(points[k], to, color, mark.width));
  },

  ask: "y",
});

/**
 * A piece of a path, drawn over the surface it lies on.
 * @param {Vector} from
 * @param {Vector} to
 * @param {string} color
 * @param {number} width
 * @returns {Piece}
 */
function segment(from, to, color, width) {
  /** @param {CanvasRenderingContext2D} context */
  const paint = (context) => {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.lineTo(to[0], to[1]);
    context.stroke();
  };
  return { depth: (from[2] + to[2]) / 2 + 0.08, paint, through: true };
}
