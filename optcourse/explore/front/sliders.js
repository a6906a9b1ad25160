// Numbers that the reader sets: by a slider, or where there are few of them by a button for each.

import { fresh, html } from "./dom.js";
import { Run } from "./run.js";
import { formatNumber, toHTML, toPlain } from "./text.js";

/** @import { SliderControl, Values } from "./types.js" */

/** @param {SliderControl} control @param {number} position */
export function sliderValue({ low, high, step, count, log }, position) {
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

/** A control among positions. `set(position)` shows one; `changed()` is called on input. */
export class SliderRow {
  /** @param {SliderControl} control @param {Element} box */
  constructor(control, box) {
    this.control = control;
    this.box = box;
    /** @type {(HTMLInputElement | HTMLButtonElement | HTMLSelectElement)[]} */
    this.inputs = [];
    if (control.why) html(box, "span", { class: "oc-why" }, toHTML(control.why));
  }

  get position() {
    return 0;
  }

  get value() {
    return sliderValue(this.control, this.position);
  }

  /** @param {number} _ position */
  set(_) {}

  stop() {}

  /**
   * Take over a value; like every row, keep its own if there is no such number.
   * @param {any} value
   */
  setValue(value) {
    if (Number.isFinite(value)) this.set(sliderPosition(this.control, value));
  }

  /** @param {number} position */
  textAt(position) {
    const { texts, spec, unit } = this.control;
    return texts[position] ?? formatNumber(sliderValue(this.control, position), spec) + unit;
  }

  /** Where the choices leave it no effect it is disabled, and says why. @param {Values} values */
  heed(values) {
    const dead = Object.entries(this.control.off ?? {});
    const off = dead.some(([name, options]) => options.includes(`${values[name]}`));
    this.box.classList.toggle("oc-off", off);
    for (const input of this.inputs) input.disabled = off;
  }
}

/** A button for each position. */
class FewRow extends SliderRow {
  /** @param {Element} root @param {SliderControl} control @param {() => void} changed */
  constructor(root, control, changed) {
    super(control, html(root, "fieldset", { class: "oc-row oc-choice oc-few" }));
    this.radios = this.inputs = radios(this.box, control, control.options ?? [], changed);
    this.set(control.start);
  }

  get position() {
    return this.radios.findIndex((input) => input.checked);
  }

  /** @param {number} position */
  set(position) {
    this.radios[position].checked = true;
  }
}

/** A range input, and where it is time a button that runs through it. */
export class RangeRow extends SliderRow {
  /** @param {Element} root @param {SliderControl} control @param {() => void} changed */
  constructor(root, control, changed) {
    super(control, html(root, "div", { class: "oc-row oc-slider" }));
    this.changed = changed;
    const { box } = this;
    const id = `oc-input-${fresh()}`;
    html(box, "label", { for: id }, toHTML(control.label));
    const ends = { min: 0, max: control.count - 1, step: 1 };
    this.input = html(box, "input", { type: "range", id, ...ends, "data-control": control.name });
    const quiet = { for: id, role: "presentation" }; // the slider itself is heard
    this.output = html(box, "output", quiet);
    this.input.addEventListener("input", () => {
      this.stop();
      this.show();
      changed();
    });
    this.output.style.minWidth = `${control.wide}ch`;
    this.run = control.play ? new Run(this) : null;
    this.inputs = [this.input, ...(this.run?.inputs ?? [])];
    this.set(control.start);
  }

  get position() {
    return +this.input.value;
  }

  /** @param {number} position */
  set(position) {
    this.input.value = `${position}`;
    this.show();
  }

  show() {
    const text = this.textAt(this.position);
    this.output.innerHTML = toHTML(text);
    this.input.setAttribute("aria-valuetext", toPlain(text));
    const share = (100 * this.position) / (this.control.count - 1);
    this.input.style.setProperty("--oc-share", `${share}%`);
  }

  stop() {
    this.run?.stop();
  }
}

/** @param {Element} root @param {SliderControl} control @param {() => void} changed */
export const sliderRow = (root, control, changed) =>
  new (control.options ? FewRow : RangeRow)(root, control, changed);

/**
 * Radio inputs in a fieldset, and what they choose among.
 * @param {Element} group
 * @param {{name: string, label: string}} control
 * @param {[string, string][]} options value and label of each
 * @param {() => void} changed
 */
export function radios(group, control, options, changed) {
  html(group, "legend", {}, toHTML(control.label));
  const name = `oc-input-${fresh()}`;
  const box = html(group, "div");
  return options.map(([value, label]) => {
    const option = html(box, "label");
    const look = { type: "radio", name, value, "data-control": control.name };
    const input = html(option, "input", look);
    html(option, "span", {}, toHTML(label));
    input.addEventListener("change", changed);
    return input;
  });
}
