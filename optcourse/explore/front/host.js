// Mounts the explorers of a built page as they scroll near. Data lie beside the page in files
// named by their content; being plain scripts that call `register`, they load from disk too.
(() => {
  const optcourse = (globalThis.optcourse = globalThis.optcourse || {});
  const payloads = new Map();
  const loading = new Map();

  optcourse.register = (hash, payload) => payloads.set(hash, payload);

  const load = (hash, src) => {
    if (!loading.has(hash)) {
      loading.set(hash, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = src;
        script.onload = () =>
          payloads.has(hash) ? resolve(payloads.get(hash)) : reject(new Error(`${src} is damaged`));
        script.onerror = () => reject(new Error(`${src} could not be loaded`));
        document.head.append(script);
      }));
    }
    return loading.get(hash);
  };

  const complain = (element, error) => {
    const message = document.createElement("p");
    message.className = "oc-missing";
    message.setAttribute("role", "alert");
    message.textContent = `This explorer cannot be shown: ${error.message}.`;
    element.dataset.state = "error";
    element.replaceChildren(message, ...optcourse.stored(element));
  };

  const mount = async (element) => {
    const { explorer, src } = element.dataset;
    try {
      const payload = await load(explorer, src);
      await optcourse.mount(element, payload);
    } catch (error) {
      complain(element, error);
    }
  };

  const watch = () => {
    const elements = document.querySelectorAll(".oc-explorer[data-explorer]");
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        watcher.unobserve(entry.target);
        mount(entry.target);
      }
    }, { rootMargin: "600px 0px" });
    elements.forEach((element) => watcher.observe(element));
    // What was never near the screen is printed as its stored picture, loaded only then.
    for (const element of elements) {
      for (const image of [...optcourse.stored(element)]) {
        image.loading = "lazy";
        element.append(image);
      }
    }
  };

  // As soon as the text is there, not after the page's larger scripts.
  if (document.readyState === "loading") document.addEventListener("readystatechange", watch, { once: true });
  else watch();
})();
