// Search: ranks sections, explorers, claims and terms of an index that loads when it is needed.

/** @typedef {[kind: string, title: string, page: number, anchor: string, text: string, asked: string[]]} Entry */
/** @typedef {{ pages: [string, string][], entries: Entry[] }} Index */
/** @typedef {{ entry: Entry, title: string[], asked: string[][], text: string[] }} Known */

// biome-ignore lint/correctness/noUnusedVariables: another script uses it
const finding = (() => {
  const { stems, asked, places, marked } = words;
  const MOST = 30; // results shown at once
  const NEAR = 12; // words between which a text that has all of them is about them
  const WEIGHTS = { chapter: 8, section: 6, explorer: 6, term: 5, page: 2, claim: 0, exercise: -4 };
  const root = document.documentElement.dataset.content_root ?? "./";
  /** @type {Known[]} */
  let known = [];
  /** @type {Index["pages"]} */
  let pages = [];
  /** @type {Promise<void> | undefined} */
  let loading;

  /** The index says what it holds. @param {Index} index */
  function take(index) {
    pages = index.pages;
    known = index.entries.map((entry) => ({
      entry,
      title: asked(entry[1]),
      asked: entry[5].map(asked),
      text: stems(entry[4]),
    }));
  }

  function load() {
    loading ??= new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = `${root}_static/find-index.js`;
      script.onload = () => done();
      script.onerror = () => fail(new Error("the index is missing"));
      document.head.append(script);
    });
    return loading;
  }

  /** Where stems follow one another in a text; -1 if nowhere. @param {string[]} text @param {string[]} run */
  const runAt = (text, run) =>
    text.findIndex((_, k) => run.every((each, j) => text[k + j] === each));

  /** Whether a stem is in a text, in one piece or in two. @param {string[]} text @param {string} wanted */
  const has = (text, wanted) => positions(text, wanted).length > 0;

  /** @param {string[]} text @param {string} wanted */
  function positions(text, wanted) {
    const found = [];
    for (let k = 0; k < text.length; k++) {
      if (text[k] === wanted || text[k] + text[k + 1] === wanted) found.push(k);
    }
    return found;
  }

  /** Whether a text has all stems near one another. @param {string[]} text @param {string[]} run */
  function together(text, run) {
    const at = run.map((each) => positions(text, each));
    return at[0].some((k) => at.every((each) => each.some((j) => Math.abs(j - k) <= NEAR)));
  }

  /** How well a title or what is asked answers. @param {string[]} title @param {string[]} run */
  function answers(title, run) {
    const at = runAt(title, run);
    if (at === 0 && title.length === run.length) return 100;
    if (at >= 0) return 62 - 2 * at - (title.length - run.length);
    return run.every((each) => has(title, each)) ? 40 : 0;
  }

  /** How well an entry answers; 0 if not at all. @param {Known} each @param {string[]} run */
  function score({ entry, title, asked, text }, run) {
    const titled = Math.max(answers(title, run), ...asked.map((each) => answers(each, run) - 4));
    const inTitle = run.filter((each) => has(title, each)).length;
    const rest = run.filter((each) => !has(title, each));
    const told = rest.every((each) => has(text, each));
    if (titled <= 0 && !told) return 0;
    if (titled <= 0 && !inTitle && !together(text, run)) return 0;
    const often = Math.min(5, ...run.map((each) => positions(text, each).length));
    const phrase = run.length > 1 && runAt(text, run) >= 0 ? 14 : 0;
    const kind = WEIGHTS[/** @type {keyof typeof WEIGHTS} */ (entry[0])];
    return Math.max(1, Math.max(titled, 0) + 10 * inTitle + often + phrase + kind);
  }

  /** The stems, and each pair of them as one: "over fitting" is "overfitting". @param {string[]} run */
  const variants = (run) => [
    run,
    ...run.slice(1).map((each, k) => [...run.slice(0, k), run[k] + each, ...run.slice(k + 2)]),
  ];

  /** Whole words that begin as the last one does, for who is still writing. @param {string[]} run */
  function completed(run) {
    const begun = run.at(-1) ?? "";
    const begins = new Set(
      known.flatMap(({ title }) => title.filter((each) => each.startsWith(begun))),
    );
    return begun.length < 3
      ? []
      : [...begins].slice(0, 20).map((each) => [...run.slice(0, -1), each]);
  }

  /** Entries that answer a question, best first. @param {string} question @returns {Entry[]} */
  function find(question) {
    const run = asked(question);
    if (!run.length) return [];
    const exact = ranked(variants(run));
    return exact.length ? exact : ranked(completed(run));
  }

  /** @param {string[][]} runs */
  function ranked(runs) {
    const scored = known.map((each) => ({
      each,
      points: Math.max(0, ...runs.map((run) => score(each, run))),
    }));
    const good = scored.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points);
    return good.map(({ each }) => each.entry);
  }

  /** The piece of a text about the words. @param {string} text @param {string[]} run */
  function excerpt(text, run) {
    const first = places(text, run)[0]?.[0] ?? 0;
    const from = first < 90 ? 0 : text.indexOf(" ", first - 60) + 1;
    const piece = text.slice(from, from + 170);
    const whole = from + 170 >= text.length ? piece : `${piece.slice(0, piece.lastIndexOf(" "))} …`;
    return from ? `… ${whole}` : whole;
  }

  /** @param {string} tag @param {string} name @param {string} text @param {string[]} run */
  function line(tag, name, text, run) {
    const made = document.createElement(tag);
    made.className = name;
    made.append(marked(text, places(text, run)));
    return made;
  }

  /** @param {Entry} entry @param {string} question */
  function result([kind, title, page, anchor, text], question) {
    const [address, place] = pages[page];
    const link = document.createElement("a");
    const run = asked(question);
    link.href = `${root}${address}?find=${encodeURIComponent(question)}${anchor && `#${anchor}`}`;
    const where =
      kind === "chapter" || kind === "page" || kind === "term" ? kind : `${kind} · ${place}`;
    link.append(
      line("strong", "oc-found-title", title, run),
      line("span", "oc-found-kind", where, []),
    );
    link.append(line("span", "oc-found-text", excerpt(text, run), run));
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  /** @param {HTMLElement} list @param {string} question */
  async function show(list, question) {
    try {
      await load();
    } catch {
      list.textContent = "The index of the search is missing from this copy of the course.";
      return;
    }
    const found = find(question);
    const items = document.createElement("ol");
    items.append(...found.slice(0, MOST).map((entry) => result(entry, question)));
    const more = found.length > MOST ? `The first ${MOST} of ${found.length}.` : "";
    const said =
      found.length || !asked(question).length
        ? more
        : "Nothing has all of these words near one another.";
    list.replaceChildren(items, said);
    list.dataset.of = question;
  }

  /** The links among which the arrow keys move, the field first. @param {Element} place @param {number} by */
  function move(place, by) {
    const stops = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("input, .oc-found a")]);
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    stops[Math.max(0, Math.min(stops.length - 1, at + by))]?.focus();
  }

  /** @param {Element} place the dialog or the page of the search */
  function start(place) {
    const field = place.querySelector("input");
    const list = /** @type {HTMLElement | null} */ (place.querySelector(".oc-found"));
    if (!field || !list) return;
    field.addEventListener("focus", () => load().catch(() => {}), { once: true });
    field.addEventListener("input", () => show(list, field.value));
    place.querySelector("form")?.addEventListener("submit", (event) => {
      const first = list.querySelector("a");
      if (first) event.preventDefault();
      first?.click();
    });
    place.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[/** @type {KeyboardEvent} */ (event).key];
      if (by) event.preventDefault();
      if (by) move(place, by);
    });
    const question = new URLSearchParams(location.search).get("q");
    if (place.matches(".oc-search-page")) field.focus();
    if (question && place.matches(".oc-search-page")) {
      field.value = question;
      show(list, question);
    }
  }

  for (const place of document.querySelectorAll("#pst-search-dialog, .oc-search-page"))
    start(place);

  return { take, find };
})();
