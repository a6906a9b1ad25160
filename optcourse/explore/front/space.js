// A panel with three axes: a surface on a canvas, which the reader turns.

class Space {
  constructor(root, spec, shapes) {
    Object.assign(this, { spec, shapes, turn: spec.view[0], tilt: spec.view[1], rigid: true });
    this.element = add(root, "div", { class: "oc-panel", style: `flex-grow:${spec.weight}` });
    panelHeading(this.element, spec);
    this.plot = add(this.element, "div", { class: "oc-plot" });
    const label = `${describe(spec)}; a surface that arrow keys or dragging turn`;
    this.canvas = add(this.plot, "canvas", { class: "oc-turn", tabindex: 0, role: "img", "aria-label": label });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event));
  }

  /** Height, in pixels, at a width. */
  natural(width) {
    return Math.round(width * this.spec.aspect);
  }

  resize(width) {
    const height = this.natural(width), ratio = Math.min(2, devicePixelRatio || 1);
    this.box = { width, height, ratio };
    this.plot.style.height = `${height}px`;
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
  }

  key(event) {
    const [turn, tilt] = arrow(event);
    if (!turn && !tilt) return;
    event.preventDefault();
    this.rotate(turn * 0.1, tilt * 0.08);
  }

  grab(event) {
    if (event.button) return;
    let [x, y] = [event.clientX, event.clientY];
    track(this.canvas, event.pointerId, (e) => {
      this.rotate((e.clientX - x) * 0.01, (e.clientY - y) * 0.008);
      [x, y] = [e.clientX, e.clientY];
    });
  }

  rotate(turn, tilt) {
    this.turn += turn;
    this.tilt = Math.max(0.1, Math.min(1.4, this.tilt + tilt));
    if (this.last) this.draw(...this.last);
  }

  /** Unit cube to pixels; the third number grows towards the reader. */
  project([x, y, z]) {
    const { width, height } = this.box, [c, s] = [Math.cos(this.turn), Math.sin(this.turn)];
    const [u, v] = [c * x - s * y, s * x + c * y];
    const size = 0.62 * Math.min(width * 0.95, height * 1.25);
    return [width / 2 + size * u, height * 0.54 - size * (0.75 * z * Math.cos(this.tilt) + v * Math.sin(this.tilt)), -v * Math.cos(this.tilt) + z * Math.sin(this.tilt)];
  }

  /** Data to the cube [-½, ½]³; beyond the z limits it lies on them, beyond x and y nowhere. */
  cube(x, y, z) {
    const { spec } = this, keep = (v) => Math.max(0, Math.min(1, v));
    const inside = (share) => (share > -1e-9 && share < 1 + 1e-9 ? share - 0.5 : NaN);
    return [inside(place(spec.x, x)), inside(place(spec.y, y)), keep(place(spec.z, z)) - 0.5];
  }

  draw(arrays, fixed) {
    this.last = [arrays, fixed];
    const context = this.canvas.getContext("2d"), style = getComputedStyle(this.element);
    context.save(); // a line's width must not stay for the next frame
    context.setTransform(this.box.ratio, 0, 0, this.box.ratio, 0, 0);
    context.clearRect(0, 0, this.box.width, this.box.height);
    this.frame(context, style);
    const shapes = this.spec.marks.flatMap((mark, k) => this.shapesOf(mark, k, arrays, fixed, style));
    shapes.sort((a, b) => a.depth - b.depth).forEach((shape) => shape.paint(context));
    context.globalAlpha = 0.3; // what a ridge hides shines through
    shapes.forEach((shape) => shape.through && shape.paint(context));
    context.restore();
  }

  /** The shapes of a mark; a surface that no control moves is kept until it is turned. */
  shapesOf(mark, k, arrays, fixed, style) {
    const make = () => SHAPES3[mark.type]?.(this, mark, arrays, style) || [];
    if (mark.type !== "Surface" || !fixed.includes(mark.z)) return make();
    const view = [this.turn, this.tilt, this.box.width, style.getPropertyValue("--oc-deep")].join();
    if (this.kept?.view !== view) this.kept = { view };
    return (this.kept[k] ??= make());
  }

  frame(context, style) {
    context.strokeStyle = style.getPropertyValue("--oc-grid");
    context.fillStyle = style.getPropertyValue("--oc-muted");
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "center";
    const corners = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]].map(([x, y]) => this.project([x, y, -0.5]));
    context.beginPath();
    corners.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.stroke();
    const near = (a, b) => (this.project(a)[2] > this.project(b)[2] ? a : b);
    const labels = [[near([0, -0.62, -0.5], [0, 0.62, -0.5]), this.spec.x], [near([-0.62, 0, -0.5], [0.62, 0, -0.5]), this.spec.y]];
    for (const [at, axis] of labels) {
      const [x, y] = this.project(at);
      context.fillText(lowered(axis.label), x, y + 4);
    }
    context.textAlign = "left";
    context.fillText(`↑ ${lowered(this.spec.z.label)}`, 2, 12);
  }
}

