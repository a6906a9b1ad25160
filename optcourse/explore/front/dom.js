// Elements of the page.

import { toHTML } from "./text.js";

const NS = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number>} Attributes */

/**
 * A name that no other view has, in this page or in another: each widget has a module of its own.
 */
export const fresh = () => Math.random().toString(36).slice(2);

/**
 * Append an HTML element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {Element} parent
 * @param {K} name
 * @param {Attributes} [attributes]
 * @param {string} [inner]
 */
export const html = (parent, name, attributes, inner) =>
  put(parent, document.createElement(name), attributes, inner);

/**
 * Append an SVG element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {Element} parent
 * @param {K} name
 * @param {Attributes} [attributes]
 * @param {string} [inner]
 */
export const svg = (parent, name, attributes, inner) =>
  put(parent, document.createElementNS(NS, name), attributes, inner);

/**
 * @template {Element} E
 * @param {Element} parent
 * @param {E} element
 * @param {Attributes} [attributes]
 * @param {string} [inner]
 */
function put(parent, element, attributes = {}, inner = "") {
  assign(element, attributes);
  if (inner) element.innerHTML = inner;
  return parent.appendChild(element);
}

/** @param {Element} element @param {Attributes} attributes */
export function assign(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
}

/** @param {Element} root @param {string} text @param {() => void} act */
export function button(root, text, act) {
  const element = html(root, "button", { type: "button" }, toHTML(text));
  element.addEventListener("click", act);
  return element;
}

/** The colour of a mark, as CSS. @param {number | string} color */
export const ink = (color) => `var(--oc-c${color})`;

/**
 * The picture that a built page holds beside an explorer's place, for readers without scripts.
 * @param {Element} place
 */
export function stored(place) {
  const beside = place.nextElementSibling;
  if (beside?.localName !== "noscript") return [];
  return new DOMParser().parseFromString(beside.textContent ?? "", "text/html").images;
}

/** The level of an explorer's title: under the heading of its section. @param {Element} element */
export const levelOf = (element) =>
  +(element.closest("section")?.querySelector("h1,h2,h3,h4,h5")?.localName[1] ?? 1) + 1;

/** JupyterLab leaves the arrow keys to what has this attribute itself. @param {Event} event */
export const keepArrowKeys = ({ target }) =>
  target instanceof Element && target.setAttribute("data-lm-suppress-shortcuts", "true");
