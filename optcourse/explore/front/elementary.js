// exp and tanh of buffers in arithmetic that IEEE 754 rounds in one way only, as wasm/machine.wat has
// them: a browser's own may differ from another's in the last bit.

const MAGIC = 6755399441055744; // 3 · 2⁵¹: beside it what lies behind the point has no room
const POWERS = Float64Array.from({ length: 1101 }, (_, k) => {
  let power = 1;
  for (let n = Math.abs(k - 550); n > 0; n--) power *= k < 550 ? 0.5 : 2;
  return power; // of 2, from −550 to 550
});

/** @param {number} x */
const whole = (x) => x + MAGIC - MAGIC;

/** @param {number} x @param {number} n */
const remainder = (x, n) => x - n * 0.6931471803691238 - n * 1.9082149292705877e-10;

/** e^r − 1 − r by its series to r¹³; good for |r| ≤ log(2) / 2. @param {number} r */
function tail(r) {
  const r2 = r * r;
  const r4 = r2 * r2;
  const first =
    0.5 + 0.16666666666666666 * r + (0.041666666666666664 + 0.008333333333333333 * r) * r2;
  const second =
    0.001388888888888889 +
    0.0001984126984126984 * r +
    (2.48015873015873e-5 + 2.7557319223985893e-6 * r) * r2;
  const third =
    2.755731922398589e-7 +
    2.505210838544172e-8 * r +
    (2.08767569878681e-9 + 1.6059043836821613e-10 * r) * r2;
  return r2 * (first + second * r4 + third * (r4 * r4));
}

/** @param {Float64Array} out @param {Float64Array} x */
export function exps(out, x) {
  for (let i = 0; i < out.length; i++) {
    const v = Math.min(Math.max(x[i], -746), 710);
    const n = whole(v * Math.LOG2E);
    const r = remainder(v, n);
    const half = whole(n * 0.5);
    out[i] = (1 + (r + tail(r))) * POWERS[half + 550] * POWERS[n - half + 550];
  }
}

/** @param {Float64Array} out @param {Float64Array} x */
export function tanhs(out, x) {
  for (let i = 0; i < out.length; i++) {
    const v = Math.min(2 * Math.abs(x[i]), 44);
    const n = whole(v * Math.LOG2E);
    const r = remainder(v, n);
    const power = POWERS[n + 550];
    const e = power * (r + tail(r)) + (power - 1);
    const size = e / (e + 2);
    out[i] = x[i] > 0 ? size : x[i] < 0 ? -size : x[i];
  }
}
