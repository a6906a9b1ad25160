"""Every explorer of the course, by name: the compiled ones, and the banked ones on short runs.

One file a page of the book, each with its own COMPILED and BANKED.
"""

import importlib
import pkgutil

PAGES = [
    importlib.import_module(f"{__name__}.{page.name}") for page in pkgutil.iter_modules(__path__)
]
COMPILED = {name: make for page in PAGES for name, make in page.COMPILED.items()}
BANKED = {name: make for page in PAGES for name, make in page.BANKED.items()}
