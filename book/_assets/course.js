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

// A link into a fold opens it, a link to a claim its check, and one to a chapter of a list its part.
(() => {
  const open = () => {
    const aim = document.getElementById(location.hash.slice(1));
    const own = aim?.matches(".oc-claim, .oc-listed") && aim.querySelector(":scope > details");
    /** @type {Element | null | undefined} */
    let fold = (own || aim)?.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement?.closest("details:not([open])")) {
      fold.setAttribute("open", "");
    }
    aim?.scrollIntoView();
  };
  addEventListener("hashchange", open);
  addEventListener("DOMContentLoaded", open);
})();

// Fonts that arrive move what a link led to: lead there again, unless the reader has gone on.
(() => {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!(arrival instanceof PerformanceNavigationTiming) || arrival.type !== "navigate") return;
  let gone = false;
  for (const name of ["wheel", "touchstart", "pointerdown", "keydown", "hashchange"])
    addEventListener(name, () => (gone = true), { once: true, passive: true });
  addEventListener("load", async () => {
    await document.fonts.ready;
    if (!gone) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
})();

// The number of a claim is a link to it, which a click copies, too.
addEventListener("click", async ({ target }) => {
  const link = target instanceof Element && target.closest("a.oc-number");
  if (!(link instanceof HTMLAnchorElement)) return;
  const said = document.createElement("span");
  said.className = "oc-copied";
  said.role = "status";
  link.after(said);
  try {
    await navigator.clipboard.writeText(link.href);
    said.textContent = "link copied";
  } catch {} // not every page may write to the clipboard: the address bar has it
  setTimeout(() => said.remove(), 1500);
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

// Paper shows pictures that were never near the screen: they are fetched before the browser is
// asked to print, since it waits for none. From its own menu it is not asked by us: then they are
// begun, and a browser that waits for pictures has them.
(() => {
  const WAIT = 5000; // milliseconds at most
  const fetched = () =>
    [...document.images].map((image) => {
      image.loading = "eager";
      return image.decode().catch(() => {}); // a picture that is missing holds up no paper
    });
  const print = window.print.bind(window);
  window.print = async () => {
    await Promise.race([Promise.all(fetched()), new Promise((wake) => setTimeout(wake, WAIT))]);
    print();
  };
  addEventListener("beforeprint", fetched);
  addEventListener("keydown", (event) => {
    const asks = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!asks || event.key.toLowerCase() !== "p" || event.defaultPrevented) return;
    event.preventDefault();
    window.print();
  });
})();
