// Play: the positions of a slider that is time, one after another or one by one.

import { assign, button, html } from "./dom.js";
import { escaped, toPlain } from "./text.js";

/** @import { RangeRow } from "./sliders.js" */

const PLAY = "▶";
const PAUSE = "❚❚";
const STEP = "❚▶";
const SPEEDS = ["½×", "1×", "2×", "4×"]; // each twice the one before
let speed = 1; // which of them, for all explorers of a page

export class Run {
  /** @param {RangeRow} row */
  constructor(row) {
    this.row = row;
    /** @type {number | undefined} */
    this.timer = undefined;
    row.box.classList.add("oc-playable");
    const group = html(row.box, "div", { class: "oc-run" });
    const turn = () => (this.timer ? this.stop() : this.play());
    const name = toPlain(row.control.label);
    const play = { class: "oc-play", "aria-label": `Play ${name}`, "aria-pressed": "false" };
    this.button = button(group, PLAY, turn);
    assign(this.button, play);
    const next = button(group, STEP, () => this.step());
    assign(next, { class: "oc-step", "aria-label": `One step of ${name}`, title: "One step" });
    this.inputs = [this.button, next, speedMenu(group)];
    row.input.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      turn();
    });
  }

  /** One position on; after the last comes the first. */
  step() {
    this.stop();
    this.row.set((this.row.position + 1) % this.row.control.count);
    this.row.changed();
  }

  /** Run to the end; for readers who asked for calm, go one step on. */
  play() {
    const { row } = this;
    const { count } = row.control;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.step();
    if (row.position === count - 1) row.set(0);
    this.mark(PAUSE);
    const pause = Math.max(40, Math.min(250, 6000 / count));
    const wait = () => {
      this.timer = setTimeout(next, (2 * pause) / 2 ** speed);
    };
    const next = () => {
      if (row.position >= count - 1 || !row.input.isConnected) return this.stop();
      row.set(row.position + 1);
      row.changed();
      wait();
    };
    wait();
  }

  stop() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.mark(PLAY);
  }

  /** @param {string} sign */
  mark(sign) {
    this.button.replaceChildren(sign);
    this.button.setAttribute("aria-pressed", `${sign === PAUSE}`);
  }
}

/** How fast it runs, here and in every other explorer of the page. @param {Element} group */
function speedMenu(group) {
  const name = "Speed of play";
  const menu = html(group, "select", { class: "oc-speed", "aria-label": name, title: name });
  for (const text of SPEEDS) html(menu, "option", {}, escaped(text));
  menu.selectedIndex = speed;
  menu.addEventListener("change", () => {
    speed = menu.selectedIndex;
    /** @type {NodeListOf<HTMLSelectElement>} */
    const all = document.querySelectorAll(".oc-speed");
    for (const each of all) each.selectedIndex = speed;
  });
  return menu;
}
