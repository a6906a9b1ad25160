// Native inputs for the controls of an explorer.

import { fresh, html } from "./dom.js";
import { escaped, formatNumber, toHTML, toPlain } from "./text.js";

/** @import { ChoiceControl, PointControl, SliderControl } from "./types.js" */

/** @param {SliderControl} control @param {number} position */
function sliderValue({ low, high, step, count, log }, position) {
  if (log) return low * Math.exp((Math.log(high / low) * position) / (count - 1));
  return step ? low + step * position : low + ((high - low) * position) / (count - 1);
}

/**
 * The position of a slider nearest to a value.
 * @param {SliderControl} control
 * @param {number} value
 */
function sliderPosition({ low, high, count, log }, value) {
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const nearest = Math.round(share * (count - 1));
  return Math.max(0, Math.min(count - 1, nearest)) || 0;
}

/** A row with a range input. `set(position)` shows a position; `changed()` is called on input. */
export class SliderRow {
  /** @param {Element} root @param {SliderControl} control @param {() => void} changed */
  constructor(root, control, changed) {
    this.control = control;
    this.changed = changed;
    const id = `oc-input-${fresh()}`;
    const row = html(root, "div", { class: "oc-row oc-slider" });
    html(row, "label", { for: id }, toHTML(control.label));
    const ends = { min: 0, max: control.count - 1, step: 1 };
    this.input = html(row, "input", { type: "range", id, ...ends, "data-control": control.name });
    this.output = html(row, "output", { for: id });
    this.input.addEventListener("input", () => {
      this.stop();
      this.show();
      changed();
    });
    this.output.style.minWidth = `${this.widest() + 0.5}ch`;
    this.button = control.play ? this.addPlay(row) : null;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.set(control.start);
  }

  get position() {
    return +this.input.value;
  }

  get value() {
    return sliderValue(this.control, this.position);
  }

  /** @param {number} position */
  set(position) {
    this.input.value = `${position}`;
    this.show();
  }

  /**
   * Take over a value; like every row, keep its own if there is no such number.
   * @param {any} value
   */
  setValue(value) {
    if (Number.isFinite(value)) this.set(sliderPosition(this.control, value));
  }

  show() {
    const text = this.textAt(this.position);
    this.output.innerHTML = toHTML(text);
    this.input.setAttribute("aria-valuetext", toPlain(text));
    const share = (100 * this.position) / (this.control.count - 1);
    this.input.style.setProperty("--oc-share", `${share}%`);
  }

  /** @param {number} position */
  textAt(position) {
    const { texts, spec, unit } = this.control;
    return texts[position] ?? formatNumber(sliderValue(this.control, position), spec) + unit;
  }

  /** The number of letters of the longest text that it may show. */
  widest() {
    const { texts, count } = this.control;
    const ends = texts.length ? texts : [0, count - 1].map((k) => this.textAt(k));
    return Math.max(...ends.map((text) => toPlain(text).length));
  }

  /** @param {Element} row */
  addPlay(row) {
    row.classList.add("oc-playable");
    const label = `Play ${toPlain(this.control.label)}`;
    const look = { type: "button", class: "oc-play", "aria-label": label };
    const button = html(row, "button", look, PLAY);
    button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    return button;
  }

  play() {
    if (this.position === this.control.count - 1) this.set(0);
    if (this.button) this.button.innerHTML = PAUSE;
    const pause = Math.max(40, Math.min(250, 6000 / this.control.count));
    this.timer = setInterval(() => {
      if (this.position >= this.control.count - 1 || !this.input.isConnected) return this.stop();
      this.set(this.position + 1);
      this.changed();
    }, pause);
  }

  stop() {
    if (!this.timer || !this.button) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.button.innerHTML = PLAY;
  }
}

const PLAY = "▶";
const PAUSE = "❚❚";

const ROOM = 600; // pixels that two rows of buttons have on a phone

/** A group of radio inputs. */
export class ChoiceRow {
  /** @param {Element} root @param {ChoiceControl} control @param {() => void} changed */
  constructor(root, control, changed) {
    this.control = control;
    const group = html(root, "fieldset", { class: "oc-row oc-choice" });
    html(group, "legend", {}, toHTML(control.label));
    const name = `oc-input-${fresh()}`;
    const box = html(group, "div");
    this.inputs = control.options.map(([value, label]) => {
      const option = html(box, "label");
      const look = { type: "radio", name, value, "data-control": control.name };
      const input = html(option, "input", look);
      html(option, "span", {}, toHTML(label));
      input.addEventListener("change", () => {
        this.setValue(value);
        changed();
      });
      return input;
    });
    this.select = this.addSelect(group, changed);
    this.setValue(control.value);
  }

  /** Where there is no room for rows of buttons, and there are many: a menu. @param {Element} group @param {() => void} changed */
  addSelect(group, changed) {
    const { label, options } = this.control;
    const wide = options.reduce((sum, [, text]) => sum + 7 * toPlain(text).length + 38, 0);
    if (wide <= ROOM) return null;
    group.classList.add("oc-many");
    const select = html(group, "select", { "aria-label": toPlain(label) });
    for (const [value, text] of options) html(select, "option", { value }, escaped(toPlain(text)));
    select.addEventListener("change", () => {
      this.setValue(select.value);
      changed();
    });
    return select;
  }

  get position() {
    return this.inputs.findIndex((input) => input.checked);
  }

  get value() {
    return this.control.options[this.position][0];
  }

  /** @param {any} value */
  setValue(value) {
    const chosen = this.inputs.find((input) => input.value === value);
    if (chosen) chosen.checked = true;
    if (chosen && this.select) this.select.value = value;
  }
}

/** A place in the plane, moved by a handle: it has no input of its own. */
export class PointRow {
  /** @param {Element} _ @param {PointControl} control */
  constructor(_, control) {
    this.control = control;
    /** @type {[number, number]} */
    this.value = control.value;
    this.setValue(control.value);
  }

  /** @param {any} value */
  setValue(value) {
    if (value?.length !== 2 || !value.every(Number.isFinite)) return;
    const { x, y } = this.control;
    /** @param {number[]} bounds @param {number} v */
    const within = ([low, high], v) => Math.max(low, Math.min(high, v));
    this.value = [within(x, value[0]), within(y, value[1])];
  }
}
