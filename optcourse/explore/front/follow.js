// What an explorer follows while it is shown.

/** Follow the page's width, screen, colours and printing, and the kernel; returns what ends it. */
function follow(view) {
  const { model, panels } = view, over = new AbortController(), { signal } = over;
  const sizes = new ResizeObserver(() => panels.clientWidth !== view.width && view.relayout());
  sizes.observe(panels);
  followScreen(() => view.relayout(), signal);
  const recolor = () => requestAnimationFrame(() => view.redraw());
  const names = { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light", "class"] };
  const themes = new MutationObserver(recolor);
  [document.documentElement, document.body].forEach((node) => themes.observe(node, names));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor, { signal });
  // Paper is white, whatever the page is.
  const paper = ({ type }) => {
    view.root.classList.toggle("oc-paper", type === "beforeprint");
    view.redraw();
  };
  ["beforeprint", "afterprint"].forEach((type) => addEventListener(type, paper, { signal }));
  const adopt = () => view.adopt(model.get("values"));
  model?.on("change:values", adopt);
  return () => {
    over.abort();
    [sizes, themes].forEach((observer) => observer.disconnect());
    model?.off("change:values", adopt);
  };
}

/** Call `changed` when the page is zoomed or moves to a screen with finer or coarser pixels. */
function followScreen(changed, signal) {
  const next = () => {
    changed();
    followScreen(changed, signal);
  };
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", next, { signal, once: true });
}
