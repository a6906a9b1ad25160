// How much room the drawings take: sizes that explorer.css turns into columns and heights. What a
// page holds until an explorer is drawn has the same sizes from skeleton.py.

import { assign } from "./dom.js";
import { MARKS } from "./marks.js";
import { toPlain } from "./text.js";

/** @import { DeepPanel, Edge, Panel } from "./types.js" */

const GAP = 16; // pixels between panels
export const TYPE = 15; // pixels of the type for which all is drawn; larger type enlarges all

/** Whether a panel keeps its proportions. @param {Panel | DeepPanel} spec */
export const isRigid = (spec) => "z" in spec || spec.marks.some(({ type }) => MARKS[type]?.rigid);

/** What stands around the frame of a panel, in pixels. @param {Panel | DeepPanel} spec */
function edgeOf(spec) {
  const { x, y } = spec;
  if ("z" in spec) return { left: 0, right: 0, top: 0, bottom: 0 };
  const widest = Math.max(0, ...y.ticks.map(([, text]) => toPlain(text).length));
  const left = y.ticks.length ? 12 + 7 * widest : y.label ? 20 : 1;
  const last = x.ticks.length ? toPlain(x.ticks[x.ticks.length - 1][1]).length : 0;
  const right = last ? Math.max(10, 4 * last) : 1;
  const bottom = (last ? 22 : 2) + (x.label ? 18 : 0);
  return { left, right, bottom, top: y.ticks.length && y.label ? 24 : 6 };
}

/**
 * The same for all panels of a row: their frames begin and end at one height.
 * @param {(Panel | DeepPanel)[]} panels
 * @returns {Edge[]}
 */
export function edgesOf(panels) {
  const edges = panels.map(edgeOf);
  const top = Math.max(...edges.map((edge) => edge.top));
  const bottom = Math.max(...edges.map((edge) => edge.bottom));
  return edges.map((edge) => (edge.top ? { ...edge, top, bottom } : edge));
}

/** A length that grows with the type. @param {number} length in pixels */
const em = (length) => `${+(length / TYPE).toFixed(4)}em`;

/**
 * Give panels their columns and heights, as CSS that explorer.css uses.
 * @param {HTMLElement} root @param {HTMLElement[]} elements @param {(Panel | DeepPanel)[]} panels
 */
export function makeRoom(root, elements, panels) {
  const edges = edgesOf(panels);
  const whole = panels.reduce((sum, { weight }) => sum + weight, 0);
  const rigid = panels.map(isRigid);
  const row = panels.flatMap(({ aspect, weight }, k) => {
    const share = weight / whole;
    const { left, right, top, bottom } = edges[k];
    const high = rigid[k] || share > 0.5 ? aspect : Math.max(0.6, aspect);
    const sizes = `--m:${em(left + right)};--v:${em(top + bottom)};--a:${high}`;
    assign(elements[k], { style: sizes });
    if (rigid.includes(true) && !rigid[k]) return [];
    const taken = +((panels.length - 1) * GAP * share).toFixed(2);
    const wide = `${+(100 * share).toFixed(4)}cqw - ${taken}px - ${em(left + right)}`;
    return `max(80px,${wide})*${high} + ${em(top + bottom)}`;
  });
  const columns = panels.map(({ weight }) => `minmax(0,${weight}fr)`).join(" ");
  const least = rigid.includes(true) ? "max" : "min";
  const style = `--columns:${columns};--row:${least}(${row})`;
  assign(root, { "data-panels": panels.length, style });
}
