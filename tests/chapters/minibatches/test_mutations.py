"""Batches, minibatches, streams: what is broken, and the claims that must fail."""

import numpy as np
import pytest
import torch

from optcourse.chapters.minibatches import experiments
from optcourse.chapters.minibatches.experiments import (
    Costs,
    EqualWork,
    Generalization,
    Inverse,
    Noise,
    Orders,
    Passes,
    Scales,
    Settling,
    SmallWorld,
    Streams,
    Valleys,
)
from optcourse.networks import curvature, ensembles
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site


def break_examples(patch):
    grads = curvature.per_example_grads

    def scaled(model, X, y):
        return grads(model, X, y) * torch.linspace(0.5, 1.0, len(X)).to(X)[:, None]

    patch.setattr(curvature, "per_example_grads", scaled)


def break_batches(patch):
    draw = ensembles.batch_indices

    def replaced(num_examples, batch_size, num_steps, order="replacement"):
        return draw(num_examples, batch_size, num_steps, order="replacement")

    patch.setattr(ensembles, "batch_indices", replaced)


def break_world(patch):
    loss = SmallWorld.loss
    patch.setattr(SmallWorld, "loss", lambda self, theta: 1.1 * loss(self, theta))


def break_costs(patch):
    def costs(config):
        sizes = np.array(config.sizes)
        every = np.array(config.neighbours)
        return Costs(sizes, 1e-5 * sizes, sizes**2, every, 1e-5 * every, "cpu")

    patch.setattr(experiments, "costs_of_batches", costs)


def break_curvatures(patch):
    """The sharpest direction comes first."""
    spaced = np.geomspace
    patch.setattr(np, "geomspace", lambda *given: spaced(*given)[::-1])


CASES = {
    "nothing": (lambda patch: None, set()),
    "gradients of examples": (break_examples, {"B1", "B3"}),
    "batches with replacement": (break_batches, {"B11"}),
    "the small world": (break_world, {"B9"}),
    "time and memory": (break_costs, {"B5"}),
    "errors of minibatches": (
        break_record(Noise, error=lambda x: x * np.arange(1, 1 + x.shape[-1]) ** 0.3),
        {"B2"},
    ),
    "lengths of gradients": (break_record(Noise, grad_norm=np.ones_like), {"B13"}),
    "signal of convolutions": (break_record(Scales, squared=np.ones_like), {"B13"}),
    "losses at equal work": (break_record(EqualWork, loss=lambda x: x[::-1]), {"B4", "B18"}),
    "test errors": (break_record(Generalization, test_error=lambda x: 0.5 + 0 * x), {"B6", "B17"}),
    "curvatures": (break_curvatures, {"B7"}),
    "errors with an exact Hessian": (
        break_record(Inverse, exact_error=lambda x: 100 * x),
        {"B15", "B16"},
    ),
    "errors with a batch's Hessian": (
        break_record(Inverse, paired_error=lambda x: 0.2 * x),
        {"B16"},
    ),
    "bounds on the amplification": (
        break_record(Inverse, largest_ratio=lambda x: 1e6 * x),
        {"B15"},
    ),
    "losses by order": (break_record(Orders, train_loss=np.ones_like), {"B8"}),
    "losses after one shuffle": (
        break_record(Orders, train_loss=lambda x: x[[0, 0, 2]]),
        {"B21"},
    ),
    "errors of sorted batches": (break_record(Orders, batch_error=np.ones_like), {"B8"}),
    "the slope seen": (break_record(Streams, slope_seen=np.ones_like), {"B9"}),
    "test errors of passes": (
        break_record(Passes, test_error=lambda x: x[..., ::-1]),
        {"B10"},
    ),
    "test errors of the stream": (
        break_record(Passes, test_error=lambda x: x[[0, 1, 2, 2]]),
        {"B14"},
    ),
    "floors": (break_record(Settling, floor=np.sort), {"B19", "B20"}),
    "ends of minibatch runs": (break_record(Valleys, sgd_loss=np.ones_like), {"B12"}),
    "ends of descent": (break_record(Valleys, descent_loss=lambda x: 0.5 * x), {"B12"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("learning/minibatches", *CASES[name])
