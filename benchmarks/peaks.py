"""What this processor can do at most, on one thread: its limit for a row of the table.

Nothing that does a row's arithmetic, or that reads and writes what it must, can take less than
`least` seconds; small products and the calls between them never come near.
"""

import time
from dataclasses import dataclass
from functools import cache

import torch

SIDE, NUMBERS = 512, 2**18  # of a product's matrices; of a copy, a megabyte, which a cache holds
TRIES = 40


@dataclass(frozen=True)
class Work:
    """What a row cannot do without: `flops`, additions and multiplications, and `bytes` moved.

    Counted are the matrix products, each once, and each array as often as it must be read and
    written where one pass over all of it has to end before the next begins.
    """

    flops: float
    bytes: float


@cache
def peak():
    """Additions and multiplications a second, and bytes a second: the best of some tries."""
    one, other = torch.ones(SIDE, SIDE), torch.empty(SIDE, SIDE)
    source, target = torch.ones(NUMBERS), torch.empty(NUMBERS)
    product = _best(lambda: torch.mm(one, one, out=other))
    copy = _best(lambda: target.copy_(source))
    return 2 * SIDE**3 / product, 2 * 4 * NUMBERS / copy


def least(work):
    """Seconds that `work` takes at the peak: of its arithmetic or of its bytes, the longer."""
    flops, moved = peak()
    return max(work.flops / flops, work.bytes / moved)


def _best(function):
    return min(_seconds(function) for _ in range(TRIES))


def _seconds(function):
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin
