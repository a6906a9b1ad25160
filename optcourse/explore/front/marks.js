// The marks that can be drawn: each file of marks/ registers its own.

/** @import { Drawing, Mark } from "./types.js" */

/** @type {Record<string, Drawing>} */
export const MARKS = {};

/** Say how a mark is drawn. @param {string} type @param {Drawing} drawing */
export function register(type, drawing) {
  MARKS[type] = drawing;
}

/**
 * How a mark is drawn in a kind of panel. Throws where it cannot be.
 * @template {"plane" | "space"} W
 * @param {Mark} mark
 * @param {W} where
 * @returns {NonNullable<Drawing[W]>}
 */
export function drawing({ type }, where) {
  const found = MARKS[type]?.[where];
  if (!found) throw new Error(`The mark ${type} has no drawing for a ${where}.`);
  return found;
}

/** Whether no control moves a mark's numbers. @param {Mark} mark @param {number[]} fixed */
export function isStill(mark, fixed) {
  const slots = Object.keys(mark.data).map((name) => mark[name]);
  return [...slots, ...Object.values(mark.values ?? {})].every((slot) => fixed.includes(slot));
}
