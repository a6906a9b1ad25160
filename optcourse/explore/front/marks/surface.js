// A function of the plane as a surface in space.

import { bandColors, rank } from "../levels.js";
import { register } from "../marks.js";
import { outline } from "../space.js";

/** @import { Piece, Vector } from "../types.js" */

register("Surface", {
  space: (space, mark, get) => {
    const [ny, nx] = space.shapes[mark.z];
    const [x, y, z] = ["x", "y", "z"].map(get);
    const ranks = rank(z, mark.levels);
    const colors = bandColors(space.style, mark.levels.length + 1, "deep", "peak");
    const cubes = Array.from(z, (value, k) => space.cube(x[k % nx], y[Math.floor(k / nx)], value));
    const corners = cubes.map((at) => space.project(at));
    const pieces = [];
    for (let j = 0; j + 1 < ny; j++) {
      for (let i = 0; i + 1 < nx; i++) {
        const first = j * nx + i;
        const at = [first, first + 1, first + nx + 1, first + nx];
        if (at.some((k) => Number.isNaN(ranks[k]))) continue;
        const middle = (ranks[at[0]] + ranks[at[2]]) / 2;
        const color = lit(
          colors,
          middle,
          at.map((k) => cubes[k]),
        );
        pieces.push(
          facet(
            at.map((k) => corners[k]),
            color,
          ),
        );
      }
    }
    return pieces;
  },
});

/**
 * The colour of a band on a facet with corners in the cube, lit from the upper left.
 * @param {Vector[]} colors
 * @param {number} at the rank of its middle
 * @param {Vector[]} corners
 */
function lit(colors, at, [a, b, c, d]) {
  const [p, q] = [[0, 1, 2].map((k) => c[k] - a[k]), [0, 1, 2].map((k) => d[k] - b[k])];
  const normal = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
  const toLight = (-0.55 * normal[0] - 0.25 * normal[1] + 0.8 * normal[2]) / Math.hypot(...normal);
  const light = 0.66 + 0.42 * Math.max(0, toLight);
  const band = Math.max(0, Math.min(colors.length - 1, Math.floor(at) + 1));
  return `rgb(${colors[band].map((v) => Math.min(255, Math.round(v * light)))})`;
}

/** A piece of surface. @param {Vector[]} corners @param {string} color @returns {Piece} */
function facet(corners, color) {
  /** @param {CanvasRenderingContext2D} context */
  const paint = (context) => {
    context.fillStyle = context.strokeStyle = color;
    context.lineWidth = 0.6;
    outline(context, corners);
    context.fill();
    context.stroke();
  };
  return { depth: corners.reduce((sum, corner) => sum + corner[2], 0) / 4, paint };
}
