// What stands above a panel, and what is said of it.

import { html, ink, svg } from "./dom.js";
import { toHTML, toPlain } from "./text.js";

/** @import { Key, Panel } from "./types.js" */

/** What a panel shows, in words. @param {Panel} spec */
export const describe = (spec) =>
  toPlain(`${spec.title || "Plot"}: ${spec.y.label} against ${spec.x.label}`);

/**
 * The title and the legend above a panel, each a line of its own; those that it has at other choices
 * are not seen, and keep room.
 * @param {Element} element @param {Panel} spec
 */
export function panelHeading(element, { headings }) {
  headings.forEach(([title, keys], k) => {
    const more = k ? " oc-longest" : "";
    html(element, "div", { class: `oc-caption${more}` }, toHTML(title));
    const legend = html(element, "div", { class: `oc-keys${more}` });
    for (const key of keys) legendLine(legend, key);
  });
}

/** @param {Element} legend @param {Key} key */
function legendLine(legend, { label, color, width, dash, opacity = 1 }) {
  const line = html(legend, "span", { class: "oc-key" });
  svg(svg(line, "svg", { viewBox: "0 0 20 10", "aria-hidden": "true" }), "path", {
    d: "M0,5h20",
    stroke: ink(color),
    "stroke-width": Math.max(1.5, width),
    "stroke-dasharray": dash ? "4 3" : "none",
    opacity,
  });
  html(line, "span", {}, toHTML(label));
}
