"""Claims D4, D8, D15: critical points of a real network, found by Newton's method in float64."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.saddles.experiments.objectives import small_digits_net
from optcourse.chapters.saddles.experiments.symmetry import made_symmetric
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, non_negative, one_of, positive, whole

RULES = ("newton", "saddle_free")


@dataclass(frozen=True)
class CriticalConfig(Checked):
    """Newton steps of length at most `cap`, from points of training runs moved by `noise`.

    Digits 0–2 on 2 × 2 pixels, `num_train` of them, tanh, squared error, weight decay. The starts
    lie `moments` steps of gradient descent (rate `lr`) from normal weights, as many of each.
    `rule` "saddle_free" divides by the absolute eigenvalues, none taken below `floor`.
    """

    seed: int = 0
    rule: str = checked(one_of, "newton", RULES)
    num_train: int = 100
    hidden: int = 4
    decay: float = 1e-3
    num_starts: int = checked(whole, 120, at_least=1)
    moments: tuple = (0, 30, 100, 300, 1000)
    lr: float = checked(positive, 0.5)
    noise: float = checked(non_negative, 0.1)
    cap: float = checked(positive, 0.5)
    floor: float = checked(positive, 1e-3)
    num_steps: int = checked(whole, 150, at_least=1)
    max_grad_norm: float = checked(positive, 1e-8)

    @property
    def net(self):
        return small_digits_net(self.num_train, self.hidden, self.decay, self.seed)


@dataclass(frozen=True, eq=False)
class CriticalPoints:
    """Where N starts ended; P parameters, float64.

    `theta` (N, P); `moment` (N,), how many steps of descent made the start; `start_loss` and
    `loss` (N,); `grad_norm` ‖g‖ (N,); `eigenvalues` (N, P) of the Hessian, ascending; `accepted`
    (N,), whether ‖g‖ is below the limit: a point that is not accepted is no critical point; `units`
    (N,), how many hidden units differ by more than their sign and are not zero.
    """

    theta: np.ndarray
    moment: np.ndarray
    start_loss: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    eigenvalues: np.ndarray
    accepted: np.ndarray
    units: np.ndarray

    @property
    def index(self):
        """The fraction of negative eigenvalues, (N,)."""
        return np.mean(self.eigenvalues < 0, axis=1)

    def distinct(self):
        """Indices of accepted points, one of each loss and index: relabelled copies count once."""
        places = np.flatnonzero(self.accepted)
        rows = np.stack([self.loss[places].round(7), self.index[places]], axis=1)
        return places[np.unique(rows, axis=0, return_index=True)[1]]


def critical_points_of_network(config: CriticalConfig) -> CriticalPoints:
    """Search from every start at once. Dauphin et al. (2014), section 3; Frye et al. (2021)."""
    net = config.net
    theta, moment = starts(net, config)
    start_loss = net.loss_and_grad(theta)[0]
    theta = search(net, theta, config)
    loss, grad, hessian = net.all_derivatives(theta)
    norm = grad.norm(dim=1)
    accepted, units = norm < config.max_grad_norm, made_symmetric(net, theta)[1]
    arrays = (start_loss, loss, norm, torch.linalg.eigvalsh(hessian), accepted, units)
    return CriticalPoints(theta.numpy(), moment.numpy(), *(each.numpy() for each in arrays))


def starts(net, config):
    """Points (N, P) of training runs, and how many steps of descent led to each, (N,)."""
    generator = torch.Generator().manual_seed(config.seed)
    shape = (config.num_starts, net.num_params)
    theta = torch.randn(shape, generator=generator, dtype=torch.float64)
    moment = torch.tensor(config.moments)[torch.arange(len(theta)) % len(config.moments)]
    rule = GradientDescent(config.lr)
    for step in range(max(config.moments)):
        rows = (moment > step).nonzero()[:, 0]
        grad = net.loss_and_grad(theta[rows])[1]
        theta[rows] = rule.move(rule.init(theta[rows]), grad, step).theta
    return theta + config.noise * torch.randn(
        shape, generator=generator, dtype=torch.float64
    ), moment


def search(net, theta, config):
    """`num_steps` steps from each of `theta` (N, P); those with a tiny gradient stay."""
    theta, live = theta.clone(), torch.arange(len(theta))
    for _ in range(config.num_steps):
        _, grad, hessian = net.all_derivatives(theta[live])
        moving = grad.norm(dim=1) > 1e-3 * config.max_grad_norm
        live, grad, hessian = live[moving], grad[moving], hessian[moving]
        if not len(live):
            break
        step = newton_step(grad, hessian, config)
        theta[live] += step * (config.cap / step.norm(dim=1, keepdim=True)).clamp(max=1)
    return theta


def newton_step(grad, hessian, config):
    """−H⁻¹g, or −|H|⁻¹g for the saddle-free rule: (N, P)."""
    if config.rule == "newton":
        return -torch.linalg.solve(hessian, grad)
    values, vectors = torch.linalg.eigh(hessian)
    scaled = (vectors.mT @ grad[..., None]) / values.abs().clamp(min=config.floor)[..., None]
    return -(vectors @ scaled)[..., 0]
