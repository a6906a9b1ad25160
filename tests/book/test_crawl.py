"""The built site in a browser: nothing external, nothing broken, every slider alive.

Every page is opened from a server's root, from a subpath and from disk, in light on a desk or in
dark on a phone, and each time resized to the other width and to that of a page enlarged four times.
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

import access
import controls
import pytest
import training

SITE = Path(__file__).parents[2] / "_build" / "html"
EXPLORERS = SITE / "_explorers"
PAGES = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("[!_]*.html"))
PAGES = [name for name in PAGES if not name.startswith("_")] or ["index.html"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
LOOKS = {"light on a desk": ("light", DESK, PHONE), "dark on a phone": ("dark", PHONE, DESK)}

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


def visits(k, name):
    """Three visits of a page: every origin and every look; over four pages, every pair."""
    turns = {"root": k, "subpath": k + 1, "disk": k // 2}
    return [(name, origin, list(LOOKS)[turn % 2]) for origin, turn in turns.items()]


VISITS = [each for k, name in enumerate(PAGES) for each in visits(k, name)]


@pytest.mark.parametrize("name, origin, look", VISITS)
def test_a_page_asks_nobody_complains_of_nothing_and_bars_nobody(visit, name, origin, look):
    seen = visit(name, origin, look)
    told = text("book/index.html" if name == "index.html" else name)  # the door leads on
    if origin == "root" and training.ends(told):
        training.sent_once(seen.requests, told, needs_of)
    if origin != "subpath":
        training.come_to_their_ends(seen.page, told)
    if origin == "root":
        assert not access.needless_stops(seen.page)
        access.say_what_they_show(seen.page)
    if origin != "disk":  # once in each look: as the page opens, and with all of it unfolded
        access.unfold(seen.page, origin == "subpath")
        assert not access.serious_barriers(seen.page)
        access.unfold(seen.page, False)
    for size in (*LOOKS[look][1:], access.ZOOMED):
        seen.page.set_viewport_size(size)
        assert not seen.overflow(), size
    if origin == "disk":
        for k in range(len(explorers_of(name))):
            controls.try_one(seen.explorer(k))
    assert not seen.external()
    assert not seen.complaints


def values(root):
    return root.locator("input").evaluate_all("(all) => all.map((i) => [i.value, i.checked])")


@pytest.fixture(scope="module")
def turned_to(contexts, origins):
    """Show a page with none of its explorers drawn yet, or as the test before has left it."""
    shown = []

    def turned_to(name):
        if not shown or shown[0] != name:
            leave()
            page = contexts["light on a desk"].new_page()
            shown[:] = name, Visit(page, origins["root"]).open(name, explorers=False)
        shown[1].complaints.clear()
        return shown[1]

    def leave():
        if shown:
            shown[1].page.close()

    yield turned_to
    leave()


@pytest.mark.parametrize("name, k", EVERY_EXPLORER)
def test_every_control_moves_its_drawing(turned_to, name, k):
    seen = turned_to(name)
    root = seen.explorer(k)
    first = values(root)
    assert controls.try_all(root), "an explorer without a control"
    root.get_by_role("button", name="Reset").click()
    assert values(root) == first
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
