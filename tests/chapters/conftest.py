"""What every chapter owes: records that repeat, verdicts in words, claims that can fail."""

import numpy as np
import pytest
import torch

from optcourse.records.sweeps import cached
from tests.chapters.mutations import BOOK, failing_claims


@pytest.fixture
def repeats(tmp_path, monkeypatch):
    """Check that `run(config)` ignores global seeds and survives the cache.

    Fields with `timed` in their name are only compared with what the cache kept.
    """
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))

    def check(run, config, timed=None):
        torch.manual_seed(1)
        first = cached(run, config)
        torch.manual_seed(2)
        again, kept = run(config), cached(run, config)
        for name, value in vars(first).items():
            np.testing.assert_array_equal(value, getattr(kept, name))
            if timed is None or timed not in name:
                np.testing.assert_array_equal(value, getattr(again, name))

    return check


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
        failed = failing_claims(BOOK / f"{notebook}.ipynb")
        assert claims <= failed
        assert bool(failed) == bool(claims)

    return check
