"""Where an experiment runs."""


def device():
    """The torch device that the course trains on: CUDA where there is one, else the CPU."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
