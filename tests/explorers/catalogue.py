"""Every explorer of the course, by name: the compiled ones; those that train and those with a
bank on short runs.

Each page has its own COMPILED and BANKED in `tests/chapters/<page>/catalogue.py`; and LIVE, if one
of its explorers trains.
"""

import importlib
import pkgutil

from tests import chapters

PAGES = [
    importlib.import_module(f"tests.chapters.{page.name}.catalogue")
    for page in pkgutil.iter_modules(chapters.__path__)
    if page.ispkg
]
COMPILED = {name: make for page in PAGES for name, make in page.COMPILED.items()}
BANKED = {name: make for page in PAGES for name, make in page.BANKED.items()}
LIVE = {name: make for page in PAGES for name, make in getattr(page, "LIVE", {}).items()}
