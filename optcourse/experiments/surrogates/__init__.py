"""Surrogate losses: what they cost, what they estimate, and where training with them ends."""

from optcourse.experiments.surrogates.plane import ANGLES, losses_by_angle, margins, two_clouds

__all__ = ["ANGLES", "losses_by_angle", "margins", "two_clouds"]
