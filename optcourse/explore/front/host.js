// Mounts the explorers of a built page as they scroll near. Data lie beside the page in files
// named by their content; being plain scripts that call `register`, they load from disk too.
(() => {
  /** @typedef {import("./types.js").Payload} Payload */
  /** @typedef {import("./view.js").View} View */

  globalThis.optcourse = globalThis.optcourse || {};
  const { optcourse } = globalThis;
  /** @type {Map<string, {content: any, needs: string[]}>} by the hash of the file that brings it */
  const files = new Map();
  /** @type {Map<string, Promise<any>>} */
  const loading = new Map();

  const TOO_OLD = "this browser is too old; it needs Firefox 121, Safari 16.4, Chrome 117 or newer";

  optcourse.register = (hash, content, needs = []) => files.set(hash, { content, needs });

  /** @param {string} hash @param {string} src @returns {Promise<any>} */
  const fetched = (hash, src) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = src;
      script.onload = () => {
        const file = files.get(hash);
        if (file) resolve(completed(file, src.replace(`${hash}.js`, "")));
        else reject(new Error(`${src} is damaged`));
      };
      script.onerror = () => reject(new Error(`${src} could not be loaded`));
      document.head.append(script);
    });

  /** A payload with the tables that stand in files of their own. @param {{content: any, needs: string[]}} file @param {string} folder */
  const completed = async ({ content, needs }, folder) => {
    const found = await Promise.all(needs.map((name) => load(name, `${folder}${name}.js`)));
    needs.forEach((name, k) => {
      if (content.data?.[name] === null) content.data[name] = found[k];
    });
    return content;
  };

  /** @param {string} hash @param {string} src @returns {Promise<any>} */
  const load = (hash, src) => {
    const file = loading.get(hash) ?? fetched(hash, src);
    loading.set(hash, file);
    return file;
  };

  /** @param {HTMLElement} element @param {unknown} error */
  const complain = (element, error) => {
    const told = error instanceof Error ? error.message : error;
    const message = document.createElement("p");
    message.className = "oc-missing";
    message.setAttribute("role", "alert");
    message.textContent = `This explorer cannot be shown: ${told}.`;
    element.dataset.state = "error";
    element.replaceChildren(message, ...optcourse.stored(element));
  };

  /** Stored frames and tables are read by what a browser has had since 2023. @param {Payload} payload */
  const readable = (payload) => {
    const banked = Object.values(payload.variants).some(({ bank }) => bank);
    if ((banked || payload.data) && !globalThis.DecompressionStream) throw new Error(TOO_OLD);
    return payload;
  };

  /** @type {WeakMap<Element, Promise<View | undefined>>} */
  const views = new WeakMap();

  /** @param {HTMLElement} element @returns {Promise<View | undefined>} */
  const mounted = async (element) => {
    const { explorer = "", src = "" } = element.dataset;
    try {
      const view = optcourse.mount(element, readable(await load(explorer, src)));
      view.moves?.inPage((query) => show(`#${[element.id, query].filter(Boolean).join("?")}`));
      return view;
    } catch (error) {
      complain(element, error);
      return undefined;
    }
  };

  /** The view of an explorer's place, made now if there is none. @param {HTMLElement} element */
  const mount = (element) => {
    const view = views.get(element) ?? mounted(element);
    views.set(element, view);
    return view;
  };

  /** Have the address say what is shown; a browser may forbid it. @param {string} hash */
  const show = (hash) => {
    try {
      history.replaceState(history.state, "", hash);
    } catch {}
  };

  /**
   * Show the setting of an address: "#explorer-the-valley?kappa=50".
   * @param {string} hash
   * @param {boolean} [led] whether the reader sees the controls move
   * @param {HTMLElement} [link] what was pressed to come there
   */
  const open = async (hash, led, link) => {
    const [id, query] = decodeURI(hash).slice(1).split("?");
    const element = query == null ? null : document.getElementById(id);
    if (!element?.matches(".oc-explorer[data-explorer]")) return;
    optcourse.reveal(element, link);
    // what stands above grows until the page is complete
    if (document.readyState !== "complete")
      addEventListener("load", () => optcourse.reveal(element), { once: true });
    const view = await mount(element);
    view?.moves?.go(query, led);
  };

  /** How far the middle of an explorer is from the middle of the screen. @param {Element} element */
  const away = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return Math.abs(top + bottom - innerHeight);
  };

  /**
   * The key f has the explorer nearest to the middle fill the screen, unless one has heard it.
   * @param {KeyboardEvent} event @param {HTMLElement[]} elements
   */
  const fill = async (event, elements) => {
    const { key, target, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    if (key !== "f" || ctrlKey || metaKey || altKey || defaultPrevented) return;
    if (target instanceof Element && target.closest("input, textarea, select")) return;
    const [nearest] = elements.sort((a, b) => away(a) - away(b));
    const view = nearest && (await mount(nearest));
    view?.moves?.full.show(true);
  };

  const watch = () => {
    /** @type {NodeListOf<HTMLElement>} */
    const elements = document.querySelectorAll(".oc-explorer[data-explorer]");
    open(location.hash);
    optcourse.follow(mount);
    // who comes back to the text, comes to no explorer
    addEventListener("hashchange", () => history.state?.left || open(location.hash, true));
    // a link to a setting on its own page moves the controls
    addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a.oc-try") : null;
      const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
      if (!(link instanceof HTMLAnchorElement) || !plain) return;
      if (link.pathname !== location.pathname) return;
      event.preventDefault();
      open(link.hash, true, link);
    });
    addEventListener("keydown", (event) => fill(event, [...elements]));
    const near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting || !(target instanceof HTMLElement)) continue;
          near.unobserve(target);
          mount(target);
        }
      },
      { rootMargin: "600px 0px" },
    );
    for (const element of elements) near.observe(element);
    // What was never near the screen is printed as its stored picture, loaded only then.
    for (const element of elements) {
      for (const image of [...optcourse.stored(element)]) {
        image.loading = "lazy";
        element.append(image);
      }
    }
  };

  // As soon as the text is there, not after the page's larger scripts.
  if (document.readyState !== "loading") watch();
  else document.addEventListener("readystatechange", watch, { once: true });
})();
