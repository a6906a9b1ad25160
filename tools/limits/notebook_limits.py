"""A pytest plugin for nbval: each notebook runs twice in one kernel, in bounded memory.

PYTHONPATH=tools/limits pytest -p notebook_limits --nbval book/index.ipynb

The second run of a cell must print what the first did. Memory is the most that the kernel and its
workers ever held, each by itself, of those alive at the end of a cell: the sum over processes is
compared with `--notebook-memory`, in MB. It comes from Linux's /proc.
"""

from itertools import groupby
from pathlib import Path

import psutil
import pytest


def pytest_addoption(parser):
    parser.addoption("--notebook-memory", type=float, default=2048, help="MB that a notebook has")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    notebooks = [list(cells) for _, cells in groupby(items, key=lambda item: item.parent)]
    items[:] = [cell for cells in notebooks for cell in (*cells, *map(again, cells))]


def again(cell):
    """The same cell, to be run once more in the same kernel."""
    settings = {name: getattr(cell, name) for name in ("cell_num", "cell", "options")}
    return type(cell).from_parent(cell.parent, name=f"{cell.name} again", **settings)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    result = yield
    held = peak(item.parent.kernel.km.provisioner.process.pid)
    item.user_properties.append(("MB", round(held)))
    cap = item.config.getoption("--notebook-memory")
    if held > cap:
        pytest.fail(f"{item.path.name} held {held:.0f} MB, more than {cap:.0f}", pytrace=False)
    return result


def peak(pid):
    """The sum over a process and its descendants of the most memory each ever held, in MB."""
    tree = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    return sum(map(most_held, tree)) / 1024


def most_held(pid):
    """In kB; 0 for a process that has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("VmHWM", "0 kB").split()[0])


def pytest_terminal_summary(terminalreporter):
    """The most that each notebook held, so that the cap can be chosen by measurement."""
    most = {}
    for report in terminalreporter.getreports("") + terminalreporter.getreports("passed"):
        for name, held in report.user_properties:
            if name == "MB":
                notebook = report.nodeid.partition("::")[0]
                most[notebook] = max(held, most.get(notebook, 0))
    for notebook, held in sorted(most.items()):
        terminalreporter.write_line(f"{notebook}: {held} MB")
