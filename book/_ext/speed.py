"""Sphinx extension: the directive `{ratios}` shows what `make bench` measured, beside its peers."""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from status import row, table

from optcourse.numerals import format_briefly

RECORD = Path(__file__).parents[2] / "benchmarks" / "results.json"
HEAD = ("Task", "Peer", "Ours", "Peer's", "Ratio", "Goal")


class Ratios(SphinxDirective):
    """The table of the record, and a sentence on what it was measured with."""

    def run(self):
        self.env.note_dependency(str(RECORD))
        report = json.loads(RECORD.read_text("utf-8"))
        lines = [row(*cells(each)) for each in report["rows"]]
        widths = (5, 4, 2, 2, 2, 3)
        return [table(row(*HEAD), *lines, widths=widths), nodes.paragraph("", made(report))]


def cells(race):
    """A row of the record in words; a goal that was missed says so."""
    times = (f"{format_briefly(race[key], 2)} s" for key in ("ours_s", "peer_s"))
    goal = "" if race["goal"] is None else f"{race['goal']:g}×"
    missed = race["goal"] is not None and race["ratio"] < race["goal"]
    said = f"{goal}, missed" if missed else goal
    return race["task"], race["peer"], *times, f"{format_briefly(race['ratio'], 2)}×", said


def made(report):
    """On what machine, when and with what the record was made."""
    machine, versions = report["machine"], report["versions"]
    dates = sorted({race["date"][:10] for race in report["rows"]})
    return (
        f"Measured on {' and '.join(dates)} with torch {versions['torch']}, one thread each, on "
        f"{machine['processor']} ({machine['cores']} cores)."
    )


def setup(app):
    app.add_directive("ratios", Ratios)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
