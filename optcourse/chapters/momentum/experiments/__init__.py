"""Momentum: WRITE what is measured.

Each experiment is a function of a frozen configuration that returns a frozen record:
`first_steps`.
"""

from optcourse.chapters.momentum.experiments.steps import FirstSteps, FirstStepsConfig, first_steps

__all__ = ["FirstSteps", "FirstStepsConfig", "first_steps"]
