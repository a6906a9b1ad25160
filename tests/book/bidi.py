"""Debian's Firefox, driven over WebDriver BiDi, which it speaks itself.

Playwright drives a stock Firefox too, but sends it a command that none up to 153 knows.
"""

import contextlib
import json
import subprocess
import tempfile
import time
from pathlib import Path

from websocket import create_connection

SAID, ASKED, ANSWERED = "log.entryAdded", "network.beforeRequestSent", "network.responseCompleted"
LOST = "network.fetchError"
KEYS = {"Right": "\ue014", "Left": "\ue012", "Home": "\ue011", "End": "\ue010", "Enter": "\ue007"}
KEYS |= {"Down": "\ue015", "Control": "\ue009"}
# Said of formulas that Firefox has read to the middle; and of pages that it fetched in advance.
HALF_READ, LEFT = "Invalid markup: Incorrect number of children", "NS_BINDING_ABORTED"
PREFERENCES = 'user_pref("ui.prefersReducedMotion", 1);\n'


class Firefox:
    """A process, and everything that it said of its tabs."""

    def __init__(self, socket):
        self.socket, self.sent, self.events = socket, 0, []

    def send(self, method, **params):
        """The answer to a command; events that come before it are kept. Raises RuntimeError."""
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": params}))
        while (message := json.loads(self.socket.recv())).get("id") != self.sent:
            self.events.append(message)
        if message["type"] == "error":
            raise RuntimeError(f"{method}: {message['message']}")
        return message["result"]

    @contextlib.contextmanager
    def tab(self, width=1280, height=900):
        """A fresh tab of the given size in pixels; it is closed at the end."""
        context = self.send("browsingContext.create", type="tab")["context"]
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=context, viewport=size)
        self.events.clear()
        try:
            yield Tab(self, context)
        finally:
            self.send("browsingContext.close", context=context)


@contextlib.contextmanager
def launch(executable, seconds=120):
    """A headless Firefox with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(PREFERENCES)
        look = ("--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([executable, *look], **quiet)
        try:
            port = port_of(Path(profile) / "WebDriverBiDiServer.json", process, seconds)
            address = f"ws://127.0.0.1:{port}/session"
            connection = create_connection(address, timeout=seconds, suppress_origin=True)
            with contextlib.closing(connection):
                firefox = Firefox(connection)
                firefox.send("session.new", capabilities={})
                firefox.send("session.subscribe", events=[SAID, ASKED, ANSWERED, LOST])
                yield firefox
        finally:
            process.terminate()
            process.wait()


def port_of(file, process, seconds):
    """The port that Firefox writes into its profile when it listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, ValueError):  # not there yet, or half written
            return json.loads(file.read_text())["ws_port"]
        time.sleep(0.1)
    raise RuntimeError(f"Firefox does not listen after {seconds} s; it ended: {process.poll()}")


class Tab:
    """A page as a reader has it: goes to addresses, is asked in JavaScript, hears keys, clicks."""

    def __init__(self, firefox, context):
        self.firefox, self.context = firefox, context

    def go(self, address):
        self.firefox.send(
            "browsingContext.navigate", context=self.context, url=address, wait="complete"
        )

    def ask(self, function, *arguments):
        """What a function in JavaScript returns, as JSON has it. Raises AssertionError."""
        given = ",".join(map(json.dumps, arguments))
        answer = self.firefox.send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({function})({given})) ?? 'null')()",
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def wait(self, function, *arguments, seconds=15):
        """Ask until the answer is true, and return it. Raises AssertionError."""
        end = time.monotonic() + seconds
        while not (answer := self.ask(function, *arguments)):
            assert time.monotonic() < end, f"after {seconds} s still not: {function}"
            time.sleep(0.03)
        return answer

    def rest(self, function, *arguments, seconds=10):
        """The answer, when it has been the same for half a second. Raises AssertionError."""
        end, last = time.monotonic() + seconds, None
        while (answer := self.ask(function, *arguments)) != last:
            assert time.monotonic() < end, f"after {seconds} s still in motion: {function}"
            last = answer
            time.sleep(0.5)
        return answer

    def press(self, *names):
        """Hold keys down one after another, then let go of them. Raises AssertionError.

        Keys go to the tab in front: a fresh one may not be there yet on a busy machine.
        """
        self.firefox.send("browsingContext.activate", context=self.context)
        self.wait("() => document.hasFocus()")
        keys = [KEYS.get(name, name) for name in names]
        moves = [{"type": "keyDown", "value": key} for key in keys]
        moves += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._act({"type": "key", "id": "keys", "actions": moves})

    def click(self, selector):
        """Scroll the first such element to the middle and click on it."""
        x, y = self.ask(MIDDLE, selector)
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y)}]
        moves += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": moves})

    def _act(self, actions):
        self.firefox.send("input.performActions", context=self.context, actions=[actions])

    def said(self, kind):
        """What Firefox said of this tab since it was opened: the events of a kind."""
        events = [each["params"] for each in self.firefox.events if each["method"] == kind]
        source = lambda each: each.get("source", each)["context"]  # noqa: E731  (a log's)
        return [each for each in events if source(each) == self.context]

    def requests(self):
        return [each["request"]["url"] for each in self.said(ASKED)]

    def complaints(self):
        """Errors in the log, requests that failed, answers that are none."""
        found = [each["text"] for each in self.said(SAID) if each["level"] == "error"]
        found = [text for text in found if not text.startswith(HALF_READ)]
        lost = [(each["errorText"], each["request"]["url"]) for each in self.said(LOST)]
        found += [f"{why}: {url}" for why, url in lost if why != LEFT]
        answers = [each["response"] for each in self.said(ANSWERED)]
        return found + [f"{a['status']}: {a['url']}" for a in answers if a["status"] >= 400]


MIDDLE = """(selector) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
