// An explorer in an element of the page.

import { rowOf } from "./controls.js";
import { assign, fresh, html, keepArrowKeys, levelOf, stored } from "./dom.js";
import { follow } from "./follow.js";
import { Frames, valuesOf } from "./frames.js";
import { Moves } from "./moves.js";
import { Plane } from "./plane.js";
import { SliderRow } from "./sliders.js";
import { Space } from "./space.js";
import { escaped, fill, numbersOf, toHTML, toPlain } from "./text.js";
import { Voice } from "./voice.js";

/** @import { PointRow } from "./controls.js" */
/** @import { Picture, Row } from "./frames.js" */
/** @import { Model, Payload, Scene, Source, Values } from "./types.js" */

const TYPE = 15; // pixels of the type for which all is drawn; larger type enlarges all

export class View {
  /** @param {HTMLElement} element @param {Payload} payload @param {Model | null} [model] */
  constructor(element, payload, model) {
    this.element = element;
    this.payload = payload;
    this.model = model;
    /** @type {Scene | null} the scene whose panels are built */
    this.spec = null;
    /** @type {Picture | null} what was drawn last */
    this.picture = null;
    /** @type {(Plane | Space)[]} */
    this.planes = [];
    /** @type {Source} */
    this.frames = payload.data ? optcourse.trained(this) : new Frames(payload, model);
    this.size = "";
    this.again = false;
    /** @type {number | undefined} the animation frame that will draw */
    this.waiting = undefined;
    // what held the place stays until there is a drawing
    element.replaceChildren(...element.querySelectorAll(".oc-ghost"));
    const look = { class: "oc", "data-state": "loading", "aria-label": toPlain(payload.title) };
    this.root = html(element, "section", look);
    this.root.addEventListener("focusin", keepArrowKeys);
    const title = { class: "oc-title", role: "heading", "aria-level": levelOf(element) };
    html(this.root, "p", title, toHTML(payload.title));
    if (payload.question) html(this.root, "p", { class: "oc-question" }, toHTML(payload.question));
    const drawings = { class: "oc-panels", role: "group", "aria-label": "Drawings" };
    this.panels = html(this.root, "div", drawings);
    /** @type {Row[]} */
    this.rows = [];
    if (payload.error) {
      this.fail(payload.error);
      return;
    }
    const box = html(this.root, "div", { class: "oc-controls" });
    const changed = () => this.changed();
    this.rows = this.payload.controls.map((control) => rowOf(control, box, changed));
    const said = html(this.root, "div", { class: "oc-said" });
    this.readout = html(said, "p", { class: "oc-readout", id: `oc-readout-${fresh()}` });
    this.voice = new Voice(this, this.readout);
    const hidden = { class: "oc-longest", "aria-hidden": "true" };
    this.longest = html(said, "p", hidden, toHTML(payload.longest ?? ""));
    this.unfollow = follow(this);
    this.take(model?.get("values"));
    this.moves = new Moves(this, box);
    this.changed();
  }

  /** @param {string} name */
  row(name) {
    const found = this.rows.find((row) => row.control.name === name);
    if (!found) throw new Error(`There is no control ${name}.`);
    return found;
  }

  // What handles may do.
  /** @param {string} name @param {unknown} value */
  setControl(name, value) {
    this.row(name).setValue(value);
    this.changed();
  }

  /** @param {string} name of a slider @param {number} steps */
  nudge(name, steps) {
    const row = /** @type {SliderRow} */ (this.row(name));
    row.set(Math.max(0, Math.min(row.control.count - 1, row.position + steps)));
    this.changed();
  }

  /** @param {string} name of a point */
  pointOf(name) {
    return /** @type {PointRow} */ (this.row(name)).value;
  }

  values() {
    return valuesOf(this.rows);
  }

  /** Redraw with the next paint; while a kernel still computes a frame, once more after it. */
  changed() {
    this.again = true;
    this.moves?.noticed();
    this.heed();
    this.share();
    this.waiting ??= requestAnimationFrame(async () => {
      this.again = false;
      await this.update().catch((error) => this.fail(error.message));
      this.waiting = undefined;
      if (this.again) this.changed();
    });
  }

  /** Some sliders hang on choices. */
  heed() {
    const values = this.values();
    for (const row of this.rows) if (row instanceof SliderRow) row.heed(values);
  }

  /** Tell the kernel, if there is one, where the controls stand. */
  share() {
    if (!this.model) return;
    clearTimeout(this.sharing);
    this.sharing = setTimeout(() => {
      this.model?.set("values", this.values());
      this.model?.save_changes();
    }, 150);
  }

