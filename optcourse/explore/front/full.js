// An explorer alone on the screen, as a lecture shows it: large type, presets by number.

import { button } from "./dom.js";

/** @import { View } from "./view.js" */

const TYPED = "input:not([type=range],[type=radio]),textarea,select,[contenteditable]";

/** @type {Full | undefined} the one that fills the screen */
let filling;

export class Full {
  /** @param {View} view @param {Element} foot */
  constructor(view, foot) {
    this.view = view;
    this.over = new AbortController();
    const { signal } = this.over;
    this.button = button(foot, "", () => this.show(filling !== this));
    this.name();
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    const left = () => document.fullscreenElement || this.show(false);
    document.addEventListener("fullscreenchange", left, { signal });
  }

  name() {
    this.button.textContent = filling === this ? "Leave full screen" : "⤢ Full screen";
  }

  /** f: on and off; r: back to the start; Escape: off; a number: the preset of this number. @param {KeyboardEvent} event */
  key(event) {
    const { target, key } = event;
    const typed = target instanceof Element && target.closest(TYPED);
    if (typed || event.ctrlKey || event.metaKey || event.altKey) return;
    const on = filling === this;
    const near = on || (target instanceof Node && this.view.root.contains(target));
    if (near && key === "f") this.show(!on);
    else if (near && key === "r") this.view.moves?.to({});
    else if (on && key === "Escape") this.show(false);
    else if (on && +key) this.view.moves?.presets[+key - 1]?.element.click();
    else return;
    event.preventDefault();
  }

  /** Fill the screen, in place of another explorer that does, or leave it. @param {boolean} on */
  async show(on) {
    if (on === (filling === this)) return;
    const fresh = !filling;
    filling?.leave();
    if (!on) return document.fullscreenElement && document.exitFullscreen();
    const { root, element } = this.view;
    filling = this;
    element.style.minHeight = `${element.offsetHeight}px`; // the page keeps its place
    root.classList.add("oc-full");
    this.tell();
    // a browser may have no full screen, or refuse it, as to a page that was opened so: then the
    // explorer fills the window
    if (fresh && navigator.userActivation?.isActive !== false)
      await document.documentElement.requestFullscreen?.().catch(() => {});
    if (filling !== this || !root.showPopover) return;
    root.popover = "manual"; // above whatever the page holds
    root.showPopover();
  }

  leave() {
    const { root, element } = this.view;
    filling = undefined;
    root.classList.remove("oc-full");
    root.popover = null;
    element.style.minHeight = "";
    this.tell();
  }

  /** Whoever leads a lecture hears which explorer fills the screen. */
  tell() {
    this.name();
    const detail = { view: this.view, on: filling === this };
    this.view.root.dispatchEvent(new CustomEvent("oc-full", { bubbles: true, detail }));
  }

  close() {
    this.show(false);
    this.over.abort();
  }
}
