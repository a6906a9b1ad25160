// A term or a citation says what it is where it stands: on hover, on focus, on a first tap.

(() => {
  const card = document.createElement("div");
  card.className = "oc-card";
  card.role = "tooltip";
  card.id = "oc-card";
  card.hidden = true;
  document.body.append(card);
  /** @type {HTMLAnchorElement | undefined} */
  let of;

  /** @param {HTMLAnchorElement} link */
  function show(link) {
    of?.removeAttribute("aria-describedby");
    of = link;
    card.textContent = link.dataset.card ?? "";
    card.hidden = false;
    const { left, bottom, top } = link.getClientRects()[0];
    const room = document.documentElement.clientWidth - card.offsetWidth - 8;
    const under = bottom + card.offsetHeight + 8 < innerHeight;
    card.style.left = `${Math.max(8, Math.min(left, room)) + scrollX}px`;
    card.style.top = `${(under ? bottom + 4 : top - card.offsetHeight - 4) + scrollY}px`;
    link.setAttribute("aria-describedby", card.id);
  }

  function hide() {
    of?.removeAttribute("aria-describedby");
    of = undefined;
    card.hidden = true;
  }

  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll("article a[title]:is(.oc-term, [href*='#id'])");
  for (const link of links) {
    link.dataset.card = link.title;
    link.removeAttribute("title");
    link.addEventListener(
      "pointerenter",
      ({ pointerType }) => pointerType === "mouse" && show(link),
    );
    link.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && hide());
    link.addEventListener("focus", () => show(link));
    link.addEventListener("blur", hide);
    let seen = false; // a tap shows the card, a second one follows the link
    link.addEventListener("pointerdown", ({ pointerType }) => {
      seen = of === link || pointerType === "mouse";
    });
    link.addEventListener("click", (event) => {
      if (event.detail && !seen) event.preventDefault();
    });
  }
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
})();
