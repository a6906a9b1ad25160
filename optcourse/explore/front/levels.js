// Numbers among levels, and the colours of the bands between them.

/** @import { Numbers, Vector } from "./types.js" */

/**
 * Where each value stands among the levels: 0 at the first, 1 at the second, … (linear between).
 * @param {Numbers} z
 * @param {number[]} levels
 */
export function rank(z, levels) {
  const top = levels.length - 1;
  return Float64Array.from(z, (value) => {
    if (Number.isNaN(value)) return NaN;
    if (value >= levels[top])
      return top + Math.min(1, (value - levels[top]) / (levels[top] - levels[top - 1]));
    let k = 0;
    while (value >= levels[k + 1]) k++;
    return Math.max(-1, k + (value - levels[k]) / (levels[k + 1] - levels[k]));
  });
}

/**
 * Colours of the bands between two colours of the theme.
 * @param {CSSStyleDeclaration} style
 * @param {number} count
 * @param {string} from
 * @param {string} to
 * @returns {Vector[]}
 */
export function bandColors(style, count, from, to) {
  const [low, high] = [from, to].map((name) => toRGB(style.getPropertyValue(`--oc-${name}`)));
  /** @param {number} k @param {number} i */
  const mix = (k, i) => Math.round(low[i] + (high[i] - low[i]) * (k / (count - 1)));
  return Array.from({ length: count }, (_, k) => [mix(k, 0), mix(k, 1), mix(k, 2)]);
}

/** @param {string} text "#rrggbb" */
const toRGB = (text) => [1, 3, 5].map((at) => Number.parseInt(text.trim().slice(at, at + 2), 16));
