// An equation too wide for the page scrolls: let the keyboard reach it.
addEventListener("load", async () => {
  const reach = () => {
    for (const equation of document.querySelectorAll('mjx-container[display="true"]')) {
      if (equation.scrollWidth > equation.clientWidth) equation.tabIndex = 0;
      else equation.removeAttribute("tabindex");
    }
  };
  await globalThis.MathJax?.startup?.promise;
  reach();
  addEventListener("resize", reach);
});
