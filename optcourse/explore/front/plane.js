// A panel with two axes: an SVG over a canvas.

const NS = "http://www.w3.org/2000/svg";
const FAR = 9999;

/** A name that no other view has, in this page or in another: each widget has a module of its own. */
const fresh = () => Math.random().toString(36).slice(2);

/** Append an element. @returns {any} */
function add(parent, name, attributes = {}, html) {
  const element = parent.namespaceURI === NS || name === "svg" ? document.createElementNS(NS, name) : document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (html !== undefined) element.innerHTML = html;
  return parent.appendChild(element);
}

const place = (axis, value) => (axis.log ? Math.log10(value / axis.lo) / Math.log10(axis.hi / axis.lo) : (value - axis.lo) / (axis.hi - axis.lo));
const unplace = (axis, share) => (axis.log ? axis.lo * (axis.hi / axis.lo) ** share : axis.lo + share * (axis.hi - axis.lo));
const ink = (color) => `var(--oc-c${color})`;

class Plane {
  constructor(root, spec, shapes, act) {
    const rigid = spec.marks.some((mark) => mark.type === "Field");
    Object.assign(this, { spec, shapes, act, rigid, id: `oc-clip-${fresh()}`, drawn: new Map() });
    this.element = add(root, "div", { class: "oc-panel", style: `flex-grow:${spec.weight}` });
    panelHeading(this.element, spec);
    this.plot = add(this.element, "div", { class: "oc-plot" });
    this.canvas = add(this.plot, "canvas", { "aria-hidden": "true" });
    this.svg = add(this.plot, "svg", { role: "img", "aria-label": describe(spec) });
    this.handles = spec.marks.filter((mark) => mark.type === "Handle").map((mark) => new Handle(this, mark));
  }

  /** Height, in pixels, at a width. */
  natural(width) {
    const { left, right, top, bottom } = this.margins();
    const aspect = this.rigid || width > 420 ? this.spec.aspect : Math.max(0.6, this.spec.aspect);
    return Math.round(Math.max(80, width - left - right) * aspect) + top + bottom;
  }

  margins() {
    const { x, y } = this.spec;
    const widest = Math.max(0, ...y.ticks.map(([, text]) => toPlain(text).length));
    const left = y.ticks.length ? 12 + 7 * widest : y.label ? 20 : 1;
    const last = x.ticks.length ? toPlain(x.ticks[x.ticks.length - 1][1]).length : 0;
    const right = last ? Math.max(10, 4 * last) : 1;
    return { left, right, bottom: (last ? 22 : 2) + (x.label ? 18 : 0), top: y.ticks.length && y.label ? 24 : 6 };
  }

  /** Lay the panel out for a width and a height in pixels. */
  resize(width, total) {
    const { left, right, top, bottom } = this.margins();
    const inner = Math.max(80, width - left - right), height = Math.max(60, total - top - bottom);
    this.box = { left, top, width: inner, height, ratio: Math.min(2, devicePixelRatio || 1), total: height + top + bottom };
    this.plot.style.height = `${this.box.total}px`;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.box.total}`);
    this.canvas.width = Math.round(inner * this.box.ratio);
    this.canvas.height = Math.round(height * this.box.ratio);
    Object.assign(this.canvas.style, { left: `${left}px`, top: `${top}px`, width: `${inner}px`, height: `${height}px` });
    this.drawn.clear();
    this.axes(width);
  }

  px(value) {
    return this.clamp(this.box.left + place(this.spec.x, value) * this.box.width);
  }

  py(value) {
    return this.clamp(this.box.top + (1 - place(this.spec.y, value)) * this.box.height);
  }

  clamp(v) {
    return Math.max(-FAR, Math.min(FAR, v));
  }

  axes(width) {
    const { svg, box, spec } = this;
    svg.replaceChildren();
    const clip = add(add(svg, "clipPath", { id: this.id }), "rect", { x: box.left, y: box.top, width: box.width, height: box.height });
    clip.setAttribute("rx", spec.x.ticks.length ? 0 : 6);
    const bottom = box.top + box.height;
    for (const [value, text] of spec.y.ticks) {
      add(svg, "path", { class: "oc-grid", d: `M${box.left},${this.py(value)}h${this.rigid ? -4 : box.width}` });
      add(svg, "text", { x: box.left - 6, y: this.py(value) + 4, "text-anchor": "end" }, toSVG(text));
    }
    for (const [value, text] of spec.x.ticks) {
      add(svg, "path", { class: "oc-grid", d: `M${this.px(value)},${bottom}v4` });
      add(svg, "text", { x: this.px(value), y: bottom + 17, "text-anchor": "middle" }, toSVG(text));
    }
    const middle = box.left + box.width / 2;
    add(svg, "text", { x: middle, y: box.total - 4, "text-anchor": "middle" }, toSVG(spec.x.label));
    if (spec.y.ticks.length) add(svg, "text", { x: 0, y: 12 }, toSVG(spec.y.label));
    else if (spec.y.label) add(svg, "text", { transform: `translate(13,${box.top + box.height / 2}) rotate(-90)`, "text-anchor": "middle" }, toSVG(spec.y.label));
    this.marks = add(svg, "g", { "clip-path": `url(#${this.id})` });
    this.notes = add(svg, "g", { class: "oc-notes" });
    this.groups = spec.marks.map(() => [add(this.marks, "g"), add(this.notes, "g")]);
  }

