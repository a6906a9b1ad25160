// Frames from elsewhere: stored ones, the inverse of bank.py; and a kernel's.

import { inflate } from "./inflate.js";

/** @import { Slot } from "./types.js" */

const TOP = 65000;
/** @type {Record<number, number>} */
const SPECIAL = { 65533: NaN, 65534: Infinity, 65535: -Infinity };

/** All frames of one array, one after another. @param {Slot} slot */
async function unpack(slot) {
  const bytes = await inflate(slot.data);
  if (slot.kind === "exact") return new Float64Array(bytes.buffer);
  const count = bytes.length / 2;
  const frames = count / slot.size;
  const scale = (slot.high - slot.low) / TOP;
  const out = new Float64Array(count);
  for (let k = 0, code = 0; k < count; k++) {
    code = (code + bytes[k] + 256 * bytes[count + k]) & 65535;
    const value = code > TOP ? SPECIAL[code] : slot.low + code * scale;
    const at = slot.order === "entry" ? k : (k % frames) * slot.size + Math.floor(k / frames);
    out[at] = slot.kind === "log" ? 10 ** value : value;
  }
  return out;
}

/**
 * Decode a bank; returns a function from slider positions to the arrays of that frame.
 * @param {Slot[]} slots
 * @param {number[]} counts positions of each slider
 */
export async function openBank(slots, counts) {
  /** @param {string} reason @returns {never} */
  const refuse = (reason) => {
    throw new Error(`Its stored frames are damaged: ${reason}.`);
  };
  const stored = await Promise.all(slots.map(unpack)).catch((error) => refuse(error.message));
  slots.forEach(({ deps, size }, k) => {
    const wanted = deps.reduce((n, axis) => n * counts[axis], size);
    if (stored[k].length !== wanted) refuse(`${stored[k].length} numbers, not ${wanted}`);
  });
  /** @param {number[]} positions */
  return (positions) =>
    slots.map(({ deps, size }, k) => {
      const frame = deps.reduce((at, axis) => at * counts[axis] + positions[axis], 0);
      return stored[k].subarray(frame * size, (frame + 1) * size);
    });
}

/**
 * A buffer of 64-bit floats cut into arrays of the given shapes.
 * @param {ArrayBuffer | ArrayBufferView} data
 * @param {number[][]} shapes
 */
export function cut(data, shapes) {
  const view = ArrayBuffer.isView(data) ? data : new DataView(data);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  const all = new Float64Array(bytes.buffer);
  let at = 0;
  return shapes.map((shape) => {
    const from = at;
    at += shape.reduce((product, n) => product * n, 1);
    return all.subarray(from, at);
  });
}
