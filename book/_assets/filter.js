// A field above a list of claims or explorers: by chapter and by words. Without scripts all is shown.

(() => {
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
  place.append(field, choice, said);

  const items = sections.flatMap((section) =>
    [...section.querySelectorAll(".oc-cards > li, .oc-claim")].map((element) => ({
      element: /** @type {HTMLElement} */ (element),
      section,
      stems: words.stems(element.textContent ?? ""),
    })),
  );

  /** Whether an item has all words; the last one may be unfinished. @param {string[]} stems */
  const has = (stems) => {
    const run = words.asked(field.value);
    return run.every((each) => stems.some((stem) => stem.startsWith(each)));
  };

  const narrow = () => {
    for (const { element, section, stems } of items) {
      element.hidden = (choice.value !== "" && choice.value !== section.id) || !has(stems);
    }
    const shown = items.filter(({ element }) => !element.hidden);
    for (const section of sections)
      section.hidden = !shown.some((each) => each.section === section);
    said.textContent = `${shown.length} of ${items.length}`;
  };

  field.addEventListener("input", narrow);
  choice.addEventListener("change", narrow);
  // A link to something that the filter hides shows all.
  addEventListener("hashchange", () => {
    field.value = choice.value = "";
    narrow();
  });
  narrow();
})();
