// A ring over a plane that the reader drags, or moves by arrow keys, to set a control.

/** Where an arrow key points: [right, up]. With Alt, Ctrl or Meta it is the browser's. */
function arrow({ key, altKey, ctrlKey, metaKey }) {
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  return (!altKey && !ctrlKey && !metaKey && arrows[key]) || [0, 0];
}

/** Call `move` with each move of a pointer that is down on an element, until it lets go. */
function track(element, pointerId, move) {
  const over = new AbortController();
  const on = (type, act) => element.addEventListener(type, (event) => event.pointerId === pointerId && act(event), { signal: over.signal });
  element.setPointerCapture(pointerId);
  on("pointermove", move);
  on("lostpointercapture", () => over.abort());
}

class Handle {
  constructor(plane, mark) {
    Object.assign(this, { plane, mark });
    this.element = add(plane.plot, "div", {
      class: "oc-handle", tabindex: 0, role: "slider", "aria-label": toPlain(mark.label || plane.act.labelOf(mark.control)),
      style: `--oc-ring:${ink(mark.color)}`,
    });
    this.label = add(this.element, "span", { "aria-hidden": "true" }, toHTML(mark.label));
    this.element.addEventListener("pointerdown", (event) => this.grab(event));
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  draw(arrays) {
    const { plane, mark, element } = this;
    this.at = [arrays[mark.x][0], arrays[mark.y][0]];
    const { left, top, width, height } = plane.box;
    const within = (v, low, size) => (v === v ? Math.max(low, Math.min(low + size, v)) : low + size / 2); // always in reach
    const x = within(plane.px(this.at[0]), left, width), y = within(plane.py(this.at[1]), top, height);
    element.style.transform = `translate(${number(x)}px,${number(y)}px)`;
    element.classList.toggle("oc-flip", x > left + width * 0.8);
    const names = plane.spec;
    const now = this.at[mark.drag === "y" ? 1 : 0];
    element.setAttribute("aria-valuenow", Number.isFinite(now) ? now.toPrecision(3) : 0);
    element.setAttribute("aria-valuetext", this.at.map((v, k) => `${toPlain(k ? names.y.label : names.x.label)} ${formatNumber(v, ".3g")}`).join(", "));
  }

  grab(event) {
    const { element, plane } = this;
    if (event.button) return;
    event.preventDefault();
    element.focus();
    track(element, event.pointerId, (e) => {
      const frame = plane.plot.getBoundingClientRect();
      this.moveTo(e.clientX - frame.left, e.clientY - frame.top);
    });
  }

  moveTo(px, py) {
    const { box, spec } = this.plane;
    this.set(unplace(spec.x, (px - box.left) / box.width), unplace(spec.y, 1 - (py - box.top) / box.height));
  }

  set(x, y) {
    const { mark, plane } = this;
    const angle = (Math.atan2(y, x) * 180) / Math.PI;
    plane.act.setControl(mark.control, { xy: [x, y], x, y, angle }[mark.drag]);
  }

  key(event) {
    const [right, up] = arrow(event);
    if (!right && !up) return;
    event.preventDefault();
    const { mark, plane } = this;
    if (mark.drag !== "xy") return plane.act.nudge(mark.control, (right || up) * (event.shiftKey ? 5 : 1));
    const { x, y } = plane.spec, share = event.shiftKey ? 0.1 : 0.02;
    const [a, b] = plane.act.row(mark.control).value; // not where it was last drawn
    this.set(unplace(x, place(x, a) + right * share), unplace(y, place(y, b) + up * share));
  }
}
