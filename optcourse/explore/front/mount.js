// What others call: anywidget in a notebook, host.js in a built page.

import { stored } from "./dom.js";
import { View } from "./view.js";

/** @import { Model, Payload } from "./types.js" */

/**
 * Show an explorer in `element`.
 * @param {HTMLElement} element
 * @param {Payload} payload what Explorer.payload describes
 * @param {Model | null} [model]
 */
function mount(element, payload, model) {
  return new View(element, payload, model);
}

/**
 * The entry point of anywidget: the payload is a module made from the model's text.
 * @param {{model: Model, el: HTMLElement}} widget
 */
async function render({ model, el }) {
  /** @type {View | undefined} */
  let view;
  const open = async () => {
    const text = `export default ${model.get("_payload")}`;
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const { default: payload } = await import(url);
    URL.revokeObjectURL(url);
    view?.close();
    view = mount(el, payload, model);
  };
  model.on("change:_payload", open);
  await open();
  return () => {
    model.off("change:_payload", open);
    view?.close();
  };
}

export default { render, mount, stored };
