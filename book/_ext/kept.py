"""Sphinx extension: what is slow to make and hangs on a text alone is known in the next build.

An answer is kept by all that was asked, in one file beside Sphinx's own; all answers of a kind are
forgotten when that on which they stand has changed, a version or a file.
"""

import hashlib
import json
from pathlib import Path

KINDS = {}
FILE = "kept.json"


class Kept:
    """Answers of one kind. `stands_on` gives the files and versions that they hang on."""

    def __init__(self, kind, stands_on):
        self.stands_on, self.known, self.asked = stands_on, {}, {}
        KINDS[kind] = self

    def of(self, question, make):
        """What `make` returns, in what JSON has, for a question: a value or a tuple of values."""
        place = digest(question)
        if place not in self.asked:
            self.asked[place] = self.known[place] if place in self.known else make()
        return self.asked[place]

    def ground(self):
        """A hash of what the answers stand on."""
        return digest([each.read_bytes() if isinstance(each, Path) else each
                       for each in self.stands_on()])  # fmt: skip


def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()


def remember(app):
    """Take what the last build kept."""
    try:
        found = json.loads(Path(app.doctreedir, FILE).read_bytes())
    except Exception:  # none yet, or one that another version wrote
        found = {}
    for kind, kept in KINDS.items():
        ground, known = found.get(kind, ("", {}))
        kept.known = known if ground == kept.ground() else {}


def keep(app, error):
    """Keep what this build asked for; of a kind that it did not ask for, what was kept."""
    found = {kind: (kept.ground(), kept.asked or kept.known) for kind, kept in KINDS.items()}
    Path(app.doctreedir, FILE).write_text(json.dumps(found), "utf-8")


def setup(app):
    app.connect("builder-inited", remember)
    app.connect("build-finished", keep)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
