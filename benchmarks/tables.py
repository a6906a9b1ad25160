"""The table of ratios in the README, written from the stored results."""

import json
import re
from pathlib import Path

from benchmarks.harness import RESULTS

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- from benchmarks/results.json, by make bench -->", "<!-- end -->"
HEAD = "| task | peer | ours | peer's | ratio | goal |\n|---|---|---|---|---|---|"


def table(report):
    """The rows of a report as Markdown, and under what conditions they were measured."""
    lines = [_line(row) for row in report["rows"]]
    return "\n".join([HEAD, *lines, "", _conditions(report)])


def refresh(readme=README, results=RESULTS):
    """Put the table of the stored results between the marks in the README."""
    text, report = readme.read_text("utf-8"), json.loads(results.read_text("utf-8"))
    part = f"{BEGIN}\n{table(report)}\n{END}"
    pattern = re.escape(BEGIN) + ".*" + re.escape(END)
    readme.write_text(re.sub(pattern, lambda _: part, text, flags=re.DOTALL), "utf-8")


def _line(row):
    missed = row["goal"] is not None and row["ratio"] < row["goal"]
    goal = "" if row["goal"] is None else f"{row['goal']:,}×" + (", missed" if missed else "")
    cells = row["task"], row["peer"], _span(row["ours_s"]), _span(row["peer_s"]), _ratio(row), goal
    return f"| {' | '.join(cells)} |"


def _ratio(row):
    """Two digits; three where two would round a missed goal up to itself."""
    ratio, goal = float(f"{row['ratio']:.2g}"), row["goal"]
    if goal and row["ratio"] < goal <= ratio:
        ratio = float(f"{row['ratio']:.3g}")
    return f"{ratio:,g}×"


def _span(seconds):
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"


def _conditions(report):
    machine, versions = report["machine"], report["versions"]
    dates = sorted({row["date"][:10] for row in report["rows"]})
    loads = [row["load"] for row in report["rows"]]
    threads = machine["torch_threads"]
    processors = sorted({row.get("processor", machine["processor"]) for row in report["rows"]})
    return (
        f"Measured on {' and '.join(dates)} with torch {versions['torch']}, {threads} thread"
        f"{'s' if threads > 1 else ''}, on {' and '.join(processors)} ({machine['cores']} cores); "
        f"load average {min(loads):g} to {max(loads):g}."
    )
