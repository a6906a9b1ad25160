"""Claims L3, L5, L13 and L14: a trained network and all of its relabelings."""

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
import torch

from optcourse.networks.curvature import hessian
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, error_rate, moment_of, train
from optcourse.networks.matchings import with_parameters
from optcourse.networks.models import mlp
from optcourse.networks.surfaces import losses_at, parameter_vector
from optcourse.rules import Adam
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class RelabelingsConfig(Checked):
    """A tanh network with two hidden layers of `width` units, trained on digits by Adam.

    The straight path to each relabeling of the first layer is measured at `num_stops` places.
    """

    seed: int = 0
    width: int = checked(whole, 4, at_least=2)
    num_train: int = checked(whole, 600, at_least=2)
    lr: float = checked(positive, 0.01)
    batch_size: int = checked(whole, 50, at_least=2)
    num_steps: int = checked(whole, 1500, at_least=2)
    num_stops: int = checked(whole, 21, at_least=2)


@dataclass(frozen=True, eq=False)
class Relabelings:
    """n units a layer; R = n!² relabelings of both layers, P = n! of the first, T stops.

    Everything is computed in float64; the first relabeling of each kind changes nothing.
    `train_loss`, `test_loss`, `test_error`, `grad_norm` (R,); `output_gap` (R,), the largest
    change of an output on a test digit; `num_distinct`, how many parameter vectors differ;
    `spectra` (3, p), Hessian eigenvalues of the network and of two relabelings, ascending.
    `orders` (P, n), the unit that each place receives; `path_loss` and `path_error` (P, T), on
    the training digits, along the straight line to each; `path_probabilities` (P, T, 10), those
    given to one test digit of class `example`, chosen because they change much; `places` (n, 2),
    two coordinates of each unit of the first layer: principal components of its weights.
    `sign_gap` (2ⁿ,), the largest change of an output on a test digit after each change of signs of
    the units of the first layer.
    """

    train_loss: np.ndarray
    test_loss: np.ndarray
    test_error: np.ndarray
    grad_norm: np.ndarray
    output_gap: np.ndarray
    num_distinct: int
    spectra: np.ndarray
    orders: np.ndarray
    path_loss: np.ndarray
    path_error: np.ndarray
    path_probabilities: np.ndarray
    places: np.ndarray
    sign_gap: np.ndarray
    example: int

    @property
    def barrier(self):
        """The highest loss on the path to each relabeling less that at its ends, (P,)."""
        return self.path_loss.max(axis=1) - self.path_loss[:, 0]


def relabelings(config: RelabelingsConfig) -> Relabelings:
    """Train one network; relabel its hidden units in every way. Bishop (2006), section 5.1.1."""
    model, (X, y, X_test, y_test) = _trained(config)
    n = config.width
    signs = np.array(list(product((1, -1), repeat=n)))
    orders = np.array(list(permutations(range(n))))
    pairs = list(product(orders, orders))
    copies = torch.stack([relabeled(model, *pair) for pair in pairs])
    ensemble = with_parameters(model, copies)
    learnt = moment_of(ensemble, X, y)
    with torch.no_grad():
        test = moment_of(ensemble, X_test, y_test)
    some = [0, len(pairs) // 2, len(pairs) - 1]
    spectra = [torch.linalg.eigvalsh(hessian(ensemble.model(k), X, y)).numpy() for k in some]
    path, points = _paths(
        model, [relabeled(model, order, orders[0]) for order in orders], config, X, y
    )
    example = _most_changed(model, points[:, config.num_stops // 2], X_test[:50], y_test[:50])
    return Relabelings(
        train_loss=learnt.loss.detach().numpy(),
        test_loss=test.loss.numpy(),
        test_error=test.error.numpy(),
        grad_norm=learnt.norm.numpy(),
        output_gap=(test.outputs - test.outputs[:1]).abs().amax(dim=(1, 2)).numpy(),
        num_distinct=len(np.unique(copies.numpy(), axis=0)),
        spectra=np.stack(spectra),
        orders=orders,
        path_probabilities=_probabilities(model, points.flatten(0, 1), X_test[example])
        .unflatten(0, points.shape[:2])
        .numpy(),
        places=_places(model),
        sign_gap=_sign_gap(model, [flipped(model, each) for each in signs], X_test),
        example=int(y_test[example]),
        **path,
    )


def relabeled(model, first, second):
    """Parameters (p,) after the hidden units are put in the orders `first` and `second`."""
    into, between, out = (model[k] for k in (0, 2, 4))
    first, second = torch.as_tensor(first), torch.as_tensor(second)
    parts = [into.weight[first], into.bias[first], between.weight[second][:, first]]
    parts += [between.bias[second], out.weight[:, second], out.bias]
    return torch.cat([part.detach().flatten() for part in parts])


def flipped(model, signs):
    """Parameters (p,) after the weights and the bias of each unit of the first layer, and those
    out of it, are multiplied by its sign, ±1.
    """
    into, between, out = (model[k] for k in (0, 2, 4))
    signs = torch.as_tensor(signs, dtype=into.weight.dtype)
    parts = [into.weight * signs[:, None], into.bias * signs, between.weight * signs]
    parts += [between.bias, out.weight, out.bias]
    return torch.cat([part.detach().flatten() for part in parts])


@torch.no_grad()
def _sign_gap(model, thetas, X):
    outputs = with_parameters(model, torch.stack(thetas))(X)
    return (outputs - model(X)).abs().amax(dim=(1, 2)).numpy()


def _trained(config):
    data = digits(num_train=config.num_train, seed=config.seed)
    ensemble = Ensemble([mlp((64, config.width, config.width, 10), "tanh", config.seed)])
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size, "record": ()}
    train(ensemble, data, Adam(config.lr), seeds=[config.seed], **settings)
    X, X_test = (torch.tensor(part).double() for part in (data.X_train, data.X_test))
    y, y_test = (torch.tensor(part) for part in (data.y_train, data.y_test))
    return ensemble.model(0).double(), (X, y, X_test, y_test)


def _paths(model, ends, config, X, y):
    start, shares = parameter_vector(model), np.linspace(0, 1, config.num_stops)
    steps = torch.stack(ends) - start
    losses = [losses_at(model, start, step[None], shares[:, None], X, y) for step in steps]
    points = start + torch.tensor(shares)[None, :, None] * steps[:, None]
    errors = [error_rate(with_parameters(model, each)(X), y).numpy() for each in points]
    return {"path_loss": np.stack(losses), "path_error": np.stack(errors)}, points


@torch.no_grad()
def _probabilities(model, points, X):
    """Those that networks `points` (N, p) give to the classes: (N, 10), or (N, m, 10)."""
    found = with_parameters(model, points)(X.reshape(-1, 64)).softmax(-1)
    return found[:, 0] if X.ndim == 1 else found


def _most_changed(model, points, X, y):
    """Which image loses most of its class's probability; `points` (P, p), the first unmoved."""
    right = _probabilities(model, points, X)[:, torch.arange(len(y)), y]
    return int((right[0] - right[1:].mean(0)).argmax())


def _places(model):
    weights = torch.cat([model[0].weight, model[0].bias[:, None], model[2].weight.T], dim=1)
    centred = (weights - weights.mean(0)).detach()
    return (centred @ torch.linalg.svd(centred, full_matrices=False).Vh[:2].T).numpy()
