"""Optimization for deep learning: losses, optimizers, experiments and explorers of the course."""

from optcourse.records.devices import Scale, device

__all__ = ["Scale", "device"]
__version__ = "0.1.0"
