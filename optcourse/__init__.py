"""Optimization for deep learning: losses, optimizers, experiments and explorers of the course."""

from optcourse.records.devices import device

__all__ = ["device"]
__version__ = "0.1.0"
