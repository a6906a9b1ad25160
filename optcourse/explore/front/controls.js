// Native inputs for the controls of an explorer.

const sliderValue = (control, position) => {
  const { low, high, step, count } = control;
  if (control.log) return low * Math.exp((Math.log(high / low) * position) / (count - 1));
  return step ? low + step * position : low + ((high - low) * position) / (count - 1);
};

/** The position of a slider nearest to a value. */
function sliderPosition(control, value) {
  const share = control.log ? Math.log(value / control.low) / Math.log(control.high / control.low) : (value - control.low) / (control.high - control.low);
  const nearest = Math.round(share * (control.count - 1));
  return Math.max(0, Math.min(control.count - 1, nearest)) || 0;
}

/** A row with a range input. `set(position)` shows a position; `changed()` is called on input. */
class SliderRow {
  constructor(root, control, changed) {
    Object.assign(this, { control, changed, id: `oc-input-${fresh()}` });
    const row = add(root, "div", { class: "oc-row" });
    add(row, "label", { for: this.id }, toHTML(control.label));
    this.input = add(row, "input", { type: "range", id: this.id, min: 0, max: control.count - 1, step: 1, "data-control": control.name });
    this.output = add(row, "output", { for: this.id });
    this.input.addEventListener("input", () => {
      this.stop();
      this.show();
      changed();
    });
    const ends = control.texts.length ? control.texts : [0, control.count - 1].map((k) => this.textAt(k));
    this.output.style.minWidth = `${Math.max(...ends.map((text) => toPlain(text).length)) + 0.5}ch`;
    if (control.play) this.addPlay(row);
    this.set(control.start);
  }

  get position() {
    return +this.input.value;
  }

  get value() {
    return sliderValue(this.control, this.position);
  }

  set(position) {
    this.input.value = position;
    this.show();
  }

  /** Take over a value; like every row, keep its own if there is no such number. */
  setValue(value) {
    if (Number.isFinite(value)) this.set(sliderPosition(this.control, value));
  }

  show() {
    const text = this.textAt(this.position);
    this.output.innerHTML = toHTML(text);
    this.input.setAttribute("aria-valuetext", toPlain(text));
    this.input.style.setProperty("--oc-share", `${(100 * this.position) / (this.control.count - 1)}%`);
  }

  textAt(position) {
    const { texts, spec, unit } = this.control;
    return texts[position] ?? formatNumber(sliderValue(this.control, position), spec) + unit;
  }

  addPlay(row) {
    row.classList.add("oc-playable");
    this.button = add(row, "button", { type: "button", class: "oc-play", "aria-label": `Play ${toPlain(this.control.label)}` }, "▶");
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
  }

  play() {
    if (this.position === this.control.count - 1) this.set(0);
    this.button.innerHTML = "❚❚";
    const pause = Math.max(40, Math.min(250, 6000 / this.control.count));
    this.timer = setInterval(() => {
      if (this.position >= this.control.count - 1 || !this.input.isConnected) return this.stop();
      this.set(this.position + 1);
      this.changed();
    }, pause);
  }

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.button.innerHTML = "▶";
  }
}

/** A group of radio inputs. */
class ChoiceRow {
  constructor(root, control, changed) {
    this.control = control;
    const group = add(root, "fieldset", { class: "oc-row oc-choice" });
    add(group, "legend", {}, toHTML(control.label));
    const name = `oc-input-${fresh()}`;
    const box = add(group, "div");
    this.inputs = control.options.map(([value, label]) => {
      const option = add(box, "label");
      const input = add(option, "input", { type: "radio", name, value, "data-control": control.name });
      add(option, "span", {}, toHTML(label));
      input.addEventListener("change", changed);
      return input;
    });
    this.setValue(control.value);
  }

  get position() {
    return this.inputs.findIndex((input) => input.checked);
  }

  get value() {
    return this.control.options[this.position][0];
  }

  setValue(value) {
    const chosen = this.inputs.find((input) => input.value === value);
    if (chosen) chosen.checked = true;
  }
}

/** A place in the plane, moved by a handle: it has no input of its own. */
class PointRow {
  constructor(root, control) {
    this.control = control;
    this.setValue(control.value);
  }

  setValue(value) {
    if (value?.length !== 2 || !value.every(Number.isFinite)) return;
    const { x, y } = this.control;
    this.value = [Math.max(x[0], Math.min(x[1], value[0])), Math.max(y[0], Math.min(y[1], value[1]))];
  }
}

const ROWS = { slider: SliderRow, choice: ChoiceRow, point: PointRow };
