"""Explorers in a real JupyterLab with a real kernel: compiled, trained, on demand, and failing."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

COMPILED = """
import numpy as np
from optcourse.explore import *
from optcourse.loops import grid, scan

def loss(theta):
    return theta[0] ** 2 + 4 * np.sin(theta[1]) ** 2

def descent(lr):
    path = scan(lambda t, k: t - lr * np.stack([2 * t[0], 4 * np.sin(2 * t[1])]), [1.5, 1.0], 30)
    x = np.linspace(-2, 2, 21)
    field = Field(x, x, grid(loss, x, x), levels=(0.5, 1.0, 2.0, 4.0))
    marks = [field, Line(path[:, 0], path[:, 1], color=2, dots=True)]
    return Scene([Panel(Axis("x", (-2, 2)), Axis("y", (-2, 2)), marks)])

mine = Explorer(descent, [Slider("lr", "rate", 0.01, 0.5, 0.1, count=50)], "My landscape")
mine
"""
BANKED = """
def stairs(steps):
    x = np.array(range(steps + 1), float)
    marks = [Line(x, x / 10)]
    return Scene([Panel(Axis("x", (0, 9)), Axis("y", (0, 1)), marks)],
                 [Readout("**{n:d}** stairs", {"n": steps})])

steps = Slider("steps", "steps", 1, 9, 4, step=1, spec="d")
stairs = Explorer(stairs, [steps], "Stairs", bank=True)
stairs
"""
TRAINED = """
def waning(rate):
    path = scan(lambda x, k: x - rate * x, np.linspace(0.0, 1.0, 100) + 0 * rate, 20)[:, -1]
    marks = [Line(np.arange(21), path)]
    return Scene([Panel(Axis("step", (0, 20)), Axis("x", (0, 1)), marks)],
                 [Readout("**{x:.3f}** is left.", {"x": path[-1]})])

Explorer(waning, [Slider("rate", "rate", 0.0, 1.0, 0.0, count=11)], "Waning")
"""
BROKEN = """
def branching(lr):
    sign = 1.0 if lr > 0 else -1.0
    return Scene([Panel(Axis("x", (0, 1)), Axis("y", (-1, 1)), [Guide(y=sign * lr)])])

Explorer(branching, [Slider("lr", "rate", 0.0, 1.0, 0.1, count=50)], "Broken")
"""
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # draw the cells out of sight too
    "apputils-extension/notification": {"fetchNews": "false"},
}
CONNECTED = """() => {
  const context = jupyterapp.shell.currentWidget?.sessionContext;
  const kernel = context?.isReady && context.session?.kernel;
  return kernel && kernel.connectionStatus === "connected" && kernel.status === "idle";
}"""
SHOW = "print('kernel has', mine.values['lr'] > 0.101, stairs.values)"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of a JupyterLab whose only folder holds one notebook."""
    folder = tmp_path_factory.mktemp("lab")
    sources = (COMPILED, BANKED, TRAINED, BROKEN, SHOW)
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    (folder / "work").mkdir()
    for name, setting in SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting))
    nbformat.write(notebook, folder / "work" / "mine.ipynb")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    with served(folder, port, token):
        yield f"http://127.0.0.1:{port}/lab/tree/mine.ipynb?token={token}&reset"


@contextlib.contextmanager
def served(folder, port, token):
    places = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    environment = os.environ | {f"JUPYTER_{name}": str(folder / name) for name in places}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "IPYTHONDIR": str(folder)}
    environment |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / "spaces"), "PYTHONPATH": os.getcwd()}
    environment.pop("OPTCOURSE_STATIC", None)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder / 'work'}"]
    command += ["--LabApp.news_url=", "--expose-app-in-browser"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_until_up(server, port, token, folder / "log.txt")
            yield
        finally:
            with contextlib.suppress(OSError):
                ask(port, token, "shutdown", method="POST")
            server.wait(20)


def ask(port, token, what, method="GET"):
    address = f"http://127.0.0.1:{port}/api/{what}"
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(address, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read() or "{}")


def wait_until_up(server, port, token, log):
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            return ask(port, token, "status")
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}", pytrace=False)


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """The notebook after all of its cells have run; and the addresses that its page asked for."""
    page = browser.new_page(viewport={"width": 1200, "height": 1400})
    page.set_default_timeout(30_000)
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(lab)
    page.locator(".jp-NotebookPanel .jp-CodeCell").last.wait_for()
    page.wait_for_function(CONNECTED)
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(".jp-OutputArea-output", has_text="kernel has").wait_for()
    yield page
    page.close()


def explorer(page, title):
    root = page.locator(".oc", has=page.locator(".oc-title", has_text=title)).first
    root.scroll_into_view_if_needed()
    return root


def line_of(root):
    root.page.wait_for_timeout(50)
    return root.locator("svg g[clip-path] path").last.get_attribute("d")


def ready(root):
    root.page.wait_for_function("e => e.dataset.state === 'ready'", arg=root.element_handle())


def rerun_last_cell(page):
    page.locator(".jp-CodeCell .cm-content").last.click()
    page.keyboard.press("Control+Enter")


def test_a_landscape_written_in_a_cell_is_alive(notebook):
    root = explorer(notebook, "My landscape")
    ready(root)
    before = line_of(root)
    slider = root.locator("input[type=range]")
    for _ in range(5):
        slider.press("ArrowRight")
    notebook.wait_for_function("([e, d]) => e.getAttribute('d') !== d",
        arg=[root.locator("svg g[clip-path] path").last.element_handle(), before])  # fmt: skip
    notebook.wait_for_timeout(400)
    rerun_last_cell(notebook)
    notebook.get_by_text("kernel has True").wait_for()


def test_the_kernel_computes_frames_on_demand(notebook):
    root = explorer(notebook, "Stairs")
    ready(root)
    assert "4 stairs" in root.locator(".oc-readout").inner_text()
    root.locator("input[type=range]").press("End")
    root.get_by_text("9 stairs").wait_for()
    assert line_of(root).count("L") == 9
    notebook.wait_for_timeout(400)
    rerun_last_cell(notebook)
    notebook.get_by_text("{'steps': 9}").wait_for()


def test_a_loop_that_a_reader_wrote_trains_in_the_page(notebook):
    root = explorer(notebook, "Waning")
    root.get_by_text("1.000 is left.").first.wait_for()
    root.locator("input[type=range]").press("End")
    root.get_by_text("0.000 is left.").first.wait_for()
    assert line_of(root).count("L") == 20 and root.get_attribute("aria-busy") is None


def test_a_scene_that_raises_shows_its_message(notebook):
    message = explorer(notebook, "Broken").locator(".oc-error").inner_text()
    assert "a Python branch on a traced value" in message


def test_explorers_of_one_notebook_share_no_name(notebook):
    names = notebook.evaluate("[...document.querySelectorAll('.oc [id]')].map((e) => e.id)")
    assert len(names) >= 4 and len(set(names)) == len(names)


def test_nothing_was_asked_of_another_machine(notebook):
    local = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:", "data:")
    assert [url for url in notebook.asked if not url.startswith(local)] == []
