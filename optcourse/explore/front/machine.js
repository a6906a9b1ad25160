// What a long program computes with: where its numbers are, and products of them.

import { blocks } from "./blocks.js";

/**
 * @typedef {object} Machine
 * @property {(size: number) => Float64Array} buffer a new buffer of zeros
 * @property {typeof blocks} product
 */

/** A machine of plain JavaScript. @returns {Machine} */
export function plainMachine() {
  return { buffer: (size) => new Float64Array(size), product: blocks };
}
