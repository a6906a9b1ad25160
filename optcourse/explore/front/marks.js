// How each mark of a plane is drawn: (plane, mark, get, group, notes, arrays) → SVG in `group`.

/** The one path of a group, made when first needed. */
const pathOf = (group, attributes) => group.firstChild || add(group, "path", attributes);
const number = (v) => v.toFixed(1);

/** SVG path data through points, broken where a value is missing. */
function trail(plane, xs, ys) {
  let text = "", pen = "M";
  for (let k = 0; k < xs.length; k++) {
    const x = plane.px(xs[k]), y = plane.py(ys[k]);
    if (x !== x || y !== y || Math.abs(xs[k]) === Infinity || Math.abs(ys[k]) === Infinity) {
      pen = "M";
      continue;
    }
    text += `${pen}${number(x)},${number(y)}`;
    pen = "L";
  }
  return text;
}

const GLYPHS = {
  circle: (s) => `m${-s},0a${s},${s} 0 1,0 ${2 * s},0a${s},${s} 0 1,0 ${-2 * s},0z`,
  square: (s) => `m${-s},${-s}h${2 * s}v${2 * s}h${-2 * s}z`,
  triangle: (s) => `m0,${-1.2 * s}l${1.2 * s},${2.1 * s}h${-2.4 * s}z`,
  cross: (s) => `m${-s},${-s}l${2 * s},${2 * s}m0,${-2 * s}l${-2 * s},${2 * s}`,
};

function glyphs(plane, xs, ys, shape, size, limit = Infinity) {
  let text = "";
  for (let k = 0; k < Math.min(xs.length, limit); k++) {
    const x = plane.px(xs[k]), y = plane.py(ys[k]);
    if (Math.abs(x) < FAR && Math.abs(y) < FAR) text += `M${number(x)},${number(y)}${GLYPHS[shape](size)}`;
  }
  return text;
}

const MARKS = {
  Line(plane, mark, get, group) {
    const stroke = { fill: "none", stroke: ink(mark.color), "stroke-width": mark.width, "stroke-linejoin": "round" };
    if (mark.dash) stroke["stroke-dasharray"] = "5 4";
    pathOf(group, stroke).setAttribute("d", trail(plane, get("x"), get("y")));
    if (!mark.dots) return;
    const dots = group.children[1] || add(group, "path", { fill: ink(mark.color) });
    dots.setAttribute("d", glyphs(plane, get("x"), get("y"), "circle", 2.3, 100));
  },

  Points(plane, mark, get, group, notes) {
    const [xs, ys] = [get("x"), get("y")];
    const look = mark.shape === "cross" ? { stroke: ink(mark.color), "stroke-width": 2, fill: "none" } : { fill: ink(mark.color) };
    pathOf(group, look).setAttribute("d", glyphs(plane, xs, ys, mark.shape, mark.size));
    plane.note(notes, plane.px(xs[0]), plane.py(ys[0]), mark.label);
  },

  Bars(plane, mark, get, group) {
    const [xs, heights] = [get("x"), get("height")];
    const floor = plane.box.top + plane.box.height;
    const base = plane.spec.y.log || plane.spec.y.lo > 0 ? floor : plane.py(0);
    let text = "";
    xs.forEach((x, k) => {
      const [left, right, top] = [plane.px(x - mark.width / 2), plane.px(x + mark.width / 2), plane.py(heights[k])];
      if (top === top) text += `M${number(left)},${number(base)}V${number(top)}H${number(right)}V${number(base)}z`;
    });
    pathOf(group, { fill: ink(mark.color), "fill-opacity": 0.75 }).setAttribute("d", text);
  },

  Band(plane, mark, get, group) {
    const edges = ["x", "low", "high"].map(get), { log } = plane.spec.y;
    const py = (value) => number(plane.py(log ? Math.max(0, value) : value));
    let there = "", back = "", text = ""; // one polygon for each run of numbers
    for (let k = 0; k <= edges[0].length; k++) {
      const [x, low, high] = edges.map((edge) => edge[k]), at = plane.px(x);
      if (at === at && [x, low, high].every(Number.isFinite)) {
        there += `${there ? "L" : "M"}${number(at)},${py(low)}`;
        back = `L${number(at)},${py(high)}${back}`;
      } else if (there) {
        text += `${there}${back}z`;
        there = back = "";
      }
    }
    pathOf(group, { fill: ink(mark.color), "fill-opacity": 0.18 }).setAttribute("d", text);
  },

  Guide(plane, mark, get, group, notes) {
    const upright = mark.x != null, { box } = plane;
    const at = upright ? plane.px(get("x")[0]) : plane.py(get("y")[0]);
    const line = { stroke: ink(mark.color), "stroke-width": 1.3, "stroke-opacity": 0.75, "stroke-dasharray": mark.dash ? "5 4" : "none" };
    const known = at === at;
    pathOf(group, line).setAttribute("d", !known ? "" : upright ? `M${at},${box.top}v${box.height}` : `M${box.left},${at}h${box.width}`);
    if (upright) plane.note(notes, known ? at : -FAR, box.top, mark.label, { dx: 6, dy: 13 });
    else plane.note(notes, box.left + box.width, known ? at : -FAR, mark.label, { anchor: "end", dx: 4, dy: -5 });
  },

  Arrow(plane, mark, get, group, notes) {
    const [x, y, dx, dy] = ["x", "y", "dx", "dy"].map((name) => get(name)[0]);
    const [a, b, c, d] = [plane.px(x), plane.py(y), plane.px(x + dx), plane.py(y + dy)];
    const length = Math.hypot(c - a, d - b), size = Math.min(10, length / 2);
    const [ux, uy] = [(c - a) / length, (d - b) / length];
    const head = [[c - size * (ux + 0.45 * uy), d - size * (uy - 0.45 * ux)], [c - size * (ux - 0.45 * uy), d - size * (uy + 0.45 * ux)]];
    const drawn = length > 1 && length < FAR;
    const shaft = pathOf(group, { stroke: ink(mark.color), "stroke-width": mark.width });
    shaft.setAttribute("d", drawn ? `M${a},${b}L${c - size * 0.7 * ux},${d - size * 0.7 * uy}` : "");
    const tip = group.children[1] || add(group, "path", { fill: ink(mark.color) });
    tip.setAttribute("d", drawn ? `M${c},${d}L${head[0]}L${head[1]}z` : "");
    plane.note(notes, drawn ? c : -FAR, d, mark.label, { color: mark.color, anchor: ux < 0 ? "end" : "start" });
  },

  Text(plane, mark, get, group, notes, arrays) {
    const numbers = Object.fromEntries(Object.entries(mark.values).map(([name, slot]) => [name, arrays[slot][0]]));
    const look = { color: mark.color, anchor: mark.anchor, dx: 0, dy: 4 };
    plane.note(notes, plane.px(get("x")[0]), plane.py(get("y")[0]), fill(mark.text, numbers), look);
  },

  Field(plane, mark, get) {
    const [ny, nx] = plane.shapes[mark.z];
    const style = getComputedStyle(plane.element);
    drawField(plane.canvas, rank(get("z"), mark.levels), { nx, ny }, plane.box, bandColors(style, mark.levels.length + 1));
  },
};
