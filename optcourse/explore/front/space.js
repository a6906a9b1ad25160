// A panel with three axes, on a canvas, which the reader turns.

import { place } from "./axes.js";
import { html } from "./dom.js";
import { arrow, track } from "./gestures.js";
import { describe, panelHeading } from "./heading.js";
import { drawing, isStill } from "./marks.js";
import { toPlain } from "./text.js";

/** @import { Axis, DeepPanel, Numbers, Piece, Vector } from "./types.js" */

export class Space {
  /**
   * @param {Element} root
   * @param {DeepPanel} spec
   * @param {number[][]} shapes of the arrays
   */
  constructor(root, spec, shapes) {
    this.spec = spec;
    this.shapes = shapes;
    this.turn = spec.view[0];
    this.tilt = spec.view[1];
    this.box = { width: 0, height: 0, ratio: 1 };
    this.element = html(root, "div", { class: "oc-panel", style: spec.style });
    this.style = getComputedStyle(this.element);
    panelHeading(this.element, spec);
    this.plot = html(this.element, "div", { class: "oc-plot" });
    const label = `${describe(spec)}; a surface that arrow keys or dragging turn`;
    const look = { class: "oc-turn", tabindex: 0, role: "img", "aria-label": label };
    this.canvas = html(this.plot, "canvas", look);
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event));
    this.drawings = spec.marks.map((mark) => drawing(mark, "space"));
    /** @type {{view: string, pieces: Record<number, Piece[]>}} of marks that no control moves */
    this.kept = { view: "", pieces: {} };
    /** @type {[Numbers[], number[]] | null} what was drawn last */
    this.last = null;
  }

  /** Lay the panel out in the room that its plot has. @param {number} zoom */
  fit(zoom) {
    const { clientWidth: wide, clientHeight: high } = this.plot;
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.box = { width: wide / zoom, height: high / zoom, ratio: ratio * zoom };
    Object.assign(this.canvas, { width: wide * ratio, height: high * ratio });
    Object.assign(this.canvas.style, { width: `${wide}px`, height: `${high}px` });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const [turn, tilt] = arrow(event);
    if (!turn && !tilt) return;
    event.preventDefault();
    this.rotate(turn * 0.1, tilt * 0.08);
  }

  /** @param {PointerEvent} event */
  grab(event) {
    if (event.button) return;
    let [x, y] = [event.clientX, event.clientY];
    track(this.canvas, event.pointerId, (e) => {
      this.rotate((e.clientX - x) * 0.01, (e.clientY - y) * 0.008);
      [x, y] = [e.clientX, e.clientY];
    });
  }

  /** @param {number} turn @param {number} tilt */
  rotate(turn, tilt) {
    this.turn += turn;
    this.tilt = Math.max(0.1, Math.min(1.4, this.tilt + tilt));
    if (this.last) this.draw(...this.last);
  }

  /**
   * Unit cube to pixels; the third number grows towards the reader.
   * @param {Vector} at
   * @returns {Vector}
   */
  project([x, y, z]) {
    const { width, height } = this.box;
    const [c, s] = [Math.cos(this.turn), Math.sin(this.turn)];
    const [u, v] = [c * x - s * y, s * x + c * y];
    const size = 0.56 * Math.min(width * 0.95, height * 1.25);
    const up = 0.75 * z * Math.cos(this.tilt) + v * Math.sin(this.tilt);
    const depth = -v * Math.cos(this.tilt) + z * Math.sin(this.tilt);
    return [width * 0.54 + size * u, height * 0.54 - size * up, depth];
  }

  /**
   * Data to the cube [-½, ½]³; beyond the z limits it lies on them, beyond x and y nowhere.
   * @param {number} x
   * @param {number} y
   * @param {number} z
   * @returns {Vector}
   */
  cube(x, y, z) {
    const { spec } = this;
    /** @param {number} share */
    const inside = (share) => (share > -1e-9 && share < 1 + 1e-9 ? share - 0.5 : NaN);
    const up = Math.max(0, Math.min(1, place(spec.z, z)));
    return [inside(place(spec.x, x)), inside(place(spec.y, y)), up - 0.5];
  }

  /** Data to pixels, as `project`. @param {number} x @param {number} y @param {number} z */
  locate(x, y, z) {
    return this.project(this.cube(x, y, z));
  }

  /** A colour of the theme. @param {string} name */
  color(name) {
    return this.style.getPropertyValue(`--oc-${name}`);
  }

  /** @param {Numbers[]} arrays @param {number[]} fixed */
  draw(arrays, fixed) {
    this.last = [arrays, fixed];
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    context.save(); // a line's width must not stay for the next frame
    context.setTransform(this.box.ratio, 0, 0, this.box.ratio, 0, 0);
    context.clearRect(0, 0, this.box.width, this.box.height);
    this.frame(context);
    const pieces = this.spec.marks.flatMap((_, k) => this.piecesOf(k, arrays, fixed));
    pieces.sort((a, b) => a.depth - b.depth);
    for (const piece of pieces) piece.paint(context);
    context.globalAlpha = 0.3; // what a ridge hides shines through
    for (const piece of pieces) if (piece.through) piece.paint(context);
    context.restore();
  }

  /**
   * The pieces of a mark; those of a mark that no control moves are kept until it is turned.
   * @param {number} k
   * @param {Numbers[]} arrays
   * @param {number[]} fixed
   */
  piecesOf(k, arrays, fixed) {
    const mark = this.spec.marks[k];
    const all = () => this.drawings[k](this, mark, (field) => arrays[mark[field]]);
    const make = () => all().filter(({ depth }) => !Number.isNaN(depth));
    if (!isStill(mark, fixed)) return make();
    const view = [this.turn, this.tilt, this.box.width, this.color("deep")].join();
    if (this.kept.view !== view) this.kept = { view, pieces: {} };
    this.kept.pieces[k] ??= make();
    return this.kept.pieces[k];
  }

  /** The floor, and the axes with their ticks and names. @param {CanvasRenderingContext2D} context */
  frame(context) {
    context.strokeStyle = this.color("grid");
    context.fillStyle = this.color("muted");
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "center";
    const floor = FLOOR.map((corner) => this.project(corner));
    outline(context, floor);
    context.stroke();
    const { x, y, z } = this.spec;
    this.axis(context, x, this.nearer([0, 0.5, 0], [0, -0.5, 0]), [1, 0, 0]);
    this.axis(context, y, this.nearer([0.5, 0, 0], [-0.5, 0, 0]), [0, 1, 0]);
    const left = floor.reduce((k, corner, n) => (corner[0] < floor[k][0] ? n : k), 0);
    this.axis(context, { ...z, label: "" }, [FLOOR[left][0], FLOOR[left][1], 0], [0, 0, 1]);
    context.textAlign = "left";
    context.fillText(`↑ ${lowered(z.label)}`, 2, 12);
  }

  /** The one of two sides of the floor that is nearer to the reader. @param {Vector} a @param {Vector} b */
  nearer(a, b) {
    const [x, y] = this.project(a)[2] > this.project(b)[2] ? a : b;
    return /** @type {Vector} */ ([x, y, -0.5]);
  }

  /**
   * An axis through a point: its line, as many ticks as have room, its name, all away from the drawing.
   * @param {CanvasRenderingContext2D} context
   * @param {Axis} axis
   * @param {Vector} through
   * @param {Vector} way
   */
  axis(context, axis, through, way) {
    /** @param {number} at */
    const pixel = (at) =>
      this.project(/** @type {Vector} */ (through.map((each, k) => each + at * way[k])));
    const [from, middle, to] = [-0.5, 0, 0.5].map(pixel);
    const [u, v] = [to[1] - from[1], from[0] - to[0]];
    const length = Math.hypot(u, v) || 1;
    const [x, y] = this.project([0, 0, through[2]]);
    const away = Math.sign(u * (middle[0] - x) + v * (middle[1] - y)) / length;
    /** @param {Vector} at @param {number} far @returns {[number, number]} */
    const out = (at, far) => [at[0] + far * away * u, at[1] + far * away * v];
    line(context, from, to);
    const every = Math.ceil((24 * axis.ticks.length) / length);
    for (const [value, text] of axis.ticks.filter((_, k) => k % every === 0)) {
      const at = pixel(place(axis, value) - 0.5);
      line(context, out(at, 0), out(at, 4));
      this.write(context, raised(text), out(at, 15));
    }
    const name = lowered(axis.label);
    const half = context.measureText(name).width / 2;
    const beside = (axis.ticks.length ? 28 : 12) + Math.abs((half * u) / length);
    this.write(context, name, out(middle, beside));
  }

  /** Write around a place, within the panel. @param {CanvasRenderingContext2D} context @param {string} text @param {[number, number]} at */
  write(context, text, [x, y]) {
    const half = context.measureText(text).width / 2;
    const inside = Math.max(half, Math.min(this.box.width - half, x));
    context.fillText(text, inside, y + 4 + Math.abs(inside - x));
  }
}

/** @param {CanvasRenderingContext2D} context @param {number[]} from @param {number[]} to */
function line(context, from, to) {
  outline(context, [from, to]);
  context.stroke();
}

/**
 * Begin a path around corners in pixels.
 * @param {CanvasRenderingContext2D} context
 * @param {number[][]} corners
 */
export function outline(context, [[x, y], ...corners]) {
  context.beginPath();
  context.moveTo(x, y);
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
}

/** @type {Vector[]} */
const FLOOR = [
  [-0.5, -0.5, -0.5],
  [0.5, -0.5, -0.5],
  [0.5, 0.5, -0.5],
  [-0.5, 0.5, -0.5],
];

/**
 * A label for a canvas, which has no small text: digits stand below the line.
 * @param {string} label
 */
const lowered = (label) => toPlain(label).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[+digit]);

/** A tick's text likewise: an exponent stands above the line. @param {string} text */
const raised = (text) =>
  toPlain(text).replace(/\^.*/, (power) =>
    power.slice(1).replace(/./g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[+sign] ?? "⁻"),
  );
