// Normal numbers as optcourse/draws.py has them, to the last bit: arithmetic in the same order.

import { uniform } from "./uniform.js";

/**
 * Fill `out` with standard normal numbers: the quantiles (Wichura, AS 241) of `uniform`'s.
 * @param {Float64Array} out
 * @param {number} seed
 * @param {number} counter
 */
export function normal(out, seed, counter) {
  const middle = [
    [
      3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
      45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
    ],
    [
      1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
      39307.89580009271, 28729.085735721943, 5226.495278852854,
    ],
  ];
  const near = [
    [
      1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
      1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
    ],
    [
      1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
      0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
    ],
  ];
  const far = [
    [
      6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
      0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
    ],
    [
      1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
      1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
    ],
  ];
  const series = Array.from({ length: 12 }, (_, k) => 1 / (2 * k + 1));
  /** @param {number[]} coefficients @param {number} x */
  const horner = (coefficients, x) => coefficients.reduceRight((value, c) => value * x + c);
  /** @param {number[][]} pair @param {number} x */
  const ratio = ([above, below], x) => horner(above, x) / horner(below, x);
  /** @param {number} x */
  const log = (x) => {
    let e = 0;
    for (; x < Math.SQRT1_2; x *= 2) e--;
    const f = (x - 1) / (x + 1);
    return e * Math.LN2 + 2 * f * horner(series, f * f);
  };
  uniform(out, seed, counter);
  for (let j = 0; j < out.length; j++) {
    const q = out[j] - 0.5 + 2 ** -54;
    const root = Math.sqrt(-log(0.5 - Math.abs(q)));
    const outside = root <= 5 ? ratio(near, root - 1.6) : ratio(far, root - 5);
    out[j] =
      Math.abs(q) <= 0.425 ? q * ratio(middle, 0.180625 - q * q) : q < 0 ? -outside : outside;
  }
}
