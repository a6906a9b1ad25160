// Where the frames of an explorer come from: a compiled program, a bank, or a kernel.

import { cut, openBank } from "./bank.js";
import { ChoiceRow } from "./controls.js";
import { fresh } from "./dom.js";
import { SliderRow } from "./sliders.js";

/** @import { PointRow } from "./controls.js" */
/** @import { Model, Numbers, Payload, Scene, Values, Variant } from "./types.js" */
/** @typedef {SliderRow | ChoiceRow | PointRow} Row */
/** @typedef {{spec: Scene, arrays: Numbers[]}} Picture */

/** Name → value of the controls. @param {Row[]} rows @returns {Values} */
export const valuesOf = (rows) =>
  Object.fromEntries(rows.map((row) => [row.control.name, row.value]));

export class Frames {
  /** @param {Payload} payload @param {Model | null} [model] */
  constructor(payload, model) {
    this.payload = payload;
    this.model = model;
    /** @type {Record<string, ReturnType<NonNullable<Variant["make"]>>>} by choices */
    this.compiled = {};
    /** @type {Record<string, Awaited<ReturnType<typeof openBank>>>} by choices */
    this.banks = {};
    /** @type {{text: string, spec: Scene} | null} the layout that a kernel sent last */
    this.asked = null;
    this.close = () => {};
  }

  /** The scene where the controls stand. @param {Row[]} rows @returns {Promise<Picture>} */
  async at(rows) {
    const choices = rows.filter((row) => row instanceof ChoiceRow);
    const key = choices.map((row) => row.position).join(",");
    const variant = this.payload.variants[key];
    if (!variant) return this.ask(valuesOf(rows));
    const { spec, make, bank } = variant;
    if (make) {
      this.compiled[key] ??= make();
      return { spec, arrays: this.compiled[key](valuesOf(rows)) };
    }
    const sliders = rows.filter((row) => row instanceof SliderRow);
    const counts = sliders.map((row) => row.control.count);
    this.banks[key] ??= await openBank(bank ?? [], counts);
    return { spec, arrays: this.banks[key](sliders.map((row) => row.position)) };
  }

  /**
   * Have the kernel compute the frame. Every view of the model hears every answer.
   * @param {Values} values
   */
  async ask(values) {
    const id = fresh();
    const model = /** @type {Model} */ (this.model);
    const [message, data] = await new Promise((resolve) => {
      /** @param {any} message @param {ArrayBufferView[]} [buffers] */
      const listen = (message, buffers) => message.id === id && resolve([message, buffers?.[0]]);
      this.close = () => model.off("msg:custom", listen);
      model.on("msg:custom", listen);
      model.send({ id, values });
    });
    this.close();
    if (message.error) throw new Error(message.error);
    const text = JSON.stringify(message.spec);
    if (text !== this.asked?.text) this.asked = { text, spec: message.spec };
    return { spec: this.asked.spec, arrays: cut(data, message.spec.shapes) };
  }
}
