// What keys and pointers mean.

/**
 * Where an arrow key points: [right, up]. With Alt, Ctrl or Meta it is the browser's.
 * @param {KeyboardEvent} event
 */
export function arrow({ key, altKey, ctrlKey, metaKey }) {
  /** @type {Record<string, [number, number]>} */
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  return (!altKey && !ctrlKey && !metaKey && arrows[key]) || [0, 0];
}

/**
 * Call `move` with each move of a pointer that is down on an element, until it lets go.
 * @param {HTMLElement} element
 * @param {number} pointerId
 * @param {(event: PointerEvent) => void} move
 */
export function track(element, pointerId, move) {
  const over = new AbortController();
  /** @param {"pointermove" | "lostpointercapture"} type @param {typeof move} act */
  const on = (type, act) =>
    element.addEventListener(type, (event) => event.pointerId === pointerId && act(event), {
      signal: over.signal,
    });
  element.setPointerCapture(pointerId);
  on("pointermove", move);
  on("lostpointercapture", () => over.abort());
}
