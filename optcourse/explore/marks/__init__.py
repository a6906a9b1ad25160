"""The marks of a picture, one file each: its numbers, its style, and its drawing by matplotlib.

They are found by listing this folder. `front/marks/` has a file of the same name for each, which
draws it in the page.
"""

import importlib
import pkgutil

from ..channels import Mark


def _mark(module):
    """The mark that a file defines: a class of the same name, which can draw itself."""
    name = module.__name__.rpartition(".")[2]
    found = [each for each in vars(module).values() if _is_mark(each, module)]
    if [each.__name__.lower() for each in found] != [name]:
        raise TypeError(f"marks/{name}.py must define one mark, named as the file, got {found}")
    if not callable(getattr(found[0], "draw", None)):
        raise TypeError(f"marks/{name}.py must draw {found[0].__name__}: draw(self, axes, order)")
    return found[0]


def _is_mark(thing, module):
    return (
        isinstance(thing, type) and issubclass(thing, Mark) and thing.__module__ == module.__name__
    )


FILES = [each.name for each in pkgutil.iter_modules(__path__)]
MARKS = {
    mark.__name__: mark
    for mark in (_mark(importlib.import_module(f"{__name__}.{name}")) for name in FILES)
}
globals().update(MARKS)
__all__ = [*MARKS]
