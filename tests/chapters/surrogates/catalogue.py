"""Explorers of the chapter on surrogate losses."""

from dataclasses import replace

import numpy as np

from optcourse.chapters.surrogates import explorers as surrogates
from optcourse.chapters.surrogates.experiments import (
    AfterZeroConfig,
    NewDigitsConfig,
    ProbabilityConfig,
    SearchConfig,
    SeparableConfig,
    StoppingConfig,
    after_zero,
    new_digits,
    probabilities,
    search_costs,
    separable_descent,
    stopping,
)

COMPILED = {
    "surrogates: losses of the margin": surrogates.losses_of_the_margin,
    "surrogates: one direction": surrogates.one_direction,
    "surrogates: what each loss asks for": surrogates.what_each_loss_asks_for,
}


def _after_zero(wrong_labels):
    config = AfterZeroConfig(wrong_labels, (0, 1), num_train=40, hidden=8, num_epochs=5)
    return after_zero(config)


def _prices():
    """Costs of searches with times that are the same on every machine."""
    times = {"search_seconds": np.array([[2e-3, 0.04]]), "logistic_seconds": np.full((1, 2), 3e-3)}
    return replace(search_costs(SEARCH), **times)


def _new_digits():
    tasks = ("3 or 8", "odd", "at least five")
    return {
        task: {d: new_digits(NewDigitsConfig(task, d, (8, 12), (0, 1, 2))) for d in (1, 2)}
        for task in tasks
    }


STOP = StoppingConfig((0.05, 0.1), (0, 1), (8,), 500, (100, 100), num_epochs=30)
PROBS = ProbabilityConfig((50, 60), (0, 1), hidden=4, num_steps=20, batch_size=25)
SEARCH = SearchConfig(max_dim=2, num_examples=8, seeds=(0,))
CLOUDS = SeparableConfig(seeds=(0, 1), decades=1)

LIVE = {
    "surrogates: after zero training error": lambda: surrogates.after_zero_training_error(
        _after_zero(0.0), _after_zero(0.2), num_epochs=10
    ),
}

BANKED = {
    "surrogates: the price of exactness": lambda: surrogates.price_of_exactness(_prices()),
    "surrogates: exact or surrogate": lambda: surrogates.exact_or_surrogate(_new_digits()),
    "surrogates: what the network believes": lambda: surrogates.what_the_network_believes(
        probabilities(PROBS)
    ),
    "surrogates: stop here": lambda: surrogates.stop_here(stopping(STOP)),
    "surrogates: descent without end": lambda: surrogates.descent_without_end(
        separable_descent(CLOUDS)
    ),
}
