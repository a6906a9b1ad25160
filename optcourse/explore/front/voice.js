// What is said to readers who listen: once, when an explorer has come to rest.

import { html } from "./dom.js";

/** @import { View } from "./view.js" */

const CALM = 500; // milliseconds without a change

export class Voice {
  /** @param {View} view @param {HTMLElement} readout */
  constructor(view, readout) {
    this.view = view;
    this.readout = readout;
    this.live = html(view.root, "p", { class: "oc-heard", role: "status" });
    /** @type {string | null} what was read last; what a page opens with is not announced */
    this.told = null;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /** Something was drawn. */
  drawn() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), CALM);
  }

  tell() {
    for (const plane of this.view.planes) if ("ask" in plane) plane.ask.describe();
    const text = this.readout.textContent;
    if (this.told != null && this.told !== text) this.live.textContent = text;
    this.told = text;
  }
}
