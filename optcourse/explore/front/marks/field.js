// A function of the plane as shaded bands and contour lines, on a canvas.

import { bandColors, rank } from "../levels.js";
import { register } from "../marks.js";

/** @import { Plane } from "../plane.js" */
/** @import { Vector } from "../types.js" */
/** @typedef {{nx: number, ny: number}} Grid */
/** @typedef {Plane["box"]} Box */

register("Field", {
  plane: (plane, mark) => (frame) => {
    const [ny, nx] = plane.shapes[mark.z];
    const style = getComputedStyle(plane.element);
    const colors = bandColors(style, mark.levels.length + 1, "low", "high");
    drawField(plane, rank(frame.get("z"), mark.levels), { nx, ny }, colors, style);
  },
});

/**
 * Shade bands and draw contour lines, of ranks on a grid that fills the box.
 * @param {Plane} plane
 * @param {Float64Array} ranks
 * @param {Grid} grid
 * @param {Vector[]} colors
 * @param {CSSStyleDeclaration} style
 */
function drawField({ canvas, box }, ranks, grid, colors, style) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ratio = canvas.width / box.width;
  context.putImageData(shade(ranks, grid, box, colors), 0, 0);
  context.strokeStyle = style.getPropertyValue("--oc-contour");
  context.lineWidth = ratio;
  context.stroke(contours(ranks, grid, box, ratio, colors.length - 1));
}

/**
 * Bilinear interpolation of the ranks, a band's colour for each pixel.
 * @param {Float64Array} ranks
 * @param {Grid} grid
 * @param {Box} box
 * @param {Vector[]} colors
 */
function shade(ranks, { nx, ny }, box, colors) {
  const width = Math.round(box.width * box.ratio);
  const height = Math.round(box.height * box.ratio);
  const image = new ImageData(width, height);
  const flat = Uint32Array.from(colors, ([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < height; row++) {
    const v = ((height - 1 - row) / (height - 1)) * (ny - 1);
    const j = Math.min(v | 0, ny - 2);
    const t = v - j;
    for (let column = 0; column < width; column++) {
      const u = (column / (width - 1)) * (nx - 1);
      const i = Math.min(u | 0, nx - 2);
      const s = u - i;
      const at = j * nx + i;
      const low = ranks[at] * (1 - s) + ranks[at + 1] * s;
      const high = ranks[at + nx] * (1 - s) + ranks[at + nx + 1] * s;
      const value = low * (1 - t) + high * t;
      if (Number.isNaN(value)) continue;
      const band = Math.min(flat.length - 1, Math.max(0, Math.floor(value) + 1));
      pixels[row * width + column] = flat[band];
    }
  }
  return image;
}

/**
 * Marching squares at the whole ranks 0 … count - 1.
 * @param {Float64Array} ranks
 * @param {Grid} grid
 * @param {Box} box
 * @param {number} ratio
 * @param {number} count
 */
function contours(ranks, { nx, ny }, box, ratio, count) {
  const path = new Path2D();
  /** @param {number} i */
  const toX = (i) => (i / (nx - 1)) * box.width * ratio;
  /** @param {number} j */
  const toY = (j) => (1 - j / (ny - 1)) * box.height * ratio;
  for (let j = 0; j + 1 < ny; j++) {
    for (let i = 0; i + 1 < nx; i++) {
      const at = j * nx + i;
      const corners = [ranks[at], ranks[at + 1], ranks[at + nx + 1], ranks[at + nx]];
      const last = Math.min(Math.max(...corners), count - 1);
      for (let level = Math.max(Math.ceil(Math.min(...corners)), 0); level <= last; level++) {
        cuts(corners, level).forEach(([s, t], k) => {
          if (k % 2) path.lineTo(toX(i + s), toY(j + t));
          else path.moveTo(toX(i + s), toY(j + t));
        });
      }
    }
  }
  return path;
}

/**
 * Where a level cuts the sides of a unit square: [share across, share up].
 * @param {number[]} corners values, around the square
 * @param {number} level
 */
function cuts([a, b, c, d], level) {
  const found = [];
  if (a < level !== b < level) found.push([(level - a) / (b - a), 0]);
  if (b < level !== c < level) found.push([1, (level - b) / (c - b)]);
  if (c < level !== d < level) found.push([(level - d) / (c - d), 1]);
  if (d < level !== a < level) found.push([0, (level - a) / (d - a)]);
  return found;
}
