// Mounts the explorers of a built page as they scroll near. Data lie beside the page in files
// named by their content; being plain scripts that call `register`, they load from disk too.
(() => {
  /** @typedef {import("./types.js").Payload} Payload */

  globalThis.optcourse = globalThis.optcourse || {};
  const { optcourse } = globalThis;
  /** @type {Map<string, Payload>} by the hash of the file that brings it */
  const payloads = new Map();
  /** @type {Map<string, Promise<Payload>>} */
  const loading = new Map();

  optcourse.register = (hash, payload) => payloads.set(hash, payload);

  /** @param {string} hash @param {string} src @returns {Promise<Payload>} */
  const fetched = (hash, src) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = src;
      script.onload = () => {
        const payload = payloads.get(hash);
        if (payload) resolve(payload);
        else reject(new Error(`${src} is damaged`));
      };
      script.onerror = () => reject(new Error(`${src} could not be loaded`));
      document.head.append(script);
    });

  /** @param {string} hash @param {string} src */
  const load = (hash, src) => {
    const payload = loading.get(hash) ?? fetched(hash, src);
    loading.set(hash, payload);
    return payload;
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

  /** @param {HTMLElement} element */
  const mount = async (element) => {
    const { explorer = "", src = "" } = element.dataset;
    try {
      const payload = await load(explorer, src);
      await optcourse.mount(element, payload);
    } catch (error) {
      complain(element, error);
    }
  };

  const watch = () => {
    /** @type {NodeListOf<HTMLElement>} */
    const elements = document.querySelectorAll(".oc-explorer[data-explorer]");
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
