"""Claims G27 and G30: a network that also learns how sure it may be."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.rules import Adam, Cosine, Scheduled
from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True)
class BandsConfig(Checked):
    """Tanh networks of each of `widths` units fit `num_points` random targets of one input.

    They learn the targets and one precision β by the negative log-likelihood of a normal
    distribution, from each of `seeds`, by Adam on all points, its rate falling from `lr` to 0.
    All weights but β decay, with ½ `decay` times their squared length beside the loss. Looked at
    are `num_looks` moments. `start_scale` multiplies the first weights.
    """

    seeds: tuple = (0, 1, 2, 3)
    widths: tuple = checked(positive, (1, 2, 3, 4, 6, 8, 12, 16, 24, 32))
    num_points: int = checked(whole, 12, at_least=2)
    start_scale: float = checked(positive, 5.0)
    decay: float = checked(non_negative, 0.0)
    lr: float = checked(positive, 0.01)
    num_steps: int = checked(whole, 5000, at_least=2)
    num_looks: int = checked(whole, 25, at_least=2)


@dataclass(frozen=True, eq=False)
class Bands:
    """W widths, S seeds, T looks, m points, g places. `x`, `y` (m,); `widths` (W,); `steps` (T,);
    `nll` and `mse` (T, W, S); `log_beta` (T, W, S); `places` (g,) and of the first seed the
    `curves` (T, W, g).
    """

    x: np.ndarray
    y: np.ndarray
    widths: np.ndarray
    steps: np.ndarray
    nll: np.ndarray
    mse: np.ndarray
    log_beta: np.ndarray
    places: np.ndarray
    curves: np.ndarray


def task(config):
    """Even inputs in (−1, 1) and normal targets, (num_points,) each; they depend on no seed."""
    x = np.linspace(-1, 1, config.num_points)
    return x, np.random.default_rng(7).standard_normal(config.num_points)


def output(theta, x, mask):
    """Outputs (N, m) of N networks: theta (N, 3h + 2) holds weights in, biases, weights out, the
    last bias and ln β; `mask` (N, h) says which units there are."""
    h = mask.shape[1]
    into, bias, out = theta[:, :h], theta[:, h : 2 * h], theta[:, 2 * h : 3 * h]
    hidden = torch.tanh(into[:, None] * x[:, None] + bias[:, None])
    return (hidden * (mask * out)[:, None]).sum(2) + theta[:, 3 * h, None]


def bands(config: BandsConfig) -> Bands:
    """Train all. Goodfellow et al. (2016), section 8.2.7: N(y; f(θ), 1/β)."""
    x, y = map(torch.tensor, task(config))
    places = torch.linspace(-1.1, 1.1, 89, dtype=torch.float64)
    theta, mask = _starts(config)
    rule = Scheduled(Adam(config.lr), Cosine(config.num_steps))
    state, looks = rule.init(theta), _looks(config)
    kept = []
    for k in range(config.num_steps + 1):
        theta = state.theta.detach().requires_grad_()
        square = (output(theta, x, mask) - y).square().mean(1)
        nll = 0.5 * theta[:, -1].exp() * square - 0.5 * theta[:, -1]
        if k in looks:
            curve = output(theta.detach()[:: len(config.seeds)], places, mask[:: len(config.seeds)])
            kept.append([nll.detach(), square.detach(), theta.detach()[:, -1].clone(), curve])
        (grad,) = torch.autograd.grad(nll.sum(), theta)
        grad[:, :-1] += config.decay * theta.detach()[:, :-1]
        state = rule.move(state._replace(theta=theta.detach()), grad, k)
    nll, mse, log_beta, curves = (torch.stack(each).numpy() for each in zip(*kept, strict=True))
    shape = len(looks), len(config.widths), len(config.seeds)
    told = (each.reshape(shape) for each in (nll, mse, log_beta))
    steps, widths = np.array(sorted(looks)), np.array(config.widths)
    return Bands(x.numpy(), y.numpy(), widths, steps, *told, places.numpy(), curves)


def _looks(config):
    """Moments, closer together at first: squares of even numbers."""
    even = np.linspace(0, 1, config.num_looks) ** 2
    return set(np.round(even * config.num_steps).astype(int).tolist())


def _starts(config):
    """The first theta (N, 3h + 2), widths one after another with all seeds, and the masks (N, h).

    Weights and biases in are `start_scale` times uniform in ±1, those out uniform in ±1/√width.
    """
    most = max(config.widths)
    thetas, masks = [], []
    for width in config.widths:
        for seed in config.seeds:
            draw = np.random.default_rng(seed).uniform(-1, 1, 3 * most + 1)
            draw[: 2 * most] *= config.start_scale
            draw[2 * most :] /= np.sqrt(width)
            thetas.append([*draw, 0.0])
            masks.append(np.arange(most) < width)
    return torch.tensor(np.array(thetas)), torch.tensor(np.array(masks), dtype=torch.float64)
