"""`make narrow` really switches off what NumPy would choose by processor."""

import os
import subprocess
import sys
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_baseline__, __cpu_dispatch__

ROOT = Path(__file__).parents[2]


def told(*args, **environment):
    """What a Python of its own prints."""
    given = {k: v for k, v in os.environ.items() if k != "NPY_DISABLE_CPU_FEATURES"}
    command = [sys.executable, "-W", "error", *args]
    done = subprocess.run(
        command, env=given | environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def test_the_sets_are_named_and_switched_off():
    """On a processor without any of them there is nothing to name, and nothing to switch off."""
    wide = told("tools/wide_instructions.py")
    assert set(wide) <= set(__cpu_dispatch__) and not set(wide) & set(__cpu_baseline__)
    ask = (
        "from numpy._core import _multiarray_umath as m;"
        "print(*(name for name in m.__cpu_dispatch__ if m.__cpu_features__[name]))"
    )
    assert told("-c", ask) == wide
    assert told("-c", ask, NPY_DISABLE_CPU_FEATURES=" ".join(wide)) == []
