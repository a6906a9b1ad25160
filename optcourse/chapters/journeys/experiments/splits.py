"""Claims G10 and G26: points that two threshold units fit just if sets can be split."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import torch
from scipy.optimize import linprog
from torch.nn.functional import pad

from optcourse.networks.ensembles import Ensemble, error_rate, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Adam
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class SplitsConfig(Checked):
    """Two families of sets of three of `num_elements` elements: one can be split, one cannot.

    They are drawn from `seed` on, `easy` sets for the one and `hard` sets for the other, until it
    is so. Networks with each of `widths` hidden units start `num_starts` times on the points of
    both, and learn by Adam on all points at each of `rates`; the better rate counts.
    """

    seed: int = 0
    num_elements: int = checked(whole, 10, at_least=3)
    easy: int = checked(whole, 20, at_least=1)
    hard: int = checked(whole, 33, at_least=1)
    widths: tuple = checked(positive, (1, 2, 3, 4, 6, 8, 16))
    num_starts: int = checked(whole, 20, at_least=1)
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    rates: tuple = checked(positive, (0.01, 0.03))
    num_steps: int = checked(whole, 1000, at_least=1)


@dataclass(frozen=True, eq=False)
class Splits:
    """W widths. `easy` and `hard` (m, n), True where a set has an element; `split` (n,), the side
    of each element in a splitting of `easy`; `tried`, how many splittings there are up to
    exchange of the sides, all of which fail for `hard`; `widths` (W,); `fitted` (2, W), how many of
    `num_starts` starts end with every point on its side, easy first.
    """

    easy: np.ndarray
    hard: np.ndarray
    split: np.ndarray
    tried: int
    widths: np.ndarray
    fitted: np.ndarray
    num_starts: int


def family(num_sets, num_elements, rng):
    """Different sets of three of the elements, (num_sets, num_elements) booleans."""
    sets = set()
    while len(sets) < num_sets:
        sets.add(tuple(sorted(rng.choice(num_elements, 3, replace=False).tolist())))
    found = np.zeros((num_sets, num_elements), bool)
    for row, elements in zip(found, sorted(sets), strict=True):
        row[list(elements)] = True
    return found


def splittings(num_elements):
    """All ways to put the elements on two sides, up to exchange: (2^(n − 1), n) booleans."""
    return np.array([(False, *rest) for rest in product((False, True), repeat=num_elements - 1)])


def splitting(sets):
    """A way to put the elements on two sides so that no set lies on one, (n,), or None."""
    sides = splittings(sets.shape[1])
    on_right = sides.astype(int) @ sets.T.astype(int)  # (ways, sets), elements on the right
    good = np.all((on_right > 0) & (on_right < sets.sum(axis=1)), axis=1)
    return sides[np.argmax(good)] if good.any() else None


def points(sets):
    """The points (1 + n + m, n) and their labels: 1 for the origin and the sets, 0 for elements.

    Blum and Rivest (1992), the reduction from set splitting.
    """
    n = sets.shape[1]
    X = np.concatenate([np.zeros((1, n)), np.eye(n), sets.astype(float)])
    return X, np.r_[1, np.zeros(n, int), np.ones(len(sets), int)]


def two_half_spaces(side):
    """Weights A (2, n) and thresholds b (2,) from a splitting: a point is in if A x > b.

    An element on the side of a half-space weighs −1 there, the others n.
    """
    n = len(side)
    return np.where([side, ~side], -1.0, float(n)), np.array([-0.5, -0.5])


def fitted_by(side, sets):
    """Whether the half-spaces made from a splitting hold together just the points of label 1."""
    (X, y), (A, b) = points(sets), two_half_spaces(side)
    return bool(np.array_equal(np.all(b < X @ A.T, axis=1), y == 1))


def fits_by_two(sets):
    """Whether some two half-spaces hold together just the points of label 1.

    Each element must be cut off by one of both: all ways are tried, by linear programs.
    """
    X, y = points(sets)
    n = sets.shape[1]
    return any(
        _half_space(X[y == 1], np.eye(n)[side]) and _half_space(X[y == 1], np.eye(n)[~side])
        for side in splittings(n)
    )


def _half_space(inside, outside):
    """Whether a half-space a x ≥ c holds the points `inside` (k, n), with a x ≤ c − 1 outside."""
    A = np.concatenate(
        [np.c_[-inside, np.ones(len(inside))], np.c_[outside, -np.ones(len(outside))]]
    )
    b = np.r_[np.zeros(len(inside)), -np.ones(len(outside))]
    return linprog(np.zeros(A.shape[1]), A, b, bounds=(None, None)).status == 0


def splits(config: SplitsConfig) -> Splits:
    """Draw, search, train."""
    rng = np.random.default_rng(config.seed)
    easy = hard = split = None
    while split is None:
        easy = family(config.easy, config.num_elements, rng)
        split = splitting(easy)
    while hard is None or splitting(hard) is not None:
        hard = family(config.hard, config.num_elements, rng)
    fitted = np.stack([_fitted(config, sets) for sets in (easy, hard)])
    tried = 2 ** (config.num_elements - 1)
    return Splits(easy, hard, split, tried, np.array(config.widths), fitted, config.num_starts)


def _fitted(config, sets):
    """How many starts of each width fit every point, at the better rate, (W,).

    Widths are trained together up to 4, 16, 64, …: a network that small costs a step of its own.
    """
    widths = np.array(config.widths)
    sizes = 4 ** np.maximum(1, np.ceil(np.log2(widths) / 2)).astype(int)
    found = np.zeros(len(widths), int)
    for size in np.unique(sizes):
        found[sizes == size] = _together(config, sets, widths[sizes == size].tolist(), int(size))
    return found


def _together(config, sets, widths, size):
    """The same for some widths, all as networks of `size` units."""
    (X, y), seeds = points(sets), config.seed * config.num_starts + np.arange(config.num_starts)
    each = list(product(widths, config.rates, seeds.tolist()))
    models = [mlp((X.shape[1], width, 1), config.activation, seed) for width, _, seed in each]
    ensemble = Ensemble([mlp((X.shape[1], size, 1), config.activation)] * len(each), device())
    ensemble.theta.copy_(torch.stack([widened(model, size) for model in models]))
    rule, data = Adam(tuple(rate for _, rate, _ in each)), (X.astype(np.float32), y)
    settings = {"num_steps": config.num_steps, "loss": "logistic", "record": ()}
    train(ensemble, data, rule, group_size=len(each), **settings)
    X = ensemble.theta.new_tensor(X)
    wrong = error_rate(ensemble(X).detach().cpu(), torch.as_tensor(y)).numpy()
    return (wrong.reshape(len(widths), len(config.rates), -1) == 0).sum(axis=2).max(axis=1)


def widened(model, size):
    """Parameters (p,) of `model`, of one hidden layer, with units up to `size` that weigh nothing.

    Tanh and ReLU answer 0 to 0, so these have no gradient, and no rule moves them.
    """
    first, last = model[0], model[-1]
    more = size - first.out_features
    pads = (0, 0, 0, more), (0, more), (0, more), (0, 0)
    parts = zip((first.weight, first.bias, last.weight, last.bias), pads, strict=True)
    return torch.cat([pad(part.detach(), each).flatten() for part, each in parts])
