// What an explorer follows while it is shown.

/** @import { View } from "./view.js" */

/**
 * Follow the page's width, screen, colours and printing, and the kernel; returns what ends it.
 * @param {View} view
 */
export function follow(view) {
  const { model, panels } = view;
  const over = new AbortController();
  const { signal } = over;
  const sizes = new ResizeObserver(() => {
    if (view.roomNow() !== view.size) view.relayout();
  });
  sizes.observe(panels);
  followScreen(() => view.relayout(), signal);
  const recolor = () => requestAnimationFrame(() => view.redraw());
  const names = {
    attributes: true,
    attributeFilter: ["data-theme", "data-jp-theme-light", "class"],
  };
  const themes = new MutationObserver(recolor);
  for (const node of [document.documentElement, document.body]) themes.observe(node, names);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor, { signal });
  followPrinting(view, signal);
  const adopt = () => view.adopt(model?.get("values"));
  model?.on("change:values", adopt);
  return () => {
    over.abort();
    for (const observer of [sizes, themes]) observer.disconnect();
    model?.off("change:values", adopt);
  };
}

/** Paper is white, whatever the page is. @param {View} view @param {AbortSignal} signal */
function followPrinting(view, signal) {
  /** @param {Event} event */
  const paper = ({ type }) => {
    view.root.classList.toggle("oc-paper", type === "beforeprint");
    view.redraw();
  };
  for (const name of ["beforeprint", "afterprint"]) addEventListener(name, paper, { signal });
}

/**
 * Call `changed` when the page is zoomed or moves to a screen with finer or coarser pixels.
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
function followScreen(changed, signal) {
  const next = () => {
    changed();
    followScreen(changed, signal);
  };
  const screen = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  screen.addEventListener("change", next, { signal, once: true });
}
