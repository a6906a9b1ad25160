"""Claim B5: what a batch costs on the device at hand: time and memory of one gradient."""

import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.validation import Checked, checked, entries, whole


@dataclass(frozen=True)
class CostsConfig(Checked):
    """Gradients of one network on batches of each of `sizes`, the fastest of `num_repeats`."""

    widths: tuple = (64, 256, 256, 10)
    sizes: tuple = checked(entries(whole), (1, 4, 16, 64, 256, 1024, 4096), at_least=1)
    neighbours: tuple = checked(entries(whole), (127, 128, 129, 255, 256, 257), at_least=1)
    num_repeats: int = checked(whole, 100, at_least=1)


SMALL = CostsConfig()
LARGE = CostsConfig((64, 2048, 2048, 10), sizes=(*SMALL.sizes, 16_384, 65_536))  # for a GPU


@dataclass(frozen=True, eq=False)
class Costs:
    """Seconds and bytes. `sizes` (N,), `neighbours` (K,): batch sizes around powers of two.

    `seconds` (N,) and `neighbour_seconds` (K,) of one gradient; `stored` (N,), bytes that the
    forward pass keeps for the backward pass, without parameters; `where`, the device.
    """

    sizes: np.ndarray
    seconds: np.ndarray
    stored: np.ndarray
    neighbours: np.ndarray
    neighbour_seconds: np.ndarray
    where: str

    @property
    def full_at(self):
        """The first of `sizes` at which an example takes at most twice its least time."""
        each = self.seconds / self.sizes
        return int(self.sizes[np.argmax(each <= 2 * each.min())])


def costs_of_batches(config: CostsConfig) -> Costs:
    """Measure on this device, now: the result is not to be cached."""
    model = mlp(list(config.widths), "relu").to(device())
    batches = [_batch(config, size) for size in config.sizes]
    others = [_batch(config, size) for size in config.neighbours]
    seconds = _seconds(model, batches + others, config.num_repeats)
    return Costs(
        sizes=np.array(config.sizes),
        seconds=seconds[: len(batches)],
        stored=np.array([_stored(model, *batch) for batch in batches]),
        neighbours=np.array(config.neighbours),
        neighbour_seconds=seconds[len(batches) :],
        where=str(device()),
    )


def _batch(config, size):
    generator = torch.Generator().manual_seed(size)
    X = torch.randn(size, config.widths[0], generator=generator)
    return X.to(device()), torch.zeros(size, dtype=torch.long, device=device())


def _gradient(model, X, y):
    F.cross_entropy(model(X), y).backward()
    if X.is_cuda:
        torch.cuda.synchronize()


def _seconds(model, batches, num_repeats):
    """The shortest of several gradients on each batch (B,), at least two; on large ones fewer.

    The batches take turns: what else the machine does for a while then slows all of them.
    """
    shortest = np.full(len(batches), np.inf)
    turns = [max(2, num_repeats * 256 // max(256, len(y))) for _, y in batches]
    for turn in range(-1, max(turns)):  # the first is not counted
        for k, batch in enumerate(batches):
            if turn >= turns[k]:
                continue
            start = time.perf_counter()
            _gradient(model, *batch)
            if turn >= 0:
                shortest[k] = min(shortest[k], time.perf_counter() - start)
    return shortest


def _stored(model, X, y):
    """Bytes of what autograd keeps of one forward pass, each tensor once, without parameters."""
    kept, own = {}, {param.data_ptr() for param in model.parameters()}

    def keep(tensor):
        if tensor.data_ptr() not in own:
            kept[tensor.data_ptr()] = tensor.numel() * tensor.element_size()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        F.cross_entropy(model(X), y)
    return sum(kept.values())
