// A panel with two axes: an SVG over a canvas.

import { Ask } from "./ask.js";
import { FAR, place } from "./axes.js";
import { assign, fresh, html, ink, svg } from "./dom.js";
import { describe, panelHeading } from "./heading.js";
import { drawing, isStill } from "./marks.js";
import { toPlain, toSVG } from "./text.js";

/** @import { Handle } from "./marks/handle.js" */
/** @import { View } from "./view.js" */
/** @import { Numbers, Panel } from "./types.js" */

export class Plane {
  /**
   * @param {Element} root
   * @param {Panel} spec
   * @param {number[][]} shapes of the arrays
   * @param {View} act what its marks may do
   */
  constructor(root, spec, shapes, act) {
    this.spec = spec;
    this.shapes = shapes;
    this.act = act;
    this.id = `oc-clip-${fresh()}`;
    this.zoom = 1;
    this.box = { left: 0, top: 0, width: 0, height: 0, ratio: 1, total: 0, aside: 0 };
    this.element = html(root, "div", { class: "oc-panel", style: spec.style });
    panelHeading(this.element, spec);
    this.plot = html(this.element, "div", { class: "oc-plot" });
    this.canvas = html(this.plot, "canvas", { "aria-hidden": "true" });
    this.svg = svg(this.plot, "svg", {
      role: "img",
      "aria-label": describe(spec),
      "aria-describedby": act.readout?.id ?? "",
    });
    /** @type {Numbers[]} what was drawn last */
    this.arrays = [];
    this.ask = new Ask(this); // under the handles, which come next
    /** @type {Handle[]} that follow in both directions */
    this.handles = [];
    this.svg.addEventListener("click", (event) => this.bring(event));
    this.drawings = spec.marks.map((mark) => drawing(mark, "plane")(this, mark));
    /** @type {[SVGGElement, SVGGElement][]} of each mark: for what the frame cuts off, for its notes */
    this.groups = [];
    /** @type {Set<number>} the marks that were drawn since the last layout */
    this.drawn = new Set();
  }

  /**
   * Lay the panel out in the room that its plot has; what is drawn grows with the type.
   * @param {number} zoom
   */
  fit(zoom) {
    const { aspect, rigid } = this.spec;
    const [left, right, top, bottom] = this.spec.edge;
    const [wide, high] = [this.plot.clientWidth / zoom, this.plot.clientHeight / zoom];
    const room = Math.max(60, high - top - bottom);
    const across = Math.max(80, wide - left - right);
    const width = rigid ? Math.min(across, room / aspect) : across;
    const height = rigid ? Math.min(room, width * aspect) : room;
    const ratio = Math.min(2, devicePixelRatio || 1) * zoom;
    const aside = (across - width) / 2;
    this.zoom = zoom;
    this.box = {
      left: left + aside,
      top,
      width,
      height,
      ratio,
      total: top + height + bottom,
      aside,
    };
    this.svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const places = { left: left + aside, top, width, height };
    for (const [name, length] of Object.entries(places))
      this.canvas.style.setProperty(name, `${length * zoom}px`);
    this.drawn.clear();
    this.axes();
  }

  /**
   * Where a pointer is, as places in the box.
   * @param {MouseEvent} event
   * @returns {[number, number]}
   */
  under({ clientX, clientY }) {
    const frame = this.plot.getBoundingClientRect();
    return [(clientX - frame.left) / this.zoom, (clientY - frame.top) / this.zoom];
  }

  /** @param {number} value */
  px(value) {
    return clamp(this.box.left + place(this.spec.x, value) * this.box.width);
  }

  /** @param {number} value */
  py(value) {
    return clamp(this.box.top + (1 - place(this.spec.y, value)) * this.box.height);
  }

