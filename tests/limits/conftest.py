"""Programs in a process of their own, where something that a reader may lack is missing."""

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "OPTCOURSE_CACHE")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def obey_permissions():
    """Make the next program obey the permissions of files, though it may be root's."""
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0 and libc.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "root cannot be made to obey permissions")


@pytest.fixture
def run(tmp_path):
    """`run(path or code, *arguments, root=…, **environment)`: what a program prints, and stderr.

    It has no home, no cache and no settings but those that are given, and obeys permissions.
    """

    def run(program, *arguments, root=ROOT, cwd=tmp_path, **environment):
        clean = {k: v for k, v in os.environ.items() if k not in SETTINGS and k[:4] != "MPLC"}
        start = ["-c", program] if isinstance(program, str) else [str(program)]
        done = subprocess.run(
            [sys.executable, *start, *arguments],
            env=clean | {"PYTHONPATH": str(root), "OMP_WAIT_POLICY": "passive"} | environment,
            cwd=cwd,
            preexec_fn=obey_permissions,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout, done.stderr

    return run


@pytest.fixture
def session(run):
    """`session(*arguments, **environment)`: what session.py found, and what it wrote to stderr."""

    def session(*arguments, **settings):
        found, stderr = run(Path(__file__).parent / "session.py", *arguments, **settings)
        return json.loads(found), stderr

    return session
