"""Move the controls of an explorer in a page, and see whether what it draws moves with them.

A slider is led through its positions within the page, by the event that it hears of a reader; that
keys and the pointer reach it is tried apart. Nothing here waits for a time: what was asked for is
painted two frames later, or when what trains has trained.
"""

# Everything that is drawn: vector marks, and the pixels of each canvas; not a handle's place.
DRAWING = """(root) => [...root.querySelectorAll(".oc-panels svg, .oc-panels canvas")]
  .map((each) => (each.toDataURL ? each.toDataURL() : each.innerHTML)).join()"""
# What has changed is painted in the next frame; what changed meanwhile, in the one after it.
REST = """async (root) => {
  do for (let k = 0; k < 2; k++) await new Promise(requestAnimationFrame);
  while (root.ariaBusy);
}"""
DRAWN = f"async (root) => {{ await ({REST})(root); return ({DRAWING})(root); }}"
RESET = f"(root) => {{ root.querySelector('.oc-reset').click(); return ({REST})(root); }}"
# Whether its ends draw something else, and whether a step from an end or the next to it does.
LED = f"""async (slider) => {{
  const root = slider.closest(".oc"), last = +slider.max, seen = {{}};
  const at = async (position) => {{
    slider.value = position;
    slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
    return (seen[position] = await ({DRAWN})(root));
  }};
  const differ = async (a, b) => (seen[a] ?? await at(a)) !== (seen[b] ?? await at(b));
  const ends = await differ(0, last);
  for (const [a, b] of [[0, 1], [1, 2], [last, last - 1], [last - 1, last - 2]])
    if (await differ(a, b)) return [ends, true];
  return [ends, false];
}}"""
# Whether the end that is farther from where it stands draws something else.
FAR = f"""async (slider) => {{
  const root = slider.closest(".oc"), before = await ({DRAWN})(root);
  slider.value = slider.value > slider.max / 2 ? 0 : slider.max;
  slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
  return (await ({DRAWN})(root)) !== before;
}}"""
# A choice may first unpack the numbers of its own: it has 120 frames of rest for it.
CHOSEN = f"""async (radio) => {{
  const root = radio.closest(".oc"), before = await ({DRAWN})(root);
  const changed = () => ({DRAWING})(root) !== before;
  radio.click();
  for (let rest = 0; !changed() && rest < 120; rest = root.ariaBusy ? 0 : rest + 1)
    await new Promise(requestAnimationFrame);
  return changed();
}}"""

# Every height that an explorer has from now on.
WATCH = """(root) => {
  const place = root.closest(".oc-explorer"), heights = (place.heights = [place.offsetHeight]);
  new ResizeObserver(() => heights.push(place.offsetHeight)).observe(place);
}"""
STEADY = """(root) => {
  const { heights } = root.closest(".oc-explorer");
  return Math.max(...heights) - Math.min(...heights) <= 2;
}"""


def moves(root, action):
    """Whether an action changes what an explorer draws, when it is at rest again."""
    before = root.evaluate(DRAWN)
    action()
    return root.evaluate(DRAWN) != before


def named(control):
    return control.evaluate("(each) => each.labels?.[0]?.innerText || each.outerHTML")


def move_slider(root, slider):
    lead(slider)
    reach(slider)


def lead(slider):
    ends, step = slider.evaluate(LED)
    assert ends, f"{named(slider)}: both ends draw the same"
    assert step, f"{named(slider)}: no step moves the drawing"


def reach(slider):
    """Keys move it step by step and to its ends; a click, to where it was clicked."""
    last = slider.get_attribute("max")
    for key, position in {"Home": "0", "ArrowRight": "1", "ArrowLeft": "0", "End": last}.items():
        slider.press(key)
        assert slider.input_value() == position, f"{named(slider)}: {key} does not lead there"
    box = slider.bounding_box()
    slider.click(position={"x": 0.15 * box["width"], "y": box["height"] / 2})
    assert slider.input_value() != last, f"{named(slider)}: the pointer moves nothing"


def choose(root, radio):
    if not radio.is_checked():
        assert radio.evaluate(CHOSEN), f"{named(radio)}: the choice changes nothing"


def enable(root, control):
    """Choose what gives a control an effect, where the start leaves it none."""
    for radio in root.locator(".oc-choice:not(.oc-few) input").all():
        if control.is_enabled():
            return
        radio.evaluate(CHOSEN)


def drag(root, handle):
    keys = ("ArrowUp", "ArrowRight")
    assert any(moves(root, lambda key=key: handle.press(key)) for key in keys), "no key moves it"
    pulls = (moves(root, lambda by=by: pull(handle, 40 * by, 30 * by)) for by in (1, -1))
    assert any(pulls), "the handle is dragged and nothing is drawn"  # one way it may be at its end


def pull(handle, right, down):
    """Press on a handle, move the pointer in steps, let go."""
    handle.scroll_into_view_if_needed()
    box, mouse = handle.bounding_box(), handle.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y + down, steps=4)
    mouse.up()


def play(root, button):
    button.locator("xpath=../..").locator("input").press("Home")
    assert moves(root, button.click), "the play button plays nothing"


WAYS = {
    "input[type=range]": move_slider,
    "input[type=radio]": choose,
    ".oc-handle": drag,
    ".oc-play": play,
}


def try_all(root):
    """Move each control of an explorer from its start; how many there are.

    Fails unless the explorer stays as high as it is all the while.
    """
    root.evaluate(WATCH)
    found = [(each, way) for selector, way in WAYS.items() for each in root.locator(selector).all()]
    for control, way in found:
        root.evaluate(RESET)
        enable(root, control)
        way(root, control)
    assert root.evaluate(STEADY), "a control changes the height of its explorer"
    return len(found)


def try_one(root):
    """Lead the first slider that is alive to its farther end, or choose, where there is none.

    What its steps do is tried by `try_all`; here, whether what moves it is there at all.
    """
    slider = root.locator("input[type=range]:enabled").first
    radio = root.locator("input[type=radio]:not(:checked)").first
    if not slider.count():
        return choose(root, radio)
    assert slider.evaluate(FAR), f"{named(slider)}: its farther end draws the same"
