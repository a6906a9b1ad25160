"""Explorers of the chapter on saddle points."""

import numpy as np

from optcourse.chapters.saddles import explorers as saddles
from optcourse.chapters.saddles.experiments import (
    CriticalConfig,
    GaborConfig,
    HeightsConfig,
    NoiseConfig,
    PlateauConfig,
    SignsConfig,
    StaircaseConfig,
    ValleyConfig,
    critical_points_of_network,
    gabor_points,
    heights,
    leaving_by_noise,
    plateaus,
    signs,
    staircases,
    valley,
)
from optcourse.loops import scan

COMPILED = {
    "saddles: off the ridge": saddles.off_the_ridge,
    "saddles: who is drawn": saddles.drawn_to_the_saddle,
    "saddles: Saxe's staircase": saddles.staircase_of_saxe,
    "saddles: the Gabor loss": lambda: saddles.saddles_of_gabor(gabor_points(GaborConfig())),
}


def losses(V, W, X, Y, lr, num_steps):
    """A reader's loop, as the exercise asks for it."""

    def step(now, k):
        V, W, h = *now[:2], np.tanh(X @ now[0])
        error, rate = h @ W - Y, lr / len(X)
        back = error @ W.T * (1 - h**2)
        loss = 0.5 * np.mean(np.sum(error**2, axis=1))
        return V - rate * X.T @ back, W - rate * h.T @ error, loss

    return scan(step, (V, W, 0.0), num_steps + 1)[2][1:]


LIVE = {
    "saddles: a plateau": lambda: saddles.left_or_not(num_steps=75),
    "saddles: your own loop": lambda: saddles.your_own(losses),
}

SIGNS = SignsConfig(max_dimension=4, num_matrices=200)
HEIGHTS = HeightsConfig(dimensions=(2, 4), num_draws=300, num_points=30)
CRITICAL = CriticalConfig(  # few steps: what arrives in them arrives on every processor
    num_train=40, hidden=2, num_starts=300, moments=(0, 30, 100), num_steps=30
)
LINEAR = StaircaseConfig(seeds=(0,), num_steps=60)
PLATEAU = PlateauConfig(seeds=(0,), hidden=(6,), num_train=60, num_steps=60)
VALLEY = ValleyConfig(hidden=(6,), num_train=60, num_steps=60, every=20, points=9)
NOISE = NoiseConfig(critical=CRITICAL, num_saddles=2, num_steps=60)

BANKED = {
    "saddles: coin flips": lambda: saddles.coin_flips(signs(SIGNS)),
    "saddles: heights in a field": lambda: saddles.heights_in_a_field(heights(HEIGHTS)),
    "saddles: index in a network": lambda: saddles.index_in_a_network(
        [critical_points_of_network(CRITICAL)] * 2
    ),
    "saddles: stopped too early": lambda: saddles.stopped_too_early(
        staircases(LINEAR), plateaus(PLATEAU)
    ),
    "saddles: past zero": lambda: saddles.past_the_saddle(valley(VALLEY)),
    "saddles: noise at a saddle": lambda: saddles.noise_at_a_saddle(leaving_by_noise(NOISE)),
}