  async update() {
    this.show(await this.frames.at(this.rows));
  }

  /** @param {Picture | undefined} picture none of what trains: it comes later */
  show(picture) {
    if (!picture) return;
    this.picture = picture;
    if (picture.spec !== this.spec) this.build(picture.spec);
    this.paint();
  }

  /** @param {Scene} spec */
  build(spec) {
    this.spec = spec;
    this.root.querySelector(".oc-error")?.remove();
    this.panels.replaceChildren();
    this.planes = spec.panels.map((panel) =>
      "z" in panel
        ? new Space(this.panels, panel, spec.shapes)
        : new Plane(this.panels, panel, spec.shapes, this),
    );
    assign(this.panels, { "data-panels": spec.panels.length, style: spec.columns });
    this.layout();
  }

  /** The room of the panels, by which one knows whether it has changed; none while out of sight. */
  roomNow() {
    const { clientWidth, clientHeight } = this.panels;
    return clientWidth && `${clientWidth} ${clientHeight}`;
  }

  layout() {
    this.size = this.roomNow() || "";
    const { panels } = this;
    const scrolls = getComputedStyle(panels).overflowX !== "visible"; // side by side on a phone
    if (scrolls && panels.scrollWidth > panels.clientWidth) panels.tabIndex = 0;
    else panels.removeAttribute("tabindex");
    if (!this.size || !this.spec) return; // out of sight, or failed
    const zoom = Number.parseFloat(getComputedStyle(this.root).fontSize) / TYPE;
    for (const plane of this.planes) plane.fit(zoom);
  }

  paint() {
    if (!this.size || !this.spec || !this.picture || !this.readout) return;
    const { spec, arrays } = this.picture;
    for (const plane of this.planes) plane.draw(arrays, spec.fixed);
    const shown = spec.readouts.filter((line) => line.when == null || arrays[line.when][0]);
    this.readout.innerHTML = shown
      .map(({ tone, text, values }) => {
        const told = toHTML(fill(text, numbersOf(values, arrays)));
        return `<span class="oc-${tone}">${told}</span>`;
      })
      .join(" ");
    this.keepRoom(this.readout);
    this.voice?.drawn();
    this.ready("ready");
  }

  /** What stands below a readout does not jump: there is room for the longest. @param {Element} readout */
  keepRoom({ innerHTML, textContent }) {
    if ((textContent ?? "").length <= (this.longest?.textContent ?? "").length) return;
    if (this.longest) this.longest.innerHTML = innerHTML;
  }

  /** @param {string} state */
  ready(state) {
    this.root.dataset.state = state;
    for (const ghost of this.element.querySelectorAll(".oc-ghost")) ghost.remove();
  }

  /** Lay out and draw everything again: the page is wider, narrower or sharper. */
  relayout() {
    if (!this.picture || !this.readout) return;
    this.layout();
    this.paint();
  }

  /** Draw everything again, in the colours that hold now. */
  redraw() {
    for (const plane of this.planes) if (plane instanceof Plane) plane.drawn.clear();
    if (this.picture) this.paint();
  }

  /** Stop all that would go on after the explorer is gone. */
  close() {
    this.unfollow?.();
    this.frames.close();
    this.moves?.close();
    clearTimeout(this.sharing);
    clearTimeout(this.voice?.timer);
    if (this.waiting) cancelAnimationFrame(this.waiting);
    for (const row of this.rows) if (row instanceof SliderRow) row.stop();
  }

  /** Take over values that the kernel set. @param {Values} values */
  adopt(values) {
    if (JSON.stringify(values) === JSON.stringify(this.values())) return;
    this.take(values);
    this.changed();
  }

  /** A text or an array names no values, though it has a `length`. @param {Values} [values] */
  take(values) {
    const named = typeof values === "object" && !Array.isArray(values) ? values : null;
    for (const row of this.rows) row.setValue(named?.[row.control.name]);
  }

  /**
   * Show a message in place of the drawing, and the page's own picture if nothing was drawn.
   * @param {string} message
   */
  fail(message) {
    this.spec = null;
    this.planes = [];
    this.readout?.replaceChildren();
    this.panels.replaceChildren();
    const look = { class: "oc-error", role: "alert" };
    html(this.panels, "p", look, escaped(`This explorer cannot be drawn. ${message}`));
    if (!this.picture) this.panels.append(...this.stored());
    this.ready("error");
  }

  /** The page's own picture, if there is one. */
  stored() {
    return stored(this.element);
  }
}
