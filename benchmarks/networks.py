"""The trained network that the tasks of curvature and surfaces measure, and its data."""

from functools import cache

import torch
from torch.nn.functional import cross_entropy

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.rules import GradientDescent

WIDTHS = (64, 30, 10)  # 2,260 parameters


@cache
def data(dtype=torch.float32):
    """All training digits: X (1257, 64), y (1257,)."""
    parts = digits()
    return torch.tensor(parts.X_train, dtype=dtype), torch.tensor(parts.y_train)


@cache
def trained(dtype=torch.float32):
    """A tanh network of `WIDTHS` after 200 steps on the digits; not to be changed."""
    ensemble = Ensemble([mlp(WIDTHS)])
    train(ensemble, digits(), GradientDescent(lr=0.1), num_steps=200, batch_size=32)
    return ensemble.model(0).to(dtype)


def loss(model):
    """Mean cross-entropy on all training digits, in the precision of the model."""
    X, y = data(next(model.parameters()).dtype)
    return cross_entropy(model(X), y)