  axes() {
    const { svg: root, box, spec } = this;
    root.replaceChildren();
    const { left, top, width, height } = box;
    svg(svg(root, "clipPath", { id: this.id }), "rect", {
      x: left,
      y: top,
      width,
      height,
      rx: spec.x.ticks.length ? 0 : 6,
    });
    this.ticks(root);
    this.labels(root);
    const marks = svg(root, "g", { class: "oc-marks" });
    const notes = svg(root, "g", { class: "oc-notes" });
    const clip = { "clip-path": `url(#${this.id})` };
    this.groups = spec.marks.map(() => [svg(svg(marks, "g"), "g", clip), svg(notes, "g")]);
  }

  /** @param {SVGSVGElement} root */
  ticks(root) {
    const { left, top, width, height } = this.box;
    const bottom = top + height;
    for (const [value, text] of this.spec.y.ticks) {
      const y = this.py(value);
      svg(root, "path", { class: "oc-grid", d: `M${left},${y}h${this.spec.rigid ? -4 : width}` });
      svg(root, "text", { x: left - 6, y: y + 4, "text-anchor": "end" }, toSVG(text));
    }
    for (const [value, text] of this.spec.x.ticks) {
      const x = this.px(value);
      svg(root, "path", { class: "oc-grid", d: `M${x},${bottom}v4` });
      svg(root, "text", { x, y: bottom + 17, "text-anchor": "middle" }, toSVG(text));
    }
  }

  /** @param {SVGSVGElement} root */
  labels(root) {
    const { left, top, width, height, total, aside } = this.box;
    const { x, y } = this.spec;
    const middle = { "text-anchor": "middle" };
    svg(root, "text", { x: left + width / 2, y: total - 4, ...middle }, toSVG(x.label));
    const upright = {
      transform: `translate(${aside + 13},${top + height / 2}) rotate(-90)`,
      ...middle,
    };
    if (y.ticks.length) svg(root, "text", { x: aside, y: 12 }, toSVG(y.label));
    else if (y.label) svg(root, "text", upright, toSVG(y.label));
  }

  /** A click brings the nearest handle. @param {MouseEvent} event */
  bring(event) {
    const [first, ...others] = this.handles;
    others.reduce((a, b) => (b.far(event) < a.far(event) ? b : a), first)?.follow(event);
  }

  /** @param {Numbers[]} arrays @param {number[]} fixed */
  draw(arrays, fixed) {
    this.arrays = arrays;
    this.spec.marks.forEach((mark, k) => {
      if (this.drawn.has(k) && isStill(mark, fixed)) return;
      this.drawn.add(k);
      const [group, notes] = this.groups[k];
      const over = /** @type {SVGGElement} */ (group.parentNode);
      this.drawings[k]({ arrays, get: (field) => arrays[mark[field]], group, over, notes });
    });
    this.ask.show();
  }

  /**
   * A note beside (x, y) in pixels, kept inside the panel.
   * @param {SVGGElement} notes
   * @param {number} x
   * @param {number} y
   * @param {string} text
   */
  note(notes, x, y, text, { color = 0, anchor = "start", dx = 9, dy = -7 } = {}) {
    const { left, top, width, height } = this.box;
    const [right, bottom] = [left + width, top + height];
    const inside = x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;
    if (!text || !inside) return notes.replaceChildren();
    const wide = 6.6 * toPlain(text).length;
    let at = x + (anchor === "start" ? dx : anchor === "end" ? -dx : 0);
    let side = anchor;
    if (side === "start" && at + wide > right) [at, side] = [x - dx, "end"];
    if (side === "end" && at - wide < left) [at, side] = [left + 4, "start"];
    if (side === "middle") at = Math.max(left + wide / 2 + 2, Math.min(right - wide / 2 - 2, at));
    const up = Math.max(top + 12, Math.min(bottom - 4, y + dy));
    const label = notes.firstElementChild ?? svg(notes, "text");
    assign(label, { x: at, y: up, "text-anchor": side, fill: ink(color) });
    if (WRITTEN.get(label) === text) return;
    WRITTEN.set(label, text);
    label.innerHTML = toSVG(text);
  }
}

/** What each note says: writing it anew takes long. @type {WeakMap<Element, string>} */
const WRITTEN = new WeakMap();

/** @param {number} v */
const clamp = (v) => Math.max(-FAR, Math.min(FAR, v));
