"""Try the claims of chapters in other settings, and say where each holds.

python tools/scope.py                                  all chapters that have a scope.toml
python tools/scope.py cliffs C4                        a chapter, one more claim
python tools/scope.py --record book/scope.json ...     keep what held, for the ledger

The settings stand in `optcourse/chapters/<name>/scope.toml`; `tools/settings.py` says how. For
each, those cells of the notebook run that the claim needs, with the setting's values in place, and
the claim's own condition decides. An error counts as not shown. Each outcome is written as soon as
it is there, and what the record has already, of the same setting and the same sources, does not run
again. The exit status is 1 if a claim fails in more than half of its settings.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import needs
import reruns
from notebook_claims import sources
from rooms import ROOT, Chapter, chapters
from settings import Replaced, SettingError, listed, settings

from optcourse.records.changes import changed


def tried(notebook, setting, cells):
    """Whether a claim holds in a setting, what it measured, and the seconds that took."""
    replaced, begin = Replaced(setting), time.monotonic()
    with changed(replaced.config):
        found = reruns.outcomes(notebook, replaced.cell, cells)
    own = [each for each in found if each.id == setting.id]
    if replaced.problem:
        raise replaced.problem
    if own:
        replaced.check()
    elif not replaced.done:  # a cell failed before the setting could count
        raise SettingError(f"{setting.id}, {setting.words!r}: {said(own, found)}")
    return bool(own) and all(each.holds for each in own), said(own, found), time.monotonic() - begin


def said(own, found):
    """What a run measured, in a line; where the claim was not reached, why."""
    if not own:
        return f"not shown: {found[-1].measured if found else 'no cell came so far'}"
    last = own[-1]
    failed = f"not so: {'; '.join(last.failed)}" if last.failed else ""
    return " · ".join(each for each in (failed, last.measured) if each)


def key(setting, cells):
    """A name for an outcome that changes when it could: of the setting, and of what it runs."""
    from optcourse.records.caches import NUMBERS, version
    from optcourse.records.closures import source_hash

    parts = [setting.words, repr(setting.configs), setting.cells, needs.essence(cells)]
    modules = needs.modules(cells)
    parts += [source_hash(modules) if modules else "", [version(name) for name in NUMBERS]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


class Record:
    """What held, in a file or in none: chapter -> date, versions, and id -> an entry a setting.

    An entry is [words, held, measured, key]; those of one claim stand as in `scope.toml`.
    """

    def __init__(self, path=None):
        self.path, self.chapters = path, reruns.read(path)

    def known(self, chapter, id):
        """Key -> entry, of the outcomes that there are."""
        return {
            each[3]: each for each in self.chapters.get(chapter, {}).get("held", {}).get(id, [])
        }

    def keep(self, chapter, id, entries):
        self.chapters = reruns.read(self.path) if self.path else self.chapters  # others write, too
        old = self.chapters.get(chapter, {}).get("held", {})
        held = dict(sorted((old | {id: entries}).items()))
        self.chapters[chapter] = reruns.made() | {"held": held}
        if self.path:
            reruns.write(self.path, self.chapters)


def plan(chapter, wanted):
    """(setting, its key, positions of its cells) of each setting of the claims that are wanted."""
    code = sources(chapter.page)
    for setting in settings(chapter, code):
        if chapter.name in wanted or setting.id in wanted:
            cells = needs.needed(code, setting.id)
            yield setting, key(setting, [code[k] for k in cells]), cells


def try_chapter(chapter, wanted, record, jobs):
    """Try what the record lacks; returns the entries of each claim, by id."""
    steps, entries = list(plan(chapter, wanted)), defaultdict(list)
    for setting, name, _ in steps:
        entries[setting.id].append(record.known(chapter.name, setting.id).get(name, name))
    tasks = [(chapter.page, setting, cells, name) for setting, name, cells in steps]
    new = [each for each in tasks if each[3] in entries[each[1].id]]
    for (_, setting, _, name), outcome in reruns.all_of(tried_as, new, jobs):
        held, measured, seconds = outcome
        own = entries[setting.id]
        own[own.index(name)] = [setting.words, held, measured, name]
        print(f"{setting.id} {'✓' if held else '✗'} {setting.words} ({seconds:.0f} s): {measured}")
        record.keep(chapter.name, setting.id, [each for each in own if not isinstance(each, str)])
    for id, own in entries.items():
        if own != list(record.known(chapter.name, id).values()):  # one fewer, or another order
            record.keep(chapter.name, id, own)
    return entries


def tried_as(notebook, setting, cells, _):
    return tried(notebook, setting, cells)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="chapters, ids of claims; without any, all")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--record", type=Path, help="a JSON file to bring up to date")
    options = parser.parse_args(arguments)
    found, record, begin = {}, Record(options.record), time.monotonic()
    rooms = [each for each in (Chapter(ROOT, name) for name in chapters()) if listed(each)]
    known = {each.name for each in rooms} | {id for each in rooms for id in listed(each)}
    if unknown := set(options.names) - known:
        allowed = ", ".join(sorted(known))
        parser.error(
            f"names must be of chapters and claims with settings ({allowed}), got {unknown}"
        )
    for chapter in rooms:
        wanted = set(options.names or [chapter.name])
        found |= try_chapter(chapter, wanted, record, options.jobs)
    return report(found, time.monotonic() - begin)


def report(found, seconds):
    """Say in how many settings each claim held; 1 if one fails in more than half."""
    poor = 0
    for id, entries in found.items():
        held = sum(held for _, held, *_ in entries)
        print(f"{id}: held in {held} of {len(entries)} other settings")
        poor |= 2 * held < len(entries)
    print(f"{seconds:.0f} s")
    return int(poor)


if __name__ == "__main__":
    sys.exit(main())
