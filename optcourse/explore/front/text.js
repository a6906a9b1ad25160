// Numbers and markup, as in text.py.

/** @import { Axis, Numbers } from "./types.js" */

const MINUS = "−";

/**
 * A number as text.
 * @param {number} value
 * @param {string} spec "d", ".Nf", ".Ng" or ".N%"
 * @returns {string}
 */
export function formatNumber(value, spec) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const digits = +spec[1] || 0;
  if (!spec.endsWith("g")) {
    const [shown, unit] = spec.endsWith("%") ? [100 * value, "%"] : [value, ""];
    return Math.abs(shown) >= 1e15
      ? formatNumber(shown, ".3g") + unit
      : minus(grouped(shown.toFixed(digits)) + unit);
  }
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(Math.max(digits, 1) - 1).split("e");
  if (+power >= -4 && +power < 4)
    return minus(grouped(value.toFixed(Math.max(digits - 1 - +power, 0))));
  return minus(`${mantissa}×10^{${+power}}`);
}

/**
 * A value as it can be read off an axis.
 * @param {Pick<Axis, "lo" | "hi" | "log">} axis
 * @param {number} value
 */
export function reading({ lo, hi, log }, value) {
  const digits = Math.max(0, Math.min(9, 3 - Math.ceil(Math.log10(hi - lo))));
  const text = formatNumber(value, log ? ".3g" : `.${digits}f`);
  return text.replace(/\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)/, "$1");
}

/** Commas between thousands, before the point. @param {string} digits */
function grouped(digits) {
  const [whole, ...rest] = digits.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
}

/** @param {string} text */
const minus = (text) => (/^-0(\.0*)?%?$/.test(text) ? text.slice(1) : text.replaceAll("-", MINUS));

/**
 * Replace each `{name:spec}` by the number `numbers[name]`.
 * @param {string} template
 * @param {Record<string, number>} numbers
 */
export const fill = (template, numbers) =>
  template.replace(/\{(\w+):([^{}]+)\}/g, (_, name, spec) => formatNumber(numbers[name], spec));

/**
 * The numbers of a text from the arrays that hold them.
 * @param {Record<string, number>} slots
 * @param {Numbers[]} arrays
 */
export const numbersOf = (slots, arrays) =>
  Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, arrays[slot][0]]));

const MARKUP = /\*(.+?)\*|([_^])\{(.+?)\}/g;
/** @param {string} text */
export const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** @param {string} text */
export const toHTML = (text) =>
  escaped(text)
    .replace(/\*\*(.+?)\*\*/g, "<b>$1</b>")
    .replace(MARKUP, (_, symbol, place, small) => {
      if (symbol) return `<i>${symbol}</i>`;
      return place === "_" ? `<sub>${small}</sub>` : `<sup>${small}</sup>`;
    });

/** @param {string} text */
export const toPlain = (text) =>
  text
    .replaceAll("**", "")
    .replace(MARKUP, (_, symbol, place, small) => symbol || (place === "^" ? "^" : "") + small);

/**
 * SVG has no <sub>: small text is shifted, and what follows is shifted back.
 * @param {string} text
 */
export function toSVG(text) {
  let back = 0;
  return text
    .replaceAll("**", "")
    .split(/(\*.+?\*|[_^]\{.+?\})/)
    .filter(Boolean)
    .map((part) => {
      const raised = part.match(/^([_^])\{(.+?)\}$/);
      const symbol = part.match(/^\*([^*]+)\*$/);
      const shift = raised ? (raised[1] === "_" ? 3 : -5) : 0;
      const dy = back + shift;
      back = -shift;
      const small = raised ? ' font-size="80%"' : "";
      const style = (dy ? ` dy="${dy}"` : "") + small + (symbol ? ' class="oc-symbol"' : "");
      const inner = escaped(raised ? raised[2] : symbol ? symbol[1] : part);
      return `<tspan${style}>${inner}</tspan>`;
    })
    .join("");
}
