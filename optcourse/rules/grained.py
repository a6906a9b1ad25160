"""Parameters kept to a grain, so that a path does not hang on the last digits of a sine.

Browsers and processors compute sin, exp and tanh to different last bits. On a chaotic path such a
difference doubles every few steps, until another computer shows another picture. Kept to a grain
far coarser than these bits, and far finer than any picture, the path is the same everywhere.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.rules.base import Method
from optcourse.validation import Checked, checked, positive

GRAIN = 2.0**-32  # 2e-10; a power of 2, so that its multiples are exact


def to_grain(theta, grain=GRAIN):
    """The multiple of `grain` nearest to each entry of theta (…)."""
    return grain * np.floor(theta * (1 / grain) + 0.5)


@dataclass(frozen=True)
class Grained(Checked):
    """`rule` with θ moved to the nearest multiple of `grain` after every step.

    Where a step is shorter than half a grain in every entry, θ stays for ever. ValueError unless
    `rule` is a Method and the grain positive.
    """

    rule: Any
    grain: float = checked(positive, GRAIN)

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.rule, Method):
            raise ValueError(f"rule must be a Method, got {self.rule!r}")

    def init(self, theta):
        return self.rule.init(theta)

    def step(self, state, landscape, k):
        state = self.rule.step(state, landscape, k)
        return state._replace(theta=to_grain(state.theta, self.grain))
