// Explorers that train: their pictures come one after another while a worker computes them.

import { atWork, here } from "./ways.js";

/** @import { ChoiceRow } from "./controls.js" */
/** @import { Picture, Row } from "./frames.js" */
/** @import { Answer, Job } from "./trainer.js" */
/** @import { Kit, Numbers } from "./types.js" */
/** @import { View } from "./view.js" */
/** @import { Way } from "./ways.js" */

const REMEMBERED = 40; // settings whose last picture is kept
const PATIENCE = 5; // seconds of silence after which a worker counts as dead
const IDLE = 60_000; // milliseconds after which one that has nothing to do gives its memory back

/** The pictures of a view, in place of `Frames`. */
export class Trained {
  /** @param {View} view @param {Kit} kit */
  constructor(view, kit) {
    this.view = view;
    this.kit = kit;
    /** @type {Map<string, Numbers[]>} last pictures, by setting */
    this.seen = new Map();
    this.workers = true;
    /** @type {Way | null} where it trains now */
    this.way = null;
    /** @type {Job | null} what is shown, or will be */
    this.job = null;
    this.shown = 0; // the number of the job whose picture was shown last
    this.done = false;
    /** @type {Picture | undefined} what is to be painted next */
    this.newest = undefined;
    /** @type {number | undefined} the animation frame that paints it */
    this.painting = undefined;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /** Begin to train where the controls stand; pictures come later. @param {Row[]} rows */
  async at(rows) {
    const choices = /** @type {ChoiceRow[]} */ (rows.filter(isChoice));
    const key = choices.map((row) => row.position).join(",");
    const values = this.view.values();
    const id = `${key} ${JSON.stringify(values)}`;
    if (this.job?.id === id) return undefined;
    this.job = { id, key, values, number: (this.job?.number ?? 0) + 1 };
    this.done = false;
    const known = this.seen.get(id) ?? this.view.payload.variants[key].make?.()(values);
    if (!known) return this.start();
    this.way?.run(null);
    this.came({ ...this.job, share: 1, done: true, arrays: known });
    return this.paint();
  }

  start() {
    this.busy(true);
    this.progress(0, false);
    try {
      const train = this.workers ? atWork : here;
      this.way ??= train(this.kit, this.view.payload, (answer) => this.came(answer));
      this.way.run(this.job);
    } catch (error) {
      this.fall(error instanceof Error ? error.message : `${error}`);
    }
  }

  /** Answers must come, second after second of which the device was awake; then there is rest. */
  watch(silent = 0) {
    clearTimeout(this.timer);
    const next = () => (silent < PATIENCE ? this.watch(silent + 1) : this.fall("it fell silent"));
    const rest = () => this.halt();
    this.timer = setTimeout(this.done ? rest : next, this.done ? IDLE : 1000);
  }

  /** While a control is dragged, jobs before the present one show their first pictures. @param {Answer} answer */
  came({ id, key, number, share = 0, done = false, arrays, error }) {
    if (!this.job || number < this.shown) return undefined;
    const mine = number === this.job.number;
    if (error) return mine || !number ? this.fall(error) : undefined;
    if (arrays && (done || !still())) {
      this.newest = { spec: this.view.payload.variants[key].spec, arrays };
      this.shown = number;
    }
    if (mine) this.progress(share, done);
    if (done && arrays) this.remember(id, arrays);
    this.painting ??= requestAnimationFrame(() => this.paint());
  }

  /** @param {number} share @param {boolean} done */
  progress(share, done) {
    this.done = done;
    this.view.root.style.setProperty("--oc-done", `${share}`);
    this.watch();
  }

  /** @param {string} id @param {Numbers[]} arrays */
  remember(id, arrays) {
    this.seen.delete(id); // what was seen last stands last
    this.seen.set(id, arrays);
    if (this.seen.size > REMEMBERED) this.seen.delete([...this.seen.keys()][0]);
  }

  paint() {
    cancelAnimationFrame(this.painting ?? 0);
    this.painting = undefined;
    try {
      this.view.show(this.newest);
    } catch (error) {
      this.view.fail(error instanceof Error ? error.message : `${error}`);
    }
    this.newest = undefined;
    if (this.done) this.busy(false);
  }

  /** Until the last paint; a page that is printed meanwhile shows the stored picture. @param {boolean} on */
  busy(on) {
    const { root, element, payload } = this.view;
    for (const image of element.querySelectorAll(":scope > img")) image.remove();
    if (!on) return root.removeAttribute("aria-busy");
    root.setAttribute("aria-busy", "true");
    const starts = payload.controls.map(({ name, value }) => [name, value]);
    if (JSON.stringify(Object.fromEntries(starts)) !== JSON.stringify(this.view.values())) return;
    for (const image of this.view.stored()) {
      image.loading = "lazy";
      element.append(image);
    }
  }

  /** It failed: train in another way, or let the stored picture stand. @param {string} reason */
  fall(reason) {
    const { workers } = this;
    this.halt();
    this.workers = false;
    if (workers && this.job && !this.done) this.start();
    if (workers) return;
    this.job = null;
    this.busy(false);
    this.view.picture = null; // so that the stored one is shown
    this.view.fail(`Its network cannot be trained here: ${reason}.`);
  }

  /** End the worker, which gives its memory back. */
  halt() {
    clearTimeout(this.timer);
    this.way?.end();
    this.way = null;
  }

  close() {
    this.halt();
    cancelAnimationFrame(this.painting ?? 0);
    this.job = null;
  }
}

/** @param {Row} row */
const isChoice = (row) => row.control.kind === "choice";

/** Who wants no motion sees only the last picture. */
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
