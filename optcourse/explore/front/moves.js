// Where an explorer is led: to its presets, back by undo, to its start, to a setting of an address.

import { copyLink, queryOf, valuesFrom } from "./address.js";
import { PointRow } from "./controls.js";
import { button, html } from "./dom.js";
import { Full } from "./full.js";
import { SliderRow } from "./sliders.js";

/** @import { Values } from "./types.js" */
/** @import { View } from "./view.js" */

const PACE = 400; // milliseconds that a led move takes: one sees what moves
const REST = 600; // without a change for so long, a move is over: one step of undo
const REMEMBERED = 100;
const ROW = ".oc-row, .oc-exact";

export class Moves {
  /** @param {View} view @param {Element} box of the controls */
  constructor(view, box) {
    this.view = view;
    /** The setting before the move that is under way, as text. */
    this.now = this.setting();
    /** @type {string[]} the settings before it */
    this.past = [];
    /** @type {(query: string) => void} what is told of a setting when a move is over */
    this.heard = () => {};
    /** @type {number | undefined} */
    this.settling = undefined;
    /** @type {number | undefined} the animation frame of a led move */
    this.leading = undefined;
    /** @type {Values} where it leads */
    this.aim = {};
    this.presets = this.addPresets(box);
    const foot = html(view.root, "div", { class: "oc-foot" });
    this.undone = button(foot, "Undo", () => this.undo());
    button(foot, "Reset", () => this.to({})).classList.add("oc-reset");
    this.link = button(foot, "Copy link", () => copyLink(this.link, view));
    this.link.hidden = true;
    this.full = new Full(view, foot);
    for (const name of ["input", "pointerdown"])
      view.root.addEventListener(name, (event) => this.halt(event), { capture: true });
    this.show();
  }

  /** @param {Element} box */
  addPresets(box) {
    const presets = this.view.payload.presets ?? [];
    if (!presets.length) return [];
    const look = { class: "oc-presets", role: "group", "aria-label": "Settings" };
    const group = html(box, "div", look);
    return presets.map(([name, values]) => {
      const element = button(group, name, () => this.to(values));
      return { element, values };
    });
  }

  setting() {
    return JSON.stringify(this.view.values());
  }

  /** A control has changed: the first change of a move can be undone. */
  noticed() {
    if (this.setting() === this.now && !this.settling) return;
    if (!this.settling) this.past = [...this.past.slice(1 - REMEMBERED), this.now];
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), REST);
    this.view.root.dataset.moving = "";
    this.show();
  }

  settle() {
    clearTimeout(this.settling);
    this.settling = undefined;
    delete this.view.root.dataset.moving;
    this.now = this.setting();
    if (this.past.at(-1) === this.now) this.past.pop();
    this.show();
    this.heard(queryOf(this.view.rows));
  }

  undo() {
    this.halt();
    if (this.settling) this.settle();
    const before = this.past.pop();
    if (before === undefined) return;
    this.now = before; // the way back is no move of its own
    this.lead(JSON.parse(before), () => this.settle());
  }

  /** Lead the controls to a setting: what it does not name, to its start. @param {Values} values */
  to(values) {
    this.halt();
    if (this.settling) this.settle();
    this.lead(this.whole(values), () => this.settle());
  }

  /**
   * Show the setting of an address; at once, and with nothing to undo, when a page opens with it.
   * @param {string} query
   * @param {boolean} [led]
   */
  go(query, led) {
    const [setting, full] = query.split("~");
    const values = valuesFrom(setting, this.view.rows);
    if (full === "full") this.full.show(true);
    if (led) return this.to(values);
    this.view.take(this.whole(values));
    this.now = this.setting();
    this.view.changed();
    this.show();
  }

  /** In a page that has an address: who is told of the settings. @param {(query: string) => void} heard */
  inPage(heard) {
    this.heard = heard;
    this.link.hidden = false;
  }

  /** @param {Values} values */
  whole(values) {
    const starts = this.view.rows.map(({ control }) => [control.name, control.value]);
    return { ...Object.fromEntries(starts), ...values };
  }

  /** @param {Values} values of all controls @param {() => void} arrived */
  lead(values, arrived) {
    const { view } = this;
    for (const row of view.rows) if (row instanceof SliderRow) row.stop();
    const before = view.rows.map((row) => ({ row, from: placeOf(row) }));
    this.aim = values;
    view.take(values);
    const ways = before.map(({ row, from }) => ({ row, from, to: placeOf(row) }));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const begun = performance.now();
    view.root.dataset.moving = "";
    const step = () => {
      const t = still ? 1 : Math.min(1, (performance.now() - begun) / PACE);
      for (const way of ways) shift(way, t * t * (3 - 2 * t));
      if (t === 1) view.take(values);
      view.changed();
      this.leading = t < 1 ? requestAnimationFrame(step) : undefined;
      if (t === 1) arrived();
    };
    step();
  }

  /** End a led move at its aim; what the reader takes meanwhile is the reader's. @param {Event} [event] */
  halt(event) {
    const { view } = this;
    if (this.leading) {
      cancelAnimationFrame(this.leading);
      const touched = /** @type {Element | undefined} */ (event?.target)?.closest(ROW);
      for (const row of view.rows)
        if (!touched?.contains(row.inputs[0])) row.setValue(this.aim[row.control.name]);
      view.changed();
    }
    if (!this.settling) delete view.root.dataset.moving;
    this.leading = undefined;
  }

  show() {
    const now = this.setting();
    this.undone.disabled = !this.past.length;
    for (const { element, values } of this.presets)
      element.setAttribute("aria-pressed", `${this.isAt(now, values)}`);
  }

  /** @param {string} now @param {Values} values */
  isAt(now, values) {
    const { view } = this;
    const shown = JSON.parse(now);
    const wanted = this.whole(values);
    return view.rows.every(({ control: { name } }) => same(shown[name], wanted[name]));
  }

  close() {
    this.halt();
    this.full.close();
    clearTimeout(this.settling);
  }
}

/** What of a control moves evenly: a slider's position, a point's place. @param {unknown} row */
const placeOf = (row) =>
  row instanceof SliderRow ? [row.position] : row instanceof PointRow ? row.value : null;

/** @param {{row: unknown, from: number[] | null, to: number[] | null}} way @param {number} share */
function shift({ row, from, to }, share) {
  if (!from || !to) return;
  const at = from.map((value, k) => value + share * (to[k] - value));
  if (row instanceof SliderRow) row.set(Math.round(at[0]));
  if (row instanceof PointRow) row.setValue(at);
}

/** @param {any} a @param {any} b @returns {boolean} */
function same(a, b) {
  if (typeof a === "number") return Math.abs(a - b) <= 1e-9 * Math.abs(a) + 1e-15;
  return Array.isArray(a) ? a.every((value, k) => same(value, b[k])) : a === b;
}
