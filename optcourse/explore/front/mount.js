// An explorer in an element of the page.

class View {
  constructor(element, payload, model) {
    Object.assign(this, { element, payload, model, spec: null, planes: [], frames: {} });
    element.innerHTML = "";
    this.root = add(element, "section", { class: "oc", "data-state": "loading", "aria-label": toPlain(payload.title) });
    // JupyterLab leaves the arrow keys to what has this attribute itself.
    this.root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
    const top = add(this.root, "div", { class: "oc-top" });
    add(top, "p", { class: "oc-title" }, toHTML(payload.title));
    if (payload.question) add(this.root, "p", { class: "oc-question" }, toHTML(payload.question));
    this.panels = add(this.root, "div", { class: "oc-panels" });
    if (payload.error) return this.fail(payload.error);
    this.controls(top);
    this.readout = add(this.root, "p", { class: "oc-readout", "aria-live": "polite" });
    this.unfollow = follow(this);
    this.take(model?.get("values"));
    this.changed();
  }

  controls(top) {
    const box = add(this.root, "div", { class: "oc-controls" });
    const changed = () => this.changed();
    this.rows = this.payload.controls.map((control) => new ROWS[control.kind](box, control, changed));
    const reset = add(top, "button", { type: "button", class: "oc-reset" }, "Reset");
    reset.addEventListener("click", () => {
      this.rows.forEach((row) => {
        row.stop?.();
        row.setValue(row.control.value);
      });
      changed();
    });
  }

  row(name) {
    return this.rows.find((row) => row.control.name === name);
  }

  // What handles may do.
  setControl(name, value) {
    this.row(name).setValue(value);
    this.changed();
  }

  nudge(name, steps) {
    const row = this.row(name);
    row.set(Math.max(0, Math.min(row.control.count - 1, row.position + steps)));
    this.changed();
  }

  labelOf(name) {
    return this.row(name).control.label;
  }

  values() {
    return Object.fromEntries(this.rows.map((row) => [row.control.name, row.value]));
  }

  /** Redraw with the next paint; while a kernel still computes a frame, once more after it. */
  changed() {
    this.again = true;
    this.share();
    this.waiting ??= requestAnimationFrame(async () => {
      this.again = false;
      await this.update().catch((error) => this.fail(error.message));
      this.waiting = null;
      if (this.again) this.changed();
    });
  }

  /** Tell the kernel, if there is one, where the controls stand. */
  share() {
    if (!this.model) return;
    clearTimeout(this.sharing);
    this.sharing = setTimeout(() => {
      this.model.set("values", this.values());
      this.model.save_changes();
    }, 150);
  }

  async update() {
    this.picture = await this.frame();
    if (this.picture.spec !== this.spec) this.build(this.picture.spec);
    this.paint();
  }

  /** The scene at the present controls: {spec, arrays}. */
  async frame() {
    const choices = this.rows.filter((row) => row.control.kind === "choice");
    const key = choices.map((row) => row.position).join(",");
    const variant = this.payload.variants[key];
    if (!variant) return this.ask();
    const sliders = this.rows.filter((row) => row.control.kind === "slider");
    this.frames[key] ??= variant.make
      ? variant.make()
      : await openBank(variant.bank, sliders.map((row) => row.control.count));
    const arrays = this.frames[key](variant.make ? this.values() : sliders.map((row) => row.position));
    return { spec: variant.spec, arrays };
  }

  /** Have the kernel compute the frame. Every view of the model hears every answer. */
  async ask() {
    const id = fresh();
    const [message, data] = await new Promise((resolve) => {
      const listen = (message, buffers) => message.id === id && resolve([message, buffers?.[0]]);
      this.unlisten = () => this.model.off("msg:custom", listen);
      this.model.on("msg:custom", listen);
      this.model.send({ id, values: this.values() });
    });
    this.unlisten();
    if (message.error) throw new Error(message.error);
    const text = JSON.stringify(message.spec);
    if (text !== this.specText) [this.specText, this.asking] = [text, message.spec];
    return { spec: this.asking, arrays: cut(data, message.spec.shapes) };
  }

