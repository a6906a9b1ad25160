// What stands above a panel, and what is said of it.

import { html, ink, svg } from "./dom.js";
import { MARKS } from "./marks.js";
import { toHTML, toPlain } from "./text.js";

/** @import { Panel } from "./types.js" */

/** What a panel shows, in words. @param {Panel} spec */
export const describe = (spec) =>
  toPlain(`${spec.title || "Plot"}: ${spec.y.label} against ${spec.x.label}`);

/** The title and the legend above a panel, each a line of its own. @param {Element} element @param {Panel} spec */
export function panelHeading(element, spec) {
  html(element, "div", { class: "oc-caption" }, toHTML(spec.title));
  const head = html(element, "div", { class: "oc-keys" });
  // by colour, so that what is drawn last of a chosen setting stays where it was, in all panels
  const order = [...spec.marks].sort((a, b) => (a.color || 99) - (b.color || 99));
  for (const mark of order) {
    const key = mark.label && MARKS[mark.type]?.key?.(mark);
    if (!key) continue;
    const { width, dash = false, opacity = 1 } = key;
    const line = html(head, "span", { class: "oc-key" });
    svg(svg(line, "svg", { viewBox: "0 0 20 10", "aria-hidden": "true" }), "path", {
      d: "M0,5h20",
      stroke: ink(mark.color),
      "stroke-width": Math.max(1.5, width),
      "stroke-dasharray": dash ? "4 3" : "none",
      opacity,
    });
    html(line, "span", {}, toHTML(mark.label));
  }
}
