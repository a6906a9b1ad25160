"""Experiments over configurations: `cached(run, config)` keeps each record on disk."""

import os
import sys

from tqdm import tqdm

from optcourse.caches import cached

__all__ = ["cached", "progress"]

LIVE_FRONT_ENDS = ("JPY_SESSION_NAME", "COLAB_RELEASE_TAG")


def progress(iterable, name):
    """`iterable`, with a bar on stdout where somebody is watching: a terminal, Jupyter or Colab.

    Silent in CI, under nbval and in the book's build, so that outputs stay comparable.
    """
    watched = sys.stdout.isatty() or any(each in os.environ for each in LIVE_FRONT_ENDS)
    silent = "CI" in os.environ or not watched
    return tqdm(iterable, desc=name, file=sys.stdout, leave=False, disable=silent)
