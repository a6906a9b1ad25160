// Lines and symbols of a plane as SVG paths.

import { svg } from "./dom.js";

/** @import { Attributes } from "./dom.js" */
/** @import { Plane } from "./plane.js" */
/** @import { Numbers } from "./types.js" */

/** A place in pixels. @param {number} v */
export const pixels = (v) => v.toFixed(1);

/**
 * Set a path of a group, made when first needed.
 * @param {SVGGElement} group
 * @param {Attributes} attributes
 * @param {string} d
 * @param {number} which
 */
export function path(group, attributes, d, which = 0) {
  const element = group.children[which] ?? svg(group, "path", attributes);
  element.setAttribute("d", d);
}

/**
 * SVG path data through points, broken where a value is missing.
 * @param {Plane} plane
 * @param {Numbers} xs
 * @param {Numbers} ys
 */
export function trail(plane, xs, ys) {
  let text = "";
  let pen = "M";
  for (let k = 0; k < xs.length; k++) {
    const [x, y] = [plane.px(xs[k]), plane.py(ys[k])];
    if (Number.isNaN(x + y) || Math.abs(xs[k]) === Infinity || Math.abs(ys[k]) === Infinity) {
      pen = "M";
      continue;
    }
    text += `${pen}${pixels(x)},${pixels(y)}`;
    pen = "L";
  }
  return text;
}

/** @type {Record<string, (size: number) => string>} */
const GLYPHS = {
  circle: (s) => `m${-s},0a${s},${s} 0 1,0 ${2 * s},0a${s},${s} 0 1,0 ${-2 * s},0z`,
  square: (s) => `m${-s},${-s}h${2 * s}v${2 * s}h${-2 * s}z`,
  triangle: (s) => `m0,${-1.2 * s}l${1.2 * s},${2.1 * s}h${-2.4 * s}z`,
  cross: (s) => `m${-s},${-s}l${2 * s},${2 * s}m0,${-2 * s}l${-2 * s},${2 * s}`,
};

/**
 * SVG path data of symbols at points in the frame, whole at its edge; at most `limit` of them.
 * @param {Plane} plane
 * @param {Numbers} xs
 * @param {Numbers} ys
 * @param {string} shape
 * @param {number} size
 */
export function glyphs(plane, xs, ys, shape, size, limit = Infinity) {
  const { left, top, width, height } = plane.box;
  let text = "";
  for (let k = 0; k < Math.min(xs.length, limit); k++) {
    const [x, y] = [plane.px(xs[k]), plane.py(ys[k])];
    const across = Math.abs(x - left - width / 2) <= width / 2 + 1;
    const inside = across && Math.abs(y - top - height / 2) <= height / 2 + 1;
    if (inside) text += `M${pixels(x)},${pixels(y)}${GLYPHS[shape](size)}`;
  }
  return text;
}
