// Products of matrices that lie anywhere in their arrays.

/**
 * C = A B for each of a stack of pairs. The sums run in order, from 0.
 * @param {Float64Array} out row after row of C
 * @param {Float64Array} a
 * @param {Float64Array} b
 * @param {number} m rows of A
 * @param {number} k columns of A
 * @param {number} n columns of B
 * @param {number[]} first where A begins; steps to its next row, column, matrix
 * @param {number[]} second the same of B
 */
export function product(out, a, b, m, k, n, [a0, ar, ac, as], [b0, br, bc, bs]) {
  for (let c = 0; c < out.length; c++) {
    const column = c % n;
    const row = Math.floor(c / n);
    const matrix = Math.floor(row / m);
    let p = a0 + (row % m) * ar + matrix * as;
    let q = b0 + column * bc + matrix * bs;
    let sum = 0;
    for (let l = 0; l < k; l++, p += ac, q += br) sum += a[p] * b[q];
    out[c] = sum;
  }
}
