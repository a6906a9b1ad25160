// A field above a list of claims or explorers: by chapter, by words, and by what the list knows of
// each. Parts of the list that are folded open when they hold what is asked for. Without scripts all
// is shown, and open.

(() => {
  /** @type {HTMLElement | null} */
  const place = document.querySelector(".oc-filter");
  const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".oc-listed")]);
  if (!place || !sections.length) return;

  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = "Words";
  field.ariaLabel = "Show only those with these words";
  const choice = document.createElement("select");
  choice.ariaLabel = "Chapter";
  choice.append(new Option("All chapters", ""));
  for (const { id, firstElementChild } of sections) {
    choice.append(new Option(firstElementChild?.textContent?.replace(/#$/, "").trim(), id));
  }
  const said = document.createElement("span");
  said.role = "status";

  /** @param {Element} element */
  const stems = (element) => words.stems(element.textContent ?? "");
  const items = sections.flatMap((section) =>
    [...section.querySelectorAll(".oc-cards > li, .oc-claim")].map((element) => ({
      element: /** @type {HTMLElement} */ (element),
      section,
      stems: stems(element),
      line: stems(element.querySelector("p") ?? element),
      folds: [...element.querySelectorAll("details")].map((fold) => ({ fold, stems: stems(fold) })),
    })),
  );

  /** @type {[string, string][]} a class that items have, and the words for it */
  const kinds = JSON.parse(place.dataset.chips ?? "[]");
  const chips = kinds
    .map(([name, label]) => {
      const chip = document.createElement("button");
      const count = items.filter(({ element }) => element.classList.contains(name)).length;
      chip.type = "button";
      chip.className = "oc-chip";
      chip.textContent = `${label} ${count}`;
      chip.ariaPressed = "false";
      return { name, chip, count };
    })
    .filter(({ count }) => count);
  place.append(field, choice, ...chips.map(({ chip }) => chip), said);

  /** Whether stems have a word, which may be unfinished. @param {string[]} all @param {string} word */
  const holds = (all, word) => all.some((stem) => stem.startsWith(word));
  let asked = true;

  const narrow = () => {
    const run = words.asked(field.value);
    const wanted = chips.filter(({ chip }) => chip.ariaPressed === "true");
    for (const { element, section, stems, line, folds } of items) {
      element.hidden =
        (choice.value !== "" && choice.value !== section.id) ||
        wanted.some(({ name }) => !element.classList.contains(name)) ||
        !run.every((word) => holds(stems, word));
      for (const { fold, stems } of folds)
        fold.open = !element.hidden && run.some((word) => holds(stems, word) && !holds(line, word));
    }
    const shown = items.filter(({ element }) => !element.hidden);
    const before = asked;
    asked = Boolean(field.value.trim() || choice.value || wanted.length);
    for (const section of sections) {
      section.hidden = !shown.some((each) => each.section === section);
      const list = section.querySelector("details.oc-list");
      if (asked || before) list?.toggleAttribute("open", asked);
    }
    said.textContent = `${shown.length} of ${items.length}`;
  };

  for (const { chip } of chips) {
    chip.addEventListener("click", () => {
      chip.ariaPressed = `${chip.ariaPressed !== "true"}`;
      narrow();
    });
  }
  field.addEventListener("input", narrow);
  choice.addEventListener("change", narrow);
  // A link to something that the filter hides shows all, and what it leads to.
  const reveal = () => {
    const aim = document.getElementById(location.hash.slice(1));
    if (aim?.closest("[hidden]")) {
      field.value = choice.value = "";
      for (const { chip } of chips) chip.ariaPressed = "false";
      narrow();
    }
    const list = aim?.querySelector(":scope > .oc-list") ?? aim?.closest(".oc-list:not([open])");
    if (!list) return;
    list.toggleAttribute("open", true);
    aim?.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  narrow();
  reveal();
})();
