"""What chapters owe: true explorers, records that repeat, verdicts in words, claims that fail."""

import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch

from optcourse.records.closures import PACKAGE, closure
from optcourse.records.sweeps import cached
from tests.chapters.mutations import BOOK, failing_claims
from tests.truths import explorer_named


@pytest.fixture
def explorer(request):
    """The explorer that a fact is about."""
    assert hasattr(request, "param"), "a fact says of which explorer it is: @fact(its name)"
    return explorer_named(request.param)


@pytest.fixture
def repeats(tmp_path, monkeypatch, pytestconfig):
    """Check that `run(config)` ignores global seeds, survives the cache, and is known by its key.

    The key counts every file of the package whose functions are called. Fields with `timed` in
    their name are only compared with what the cache kept. On a pretend accelerator, where each
    operation is slow, it runs once: what refuses there refuses the first time.
    """
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))
    pretended = pytestconfig.pluginmanager.hasplugin("tests.accelerator")

    def check(run, config, timed=None):
        torch.manual_seed(1)
        first = cached(run, config)
        torch.manual_seed(2)
        with called() as files:
            again = first if pretended else run(config)
        kept = cached(run, config)
        assert not files - set(closure({run.__module__, type(config).__module__}).values())
        for name, value in vars(first).items():
            np.testing.assert_array_equal(value, getattr(kept, name))
            if timed is None or timed not in name:
                np.testing.assert_array_equal(value, getattr(again, name))

    return check


@contextmanager
def called():
    """Gathers the files of the package in which functions are called meanwhile."""
    names, before = set(), sys.getprofile()
    files = set()
    sys.setprofile(lambda frame, event, argument: names.add(frame.f_code.co_filename))
    try:
        yield files
    finally:
        sys.setprofile(before)
        files |= {Path(name) for name in names if Path(name).is_relative_to(PACKAGE)}


@pytest.fixture
def judge():
    """Check that the verdict on an answer says so, and passes just if that begins with ✓."""

    def check(exercise, answer, says):
        verdict = exercise(answer)
        assert says in repr(verdict)
        assert "\n" not in repr(verdict)
        assert verdict.passed is says.startswith("✓")

    return check


@pytest.fixture
def broken(monkeypatch):
    """Break one thing, and check that these claims of a notebook fail; none if there are none."""

    def check(notebook, break_it, claims):
        break_it(monkeypatch)
        failed = failing_claims(BOOK / f"{notebook}.ipynb", claims)
        assert claims <= failed
        assert bool(failed) == bool(claims)

    return check