  build(spec) {
    this.spec = spec;
    this.root.querySelector(".oc-error")?.remove();
    this.panels.replaceChildren();
    this.planes = spec.panels.map((panel) => new (panel.z ? Space : Plane)(this.panels, panel, spec.shapes, this));
    this.layout();
  }

  /** Panels side by side where there is room, else one below another. */
  layout() {
    const width = (this.width = this.panels.clientWidth), count = this.planes.length;
    if (!width || !count) return; // out of sight, or failed
    const narrow = this.panels.classList.toggle("oc-narrow", width / count < 210);
    const widths = this.planes.map((plane) => Math.floor(plane.plot.clientWidth));
    const heights = this.planes.map((plane, k) => plane.natural(widths[k]));
    const rigid = heights.filter((_, k) => this.planes[k].rigid);
    const row = rigid.length ? Math.max(...rigid) : Math.min(...heights);
    this.planes.forEach((plane, k) => plane.resize(widths[k], narrow || plane.rigid ? heights[k] : row));
  }

  paint() {
    if (!this.width || !this.spec) return;
    const { spec, arrays } = this.picture;
    this.planes.forEach((plane) => plane.draw(arrays, spec.fixed));
    const shown = spec.readouts.filter((line) => line.when == null || arrays[line.when][0]);
    this.readout.innerHTML = shown.map((line) => {
      const numbers = Object.fromEntries(Object.entries(line.values).map(([name, slot]) => [name, arrays[slot][0]]));
      return `<span class="oc-${line.tone}">${toHTML(fill(line.text, numbers))}</span>`;
    }).join(" ");
    this.keepHeight();
    this.root.dataset.state = "ready";
  }

  /** The line of readouts never shrinks, so that what stands below does not jump. */
  keepHeight() {
    const height = this.readout.offsetHeight;
    if (height > (this.tallest || 0)) this.readout.style.minHeight = `${(this.tallest = height)}px`;
  }

  /** Lay out and draw everything again: the page is wider, narrower or sharper. */
  relayout() {
    if (!this.picture) return;
    this.tallest = 0;
    this.readout.style.minHeight = "";
    this.layout();
    this.paint();
  }

  /** Draw everything again, in the colours that hold now. */
  redraw() {
    this.planes.forEach((plane) => plane.drawn?.clear());
    if (this.picture) this.paint();
  }

  /** Stop all that would go on after the explorer is gone. */
  close() {
    this.unfollow?.();
    this.unlisten?.();
    clearTimeout(this.sharing);
    cancelAnimationFrame(this.waiting);
    this.rows?.forEach((row) => row.stop?.());
  }

  /** Take over values that the kernel set. */
  adopt(values) {
    if (JSON.stringify(values) === JSON.stringify(this.values())) return;
    this.take(values);
    this.changed();
  }

  take(values) {
    this.rows.forEach((row) => row.setValue(values?.[row.control.name]));
  }

  /** Show a message in place of the drawing, and the page's own picture if nothing was drawn. */
  fail(message) {
    Object.assign(this, { spec: null, planes: [] });
    this.readout?.replaceChildren();
    this.panels.replaceChildren();
    add(this.panels, "p", { class: "oc-error", role: "alert" }, escape(`This explorer cannot be drawn. ${message}`));
    if (!this.picture) this.panels.append(...stored(this.element));
    this.root.dataset.state = "error";
  }
}

/** The picture that a built page holds beside an explorer's place, for readers without scripts. */
function stored(place) {
  const beside = place.nextElementSibling;
  if (beside?.localName !== "noscript") return [];
  return new DOMParser().parseFromString(beside.textContent, "text/html").images;
}

/** Show an explorer in `element`. `payload` is what Explorer.payload describes. */
function mount(element, payload, model) {
  return new View(element, payload, model);
}

/** The entry point of anywidget: the payload is a module made from the model's text. */
async function render({ model, el }) {
  let view;
  const open = async () => {
    const url = URL.createObjectURL(new Blob([`export default ${model.get("_payload")}`], { type: "text/javascript" }));
    const { default: payload } = await import(url);
    URL.revokeObjectURL(url);
    view?.close();
    view = mount(el, payload, model);
  };
  model.on("change:_payload", open);
  await open();
  return () => {
    model.off("change:_payload", open);
    view.close();
  };
}

export default { render, mount, stored };
