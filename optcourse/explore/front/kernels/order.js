// Random orders as optcourse/draws.py has them.

import { uniform } from "./uniform.js";

/**
 * Fill `out` with the numbers 0 … out.length − 1 in a random order.
 * @param {Float64Array} out
 * @param {number} seed
 * @param {number} counter
 */
export function order(out, seed, counter) {
  uniform(out, seed, counter);
  const keys = out.slice();
  out.set(Array.from(keys.keys()).sort((i, j) => keys[i] - keys[j] || i - j));
}
