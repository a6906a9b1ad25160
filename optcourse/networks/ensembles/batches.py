"""Which examples each network sees at each step, every network in an order of its own.

Networks with smaller batches than others of their group get them padded to the largest by their
own first example, which then weighs nothing: the number of steps is the same for all.
"""

from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

import numpy as np
import torch

from optcourse.networks.ensembles.examples import Examples
from optcourse.validation import one_of, whole

ORDERS = ("reshuffle", "once", "given", "replacement")
BLOCK = 32  # steps whose batches are drawn at one time


def batch_indices(num_examples, batch_size, num_steps, seed=0, order="reshuffle"):
    """The examples of `num_steps` batches of one network, (num_steps, batch_size) int64.

    An epoch is num_examples // batch_size batches without replacement; what does not fill a batch
    is left out of that epoch. `order`: "reshuffle" shuffles before each epoch, "once" before the
    first, "given" never; "replacement" draws every example anew. ValueError if a batch is larger
    than the data.
    """
    one_of("order", order, ORDERS)
    num_examples = whole("num_examples", num_examples, at_least=1)
    batch_size = whole("batch_size", batch_size)
    if not 1 <= batch_size <= num_examples:
        raise ValueError(
            f"batch_size must be at least 1 and at most the {num_examples} examples, "
            f"got {batch_size}"
        )
    num_steps, seed = whole("num_steps", num_steps, at_least=1), whole("seed", seed)
    blocks = _blocks(num_examples, batch_size, np.random.default_rng(seed), order)
    return np.concatenate(list(islice(blocks, -(-num_steps // BLOCK))))[:num_steps]


def _blocks(num_examples, batch_size, rng, order):
    """The batches of BLOCK steps after those of the BLOCK steps before, without end."""
    epochs = _epochs(num_examples, batch_size, rng, order)
    ready = next(epochs)
    while True:
        parts, count = [ready], len(ready)
        while count < BLOCK:
            parts.append(next(epochs))
            count += len(parts[-1])
        ready = np.concatenate(parts) if len(parts) > 1 else ready
        yield ready[:BLOCK]
        ready = ready[BLOCK:]


def _epochs(num_examples, batch_size, rng, order):
    """The batches of epoch after epoch, (num_examples // batch_size, batch_size) each."""
    kept = num_examples // batch_size * batch_size
    fixed = rng.permutation(num_examples) if order == "once" else np.arange(num_examples)
    while True:
        if order == "replacement":
            fixed = rng.integers(num_examples, size=kept)
        elif order == "reshuffle":
            fixed = rng.permutation(num_examples)
        yield fixed[:kept].reshape(-1, batch_size)


@dataclass(frozen=True)
class Feed:
    """What decides the batches of some members: the data; sizes, seeds and orders, each (n,).

    `data`: `Examples`, a sequence task, or an iterator of batches of all members, which is handed
    on as it is. `full`: all examples at every step.
    """

    data: Any
    sizes: Any
    seeds: Any
    orders: Any
    full: bool = False

    def of(self, members):
        """The feed of some members (indices)."""
        rows = [tuple(each[k] for k in members) for each in (self.sizes, self.seeds, self.orders)]
        data = self.data.of(members) if isinstance(self.data, Examples) else self.data
        return Feed(data, *rows, self.full)

    def batches(self, like):
        """Batches without end, X (n, B, …) and y (n, B, …), or without n where all share them."""
        if hasattr(self.data, "__next__"):
            return self.data
        if not isinstance(self.data, Examples):
            return self._drawn(like)
        return repeat(self.data.pair) if self.full else self._stored()

    def weights(self, like):
        """How much each place of a padded batch counts, (n, B), or None if no batch is padded."""
        if len(set(self.sizes)) == 1:
            return None
        sizes = torch.tensor(self.sizes, device=like.device)[:, None]
        place = torch.arange(max(self.sizes), device=like.device)
        return (place < sizes).to(like) / sizes

    def _stored(self):
        """Batches of the examples of these members."""
        data = self.data
        rngs = [np.random.default_rng(seed) for seed in self.seeds]
        each = zip(self.sizes, rngs, self.orders, strict=True)
        rows = [_blocks(data.num, size, rng, order) for size, rng, order in each]
        first = data.num * np.arange(len(rows))[:, None] if len(data.X) > 1 else 0
        X, y = data.X.flatten(0, 1), data.y.flatten(0, 1)
        while True:
            block = [self._padded(next(row)) for row in rows]
            picks = torch.from_numpy(np.stack(block, axis=1) + first).to(X.device)
            for pick in picks.unbind():
                chosen = pick.flatten()
                yield _like(pick, X.index_select(0, chosen)), _like(pick, y.index_select(0, chosen))

    def _drawn(self, like):
        """Fresh batches of a sequence task, each member from a generator of its own seed."""
        rngs = [np.random.default_rng(seed) for seed in self.seeds]
        while True:
            blocks = [self._block(*each) for each in zip(self.sizes, rngs, strict=True)]
            X, y = (np.stack(parts, axis=1) for parts in zip(*blocks, strict=True))
            yield from zip(torch.from_numpy(X).to(like), _to(like, y), strict=True)

    def _block(self, size, rng):
        parts = self.data.sample(BLOCK * size, rng)
        return [self._padded(part.reshape(BLOCK, size, *part.shape[1:])) for part in parts]

    def _padded(self, rows):
        """`rows` (steps, size, …) with the first example repeated up to the largest size."""
        missing = max(self.sizes) - rows.shape[1]
        if not missing:
            return rows
        return np.concatenate([rows, np.repeat(rows[:, :1], missing, axis=1)], axis=1)


def _like(pick, chosen):
    return chosen.view(*pick.shape, *chosen.shape[1:])


def _to(like, y):
    y = torch.from_numpy(y).to(like.device)
    return y.to(like.dtype) if y.is_floating_point() else y.long()
