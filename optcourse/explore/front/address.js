// A setting as it stands in an address: "kappa=50&start=-2.6,1.5", what differs from the start. A
// slider over things that have names is at "which=momentum", or at "batch==32" where they are numbers.

import { sliderValue } from "./sliders.js";
import { toPlain } from "./text.js";

/** @import { Row } from "./frames.js" */
/** @import { Control, Values } from "./types.js" */
/** @import { View } from "./view.js" */

/** @param {Row[]} rows */
export function queryOf(rows) {
  const query = new URLSearchParams();
  for (const row of rows) {
    const { control, value } = row;
    const written = write(value);
    const named = "position" in row && namesOf(control)[row.position];
    if (written !== write(control.value)) query.set(control.name, named || written);
  }
  return `${query}`.replace(/%2C|%3D/g, decodeURIComponent);
}

/** What the positions of a slider are called in an address. @param {Control} control */
const namesOf = (control) =>
  ("texts" in control ? control.texts : []).map((text) => {
    const words = toPlain(text)
      .replaceAll(",", "")
      .match(/[\p{L}\p{N}.^−]+/gu);
    const name = words?.join("-") ?? "";
    return Number.isNaN(+name) ? name : `=${name}`; // a number alone is a position
  });

/** @param {number} value */
const short = (value) => +value.toPrecision(6);

/** @param {string | number | number[]} value */
const write = (value) => (typeof value === "string" ? value : [value].flat().map(short).join(","));

/**
 * What an address says of the controls; rows pass over what they cannot show.
 * @param {string} query
 * @param {Row[]} rows
 * @returns {Values}
 */
export function valuesFrom(query, rows) {
  const given = new URLSearchParams(query);
  const named = rows.filter(({ control }) => given.get(control.name)?.trim());
  return Object.fromEntries(
    named.map(({ control }) => {
      const { name, kind } = control;
      const text = given.get(name) ?? "";
      const at = namesOf(control).indexOf(text);
      if (kind === "slider" && at >= 0) return [name, sliderValue(control, at)];
      const numbers = text.split(",").map(Number);
      return [name, kind === "choice" ? text : kind === "point" ? numbers : numbers[0]];
    }),
  );
}

/** Copy the address of an explorer as it stands. @param {HTMLElement} button @param {View} view */
export async function copyLink(button, { element, rows }) {
  const query = queryOf(rows);
  const url = new URL(`#${[element.id, query].filter(Boolean).join("?")}`, location.href).href;
  try {
    await navigator.clipboard.writeText(url);
    const text = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = text;
    }, 1500);
  } catch {
    prompt("The address of this setting:", url); // not every page may write to the clipboard
  }
}
