"""Where an experiment runs and how large it is."""

from enum import Enum


class Scale(Enum):
    """How much an experiment computes: `quick` suits two CPU cores, `full` a GPU."""

    quick = "quick"
    full = "full"


def device():
    """The torch device that the course trains on: CUDA where there is one, else the CPU."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
