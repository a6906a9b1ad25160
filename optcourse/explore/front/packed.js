// Many fixed numbers of a program: the inverse of trace/packed.py.

import { inflate } from "./inflate.js";

/** @typedef {[bits: number, size: number, palette: number[], text: string]} Packed */

/**
 * The numbers, in a buffer that `buffer(size)` makes.
 * @param {Packed} packed
 * @param {(size: number) => Float64Array} buffer
 */
export async function unpacked([bits, size, palette, text], buffer) {
  const bytes = await inflate(text);
  const out = buffer(size);
  const planes = bits >> 3;
  if (bits === 4) {
    for (let i = 0; i < size; i++)
      out[i] = palette[i & 1 ? bytes[i >> 1] & 15 : bytes[i >> 1] >> 4];
    return out;
  }
  const codes = new Uint8Array(bytes.length);
  for (let k = 0; k < bytes.length; k++)
    codes[(k % size) * planes + Math.floor(k / size)] = bytes[k];
  if (bits === 64) out.set(new Float64Array(codes.buffer));
  else if (bits === 8) for (let i = 0; i < size; i++) out[i] = palette[codes[i]];
  else for (let i = 0; i < size; i++) out[i] = palette[codes[2 * i] + 256 * codes[2 * i + 1]];
  return out;
}
