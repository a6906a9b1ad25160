// Rows of a table as optcourse/tables.py has them.

/**
 * Fill `out` with rows of `table` at the numbers `places`; a number of no row gives NaN.
 * @param {Float64Array} out
 * @param {Float64Array} table
 * @param {number} count rows of the table
 * @param {Float64Array} places
 */
export function rows(out, table, count, places) {
  const width = out.length / places.length;
  for (let i = 0, at = 0; i < places.length; i++) {
    const place = places[i];
    const start = width * (place < 0 ? place + count : place);
    const exists = place >= -count && place < count && place === Math.floor(place);
    for (let j = 0; j < width; j++) out[at++] = exists ? +table[start + j] : NaN;
  }
}
