"""The saddles of the Gabor loss, between its minima: all that Newton's method finds in a window."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import GaborLoss
from optcourse.validation import Checked, checked, positive, whole

OFFSET, FREQUENCY = (-10.0, 10.0), (2.5, 22.5)  # the part of the plane that Prince draws


@dataclass(frozen=True)
class GaborConfig(Checked):
    """`num_starts`² starts on the Gabor loss of data `seed`; steps of length at most `cap`."""

    seed: int = 0
    num_starts: int = checked(whole, 61, at_least=1)
    cap: float = checked(positive, 0.3)
    num_steps: int = checked(whole, 60, at_least=1)
    max_grad_norm: float = checked(positive, 1e-8)


@dataclass(frozen=True, eq=False)
class GaborPoints:
    """Data `x`, `y` (28,); Q critical points: `places` (Q, 2), `loss` and `negative` (Q,).

    `negative` counts negative eigenvalues of the Hessian: 0 at a minimum, 1 at a saddle.
    """

    x: np.ndarray
    y: np.ndarray
    places: np.ndarray
    loss: np.ndarray
    negative: np.ndarray

    @property
    def landscape(self):
        """The GaborLoss of these data."""
        return GaborLoss(self.x, self.y)


def gabor_points(config: GaborConfig) -> GaborPoints:
    """Newton's method from a grid. Prince (2023), figure 6.4, marks one of the saddles."""
    landscape = GaborLoss.generated(seed=config.seed)
    axes = [np.linspace(*ends, config.num_starts) for ends in (OFFSET, FREQUENCY)]
    theta = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    for _ in range(config.num_steps):
        step = np.linalg.solve(landscape.hessian(theta), -landscape.grad(theta)[..., None])[..., 0]
        length = np.linalg.norm(step, axis=1, keepdims=True)
        theta = theta + step * np.minimum(1, config.cap / np.maximum(length, 1e-300))
    level = np.linalg.norm(landscape.grad(theta), axis=1) < config.max_grad_norm
    low, high = np.array([OFFSET, FREQUENCY]).T
    inside = np.all((theta >= low) & (theta <= high), axis=1)
    places = np.unique(theta[level & inside].round(6), axis=0)
    negative = np.sum(np.linalg.eigvalsh(landscape.hessian(places)) < 0, axis=1)
    return GaborPoints(landscape.x, landscape.y, places, landscape.value(places), negative)
