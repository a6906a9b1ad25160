"""Find the browsers of the crawl, or install them; run as a script, print their paths."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# By Debian's package: the names of its program, and what else one may do.
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "firefox-esr": ("firefox-esr", "firefox"),
}
OTHERWISE = {"chromium": ", or run `playwright install chromium`"}
PLAYWRIGHT = ("chrome-headless-shell", "headless_shell", "chrome")


def find(package):
    """Path of an installed browser: on PATH, or Playwright's own Chromium; None without either."""
    on_path = next(filter(None, map(shutil.which, PROGRAMS[package])), None)
    return on_path or (find_playwright() if package == "chromium" else None)


def find_playwright():
    default = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    found = (path for name in PLAYWRIGHT for path in sorted(folder.glob(f"chromium*/*/{name}")))
    return next((str(path) for path in found if os.access(path, os.X_OK)), None)


def help_with(package):
    return f"no {package}: install Debian's package `{package}`{OTHERWISE.get(package, '')}"


def install(package):
    """Install Playwright's Chromium, or Debian's package where that cannot be had."""
    if package == "chromium":
        playwright = (sys.executable, "-m", "playwright", "install", "--with-deps")
        attempt([*playwright, "chromium-headless-shell"], minutes=4)
    if find(package) is None:
        apt = [*([] if os.geteuid() == 0 else ["sudo", "-n"]), "apt-get"]
        attempt([*apt, "update"], minutes=4)
        attempt([*apt, "install", "-y", "--no-install-recommends", package], minutes=10)


def attempt(command, minutes):
    print("+", *command, flush=True)
    try:
        subprocess.run(command, timeout=60 * minutes, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, flush=True)


if __name__ == "__main__":
    for package in PROGRAMS:
        if find(package) is None:
            install(package)
        print(find(package) or help_with(package))
    sys.exit(None in map(find, PROGRAMS))
