"""The table of ratios in the README, written from the stored results."""

import json
import re
from pathlib import Path

from benchmarks.harness import NARROW, RESULTS

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- from benchmarks/results.json, by make bench -->", "<!-- end -->"
COLUMNS = "task", "peer", "ours", "peer's", "ratio", "goal", "ratio by AVX2", "limit", "reached"
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
LEGEND = (
    "*Ratio by AVX2*: on the same processor, NumPy, torch, MKL and OpenBLAS kept from wider "
    "instructions. *Limit*: the ratio if ours took no longer than its matrix products, or its "
    "bytes, take at the peak that this processor showed; *reached*, the part of it that ours has."
)


def table(report, narrow=None):
    """The rows of a report as Markdown, and under what conditions they were measured.

    `narrow` is the report of the same rows without the widest instructions, if there is one.
    """
    others = {(row["task"], row["peer"]): row for row in (narrow or {"rows": []})["rows"]}
    lines = [_line(row, others.get((row["task"], row["peer"]))) for row in report["rows"]]
    said = (
        f"{_conditions(report)} {_conditions(narrow, 'By AVX2')}" if narrow else _conditions(report)
    )
    return "\n".join([HEAD, *lines, "", f"{said} {LEGEND}"])


def refresh(readme=README, results=RESULTS, narrow=NARROW):
    """Put the table of the stored results between the marks in the README."""
    text = readme.read_text("utf-8")
    part = f"{BEGIN}\n{table(*stored(results, narrow))}\n{END}"
    pattern = re.escape(BEGIN) + ".*" + re.escape(END)
    readme.write_text(re.sub(pattern, lambda _: part, text, flags=re.DOTALL), "utf-8")


def stored(results=RESULTS, narrow=NARROW):
    """The report, and that without the widest instructions or None."""
    report = json.loads(results.read_text("utf-8"))
    return report, json.loads(narrow.read_text("utf-8")) if narrow.exists() else None


def _line(row, other):
    goal = "" if row["goal"] is None else f"{row['goal']:,}×{_missed(row)}"
    times = _span(row["ours_s"]), _span(row["peer_s"])
    narrow = "" if other is None else _ratio(other) + _missed(other)
    cells = row["task"], row["peer"], *times, _ratio(row), goal, narrow, *_limit(row)
    return f"| {' | '.join(cells)} |"


def _missed(row):
    return ", missed" if row["goal"] is not None and row["ratio"] < row["goal"] else ""


def _limit(row):
    """The ratio at the processor's peak, and how much of it was reached."""
    least = row.get("least_s")
    if least is None:
        return "", ""
    ratio = float(f"{row['peer_s'] / least:.2g}")
    return f"{ratio:,g}×", f"{least / row['ours_s']:.0%}"


def _ratio(row):
    """Two digits; three where two would round a missed goal up to itself."""
    ratio, goal = float(f"{row['ratio']:.2g}"), row["goal"]
    if goal and row["ratio"] < goal <= ratio:
        ratio = float(f"{row['ratio']:.3g}")
    return f"{ratio:,g}×"


def _span(seconds):
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"


def _conditions(report, begin="Measured"):
    machine, versions = report["machine"], report["versions"]
    dates = sorted({row["date"][:10] for row in report["rows"]})
    loads = [row["load"] for row in report["rows"]]
    threads = machine["torch_threads"]
    processors = sorted({row.get("processor", machine["processor"]) for row in report["rows"]})
    return (
        f"{begin} on {' and '.join(dates)} with torch {versions['torch']}, {threads} thread"
        f"{'s' if threads > 1 else ''}, on {' and '.join(processors)} ({machine['cores']} cores); "
        f"load average {min(loads):g} to {max(loads):g}."
    )
