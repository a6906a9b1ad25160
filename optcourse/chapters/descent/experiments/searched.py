"""Claims A2d, A2e, A2g and A2h: a network's steps, searched for, read from the last, or fixed."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.descent.experiments.batches import examples
from optcourse.networks.data import DATA_SETS
from optcourse.networks.passes import ACTIVATIONS, Mlp
from optcourse.rules import BarzilaiBorwein, GoldenSection, GradientDescent, Shortened, endpoint
from optcourse.validation import Checked, between, checked, one_of, positive, whole

A_GRADIENT = 3  # what it costs, in forward passes


@dataclass(frozen=True)
class SearchedConfig(Checked):
    """A network with `hidden` units on `num_train` examples of `data`, all of them at each step.

    Each method may pay for `num_passes` forward passes. Fixed `rates` are tuned; the search cuts a
    bracket from 0 to `reach` in `num_rounds`, and its steps are also taken times `factor`. Another
    search begins with twice its last rate and halves it until Armijo's condition holds with
    `slope`. Barzilai and Borwein's steps are also taken times `cut`; they stop where the loss is
    `enough`, since below it rounding rules their rate.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2, 3)
    hidden: tuple = checked(positive, (32,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_train: int = checked(whole, 200, at_least=10)
    num_test: int = checked(whole, 10, at_least=1)
    num_passes: int = checked(whole, 1200, at_least=A_GRADIENT)
    rates: tuple = checked(positive, (0.2, 0.4, 0.8, 1.6))
    reach: float = checked(positive, 8.0)
    num_rounds: int = checked(whole, 12, at_least=1)
    factor: float = checked(positive, 0.9)
    slope: float = checked(between, 0.1, 0.0, 1.0)
    cut: float = checked(positive, 0.7)
    enough: float = checked(positive, 1e-12)


@dataclass(frozen=True, eq=False)
class Searched:
    """S seeds. The training loss at the end of steps at `fixed` rates (R, S), of `exact` searches,
    of `shorter` ones, of Barzilai and Borwein's `secant` steps, whole and `cut`, and of `doubled`
    searches (S,); infinite where it diverged.
    """

    fixed: np.ndarray
    exact: np.ndarray
    shorter: np.ndarray
    secant: np.ndarray
    cut: np.ndarray
    doubled: np.ndarray

    @property
    def tuned(self):
        """The losses (S,) at the fixed rate whose runs end lowest in the mean, and its place."""
        k = int(np.argmin(self.fixed.mean(axis=1)))
        return self.fixed[k], k


class NetLoss:
    """The loss of a network `net` over examples X with targets Y, as a landscape of θ (P,)."""

    def __init__(self, net, X, Y):
        self.net, self.X, self.Y = net, X, Y

    def value(self, theta):
        return self.net.gradient(theta, self.X, self.Y).loss

    def grad(self, theta):
        return self.net.gradient(theta, self.X, self.Y).theta


def searched(config: SearchedConfig) -> Searched:
    """Each seed has examples and a start of its own, the same for all methods."""
    search = GoldenSection(config.reach, config.num_rounds)
    whole_steps = config.num_passes // A_GRADIENT
    few = config.num_passes // (A_GRADIENT + 2 + config.num_rounds)
    runs = [(GradientDescent(rate), whole_steps) for rate in config.rates]
    runs += [
        (GradientDescent(search), few),
        (GradientDescent(Shortened(search, config.factor)), few),
    ]
    ends = np.array([_ended(config, runs, seed) for seed in config.seeds]).T
    return Searched(ends[: len(config.rates)], *ends[len(config.rates) :])


def _ended(config, runs, seed):
    X, y = examples(config, seed)[0]
    net = Mlp((X.shape[1], *config.hidden, 10), config.activation)
    loss, start = NetLoss(net, X.astype(float), np.eye(10)[y]), net.start(seed)
    with np.errstate(all="ignore"):  # divergence is a result
        ends = [loss.value(endpoint(rule, loss, start, steps)) for rule, steps in runs]
        ends += [_secant(config, loss, start, part) for part in (1.0, config.cut)]
        ends.append(doubled(loss, start, config.num_passes, config.slope))
    return np.where(np.isfinite(ends), ends, np.inf)


def _secant(config, loss, theta, part):
    """The loss where Barzilai and Borwein's steps times `part` end."""
    rule = BarzilaiBorwein(0.1, part)
    state = rule.init(theta)
    for k in range(config.num_passes // A_GRADIENT):
        if loss.value(state.theta) <= config.enough:
            break
        state = rule.move(state, loss.grad(state.theta), k)
    return loss.value(state.theta)


def doubled(loss, theta, num_passes, slope=0.1, rate=1.0):
    """The loss after as many steps along −g from `theta` as `num_passes` forward passes pay for.

    Each step tries twice the last rate, then halves it until J(θ − εg) ≤ J(θ) − `slope` ε‖g‖²:
    Armijo (1966). A gradient costs three passes, each loss asked for one. (`rules.Backtracking`
    begins each search at the same rate, and asks for the losses of all its rounds.)
    """
    before, paid = loss.value(theta), 1
    while paid + A_GRADIENT < num_passes:
        grad, rate, paid = loss.grad(theta), 2 * rate, paid + A_GRADIENT
        while paid < num_passes:
            there, paid = theta - rate * grad, paid + 1
            after = loss.value(there)
            if after <= before - slope * rate * grad @ grad:
                theta, before = there, after
                break
            rate = rate / 2
    return before
