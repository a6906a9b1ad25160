"""Experiments over configurations: `cached(run, config)` keeps each record on disk."""

from optcourse.caches import cached

__all__ = ["cached"]
