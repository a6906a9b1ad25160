// Numbers and markup, as in text.py.

const MINUS = "−";

/** @param {number} value @param {string} spec "d", ".Nf", ".Ng" or ".N%" */
function formatNumber(value, spec) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : MINUS + "∞";
  const digits = +spec[1] || 0;
  if (!spec.endsWith("g")) {
    const [shown, unit] = spec.endsWith("%") ? [100 * value, "%"] : [value, ""];
    return Math.abs(shown) >= 1e15 ? formatNumber(shown, ".3g") + unit : minus(grouped(shown.toFixed(digits)) + unit);
  }
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(Math.max(digits, 1) - 1).split("e");
  if (+power >= -4 && +power < 4) return minus(grouped(value.toFixed(Math.max(digits - 1 - power, 0))));
  return minus(`${mantissa}×10^{${+power}}`);
}

/** Commas between thousands, before the point. */
function grouped(digits) {
  const [whole, ...rest] = digits.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
}

const minus = (text) => (/^-0(\.0*)?%?$/.test(text) ? text.slice(1) : text.replaceAll("-", MINUS));

/** Replace each `{name:spec}` by the number `numbers[name]`. */
const fill = (template, numbers) =>
  template.replace(/\{(\w+):([^{}]+)\}/g, (_, name, spec) => formatNumber(numbers[name], spec));

const MARKUP = /\*(.+?)\*|([_^])\{(.+?)\}/g;
const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const toHTML = (text) =>
  escape(text).replace(/\*\*(.+?)\*\*/g, "<b>$1</b>").replace(MARKUP, (_, symbol, place, small) => {
    if (symbol) return `<i>${symbol}</i>`;
    return place === "_" ? `<sub>${small}</sub>` : `<sup>${small}</sup>`;
  });

const toPlain = (text) =>
  text.replaceAll("**", "").replace(MARKUP, (_, symbol, place, small) => symbol || (place === "^" ? "^" : "") + small);

/** SVG has no <sub>: small text is shifted, and what follows is shifted back. */
function toSVG(text) {
  let back = 0;
  return text.replaceAll("**", "").split(/(\*.+?\*|[_^]\{.+?\})/).filter(Boolean).map((part) => {
    const raised = part.match(/^([_^])\{(.+?)\}$/);
    const symbol = part.match(/^\*([^*]+)\*$/);
    const shift = raised ? (raised[1] === "_" ? 3 : -5) : 0;
    const dy = back + shift;
    back = -shift;
    const style = `${dy ? ` dy="${dy}"` : ""}${raised ? ' font-size="80%"' : ""}${symbol ? ' class="oc-symbol"' : ""}`;
    const inner = escape(raised ? raised[2] : symbol ? symbol[1] : part);
    return `<tspan${style}>${inner}</tspan>`;
  }).join("");
}
