"""Optimization for deep learning: losses, optimizers, experiments and explorers of the course."""

__version__ = "0.1.0"
