"""The built site in a browser: nothing external, nothing broken, every slider alive.

Every page is opened from a server's root, from a subpath and from disk, in light on a desk and in
dark on a phone, and each time resized to the other width.
"""

import contextlib
import functools
import gzip
import json
import re
import threading
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

SITE = Path(__file__).parents[2] / "_build" / "html"
EXPLORERS = SITE / "_explorers"
PAGES = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("[!_]*.html"))
PAGES = [name for name in PAGES if not name.startswith("_")] or ["index.html"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
LOOKS = {"light on a desk": ("light", DESK, PHONE), "dark on a phone": ("dark", PHONE, DESK)}
ORIGINS = ("root", "subpath", "disk")

pytestmark = pytest.mark.site
every_page = pytest.mark.parametrize("name", PAGES)


def text(name):
    return (SITE / name).read_text("utf-8") if (SITE / name).exists() else ""


def explorers_of(name):
    return re.findall(r'class="oc-explorer" data-explorer="(\w+)"', text(name))


EVERY_EXPLORER = [(name, k) for name in PAGES for k in range(len(explorers_of(name)))]


@pytest.fixture(scope="session", autouse=True)
def site():
    if not (SITE / "index.html").exists():
        pytest.fail(f"the book is not built: {SITE} is missing; run `make site`", pytrace=False)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def origins(tmp_path_factory):
    """Address of the site on each kind of host."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "some").mkdir()
    (folder / "some" / "where").symlink_to(SITE)
    with serve(SITE) as root, serve(folder) as above:
        yield {"root": root, "subpath": f"{above}some/where/", "disk": f"{SITE.as_uri()}/"}


class Visit:
    """A page in the browser, and everything that it asked for or complained about."""

    def __init__(self, page, origin):
        self.page, self.origin, self.complaints, self.requests = page, origin, [], []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", self.lose)
        page.on("response", self.receive)
        page.on("websocket", lambda socket: self.requests.append(socket.url))

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def receive(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def lose(self, request):
        icon_of_a_page_that_was_left = request.resource_type == "other"  # asked for after "load"
        if not (icon_of_a_page_that_was_left and request.failure == "net::ERR_ABORTED"):
            self.complaints.append(f"failed: {request.url}")

    def external(self):
        own = (self.origin, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def open(self, name, explorers=True):
        self.page.goto(urljoin(self.origin, name), wait_until="load")
        self.page.wait_for_function(ARRIVED)
        self.page.wait_for_load_state("load")
        for k in range(self.page.locator(".oc-explorer").count() if explorers else 0):
            self.explorer(k)
        return self

    def explorer(self, k):
        """Scroll an explorer into view and wait until it is drawn."""
        place = self.page.locator(".oc-explorer").nth(k)
        place.scroll_into_view_if_needed()
        root = place.locator(".oc")
        root.and_(self.page.locator('[data-state="ready"]')).wait_for(timeout=15_000)
        return root

    def overflow(self):
        """Elements that reach past the right edge, if the page scrolls sideways."""
        return self.page.evaluate(OVERFLOW)


# The site's front door leads on to the first page, after its own "load".
ARRIVED = """() => !document.querySelector('meta[http-equiv="refresh"]')
  && document.readyState === "complete" """
OVERFLOW = """() => {
  const root = document.scrollingElement, edge = innerWidth + 1;
  if (root.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("main *")]
    .filter((each) => each.getBoundingClientRect().right > edge)
    .map((each) => each.outerHTML.slice(0, 120)).concat(`${root.scrollWidth} px`).slice(-5);
}"""


@pytest.fixture(scope="session")
def contexts(browser):
    """A browser's profile for each look; pages of one look share its cache, as a reader's do."""
    return {
        look: browser.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
        for look, (scheme, size, _) in LOOKS.items()
    }


@pytest.fixture
def visit(contexts, origins):
    """Open a page: visit(name, origin="root", look="light on a desk", explorers=True)."""
    with contextlib.ExitStack() as stack:

        def visit(name, origin="root", look="light on a desk", explorers=True):
            page = contexts[look].new_page()
            stack.callback(page.close)
            return Visit(page, origins[origin]).open(name, explorers)

        yield visit


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("origin", ORIGINS)
@every_page
def test_a_page_asks_nobody_and_complains_of_nothing(visit, name, origin, look):
    seen = visit(name, origin, look)
    if origin == "root":
        assert not serious_barriers(seen.page)
    for size in LOOKS[look][1:]:
        seen.page.set_viewport_size(size)
        assert not seen.overflow()
    assert not seen.external()
    assert not seen.complaints


def serious_barriers(page):
    """What axe finds serious or critical for readers with assistive technology."""
    options = {"resultTypes": ["violations"], "preload": False}  # axe itself must fetch nothing
    found = Axe().run(page, options=options).response["violations"]
    found = [each for each in found if each["impact"] in ("serious", "critical")]
    return [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in found]


# Everything that is drawn: vector marks, and the pixels of each canvas; not a handle's place.
DRAWING = """(root) => [...root.querySelectorAll(".oc-panels svg, .oc-panels canvas")]
  .map((each) => (each.toDataURL ? each.toDataURL() : each.innerHTML)).join()"""
# What trains is at rest when it has trained.
SETTLED = """async (root) => {
  do for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
  while (root.ariaBusy);
}"""
REMEMBER = f"(root) => {{ root.drawn = ({DRAWING})(root); }}"
# Whether it has changed, two seconds after it was last busy with training.
CHANGED = f"""async (root) => {{
  const changed = () => root.drawn !== ({DRAWING})(root);
  for (let rest = performance.now(); !changed() && performance.now() < rest + 2000;) {{
    await new Promise(requestAnimationFrame);
    if (root.ariaBusy) rest = performance.now();
  }}
  return changed();
}}"""


def changes(root, action):
    """Whether an action changes what an explorer draws, within two seconds of rest."""
    handle = root.element_handle()
    handle.evaluate(SETTLED)
    handle.evaluate(REMEMBER)
    action()
    return handle.evaluate(CHANGED)


def move_by_keyboard(root, slider):
    slider.press("Home")
    steps = [changes(root, lambda: slider.press("ArrowRight")) for _ in range(2)]
    slider.press("Home")
    assert changes(root, lambda: slider.press("End")), f"{named(slider)}: both ends draw the same"
    steps += [changes(root, lambda: slider.press("ArrowLeft")) for _ in range(2)]
    assert any(steps), f"{named(slider)}: no step by keyboard moves the drawing"


def move_by_pointer(root, slider):
    box = slider.bounding_box()
    at = [{"x": box["width"] * share, "y": box["height"] / 2} for share in (0.15, 0.5, 0.85)]
    slider.click(position=at[0])
    moved = [changes(root, lambda to=to: slider.click(position=to)) for to in at[1:]]
    assert any(moved), f"{named(slider)}: the pointer moves nothing"


def named(slider):
    return slider.evaluate("(each) => each.labels[0]?.innerText || each.outerHTML")


def choose(root, radio):
    if not radio.is_checked():
        assert changes(root, lambda: radio.check(force=True)), "a choice changes nothing"


def enable(root, control):
    """Choose what gives a control an effect, where the start leaves it none."""
    for radio in root.locator(".oc-choice:not(.oc-few) input").all():
        if control.is_enabled():
            return
        radio.check(force=True)


def drag(root, handle):
    keys = [changes(root, lambda key=key: handle.press(key)) for key in ("ArrowUp", "ArrowRight")]
    assert any(keys), "no key moves the handle's drawing"
    pulls = (changes(root, lambda by=by: pull(handle, 40 * by, 30 * by)) for by in (1, -1))
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
    assert changes(root, button.click), "the play button plays nothing"
    button.click()


def values(root):
    return root.locator("input").evaluate_all("(all) => all.map((i) => [i.value, i.checked])")


@pytest.mark.parametrize("name, k", EVERY_EXPLORER)
def test_every_control_moves_its_drawing(visit, name, k):
    seen = visit(name, explorers=False)  # the others are seen whole above: this one alone
    root = seen.explorer(k)
    first, controls = values(root), 0
    reset = root.get_by_role("button", name="Reset")
    ways = {
        "input[type=range]": (move_by_keyboard, move_by_pointer),
        "input[type=radio]": (choose,),
        ".oc-handle": (drag,),
        ".oc-play": (play,),
    }
    for selector, moves in ways.items():
        for control in root.locator(selector).all():
            controls += 1
            for move in moves:
                reset.click()
                enable(root, control)
                move(root, control)
    assert controls, "an explorer without a control"
    reset.click()
    assert values(root) == first
    assert not seen.complaints


@pytest.mark.parametrize("name", sorted({name for name, _ in EVERY_EXPLORER}))
def test_from_disk_a_control_of_each_explorer_moves_its_drawing(visit, name):
    seen = visit(name, "disk", explorers=False)
    for k in range(len(explorers_of(name))):
        root = seen.explorer(k)
        slider = root.locator("input[type=range]:enabled").first
        radio = root.locator("input[type=radio]:not(:checked)").first
        choose(root, radio) if not slider.count() else move_by_keyboard(root, slider)
    assert not seen.complaints


class Anchors(HTMLParser):
    """What a page defines (ids) and what it refers to (tag, address)."""

    def __init__(self, name):
        super().__init__()
        self.ids, self.references = set(), []
        self.feed(text(name))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids |= {given[key] for key in ("id", "name") if given.get(key)}
        for key in ("href", "src", "data-src"):
            if given.get(key):
                self.references.append((tag, given[key]))


@functools.cache
def anchors(name):
    return Anchors(name)


@every_page
def test_every_link_and_anchor_resolves(name):
    assert not [link for tag, link in anchors(name).references if not resolves(name, tag, link)]


def resolves(name, tag, link):
    if re.match(r"(https?:)?//", link):
        return tag == "a"  # a source to read; the page itself loads nothing from elsewhere
    if link.startswith(("data:", "mailto:")) or link == "#":
        return True
    address, fragment = urldefrag(urljoin(name, link))
    target = unquote(address.split("?")[0])
    if not (SITE / target).is_file():
        return False
    return not fragment or fragment.split("?")[0] in anchors(target).ids


def as_sent(name):
    return len(gzip.compress((EXPLORERS / f"{name}.js").read_bytes(), 9))


def needs_of(name):
    """The files that an explorer loads beside its own: tables that others may share."""
    end = re.search(r", (\[[^\]]*\])\);\n$", (EXPLORERS / f"{name}.js").read_text("utf-8"))
    return json.loads(end[1]) if end else []


@every_page
def test_explorers_are_small_as_sent(name):
    files = {each: (each, *needs_of(each)) for each in explorers_of(name)}
    sizes = {each: as_sent(each) for each in {each for group in files.values() for each in group}}
    assert all(sum(map(sizes.get, group)) <= 300_000 for group in files.values()), sizes
    assert sum(sizes.values()) <= 1_000_000, sizes
