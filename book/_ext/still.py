"""The sources of the package while a book is built: nobody changes them, so each is asked once."""

import sys
from functools import cache
from pathlib import Path

from kept import Kept

from optcourse.records import closures
from optcourse.records.closures import PACKAGE, Source, _parsed, _Sources

PARSED = Kept("sources", lambda: [sys.version, Path(closures.__file__)])


class Still(_Sources):
    """Sources of a package that stay as they are; what is asked of them again is known."""

    def __init__(self, package):
        super().__init__(package)
        known = super()
        self.path, self.answer, self.source = map(cache, (known.path, known.answer, self.parsed))
        self.within = cache(lambda module: tuple(known.within(module)))

    def parsed(self, module):
        path = self.path(module)
        asked = module, path.name, path.read_text("utf-8")
        code, imports, *names = PARSED.of(asked, lambda: _spelled(_parsed(path, module)))
        return Source(code, tuple(map(tuple, imports)), *map(frozenset, names))


def _spelled(source):
    """What was found in a file, in what JSON has."""
    return source.code, source.imports, sorted(source.defines), sorted(source.texts)


SOURCES = Still(PACKAGE)


def sources_of(package):
    """The sources of a package; of another than ours as they are now."""
    return SOURCES if package == PACKAGE else Still(package)
