// Rows of a table as optcourse/tables.py has them.

/**
 * Fill `out` with rows of `table` at the numbers `places`; a number of no row gives NaN.
 * @param {Float64Array} out
 * @param {Float64Array} table
 * @param {number} count rows of the table
 * @param {Float64Array} places
 */
export function rows(out, table, count, places) {
  const width = (out.length / places.length) | 0;
  for (let i = 0, at = 0; i < places.length; i++, at += width) {
    const place = places[i];
    const start = (width * (place < 0 ? place + count : place)) | 0;
    const exists = place >= -count && place < count && place === Math.floor(place);
    if (exists) for (let j = 0; j < width; j++) out[at + j] = table[start + j];
    else out.fill(NaN, at, at + width);
  }
}
