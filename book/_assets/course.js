// An equation too wide for the page scrolls: let the keyboard reach it.
addEventListener("load", async () => {
  const reach = () => {
    /** @type {NodeListOf<HTMLElement>} */
    const equations = document.querySelectorAll('mjx-container[display="true"]');
    for (const equation of equations) {
      if (equation.scrollWidth > equation.clientWidth) equation.tabIndex = 0;
      else equation.removeAttribute("tabindex");
    }
  };
  await globalThis.MathJax?.startup?.promise;
  reach();
  addEventListener("resize", reach);
});

// Paper is white, whatever the page is.
(() => {
  const page = document.documentElement;
  /** @type {string | undefined} */
  let chosen;
  addEventListener("beforeprint", () => {
    chosen = page.dataset.theme;
    page.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    page.dataset.theme = chosen;
  });
})();
