"""Explorers of the chapter on batches, minibatches and streams."""

from dataclasses import replace

import numpy as np

from optcourse.chapters.minibatches import experiments
from optcourse.chapters.minibatches import explorers as minibatches

NOISE = experiments.NoiseConfig(
    seeds=(0, 1), hidden=(4,), num_train=40, moments=(0, 5), sizes=(1, 10), num_draws=8, num_shown=6
)
WORK = experiments.WorkConfig(
    seeds=(0, 1),
    num_train=64,
    sizes=(4, 64),
    rates=(0.02, 0.1),
    num_epochs=2,
    per_epoch=2,
    hidden=4,
)
GENERALIZATION = experiments.GeneralizationConfig(
    seeds=(0, 1),
    num_samples=1100,
    num_test=50,
    num_train=40,
    rates=((0.05, 0.1), (0.05,)),
    sizes=(2, 20),
    num_epochs=(1, 5),
    num_moments=5,
    hidden=4,
)
COSTS = experiments.CostsConfig(widths=(8, 8, 4), sizes=(1, 4, 16), neighbours=(7,), num_repeats=2)
ORDERS = experiments.OrdersConfig(
    seeds=(0, 1), rates=(0.1, 0.3), num_train=60, batch_size=10, num_epochs=2, per_epoch=2, hidden=4
)
STREAMS = experiments.StreamConfig(num_examples=(8, 16), num_passes=3, num_repeats=20)
PASSES = experiments.PassesConfig(
    seeds=(0, 1), num_examples=(20, 60), hidden=4, batch_size=10, num_steps=12, num_moments=4,
    num_measured=60,
)  # fmt: skip
SCALES = experiments.ScalesConfig(
    seeds=(0, 1), num_train=40, channels=2, hidden=3, batch_size=8, moments=(0, 3, 6)
)
SETTLING = experiments.SettlingConfig(
    runs=((1.0, 1, 0), (2.0, 2, 0), (4.0, 1, 10.0)), num_steps=30, num_repeats=8, num_moments=5
)


def _costs():
    """Costs with times that are the same on every machine."""
    return replace(experiments.costs_of_batches(COSTS), seconds=np.array([1e-4, 1.1e-4, 1.6e-4]))


COMPILED = {
    "minibatches: two valleys": minibatches.two_valleys,
    "minibatches: gradient and inverse": minibatches.gradient_and_inverse,
    "minibatches: where SGD settles": minibatches.where_sgd_settles,
}

LIVE = {
    "minibatches: equal work": lambda: minibatches.work_for_work(
        experiments.equal_work(WORK), num_epochs=1
    ),
}

BANKED = {
    "minibatches: the cloud of gradients": lambda: minibatches.cloud_of_gradients(
        experiments.minibatch_noise(NOISE)
    ),
    "minibatches: the noise scale": lambda: minibatches.scale_over_training(
        {
            "digits": experiments.minibatch_noise(NOISE),
            "signals": experiments.noise_scales(SCALES),
            "layers": experiments.noise_scales(replace(SCALES, network="mlp")),
        }
    ),
    "minibatches: equal training loss": lambda: minibatches.equal_training_loss(
        experiments.generalization_by_batch(GENERALIZATION)
    ),
    "minibatches: the cost of a batch": lambda: minibatches.cost_of_a_batch(_costs()),
    "minibatches: the order of the data": lambda: minibatches.order_of_the_data(
        experiments.orders_of_data(ORDERS)
    ),
    "minibatches: first and later passes": lambda: minibatches.first_and_later_passes(
        experiments.first_and_later_passes(STREAMS)
    ),
    "minibatches: once more": lambda: minibatches.passes_over_few_and_many(
        experiments.passes_over_data(PASSES)
    ),
}
