// The places of all text in an explorer's drawings, and what stands badly: run by labels.py.
(() => {
  // maps in few pixels: no label stands elsewhere for it
  Object.defineProperty(window, "devicePixelRatio", { value: 0.1 });
  const FEW = 12; // marks of one kind that a name can keep clear of; a cloud covers everything

  /** Where the ink of a text is: a line of type has air above and below. */
  const inked = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const upright = element.getAttribute("transform")?.includes("rotate");
    const [air, dip] = [(upright ? right - left : bottom - top) * 0.22, 2];
    return upright
      ? { left: left + air, top, right: right - dip, bottom }
      : { left, top: top + air, right, bottom: bottom - dip };
  };

  const kind = (element) =>
    element.closest(".oc-notes") ? "note" : element.closest(".oc-handle") ? "handle" : "axis";

  const texts = (plane) =>
    [...plane.plot.querySelectorAll("svg text, .oc-handle > span")]
      .filter((element) => element.textContent.trim())
      .map((element) => ({ says: element.textContent, kind: kind(element), ...inked(element) }))
      .filter(({ left, right }) => right > left);

  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;

  const pairs = (found) =>
    found.flatMap((a, k) =>
      found.slice(k + 1).filter((b) => overlap(a, b)).map((b) => `${a.says} × ${b.says}`),
    );

  const beyond = (plane, found) => {
    const frame = plane.plot.getBoundingClientRect();
    const out = ({ left, right, top, bottom }) =>
      left < frame.left - 5 || right > frame.right + 5 ||
      top < frame.top - 5 || bottom > frame.bottom + 5;
    return found.filter(out).map(({ says }) => `${says} cut off`);
  };

  /** Boxes of the few symbols that a mark draws, in pixels of the screen. */
  const symbols = (plane, mark) => {
    const get = (name) => plane.arrays[mark[name]];
    const { left, top, width, height } = plane.box;
    const frame = plane.plot.getBoundingClientRect();
    const size = mark.type === "Points" ? mark.size : mark.type === "Handle" ? 9 : 2.3;
    const few = ["Points", "Handle"].includes(mark.type) || mark.dots;
    if (!few || get("x").length > FEW) return [];
    return Array.from(get("x"), (x, k) => [plane.px(x), plane.py(get("y")[k])])
      .filter(([x, y]) => x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1)
      .map(([x, y]) => [frame.left + x * plane.zoom, frame.top + y * plane.zoom])
      .map(([x, y]) => ({ left: x - size, right: x + size, top: y - size, bottom: y + size }));
  };

  const covered = (plane, found) => {
    const named = found.filter(({ kind }) => kind !== "axis");
    return plane.spec.marks.flatMap((mark) =>
      symbols(plane, mark).flatMap((dot) =>
        named.filter((text) => overlap(text, dot)).map(({ says }) => `${says} over ${mark.type}`),
      ),
    );
  };

  /** Names of upright rules that the rule itself runs through. */
  const crossed = (plane, found) => {
    const frame = plane.plot.getBoundingClientRect();
    return plane.spec.marks
      .filter(({ type, data }) => type === "Guide" && "x" in data)
      .map(({ label, x }) => [label, frame.left + plane.px(plane.arrays[x][0]) * plane.zoom])
      .filter(([label, x]) =>
        found.some(({ says, left, right }) => says === label && left + 2 < x && x < right - 2))
      .map(([label]) => `${label} over Guide`);
  };

  const heads = (plane) =>
    [...plane.element.querySelectorAll(".oc-caption, .oc-key")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1)
      .map((e) => `${e.textContent} cut off`);

  globalThis.labelsAmiss = (view) =>
    view.planes.flatMap((plane) => {
      if (!plane.svg) return heads(plane);
      const found = texts(plane);
      return [...pairs(found), ...beyond(plane, found), ...covered(plane, found), ...crossed(plane, found), ...heads(plane)];
    });
})();
