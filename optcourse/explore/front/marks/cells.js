// A table of numbers as coloured cells, on a canvas.

import { bandColors, rank } from "../levels.js";
import { register } from "../marks.js";

/** @import { Numbers, Vector } from "../types.js" */

register("Cells", {
  plane: (plane, mark) => (frame) => {
    const { canvas, box, element } = plane;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const ratio = canvas.width / box.width;
    const style = getComputedStyle(element);
    const ends = ["c-less", "c-more"].map((name) => bandColors(style, 2, "c-none", name));
    const across = edges(frame.get("x")).map((x) => Math.round((plane.px(x) - box.left) * ratio));
    const down = edges(frame.get("y")).map((y) => Math.round((plane.py(y) - box.top) * ratio));
    context.clearRect(0, 0, canvas.width, canvas.height);
    shares(frame.get("z"), mark.levels).forEach((share, k) => {
      if (Number.isNaN(share)) return;
      const [j, i] = [k % (across.length - 1), Math.floor(k / (across.length - 1))];
      const [width, height] = [across[j + 1] - across[j], down[i] - down[i + 1]];
      const gap = Math.min(width, height) > 6 * ratio ? ratio : 0; // between cells that are large
      context.fillStyle = mixed(ends[share < 0 ? 0 : 1], Math.abs(share));
      context.fillRect(across[j], down[i + 1], width - gap, height - gap);
    });
  },

  ask: "z",

  spots: (arrays, { x, y, z }) =>
    Array.from(arrays[z], (value, k) => {
      const wide = arrays[x].length;
      return [arrays[x][k % wide], arrays[y][Math.floor(k / wide)], value];
    }),
});

/** Where cells begin, and where the last one ends. @param {Numbers} middles */
function edges(middles) {
  const half = middles.length > 1 ? (middles[1] - middles[0]) / 2 : 0.5;
  return [...Array.from(middles, (v) => v - half), middles[middles.length - 1] + half];
}

/**
 * How far each number is from the neutral colour: −1 … 1, or 0 … 1 where no level is below 0.
 * @param {Numbers} z
 * @param {number[]} levels
 */
function shares(z, levels) {
  const top = levels.length - 1;
  return rank(z, levels).map((place) => {
    const share = Math.max(0, Math.min(top, place)) / top;
    return levels[0] < 0 ? 2 * share - 1 : share;
  });
}

/** @param {Vector[]} ends @param {number} share */
const mixed = ([from, to], share) =>
  `rgb(${from.map((v, i) => Math.round(v + (to[i] - v) * share)).join()})`;
