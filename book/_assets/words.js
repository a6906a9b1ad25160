// Words as a search compares them, and their marks on the page that a search leads to.

// biome-ignore lint/correctness/noUnusedVariables: another script uses it
const words = (() => {
  const IDLE = new Set(
    "a an and are at be by can do does for how i in is it my of on or the to what why".split(" "),
  );
  const ODD = new Map(Object.entries({ minima: "minimum", maxima: "maximum", matrices: "matrix" }));

  /** @param {string} text its words, in small letters */
  const split = (text) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

  /** The stem of a word: clipping, clipped, clips → clip; normalization ≠ normal. @param {string} word */
  function stem(word) {
    if (word.length < 4) return word;
    const odd = ODD.get(word);
    if (odd) return odd;
    return word
      .replace(/ies$/, "y")
      .replace(/(ss|x|ch|sh)es$/, "$1")
      .replace(/([^aius])s$/, "$1")
      .replace(/i[sz](ations?|ing|e[ds]?)$/, "iz")
      .replace(/^(.*[aeiouy].*[^aeiou]|.*[aeiouy].*[aeiou].*)(ing|ed)$/, "$1")
      .replace(/([bdfgmnprt])\1$/, "$1")
      .replace(/e$/, "");
  }

  /** The stems of a text. @param {string} text */
  const stems = (text) => split(text).map(stem);

  /** The stems of what is searched, without the words that every question has. @param {string} text */
  function asked(text) {
    const all = split(text);
    const telling = all.filter((word) => !IDLE.has(word));
    return (telling.length ? telling : all).map(stem);
  }

  /**
   * Where a text holds one of some stems: [from, to] each; "warm-up" is also "warmup".
   * @param {string} text
   * @param {string[]} wanted
   */
  function places(text, wanted) {
    const found = [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((each) => ({
      from: each.index,
      to: each.index + each[0].length,
      stem: stem(each[0].toLowerCase()),
    }));
    const joined = wanted.slice(1).map((each, k) => wanted[k] + each);
    /** @type {[number, number][]} */
    const spans = [];
    found.forEach(({ from, to, stem }, k) => {
      const next = found[k + 1];
      if (wanted.includes(stem) || joined.includes(stem)) spans.push([from, to]);
      else if (next && wanted.includes(stem + next.stem)) spans.push([from, next.to]);
    });
    return spans;
  }

  /** A text whose places are marked. @param {string} text @param {[number, number][]} spans */
  function marked(text, spans) {
    const whole = document.createDocumentFragment();
    let at = 0;
    for (const [from, to] of spans) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      whole.append(text.slice(at, from), mark);
      at = to;
    }
    whole.append(text.slice(at));
    return whole;
  }

  const OUT = "script, style, noscript, textarea, svg, math, .math, .oc, mark";

  /** Mark stems in the text of the page; Esc takes the marks away. @param {string[]} wanted */
  function mark(wanted) {
    const article = document.querySelector("article.bd-article");
    if (!article) return;
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    const texts = /** @type {Text[]} */ ([]);
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    for (const text of texts) {
      const spans = places(text.data, wanted);
      if (spans.length && !text.parentElement?.closest(OUT))
        text.replaceWith(marked(text.data, spans));
    }
    addEventListener("keydown", ({ key }) => {
      if (key === "Escape")
        for (const each of article.querySelectorAll("mark")) each.replaceWith(...each.childNodes);
    });
  }

  // A result's link carries the words in its address, from which they go: what is copied stays clean.
  const here = new URL(location.href);
  const wanted = here.searchParams.get("find");
  if (wanted) {
    mark(asked(wanted));
    here.searchParams.delete("find");
    history.replaceState(history.state, "", here);
  }

  return { split, stems, asked, places, marked };
})();
