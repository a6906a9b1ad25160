"""Where a recorded result comes from: when, on what, by which command and from what sources.

Results that take too long for a notebook are kept in a file beside the experiment that made them.
Each part of such a file has an entry `made`, by `provenance`; a law of the tests asks of every one
of them whether it `is_current`.
"""

import platform
from datetime import date

import numpy as np

from optcourse.records.closures import source_hash
from optcourse.records.devices import device


def provenance(command, *runs):
    """The entry `made` of results of `runs`, functions of the package, that `command` recorded."""
    import torch

    where = device()
    name = torch.cuda.get_device_name() if where.type == "cuda" else platform.machine()
    modules = sorted({run.__module__ for run in runs})
    return {
        "date": date.today().isoformat(),
        "device": f"{where.type} ({name})",
        "versions": f"torch {torch.__version__}, NumPy {np.__version__}",
        "command": command,
        "modules": modules,
        "sources": source_hash(modules),
    }


def is_current(made):
    """Whether the sources are still what they were: `made` is an entry by `provenance`."""
    return made.get("sources") == source_hash(made.get("modules", ()))


def confirmed(made, *runs):
    """The same entry for the sources of today, of which a part computed again says the same."""
    now = provenance(made["command"], *runs)
    return made | {"confirmed": now["date"]} | {key: now[key] for key in ("modules", "sources")}
