// What a plane answers: the value at the point that a pointer is near to, or that keys lead to.

import { html } from "./dom.js";
import { arrow } from "./gestures.js";
import { describe } from "./heading.js";
import { MARKS } from "./marks.js";
import { pixels } from "./paths.js";
import { reading, toHTML, toPlain } from "./text.js";

/** @import { Plane } from "./plane.js" */
/** @import { Mark } from "./types.js" */
/** @typedef {{mark: Mark, k: number, across: number, down: number, x: number, y: number, z?: number}} Spot */

const REACH = 40; // pixels around a point of a map; elsewhere the nearest answers

export class Ask {
  /** @param {Plane} plane */
  constructor(plane) {
    this.plane = plane;
    this.marks = plane.spec.marks.filter(({ type }) => MARKS[type]?.ask);
    /** @type {{mark: Mark, k: number} | null | undefined} what is asked for */
    this.at = null;
    const look = {
      class: plane.spec.rigid ? "oc-ask" : "oc-ask oc-thread",
      role: "status",
      hidden: "",
    };
    this.element = html(plane.plot, "div", look);
    this.text = html(this.element, "span");
    if (!this.marks.length) return;
    const { svg, plot } = plane;
    svg.setAttribute("tabindex", "0");
    for (const type of /** @type {const} */ (["pointermove", "pointerdown"]))
      plot.addEventListener(type, (event) => this.point(event));
    plot.addEventListener("pointerleave", (e) => e.pointerType === "touch" || this.about(null));
    svg.addEventListener("blur", () => this.about(null));
    svg.addEventListener("focus", () => svg.matches(":focus-visible") && this.key([0, 0]));
    svg.addEventListener("keydown", (event) => {
      const way = arrow(event);
      if (event.key === "Escape") this.about(null);
      if (!way[0] && !way[1]) return;
      event.preventDefault();
      this.key(way, event.shiftKey ? 10 : 1);
    });
  }

  /** The points of a mark that can be seen. @param {Mark} mark @returns {Spot[]} */
  spots(mark) {
    const { plane } = this;
    const { left, top, width, height } = plane.box;
    const { ask = "", spots } = MARKS[mark.type];
    const [xs, ys] = [mark.x, mark[ask]].map((slot) => plane.arrays[slot] ?? []);
    /** @type {[number, number, number?][]} */
    const points = spots?.(plane.arrays, mark) ?? Array.from(xs, (x, k) => [x, ys[k]]);
    const all = points.map(([x, y, z], k) => {
      return { mark, k, across: plane.px(x), down: plane.py(y), x, y, z };
    });
    return all.filter(
      ({ across, down }) =>
        Math.abs(across - left - width / 2) <= width / 2 + 1 &&
        Math.abs(down - top - height / 2) <= height / 2 + 1,
    );
  }

  /**
   * The point of some marks that is nearest to a place in pixels; along the axis, without `down`.
   * @param {Mark[]} marks
   * @param {number} across
   * @param {number} [down]
   */
  nearest(marks, across, down) {
    /** @param {Spot} spot */
    const far = (spot) => Math.hypot(spot.across - across, down == null ? 0 : spot.down - down);
    const all = marks.flatMap((mark) => this.spots(mark));
    const best = all.reduce((a, b) => (a && far(a) <= far(b) ? a : b), all[0]);
    const map = this.plane.spec.rigid && best?.z == null; // of a table each place has an answer
    return best && down != null && map && far(best) > REACH ? null : best;
  }

  /** @param {PointerEvent} event */
  point(event) {
    const free = event.target instanceof SVGElement; // not a handle
    this.about(free ? this.nearest(this.marks, ...this.plane.under(event)) : null);
  }

  /**
   * Along a line, or to the line above or below it.
   * @param {[number, number]} way
   * @param {number} [stride]
   */
  key([right, up], stride = 1) {
    const marks = this.marks.filter((mark) => this.spots(mark).length);
    const line = this.at ? this.spots(this.at.mark) : [];
    const now = line.findIndex(({ k }) => k === this.at?.k);
    if (now < 0) return this.about(this.nearest(marks, 0), true);
    const which = (marks.indexOf(line[now].mark) - up + marks.length) % marks.length;
    const wide = line[now].z == null ? 0 : this.plane.arrays[line[now].mark.x].length;
    const next = Math.max(0, Math.min(line.length - 1, now + right * stride + up * wide));
    this.about(up && !wide ? this.nearest([marks[which]], line[now].across) : line[next], true);
  }