/** A label for a canvas, which has no small text: digits stand below the line. */
const lowered = (label) => toPlain(label).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);

/** The shapes of a mark in space: [{depth, paint(context)}]. */
const SHAPES3 = {
  Surface(space, mark, arrays, style) {
    const [ny, nx] = space.shapes[mark.z];
    const [x, y, z] = [arrays[mark.x], arrays[mark.y], arrays[mark.z]];
    const ranks = rank(z, mark.levels), colors = bandColors(style, mark.levels.length + 1, "--oc-deep", "--oc-peak");
    const cubes = Array.from(z, (value, k) => space.cube(x[k % nx], y[Math.floor(k / nx)], value));
    const corners = cubes.map((at) => space.project(at));
    const shapes = [];
    for (let j = 0; j + 1 < ny; j++) {
      for (let i = 0; i + 1 < nx; i++) {
        const at = [j * nx + i, j * nx + i + 1, (j + 1) * nx + i + 1, (j + 1) * nx + i];
        if (at.some((k) => Number.isNaN(ranks[k]))) continue;
        const color = lit(colors, (ranks[at[0]] + ranks[at[2]]) / 2, at.map((k) => cubes[k]));
        shapes.push(facet(at.map((k) => corners[k]), color));
      }
    }
    return shapes;
  },

  Line(space, mark, arrays, style) {
    const [x, y, z] = ["x", "y", "z"].map((name) => arrays[mark[name]]);
    const points = Array.from(x, (_, k) => space.project(space.cube(x[k], y[k], z[k])));
    const color = style.getPropertyValue(`--oc-c${mark.color}`);
    return points.slice(1).map((to, k) => segment(points[k], to, color, mark.width)).filter((shape) => shape.depth === shape.depth);
  },

  Points(space, mark, arrays, style) {
    const [x, y, z] = ["x", "y", "z"].map((name) => arrays[mark[name]]);
    const color = style.getPropertyValue(`--oc-c${mark.color}`);
    return Array.from(x, (_, k) => {
      const [a, b, depth] = space.project(space.cube(x[k], y[k], z[k]));
      const paint = (context) => {
        context.fillStyle = color;
        context.beginPath();
        context.arc(a, b, mark.size, 0, 7);
        context.fill();
      };
      return { depth: depth + 0.1, paint, through: true };
    }).filter((shape) => shape.depth === shape.depth);
  },
};

/** The colour of a band on a facet with corners in the cube, lit from the upper left. */
function lit(colors, at, [a, b, c, d]) {
  const [p, q] = [[0, 1, 2].map((k) => c[k] - a[k]), [0, 1, 2].map((k) => d[k] - b[k])];
  const normal = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
  const toLight = (-0.55 * normal[0] - 0.25 * normal[1] + 0.8 * normal[2]) / Math.hypot(...normal);
  const light = 0.66 + 0.42 * Math.max(0, toLight);
  const band = Math.max(0, Math.min(colors.length - 1, Math.floor(at) + 1));
  return `rgb(${colors[band].map((v) => Math.min(255, Math.round(v * light)))})`;
}

/** A piece of surface. */
function facet(corners, color) {
  const paint = (context) => {
    context.fillStyle = context.strokeStyle = color;
    context.lineWidth = 0.6;
    context.beginPath();
    corners.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.fill();
    context.stroke();
  };
  return { depth: corners.reduce((sum, corner) => sum + corner[2], 0) / 4, paint };
}

/** A piece of a path, drawn over the surface it lies on. */
function segment(from, to, color, width) {
  const paint = (context) => {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.lineTo(to[0], to[1]);
    context.stroke();
  };
  return { depth: (from[2] + to[2]) / 2 + 0.08, paint, through: true };
}
