// An equation too wide for the page scrolls: let the keyboard reach it.
addEventListener("load", async () => {
  const reach = () => {
    /** @type {NodeListOf<HTMLElement>} */
    const equations = document.querySelectorAll("div.math");
    for (const equation of equations) {
      if (equation.scrollWidth > equation.clientWidth) equation.tabIndex = 0;
      else equation.removeAttribute("tabindex");
    }
  };
  await document.fonts.ready;
  reach();
  addEventListener("resize", reach);
});

// A link into a fold opens it, and a link to a claim opens its check.
(() => {
  const open = () => {
    const aim = document.querySelector(".oc-claim:target > details, details :target");
    /** @type {Element | null | undefined} */
    let fold = aim?.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement?.closest("details:not([open])")) {
      fold.setAttribute("open", "");
    }
    document.querySelector(":target")?.scrollIntoView();
  };
  addEventListener("hashchange", open);
  addEventListener("DOMContentLoaded", open);
})();

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
