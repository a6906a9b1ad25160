"""Early stopping: watch a criterion on validation examples and keep the best parameters."""

from dataclasses import dataclass

import torch

from optcourse.validation import non_negative, one_of, whole


@dataclass(frozen=True)
class EarlyStopping:
    """Measure every `every` steps; stop a network after `patience` measurements without progress.

    `criterion` is the validation "error" (0-1) or "loss"; progress is a value lower than the best
    by more than `min_delta`. Afterwards every network has its best parameters. Goodfellow et al.
    (2016), algorithm 7.1.
    """

    patience: int = 10
    every: int = 100
    criterion: str = "error"
    min_delta: float = 0.0

    def __post_init__(self):
        whole("patience", self.patience, at_least=1)
        whole("every", self.every, at_least=1)
        one_of("criterion", self.criterion, ("error", "loss"))
        non_negative("min_delta", self.min_delta)


class Watch:
    """The best that n networks have reached so far, and for how long they have not bettered it.

    `best` (n,), `best_step` (n,), -1 where nothing was measured, and `theta` (n, P) at that step.
    """

    def __init__(self, stopping, theta):
        self.stopping, self.theta = stopping, theta.clone()
        self.best = theta.new_full((len(theta),), torch.inf, dtype=torch.float64)
        self.best_step, self.waited = (
            torch.full((len(theta),), k).to(theta.device) for k in (-1, 0)
        )

    def look(self, step, values, theta, running):
        """Take note of `values` (n,); which of the `running` networks must stop now, (n,)."""
        better = running & (values < self.best - self.stopping.min_delta)
        self.best = torch.where(better, values, self.best)
        self.best_step = torch.where(better, step, self.best_step)
        self.theta = torch.where(better[:, None], theta, self.theta)
        self.waited = torch.where(better, 0, self.waited + 1)
        return running & (self.waited >= self.stopping.patience)

    def restore(self, theta):
        """Put the best parameters into `theta`, where there are any."""
        theta.copy_(torch.where(self.best_step[:, None] >= 0, self.theta, theta))
