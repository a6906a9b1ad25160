// A lecture: while an explorer fills the screen, Page Down or n leads to the next one of the page,
// Page Up or p to the one before, as the keys of a presenter do.

(() => {
  const STEPS = { PageDown: 1, n: 1, PageUp: -1, p: -1 };
  /** @type {Element | undefined} the one that fills the screen */
  let shown;

  addEventListener("oc-full", (event) => {
    const { view, on } = /** @type {CustomEvent} */ (event).detail;
    if (on) shown = view.element;
    else if (shown === view.element) shown = undefined;
  });

  /** The button of an explorer that fills the screen. @param {Element} place */
  const opener = (place) =>
    [...place.querySelectorAll("button")].find((each) => /full screen/i.test(each.textContent));

  /** Show an explorer as soon as it is drawn. @param {Element} place */
  async function show(place) {
    place.scrollIntoView({ block: "center", behavior: "instant" });
    for (let k = 0; k < 100; k++) {
      const button = place.querySelector('.oc[data-state="ready"]') && opener(place);
      if (button) return button.click();
      await new Promise((go) => setTimeout(go, 100));
    }
  }

  addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    const by = STEPS[/** @type {keyof typeof STEPS} */ (key)];
    if (!shown || !by || ctrlKey || metaKey || altKey) return;
    if (target instanceof HTMLElement && target.matches("input[type=text], textarea")) return;
    const places = [...document.querySelectorAll(".oc-explorer")];
    const next = places[places.indexOf(shown) + by];
    if (next) show(next);
  });
})();
