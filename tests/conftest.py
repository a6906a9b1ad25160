"""No test asks another machine. One Chromium and one Firefox for all tests of a process."""

import sys
from pathlib import Path

import offline
import pytest

offline.forbid()
sys.path.append(str(Path(__file__).parent / "book"))

FLAGS = ["--no-sandbox", "--disable-background-networking", "--force-color-profile=srgb"]


def installed(package):
    """Path of a browser that tests need."""
    import browsers

    return browsers.find(package) or pytest.fail(browsers.help_with(package), pytrace=False)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    executable = installed("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def firefox():
    import bidi

    with bidi.launch(installed("firefox-esr")) as firefox:
        yield firefox


@pytest.fixture
def double():
    """torch in double precision: some of what torch.optim remembers has its default precision."""
    import torch

    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def pytest_terminal_summary(terminalreporter):
    """How many settings of explorers were too chaotic to compare."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name == "passed over" and not value.startswith("0 "):
                terminalreporter.write_line(f"passed over: {value}")
