"""Find a Chromium for the crawl, or install one; run as a script, print its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHT = ("chrome-headless-shell", "headless_shell", "chrome")
DEBIAN = ("apt-get", "install", "-y", "--no-install-recommends", "chromium")
HELP = "no Chromium: install Debian's package `chromium`, or run `playwright install chromium`"


def find():
    """Path of an installed Chromium: one on PATH, or Playwright's own; None if there is neither."""
    return next(filter(None, map(shutil.which, NAMES)), None) or find_playwright()


def find_playwright():
    default = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    found = (path for name in PLAYWRIGHT for path in sorted(folder.glob(f"chromium*/*/{name}")))
    return next((str(path) for path in found if os.access(path, os.X_OK)), None)


def install():
    """Install Playwright's Chromium, or Debian's where that cannot be had."""
    playwright = (sys.executable, "-m", "playwright", "install", "--with-deps")
    attempt([*playwright, "chromium-headless-shell"], minutes=4)
    if find() is None:
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        attempt([*sudo, "apt-get", "update"], minutes=4)
        attempt([*sudo, *DEBIAN], minutes=10)


def attempt(command, minutes):
    print("+", *command, flush=True)
    try:
        subprocess.run(command, timeout=60 * minutes, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, flush=True)


if __name__ == "__main__":
    if find() is None:
        install()
    print(find() or HELP)
    sys.exit(find() is None)