  draw(arrays, fixed) {
    this.spec.marks.forEach((mark, k) => {
      const still = DATA.every((name) => mark[name] == null || fixed.includes(mark[name]));
      if (still && !mark.values && this.drawn.has(k)) return;
      this.drawn.set(k, true);
      const get = (name) => (mark[name] == null ? null : arrays[mark[name]]);
      const [group, notes] = this.groups[k];
      MARKS[mark.type]?.(this, mark, get, group, notes, arrays);
    });
    this.handles.forEach((handle) => handle.draw(arrays));
  }

  /** A note beside (x, y) in pixels, kept inside the panel. */
  note(notes, x, y, text, { color = 0, anchor = "start", dx = 9, dy = -7 } = {}) {
    const { box } = this;
    const inside = x >= box.left - 1 && x <= box.left + box.width + 1 && y >= box.top - 1 && y <= box.top + box.height + 1;
    if (!text || !inside) return notes.replaceChildren();
    const label = notes.firstChild || add(notes, "text");
    const wide = 6.6 * toPlain(text).length;
    let at = x + (anchor === "start" ? dx : anchor === "end" ? -dx : 0), side = anchor;
    if (side === "start" && at + wide > box.left + box.width) [at, side] = [x - dx, "end"];
    if (side === "end" && at - wide < box.left) [at, side] = [box.left + 4, "start"];
    if (side === "middle") at = Math.max(box.left + wide / 2 + 2, Math.min(box.left + box.width - wide / 2 - 2, at));
    const up = Math.max(box.top + 12, Math.min(box.top + box.height - 4, y + dy));
    for (const [key, value] of Object.entries({ x: at, y: up, "text-anchor": side, fill: ink(color) })) label.setAttribute(key, value);
    if (label.source !== text) label.innerHTML = toSVG((label.source = text));
  }
}

const DATA = ["x", "y", "z", "height", "low", "high", "dx", "dy"];
const describe = (spec) => toPlain(`${spec.title || "Plot"}: ${spec.y.label} against ${spec.x.label}`);

/** The title and the legend above a panel. */
function panelHeading(element, spec) {
  const head = add(element, "div", { class: "oc-head" });
  if (spec.title) add(head, "span", { class: "oc-caption" }, toHTML(spec.title));
  for (const mark of spec.marks) {
    if (!mark.label || !["Line", "Band", "Bars"].includes(mark.type)) continue;
    const key = add(head, "span", { class: "oc-key" }, "");
    const dash = mark.dash ? "4 3" : "none";
    const width = mark.type === "Line" ? mark.width : 9;
    const opacity = mark.type === "Band" ? 0.3 : 1;
    add(add(key, "svg", { viewBox: "0 0 20 10", "aria-hidden": "true" }), "path", {
      d: "M0,5h20", stroke: ink(mark.color), "stroke-width": width, "stroke-dasharray": dash, opacity,
    });
    add(key, "span", {}, toHTML(mark.label));
  }
}
