// Where values stand along an axis.

/** @import { Axis } from "./types.js" */

export const FAR = 9999; // pixels that no panel has

/** The share of an axis at which a value stands. @param {Axis} axis @param {number} value */
export function place({ lo, hi, log }, value) {
  return log ? Math.log10(value / lo) / Math.log10(hi / lo) : (value - lo) / (hi - lo);
}

/** The value at a share of an axis. @param {Axis} axis @param {number} share */
export function unplace({ lo, hi, log }, share) {
  return log ? lo * (hi / lo) ** share : lo + share * (hi - lo);
}
