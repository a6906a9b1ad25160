// Random numbers as optcourse/draws.py has them, to the last bit.

/**
 * Fill `out` with numbers in [0, 1): pcg3d of (seed, counter, place), 53 bits of it.
 * @param {Float64Array} out
 * @param {number} seed
 * @param {number} counter
 */
export function uniform(out, seed, counter) {
  /** @param {number} v */
  const start = (v) => (Math.imul(v, 1664525) + 1013904223) | 0;
  const first = start(seed);
  const second = start(counter);
  for (let j = 0; j < out.length; j++) {
    let x = first;
    let y = second;
    let z = start(j);
    x = (x + Math.imul(y, z)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    x ^= x >>> 16;
    y ^= y >>> 16;
    z ^= z >>> 16;
    x = (x + Math.imul(y, z)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    out[j] = ((x >>> 5) * 67108864 + (y >>> 6)) / 9007199254740992;
  }
}
