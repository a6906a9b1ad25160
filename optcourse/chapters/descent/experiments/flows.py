"""Claims A1, A11 and A12: how far descent is from the flow, and from the modified flow."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.func import functional_call, vmap

from optcourse.landscapes import GaborLoss, Quadratic, Rosenbrock
from optcourse.loops import scan
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.rules import GradientDescent, endpoint
from optcourse.validation import Checked, checked, one_of, positive, whole

LANDS = ("bowl", "valley", "gabor")


def land(name, seed=0):
    """A bowl with κ = 10, Rosenbrock's valley with b = 10, or the Gabor loss on 28 points."""
    if name == "bowl":
        return Quadratic((1.0, 10.0))
    return Rosenbrock(b=10.0) if name == "valley" else GaborLoss.generated(seed=seed)


def downhill(landscape, modified=0.0):
    """The velocity −g of the flow, or −(g + (ε/2) H g) of that of J + (ε/4)‖g‖², `modified` = ε.

    Barrett and Dherin (2021), equation 6; Hairer, Lubich and Wanner (2006), section IX.1.
    """

    def velocity(theta):
        slope = landscape.grad(theta)
        bent = (landscape.hessian(theta) @ slope[..., None])[..., 0]
        return -slope - 0.5 * modified * bent

    return velocity


def flowed(velocity, theta, time, num_steps):
    """Every place of a flow, (num_steps + 1, …), by the classical Runge-Kutta method."""
    h = time / num_steps

    def step(theta, _):
        a = velocity(theta)
        b = velocity(theta + 0.5 * h * a)
        c = velocity(theta + 0.5 * h * b)
        d = velocity(theta + h * c)
        return theta + h * (a + 2 * (b + c) + d) / 6

    return scan(step, theta, num_steps)


@dataclass(frozen=True)
class FlowsConfig(Checked):
    """Descent on `landscape` to a time, at rates each half of the one before, from several starts.

    The largest rate is `share` of 2/λ, λ the largest curvature over the starts, and the time is
    `num_steps` of its steps.
    """

    seed: int = checked(whole, 0, at_least=0)
    landscape: str = checked(one_of, "bowl", LANDS)
    share: float = checked(positive, 0.05)
    num_halvings: int = checked(whole, 3, at_least=1)
    num_steps: int = checked(whole, 20, at_least=1)
    num_starts: int = checked(whole, 20, at_least=1)
    fineness: int = checked(whole, 20, at_least=1)


@dataclass(frozen=True, eq=False)
class Flows:
    """R rates, S starts. `rates` (R,), each half of the one before; distances at the end (R, S)
    of descent `to_flow` and `to_modified` flow.
    """

    rates: np.ndarray
    to_flow: np.ndarray
    to_modified: np.ndarray

    @property
    def falls(self):
        """By what halving the rate divides each distance, medians over the starts: (2, R − 1)."""
        both = np.stack([self.to_flow, self.to_modified])
        return np.median(both[:, :-1] / both[:, 1:], axis=2)


def flows(config: FlowsConfig) -> Flows:
    """All starts at once. The flows take `fineness` Runge-Kutta steps a step of descent."""
    where, rng = land(config.landscape, config.seed), np.random.default_rng(config.seed)
    box = ((-3.0, 2.0), (3.0, 22.0)) if config.landscape == "gabor" else ((-1.5,) * 2, (1.5,) * 2)
    starts = rng.uniform(*box, (config.num_starts, 2))
    most = np.abs(np.linalg.eigvalsh(np.broadcast_to(where.hessian(starts), (len(starts), 2, 2))))
    largest = config.share * 2 / most.max()
    rates = largest / 2.0 ** np.arange(config.num_halvings + 1)
    time, fine = largest * config.num_steps, config.num_steps * config.fineness
    flow = flowed(downhill(where), starts, time, fine)[-1]
    found = [[], []]
    for k, rate in enumerate(rates):
        end = endpoint(GradientDescent(rate), where, starts, config.num_steps * 2**k)
        bent = flowed(downhill(where, rate), starts, time, fine)[-1]
        for kept, other in zip(found, (flow, bent), strict=True):
            kept.append(np.linalg.norm(end - other, axis=1))
    return Flows(rates, *map(np.array, found))


@dataclass(frozen=True)
class NetFlowsConfig(Checked):
    """The same in networks on digits, one for each of `seeds`, all examples at each step."""

    seeds: tuple = (0, 1, 2)
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    hidden: tuple = checked(positive, (8,))
    start_scale: float = checked(positive, 1.0)
    num_train: int = checked(whole, 100, at_least=1)
    rates: tuple = checked(positive, (0.2, 0.1, 0.05))
    time: float = checked(positive, 1.0)
    num_fine: int = checked(whole, 20, at_least=1)


def net_flows(config: NetFlowsConfig) -> Flows:
    """Double precision; H g is the gradient of ½‖g‖²."""
    losses, theta = _network(config)

    def gradient(at, bent=False):
        at = at.detach().requires_grad_()
        (slope,) = torch.autograd.grad(losses(at).sum(), at, create_graph=bent)
        if not bent:
            return slope
        return slope.detach(), torch.autograd.grad(0.5 * (slope * slope).sum(), at)[0]

    flow = _followed(lambda at: -gradient(at), theta, config)
    found = [[], []]
    for rate in config.rates:
        end = theta
        for _ in range(round(config.time / rate)):
            end = end - rate * gradient(end)

        def velocity(at, rate=rate):
            slope, bend = gradient(at, bent=True)
            return -slope - 0.5 * rate * bend

        for kept, other in zip(found, (flow, _followed(velocity, theta, config)), strict=True):
            kept.append((end - other).norm(dim=1).numpy())
    return Flows(np.array(config.rates), *map(np.array, found))


def _network(config):
    """The mean cross-entropy (S,) as a function of θ (S, P), and the starts."""
    data = digits(num_train=config.num_train)
    X, y = torch.as_tensor(data.X_train).double(), torch.as_tensor(data.y_train)
    widths, kind = (64, *config.hidden, 10), config.activation
    models = [mlp(widths, kind, seed, torch.float64) for seed in config.seeds]
    shapes = [param.shape for param in models[0].parameters()]
    layers = models[0]

    def loss(theta):
        parts = theta.split([shape.numel() for shape in shapes])
        named = {
            name: part.view(shape)
            for (name, _), part, shape in zip(layers.named_parameters(), parts, shapes, strict=True)
        }
        outputs = functional_call(layers, named, (X,))
        return torch.nn.functional.cross_entropy(outputs, y)

    return vmap(loss), config.start_scale * Ensemble(models).theta


def _followed(velocity, theta, config):
    """The end of a flow, (S, P), by the classical Runge-Kutta method."""
    h = config.time / config.num_fine
    for _ in range(config.num_fine):
        a = velocity(theta)
        b = velocity(theta + 0.5 * h * a)
        c = velocity(theta + 0.5 * h * b)
        d = velocity(theta + h * c)
        theta = theta + h * (a + 2 * (b + c) + d) / 6
    return theta
