"""Claims G24 and G25: three ways between two networks that were trained apart."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.bridges import bridges, on_curve
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of, train
from optcourse.networks.matchings import matching, reordered, with_parameters
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.rules import Adam, Cosine, Momentum, Scheduled
from optcourse.validation import Checked, checked, one_of, positive, whole

RULES = {"momentum": lambda lr: Momentum(lr, 0.9), "adam": Adam}
WAYS = ("line", "matched", "curve")


@dataclass(frozen=True)
class ConnectionsConfig(Checked):
    """`num_pairs` pairs of networks of each of `widths`, with `depth` hidden layers.

    Each is trained from a start and in an order of batches of its own, at the rate `lr`, for
    `num_steps` steps; then a curve between the two of a pair by Adam, its rate falling from
    `curve_lr` to 0, for `curve_steps`. Losses are measured at `num_stops` places of each way.
    """

    seed: int = 0
    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    num_train: int = checked(whole, 1000, at_least=1)
    widths: tuple = checked(positive, (4, 16, 64))
    depth: int = checked(whole, 2, at_least=1)
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_pairs: int = checked(whole, 6, at_least=2)
    rule: str = checked(one_of, "momentum", tuple(RULES))
    lr: float = checked(positive, 0.05)
    batch_size: int = checked(whole, 50, at_least=1)
    num_steps: int = checked(whole, 1000, at_least=1)
    curve_lr: float = checked(positive, 0.01)
    curve_steps: int = checked(whole, 1000, at_least=1)
    num_stops: int = checked(whole, 21, at_least=3)


@dataclass(frozen=True, eq=False)
class Connections:
    """W widths, K pairs, T stops. `widths` (W,); training losses, nats, along the `line` between
    the two networks of a pair, the line after the units of the second are `matched` to those of
    the first, and the trained `curve`, each (W, K, T); test errors, `line_error`, `matched_error`
    and `curve_error`, alike; `longer` (W, K), the length of the curve over that of the line.
    """

    widths: np.ndarray
    line: np.ndarray
    matched: np.ndarray
    curve: np.ndarray
    line_error: np.ndarray
    matched_error: np.ndarray
    curve_error: np.ndarray
    longer: np.ndarray

    def barriers(self, way):
        """The `barrier` on a way ("line", "matched", "curve") of each pair, (W, K)."""
        return barrier(getattr(self, way))


def barrier(loss):
    """The highest of losses (…, T) on a way above the chord between the first and the last, (…).

    Entezari, Sedghi, Saukh and Neyshabur (2022), equation 1. Frankle, Dziugaite, Roy and Carbin
    (2020), section 2, measure it from the mean of the two ends.
    """
    share = np.linspace(0, 1, loss.shape[-1])
    return (loss - (1 - share) * loss[..., :1] - share * loss[..., -1:]).max(-1)


def connections(config: ConnectionsConfig) -> Connections:
    """Train pairs, and go from the one to the other in three ways.

    After Ainsworth, Hayase and Srinivasa (2023), section 3, and Garipov et al. (2018), section 3.
    """
    data = DATA_SETS[config.data](seed=config.seed)
    found = [_ways(config, int(width), data) for width in config.widths]
    parts = {name: np.stack([each[name] for each in found]) for name in found[0]}
    return Connections(widths=np.array(config.widths), **parts)


def _ways(config, width, data):
    train_on = data.X_train[: config.num_train], data.y_train[: config.num_train]
    net = (data.X_train.shape[1], *[width] * config.depth, 10)
    model = mlp(net, config.activation)
    first, second = pairs(config, net, train_on)
    rule = Scheduled(Adam(config.curve_lr), Cosine(config.curve_steps))
    middle = bridges(model, first, second, train_on, rule, config.curve_steps, config.batch_size)
    share = torch.linspace(0, 1, config.num_stops)[:, None, None]
    points = {
        "line": first + share * (second - first),
        "matched": first + share * (matched(first, second, net) - first),
        "curve": on_curve(first, middle, second, share),
    }
    on = {"": train_on, "_error": (data.X_test, data.y_test)}
    found = {name + what: _measured(model, points[name], on[what], what)
             for name in WAYS for what in on}  # fmt: skip
    length = points["curve"].diff(dim=0).norm(dim=-1).sum(0) / (second - first).norm(dim=-1)
    return found | {"longer": length.numpy()}


def pairs(config, net, train_on):
    """The parameters of the first and of the second networks of all pairs, each (K, p)."""
    seeds = [2 * config.num_pairs * config.seed + k for k in range(2 * config.num_pairs)]
    ensemble = Ensemble([mlp(net, config.activation, seed) for seed in seeds])
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size, "seeds": seeds}
    train(ensemble, train_on, RULES[config.rule](config.lr), record=(), **settings)
    return ensemble.theta[::2], ensemble.theta[1::2]


def matched(first, second, net):
    """`second` (K, p) with its units in the order that suits `first` (K, p)."""
    mine, theirs = first.double().numpy(), second.double().numpy()
    each = [reordered(b, net, matching(a, b, net)) for a, b in zip(mine, theirs, strict=True)]
    return torch.tensor(np.stack(each)).to(first.dtype)


@torch.no_grad()
def _measured(model, points, data, what):
    """Losses, or errors, of networks at `points` (T, K, p): (K, T)."""
    X, y = (torch.as_tensor(part) for part in data)
    here = moment_of(with_parameters(model, points.flatten(0, 1)), X, y)
    values = here.error if what else here.loss
    return values.unflatten(0, points.shape[:2]).T.double().numpy()
