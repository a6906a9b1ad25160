// Products of matrices in blocks of 4 × 4 entries, several times as fast as one by one.

/**
 * A matrix that lies in a buffer: where it begins, the steps to its next row and column.
 * @typedef {[values: Float64Array, start: number, row: number, column: number]} Placed
 */

/**
 * C = A B for each of a stack of pairs, as `kernels/product.js` has it, to the last bit: each sum
 * runs in order, from 0.
 * @param {Float64Array} out row after row of C
 * @param {Float64Array} a
 * @param {Float64Array} b
 * @param {number} m rows of A
 * @param {number} k columns of A
 * @param {number} n columns of B
 * @param {number[]} first where A begins; steps to its next row, column, matrix
 * @param {number[]} second the same of B
 */
export function blocks(out, a, b, m, k, n, [a0, ar, ac, as], [b0, br, bc, bs]) {
  for (let c = 0, p = a0, q = b0; c < out.length; c += m * n, p += as, q += bs) {
    const whole = m - (m % 4);
    const wide = n - (n % 4);
    for (let i = 0; i < whole; i += 4) {
      for (let j = 0; j < wide; j += 4) {
        block([out, c + i * n + j, n, 1], [a, p + i * ar, ar, ac], [b, q + j * bc, br, bc], k);
      }
      rest([out, c + i * n, n, 1], [a, p + i * ar, ar, ac], [b, q, br, bc], 4, k, wide, n);
    }
    rest(
      [out, c + whole * n, n, 1],
      [a, p + whole * ar, ar, ac],
      [b, q, br, bc],
      m - whole,
      k,
      0,
      n,
    );
  }
}

/** 4 × 4 entries. @param {Placed} C @param {Placed} A @param {Placed} B @param {number} k */
function block([out, c, n], [a, a0, ar, ac], [b, b0, br, bc], k) {
  let [c00, c01, c02, c03] = [0, 0, 0, 0];
  let [c10, c11, c12, c13] = [0, 0, 0, 0];
  let [c20, c21, c22, c23] = [0, 0, 0, 0];
  let [c30, c31, c32, c33] = [0, 0, 0, 0];
  for (let l = 0, p = a0, q = b0; l < k; l++, p += ac, q += br) {
    const b0l = b[q];
    const b1l = b[q + bc];
    const b2l = b[q + 2 * bc];
    const b3l = b[q + 3 * bc];
    const x0 = a[p];
    c00 += x0 * b0l;
    c01 += x0 * b1l;
    c02 += x0 * b2l;
    c03 += x0 * b3l;
    const x1 = a[p + ar];
    c10 += x1 * b0l;
    c11 += x1 * b1l;
    c12 += x1 * b2l;
    c13 += x1 * b3l;
    const x2 = a[p + 2 * ar];
    c20 += x2 * b0l;
    c21 += x2 * b1l;
    c22 += x2 * b2l;
    c23 += x2 * b3l;
    const x3 = a[p + 3 * ar];
    c30 += x3 * b0l;
    c31 += x3 * b1l;
    c32 += x3 * b2l;
    c33 += x3 * b3l;
  }
  row(out, c, c00, c01, c02, c03);
  row(out, c + n, c10, c11, c12, c13);
  row(out, c + 2 * n, c20, c21, c22, c23);
  row(out, c + 3 * n, c30, c31, c32, c33);
}

/**
 * @param {Float64Array} out @param {number} at
 * @param {number} first @param {number} second @param {number} third @param {number} fourth
 */
function row(out, at, first, second, third, fourth) {
  out[at] = first;
  out[at + 1] = second;
  out[at + 2] = third;
  out[at + 3] = fourth;
}

/**
 * The entries of some rows from column `from` on, one by one.
 * @param {Placed} C @param {Placed} A @param {Placed} B
 * @param {number} m @param {number} k @param {number} from @param {number} n
 */
function rest([out, c], [a, a0, ar, ac], [b, b0, br, bc], m, k, from, n) {
  for (let i = 0; i < m; i++) {
    for (let j = from; j < n; j++) {
      let sum = 0;
      for (let l = 0, p = a0 + i * ar, q = b0 + j * bc; l < k; l++, p += ac, q += br) {
        sum += a[p] * b[q];
      }
      out[c + i * n + j] = sum;
    }
  }
}
