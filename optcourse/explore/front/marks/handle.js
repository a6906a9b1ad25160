// A ring over a plane that the reader drags, or moves by arrow keys, to set a control.

import { place, unplace } from "../axes.js";
import { assign, html, ink } from "../dom.js";
import { arrow, track } from "../gestures.js";
import { register } from "../marks.js";
import { pixels } from "../paths.js";
import { formatNumber, toHTML, toPlain } from "../text.js";

/** @import { Plane } from "../plane.js" */
/** @import { Mark } from "../types.js" */

register("Handle", {
  plane: (plane, mark) => {
    const handle = new Handle(plane, mark);
    return ({ get }) => handle.draw(get("x")[0], get("y")[0]);
  },
});

export class Handle {
  /** @param {Plane} plane @param {Mark} mark */
  constructor(plane, mark) {
    this.plane = plane;
    this.mark = mark;
    this.element = html(plane.plot, "div", {
      class: `oc-handle oc-${mark.drag}`,
      tabindex: 0,
      role: mark.drag === "xy" ? "application" : "slider",
      style: `--oc-ring:${ink(mark.color)}`,
    });
    html(this.element, "span", { "aria-hidden": "true" }, toHTML(mark.label));
    this.element.addEventListener("pointerdown", (event) => this.grab(event));
    if (mark.drag === "xy") plane.handles.push(this);
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {number} x @param {number} y */
  draw(x, y) {
    const { plane, mark, element } = this;
    const { left, top, width, height } = plane.box;
    const across = within(plane.px(x), left, width);
    const down = within(plane.py(y), top, height);
    element.style.transform = `translate(${pixels(across * plane.zoom)}px,${pixels(down * plane.zoom)}px)`;
    element.classList.toggle("oc-flip", across > left + width * 0.8);
    const { control, value } = plane.act.row(mark.control);
    const { spec } = plane;
    const told = /** @type {("x" | "y")[]} */ (Object.keys(mark.data)).map(
      (name) => `${toPlain(spec[name].label)} ${formatNumber({ x, y }[name], ".3g")}`,
    );
    const name = toPlain(mark.label || control.label);
    if (control.kind !== "slider")
      return assign(element, { "aria-label": [name, ...told].join(", ") });
    assign(element, {
      "aria-label": name,
      "aria-valuemin": control.low,
      "aria-valuemax": control.high,
      "aria-valuenow": `${value}`,
      "aria-valuetext": told.join(", "),
    });
  }

  /** @param {PointerEvent} event */
  grab(event) {
    const { element } = this;
    if (event.button) return;
    event.preventDefault();
    element.focus();
    track(element, event.pointerId, (e) => this.follow(e));
  }

  /** How far away an event is, in pixels. @param {MouseEvent} event */
  far({ clientX, clientY }) {
    const { x, y, width } = this.element.getBoundingClientRect();
    return Math.hypot(x + width / 2 - clientX, y + width / 2 - clientY);
  }

  /** Go where an event is. @param {MouseEvent} event */
  follow(event) {
    const { box, spec } = this.plane;
    const [px, py] = this.plane.under(event);
    const [across, up] = [(px - box.left) / box.width, 1 - (py - box.top) / box.height];
    this.set(unplace(spec.x, across), unplace(spec.y, up));
  }

  /** @param {number} x @param {number} y */
  set(x, y) {
    const { mark, plane } = this;
    const angle = (Math.atan2(y, x) * 180) / Math.PI;
    /** @type {Record<string, number | number[]>} */
    const ways = { xy: [x, y], x, y, angle };
    plane.act.setControl(mark.control, ways[mark.drag]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const [right, up] = arrow(event);
    if (!right && !up) return;
    event.preventDefault();
    const { mark, plane } = this;
    const { act, spec } = plane;
    if (mark.drag !== "xy")
      return act.nudge(mark.control, (right || up) * (event.shiftKey ? 5 : 1));
    const share = event.shiftKey ? 0.1 : 0.02;
    const [x, y] = act.pointOf(mark.control); // not where it was last drawn
    const moved = [place(spec.x, x) + right * share, place(spec.y, y) + up * share];
    this.set(unplace(spec.x, moved[0]), unplace(spec.y, moved[1]));
  }
}

/** A place that is always in reach. @param {number} v @param {number} low @param {number} size */
const within = (v, low, size) =>
  Number.isNaN(v) ? low + size / 2 : Math.max(low, Math.min(low + size, v));
