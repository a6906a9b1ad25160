"""Sphinx extension: the directive `{gpu}` says what `make gpu` recorded on a GPU.

Which claims held there, how many networks at once pay, and what a batch of each size costs.
"""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from status import row, table

from optcourse.numerals import format_briefly

RECORD = Path(__file__).parents[1] / "gpu.json"
NOTHING = "Nothing has been recorded on a GPU yet."


class Gpu(SphinxDirective):
    """Sentences and tables of the record, or one sentence where there is none."""

    def run(self):
        self.env.note_dependency(str(RECORD))
        record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
        return told(record) or [nodes.paragraph("", NOTHING)]


def told(record):
    """The nodes that say what a record holds; an empty list for an empty one."""
    return [*_where(record), *_claims(record), *_races(record), *_costs(record)]


def _where(record):
    """On what, when, and with what it was measured."""
    made = sorted({(m["device"], m["date"], m["versions"]) for m in _entries(record, "made")})
    return [
        nodes.paragraph("", f"Recorded on {device.removeprefix('cuda ').strip('()')}, {date}, {w}.")
        for device, date, w in made
    ]


def _entries(record, key):
    return [each[key] for each in record.values() if key in each]


def _claims(record):
    """How many claims held, of the notebooks as they stand, and which did not."""
    found = _entries(record, "held")
    held = {id: holds for each in found for id, (holds, _) in each.items()}
    if not held:
        return []
    missed = [id for id, holds in held.items() if not holds]
    chapters = "a chapter" if len(found) == 1 else f"{len(found)} chapters"
    line = f"{sum(held.values())} of {len(held)} claims of {chapters} held as the notebooks stand"
    return [nodes.paragraph("", line + (f"; not {', '.join(missed)}." if missed else "."))]


def _races(record):
    """Many networks at once beside a loop over them, in seconds."""
    rows = [row for part in _entries(record, "rows") for row in part]
    if not rows:
        return []
    said = "Seconds for many networks at once, and for a loop of torch.optim on the same GPU:"
    head = row("Task", "At once", "Loop", "Ratio")
    lines = [
        row(each["task"], *(format_briefly(each[key], 3) for key in ("ours_s", "peer_s", "ratio")))
        for each in rows
    ]
    return [nodes.paragraph("", said), table(head, *lines, widths=(4, 1, 1, 1))]


def _costs(record):
    """Microseconds an example takes in batches of each size, for two networks."""
    costs = record.get("costs")
    if not costs:
        return []
    per = {
        name: {n: 1e6 * s / n for n, s in zip(part["sizes"], part["seconds"], strict=True)}
        for name, part in costs.items()
        if isinstance(part, dict) and "sizes" in part
    }
    sizes = sorted(set().union(*per.values()))
    said = "Microseconds an example of a batch takes, with layers of 256 and of 2,048 units:"
    names = {"small": "256 units", "large": "2,048 units"}
    head = row("Batch", *(names[name] for name in per))
    cells = [[format_briefly(of[n], 3) if n in of else "" for of in per.values()] for n in sizes]
    lines = [row(f"{n:,}", *texts) for n, texts in zip(sizes, cells, strict=True)]
    return [nodes.paragraph("", said), table(head, *lines, widths=(1, *(2 for _ in per)))]


def setup(app):
    app.add_directive("gpu", Gpu)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
