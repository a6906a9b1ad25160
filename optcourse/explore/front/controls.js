// Native inputs for the controls of an explorer.

import { html } from "./dom.js";
import { radios, sliderRow } from "./sliders.js";
import { escaped, toHTML, toPlain } from "./text.js";

/** @import { ChoiceControl, Control, PointControl } from "./types.js" */

/** A group of radio inputs. */
export class ChoiceRow {
  /** @param {Element} root @param {ChoiceControl} control @param {() => void} changed */
  constructor(root, control, changed) {
    this.control = control;
    const group = html(root, "fieldset", { class: "oc-row oc-choice" });
    this.inputs = radios(group, control, control.options, () => {
      this.setValue(this.value);
      changed();
    });
    this.select = this.addSelect(group, changed);
    this.setValue(control.value);
  }

  /** Where there is no room for rows of buttons, and there are many: a menu. @param {Element} group @param {() => void} changed */
  addSelect(group, changed) {
    const { label, options, many } = this.control;
    if (!many) return null;
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

/** A place in the plane, moved by a handle, or by its two numbers. */
export class PointRow {
  /** @param {Element} root @param {PointControl} control @param {() => void} changed */
  constructor(root, control, changed) {
    this.control = control;
    const box = html(root, "details", { class: "oc-exact" });
    html(box, "summary", {}, toHTML(`${control.label}: exact position`));
    this.inputs = [control.x, control.y].map(([min, max], k) => {
      const label = html(box, "label", {}, toHTML(["across ", "up "][k]));
      const input = html(label, "input", { type: "number", min, max, step: "any" });
      input.addEventListener("change", () => {
        this.setValue(this.inputs.map((each) => each.valueAsNumber));
        changed();
      });
      return input;
    });
    /** @type {[number, number]} */
    this.value = control.value;
    this.setValue(control.value);
  }

  /** @param {any} value */
  setValue(value) {
    const { x, y } = this.control;
    /** @param {number[]} bounds @param {number} v */
    const within = ([low, high], v) => Math.max(low, Math.min(high, v));
    if (value?.length === 2 && value.every(Number.isFinite))
      this.value = [within(x, value[0]), within(y, value[1])];
    this.inputs.forEach((input, k) => {
      input.value = `${+this.value[k].toPrecision(4)}`;
    });
  }
}

/** @param {Control} control @param {Element} box @param {() => void} changed */
export function rowOf(control, box, changed) {
  if (control.kind === "slider") return sliderRow(box, control, changed);
  if (control.kind === "choice") return new ChoiceRow(box, control, changed);
  return new PointRow(box, control, changed);
}
