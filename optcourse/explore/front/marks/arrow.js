// An arrow.

import { FAR } from "../axes.js";
import { ink } from "../dom.js";
import { register } from "../marks.js";
import { path } from "../paths.js";

register("Arrow", {
  plane: (plane, mark) => (frame) => {
    const [x, y, dx, dy] = ["x", "y", "dx", "dy"].map((name) => frame.get(name)[0]);
    const [a, b, c, d] = [plane.px(x), plane.py(y), plane.px(x + dx), plane.py(y + dy)];
    const length = Math.hypot(c - a, d - b);
    const size = Math.min(10, length / 2);
    const [ux, uy] = [(c - a) / length, (d - b) / length];
    const [wide, high] = [0.45 * uy, 0.45 * ux];
    const drawn = length > 1 && length < FAR;
    const shaft = `M${a},${b}L${c - size * 0.7 * ux},${d - size * 0.7 * uy}`;
    const one = [c - size * (ux + wide), d - size * (uy - high)];
    const other = [c - size * (ux - wide), d - size * (uy + high)];
    const color = ink(mark.color);
    path(frame.group, { stroke: color, "stroke-width": mark.width }, drawn ? shaft : "");
    path(frame.group, { fill: color }, drawn ? `M${c},${d}L${one}L${other}z` : "", 1);
    const look = { color: mark.color, anchor: ux < 0 ? "end" : "start" };
    plane.note(frame.notes, drawn ? c : -FAR, d, mark.label, look);
  },
});
