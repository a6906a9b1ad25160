"""Claim D14: critical points of a network, with units of weight zero added."""

from dataclasses import dataclass, field

import numpy as np
import torch

from optcourse.chapters.saddles.experiments.critical import (
    CriticalConfig,
    critical_points_of_network,
)
from optcourse.chapters.saddles.experiments.objectives import small_digits_net
from optcourse.chapters.saddles.experiments.symmetry import with_zero_units
from optcourse.records.sweeps import cached
from optcourse.validation import Checked, checked, whole


@dataclass(frozen=True)
class WiderConfig(Checked):
    """The points that the search `critical` finds, with `added` units more."""

    critical: CriticalConfig = field(default_factory=lambda: CriticalConfig(hidden=2))
    added: int = checked(whole, 2, at_least=1)


@dataclass(frozen=True, eq=False)
class Wider:
    """K points in the network as it was and in the wider one, in this order.

    `grad_norm` ‖g‖ (2, K); `negative` (2, K), how many eigenvalues of the Hessian are.
    """

    grad_norm: np.ndarray
    negative: np.ndarray


def wider(config: WiderConfig) -> Wider:
    """Fukumizu and Amari (2000); for deep networks Zhang et al. (2021)."""
    own, record = config.critical, cached(critical_points_of_network, config.critical)
    points = torch.tensor(record.theta[record.distinct()])
    large = small_digits_net(own.num_train, own.hidden + config.added, own.decay, own.seed)
    norms, negative = [], []
    for net, theta in ((own.net, points), (large, with_zero_units(own.net, large, points))):
        _, grad, hessian = net.all_derivatives(theta)
        norms.append(grad.norm(dim=1).numpy())
        negative.append((torch.linalg.eigvalsh(hessian) < -1e-9).sum(dim=1).numpy())
    return Wider(np.stack(norms), np.stack(negative))