  /**
   * Answer for a point, here and at the same step of its run or place of the axis in all panels.
   * @param {Spot | null | undefined} spot
   * @param {boolean} [aloud] whether it is said
   */
  about(spot, aloud) {
    this.element.setAttribute("aria-live", aloud ? "polite" : "off");
    for (const plane of this.plane.act.planes) {
      if (!("ask" in plane)) continue;
      plane.ask.at = plane === this.plane ? spot : spot && plane.ask.like(spot, this.plane);
      plane.ask.show();
    }
  }

  /** What stands here for a point of another plane. @param {Spot} spot @param {Plane} other */
  like({ mark, k, x }, other) {
    const twin = mark.run && this.marks.find(({ run }) => run === mark.run);
    if (twin) return this.spots(twin).find((spot) => spot.k === k);
    if (this.plane.spec.x.label !== other.spec.x.label) return null;
    const { label, color } = mark;
    const kin = this.marks.find((each) => each.label === label && each.color === color);
    return this.nearest(kin ? [kin] : this.marks.slice(0, 1), this.plane.px(x));
  }

  show() {
    const { at, plane, element, text } = this;
    const spot = at && this.spots(at.mark).find(({ k }) => k === at.k);
    element.hidden = !spot;
    if (!spot) return;
    const { left, top, width, height } = plane.box;
    const { across, down } = spot;
    const room = Math.max(across - left, left + width - across) - 8;
    const places = { left: across, top, height, "--oc-down": down - top, "--oc-room": room };
    for (const [name, length] of Object.entries(places))
      element.style.setProperty(name, `${pixels(length * plane.zoom)}px`);
    element.classList.toggle("oc-flip", across > left + width / 2);
    element.classList.toggle("oc-low", down > top + height / 2);
    const { x, y } = plane.spec;
    const name = spot.mark.label && spot.mark.label !== y.label ? `${spot.mark.label}, ` : "";
    text.innerHTML = toHTML(
      `${name}${x.label} ${reading(x, spot.x)}: ${y.label} ${reading(y, spot.y)}${worth(spot, ": ")}`,
    );
  }

  /** Say in words, as telling.py, what the plane shows: its marks with a name, or its first. */
  describe() {
    const { svg, spec } = this.plane;
    const lines = this.marks.filter(({ type }) => type === "Line");
    const all = lines.length ? lines : this.marks;
    const named = all.filter(({ label }) => label);
    const told = (named.length ? named : all.slice(0, 1)).map((mark) => this.sentence(mark));
    told.unshift(this.bottom());
    svg.setAttribute("aria-label", [describe(spec), ...told.filter(Boolean)].join(". "));
  }

  /** Where a map is lowest. */
  bottom() {
    const { spec, arrays } = this.plane;
    const map = spec.marks.find(({ type }) => type === "Field");
    if (!map) return "";
    const [x, y, z] = ["x", "y", "z"].map((name) => Array.from(arrays[map[name]]));
    const k = z.indexOf(Math.min(...z.filter(Number.isFinite)));
    const [across, up] = [x[k % x.length], y[Math.floor(k / x.length)]];
    return `lowest at ${reading(spec.x, across)}, ${reading(spec.y, up)}`;
  }

  /** @param {Mark} mark */
  sentence(mark) {
    const spots = this.spots(mark).filter(({ z = 0 }) => !Number.isNaN(z));
    if (!spots.length) return "";
    const { x, y } = this.plane.spec;
    const inOrder = spots.toSorted((a, b) => (a.z ?? a.y) - (b.z ?? b.y));
    const [from, to, least, most] = [spots[0], spots.at(-1), inOrder[0], inOrder.at(-1)].map(
      (spot) =>
        spot &&
        (spot.z == null
          ? `${reading(y, spot.y)} at ${reading(x, spot.x)}`
          : `${worth(spot)} at ${reading(x, spot.x)}, ${reading(y, spot.y)}`),
    );
    const line = mark.type === "Line";
    const ends = line ? `from ${from} to ${to}` : `${spots.length}, most ${most}`;
    return toPlain(`${mark.label || y.label || mark.type}: ${ends}, least ${least}`);
  }
}

/** What a cell holds; nothing of a point. @param {Spot} spot @param {string} [before] */
const worth = ({ mark, z }, before = "") =>
  z == null ? "" : before + reading({ lo: mark.levels[0], hi: mark.levels.at(-1), log: false }, z);
