"""Runs for the tests of sweeps: in a module, so that workers in other processes can import it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PATIENCE = 60  # seconds that a run waits to be killed or let go


@dataclass(frozen=True)
class Config:
    seed: int
    folder: str
    waits: bool = False


@dataclass(frozen=True, eq=False)
class Record:
    values: np.ndarray
    seed: int
    num_threads: int
    pid: int


def draw(config: Config) -> Record:
    """Leaves a line in folder/log; one that waits leaves its pid, and stays until folder/go."""
    folder = Path(config.folder)
    with open(folder / "log", "a") as log:
        log.write(f"{config.seed}\n")
    if config.waits:
        (folder / "pid").write_text(f"{os.getpid()}\n")
        wait_for(folder / "go")
    import torch

    values = np.random.default_rng(config.seed).normal(size=(2, 3))
    return Record(values, config.seed, torch.get_num_threads(), os.getpid())


def fails(config: Config) -> Record:
    """Raises, for seed 2 and until folder/go exists, an error that cannot be pickled."""
    if config.seed == 2 and not (Path(config.folder) / "go").exists():
        raise Unpicklable("no convergence", lambda: None)
    return draw(config)


class Unpicklable(ValueError):
    def __init__(self, message, function):
        super().__init__(message)
        self.function = function


def wait_for(path, seconds=PATIENCE):
    """Its text, once it ends in a newline or is empty by intent (`go`)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and (path.name == "go" or path.read_text().endswith("\n")):
            return path.read_text()
        time.sleep(0.02)
    raise TimeoutError(f"{path.name} did not come")


def logged(folder):
    """The seeds that were begun, in order of seed."""
    return sorted(map(int, (Path(folder) / "log").read_text().split()))
