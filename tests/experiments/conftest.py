"""What every experiment owes: the same record again, from a run and from the cache."""

import numpy as np
import pytest
import torch

from optcourse.sweeps import cached


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
