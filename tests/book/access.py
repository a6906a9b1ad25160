"""What a page owes readers who listen, use keys, or enlarge."""

from axe_playwright_python.sync_playwright import Axe

ZOOMED = {"width": 320, "height": 640}  # 1280 px at 400 %
SAID = """(root) => {
  const title = root.querySelector("[role=heading]");
  const level = (each) => +(each?.ariaLevel ?? each?.localName[1]);
  const above = root.closest("section:not(.oc)")?.querySelector("h1,h2,h3,h4,h5");
  const drawings = [...root.querySelectorAll(".oc-plot > svg")];
  const readout = root.querySelector(".oc-readout");
  return {
    step: level(title) - level(above),
    told: drawings.every((each) => each.getAttribute("aria-describedby") === readout.id),
    labels: drawings.every((each) => each.ariaLabel.includes(" against ")),
    live: [...root.querySelectorAll("[aria-live=polite], output:not([role]), .oc-readout[role]")]
      .map((each) => each.outerHTML.slice(0, 80)),
    handles: [...root.querySelectorAll(".oc-handle")].every((each) => each.ariaLabel
      && (each.role === "application" || (each.ariaValueMin && each.ariaValueMax))),
    exact: root.querySelectorAll(".oc-handle[role=application]").length
      <= root.querySelectorAll(".oc-exact").length,
    order: [...root.querySelectorAll("input, .oc-foot")].pop()?.className,
  };
}"""
# Boxes of code that a tab stops at though nothing in them scrolls, or they are folded away.
STOPS = """() => [...document.querySelectorAll("article :is(pre, .highlight, code)")]
  .filter((each) => each.tabIndex >= 0)
  .filter((each) => each.scrollWidth <= each.clientWidth || !each.checkVisibility())
  .map((each) => each.outerHTML.slice(0, 80))"""
# Descriptions are written when an explorer has come to rest.
DESCRIBED = """() => [...document.querySelectorAll(".oc-plot > svg")]
  .every((each) => each.ariaLabel)"""
UNFOLD = """(open) => {
  for (const each of document.querySelectorAll("article details")) each.open = open;
}"""
CONTRAST = "color-contrast"
# Marks two texts of each kind, the first and the last, by an attribute whose name is returned.
SAMPLES = """() => {
  const mark = "data-oc-sample", first = new Map(), last = new Map(), ways = new Map();
  document.querySelectorAll(`[${mark}]`).forEach((each) => each.removeAttribute(mark));
  const way = (each) => {
    if (!each) return "";
    if (ways.has(each)) return ways.get(each);
    const { backgroundColor, backgroundImage, opacity } = getComputedStyle(each);
    const own = [each.localName, each.getAttribute("class"), backgroundColor, backgroundImage];
    ways.set(each, [way(each.parentElement), ...own, opacity].join());
    return ways.get(each);
  };
  for (const each of document.body.querySelectorAll("*")) {
    if (![...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    if (!each.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fill, fontSize, fontWeight } = getComputedStyle(each);
    const kind = [way(each), color, fill, fontSize, fontWeight].join();
    if (!first.has(kind)) first.set(kind, each);
    last.set(kind, each);
  }
  for (const each of [...first.values(), ...last.values()]) each.setAttribute(mark, "");
  return mark;
}"""
WHOLE = {"step": 1, "told": True, "labels": True, "live": [], "handles": True, "exact": True}
WHOLE |= {"order": "oc-foot"}


def serious_barriers(page):
    """What axe finds serious or critical for readers with assistive technology.

    Contrast, three quarters of its time, is asked of two texts of each kind: where classes, colors
    and what lies behind are the same, so is the contrast.
    """
    options = {"resultTypes": ["violations"], "preload": False}  # axe itself must fetch nothing
    all_but = options | {"rules": {CONTRAST: {"enabled": False}}}
    samples = {"include": [[f"[{page.evaluate(SAMPLES)}]"]]}
    asked = (None, all_but), (samples, options | {"runOnly": [CONTRAST]})
    answers = [Axe().run(page, context=context, options=each).response for context, each in asked]
    found = [each for answer in answers for each in answer["violations"]]
    found = [each for each in found if each["impact"] in ("serious", "critical")]
    return [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in found]


def unfold(page, open):
    page.evaluate(UNFOLD, open)


def needless_stops(page):
    return page.evaluate(STOPS)


def say_what_they_show(page):
    """Fails unless each explorer has a heading, descriptions and names for those who listen."""
    page.wait_for_function(DESCRIBED)
    for root in page.locator(".oc").all():
        assert root.evaluate(SAID) == WHOLE, root.locator(".oc-title").inner_text()
