// What a long program computes with: where its numbers are, products of them, exp and tanh.

import { blocks } from "./blocks.js";
import { exps, tanhs } from "./elementary.js";
import { rows } from "./kernels/rows.js";
import { WASM } from "./wasm.js";

/**
 * @typedef {object} Machine
 * @property {(size: number) => Float64Array} buffer a new buffer of zeros
 * @property {typeof blocks} product
 * @property {typeof exps} exp
 * @property {typeof tanhs} tanh
 * @property {typeof rows} rows
 * @property {(code: string) => Record<string, OnNumbers> | null} quick the functions of a module, as
 *   trace/binary.py writes it, on places in the machine's memory; null if it has none
 */

/** @typedef {(...numbers: number[]) => void} OnNumbers */

const PAGE = 65536; // bytes

/** A machine for a program of `room` numbers in all; every machine computes the same bits. @param {number} room */
export function machine(room) {
  try {
    return fastMachine(room);
  } catch {
    return plainMachine(); // no WebAssembly, or a page that forbids it, or no memory
  }
}

/** A machine of plain JavaScript. @returns {Machine} */
export function plainMachine() {
  const buffer = (/** @type {number} */ size) => new Float64Array(size);
  return { buffer, product: blocks, exp: exps, tanh: tanhs, rows, quick: () => null };
}

/** A machine of WebAssembly, in a memory of its own. @param {number} room @returns {Machine} */
export function fastMachine(room) {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((8 * room) / PAGE) + 16 });
  const all = memory.buffer; // it never grows, and to ask for it takes time
  /** @param {string} text */
  const made = (text) => {
    const code = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const page = { page: { memory } };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), page);
    return /** @type {Record<string, OnNumbers>} */ (exports);
  };
  /** @param {string} text */
  const quick = (text) => {
    try {
      return made(text);
    } catch {
      return null; // too long for some browsers, if not in a worker
    }
  };
  const { product, power, rows: some } = made(WASM);
  let top = 0;
  /** @param {number} size */
  const buffer = (size) => {
    const from = top;
    top += Math.ceil((8 * size) / 64) * 64; // an even number of numbers, which come in pairs
    const lacking = top - all.byteLength;
    if (lacking > 0) throw new RangeError(`a program has no room for ${lacking} bytes`);
    return new Float64Array(all, from, size);
  };
  /** @param {Float64Array} x */
  const inside = (x) => x.buffer === all;
  return {
    buffer,
    product: fastProduct(product, inside),
    exp: fastFunction(power, 0, exps, inside),
    tanh: fastFunction(power, 1, tanhs, inside),
    rows: fastRows(some, inside),
    quick,
  };
}

/**
 * @param {OnNumbers} fast
 * @param {number} tanh 1, or 0 for exp
 * @param {typeof exps} plain for what is not in the memory
 * @param {(x: Float64Array) => boolean} inside
 * @returns {typeof exps}
 */
function fastFunction(fast, tanh, plain, inside) {
  return (out, x) => {
    if (out.length === 0 || !inside(x)) return plain(out, x);
    fast(out.byteOffset, x.byteOffset, x.byteOffset + 8 * x.length, tanh);
  };
}

/**
 * @param {OnNumbers} fast
 * @param {(x: Float64Array) => boolean} inside
 * @returns {typeof rows}
 */
function fastRows(fast, inside) {
  return (out, table, count, places) => {
    if (out.length === 0 || !inside(table) || !inside(places)) {
      return rows(out, table, count, places);
    }
    const width = (8 * out.length) / places.length;
    const end = places.byteOffset + 8 * places.length;
    fast(out.byteOffset, table.byteOffset, width, count, places.byteOffset, end);
  };
}

/**
 * Products of which the second matrix has its rows side by side; of others it is plain.
 * @param {OnNumbers} fast
 * @param {(x: Float64Array) => boolean} inside
 * @returns {typeof blocks}
 */
function fastProduct(fast, inside) {
  return (out, a, b, m, k, n, first, second) => {
    const [a0, ar, ac, as] = first;
    const [b0, br, bc, bs] = second;
    if (out.length * k === 0 || (n > 1 && bc !== 1) || !inside(a) || !inside(b)) {
      return blocks(out, a, b, m, k, n, first, second);
    }
    for (let s = 0; s * m * n < out.length; s++) {
      const place = b.byteOffset + 8 * (b0 + s * bs);
      const from = a.byteOffset + 8 * (a0 + s * as);
      const to = out.byteOffset + 8 * s * m * n;
      fast(to, from, place, m, k, n, 8 * ar, 8 * ac, 8 * br);
    }
  };
}
