"""Saddle points, plateaus and flat regions: where they are, who stops there, who leaves.

Each experiment is a function of a frozen configuration that returns a frozen record.
"""

from optcourse.experiments.saddles.surfaces import RIDGE, escape_steps

__all__ = ["RIDGE", "escape_steps"]
