"""The explorer of two valleys: minibatches on the Gabor loss."""

import numpy as np

from optcourse.chapters.minibatches.experiments import mean_gabor
from optcourse.chapters.minibatches.experiments.valleys import SETTLING_RATE
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Explorer,
    Panel,
    Point,
    Readout,
    Scene,
    Slider,
    grip,
    so_far,
    spot,
    terrain,
    trail,
)
from optcourse.landscapes import GaborLoss
from optcourse.loops import scan
from optcourse.rules import GradientDescent, Grained, endpoint

NUM_STEPS = 150
NUM_EPOCHS = 97  # rows of the table of orders; seeds begin at other rows of it
GABOR = mean_gabor()
POINTS = len(GABOR.x)
RANKS = np.stack(
    [np.argsort(np.random.default_rng(k).permutation(POINTS)) for k in range(NUM_EPOCHS)]
)
LEVELS = tuple(np.round(np.linspace(0.025, 0.4, 12), 4))
X, Y = (-10.0, 10.0), (2.5, 22.5)


def two_valleys():
    """B12: minibatch descent from a start that the reader drags, and the loss each batch sees."""
    controls = [
        Slider("size", "batch size *n*", 1, POINTS, 3, step=1, spec="d"),
        Slider("lr", "learning rate *ε*", 0.5, 10.0, 5.0, step=0.25),
        Slider("seed", "seed", 0, 30, 25, step=1, spec="d"),
        Slider("step", "step", 0, NUM_STEPS, 0, step=1, spec="d", play=True),
        Point("start", "start", X, Y, (-5.5, 14.5)),
    ]
    presets = {
        "Let it run": {"step": NUM_STEPS},
        "All 28 points": {"size": POINTS, "step": NUM_STEPS},
        "A small rate": {"lr": 1.0, "step": NUM_STEPS},
        "A large rate": {"lr": 8.0, "step": NUM_STEPS},
    }
    question = "Can a batch of three leave a valley that holds the full batch?"
    return Explorer(_two_valleys, controls, "Two valleys", question, presets=presets)


def _two_valleys(size, lr, seed, step, start):
    path = _descent(lambda k: _weights(size, seed, k), lr, start)
    plain = _descent(lambda k: 1 / POINTS, lr, start)
    weights = _weights(size, seed, step)
    batch = GaborLoss(GABOR.x, GABOR.y, weights)
    here = np.take(path, step.astype(int), axis=0)
    taken = so_far(path, step)
    x, y = np.linspace(*X, 57), np.linspace(*Y, 57)
    full = [
        terrain(GABOR.value, x, y, LEVELS),
        trail(taken, color=METHOD_A, width=1.2, dots=True, label="minibatches"),
        trail(so_far(plain, step), color=METHOD_B, width=3.5, label="full batch"),
        spot(BEST, color=REFERENCE, shape="cross", size=5, label="best valley"),
        grip(start, "start", color=CHOSEN, label="start"),
    ]
    after = endpoint(GradientDescent(lr), batch, here, 1)
    alone = [
        terrain(batch.value, x, y, LEVELS),
        spot(here, color=METHOD_A, size=5, label="here"),
        trail(np.stack([here, after]), color=METHOD_A, width=2.4, label="next step"),
    ]
    axes = [Axis("*θ*_{0}, offset", X), Axis("*θ*_{1}, frequency", Y)]
    return Scene(
        [
            Panel(*axes, full, title="all points", aspect=0.95),
            Panel(*axes, alone, title="this batch", aspect=0.95),
        ],
        _readouts(here, np.take(plain, step.astype(int), axis=0), step, batch),
    )


BEST = endpoint(GradientDescent(SETTLING_RATE), GABOR, np.array([0.1, 17.5]), 300)
NEAR = np.array([2.0, 2.5])  # half the size of its valley


def _weights(size, seed, step):
    """What each point weighs in the batch of a step: 1/size or 0, each once an epoch; (28,)."""
    batches = np.floor(POINTS / size + 1e-9)
    epoch = np.floor(step / batches + 1e-9)
    row = (11 * seed + epoch) % NUM_EPOCHS
    table = RANKS + 0.0 * seed  # a traced table, so that a traced row can be taken from it
    rank = np.take(table, row.astype(int), axis=0)
    first = size * (step - batches * epoch)
    inside = (rank > first - 0.5) & (rank < first + size - 0.5)
    return np.where(inside, 1 / size, 0.0)


def _descent(weights, lr, start):
    rule = Grained(GradientDescent(lr))

    def step(state, k):
        return rule.step(state, GaborLoss(GABOR.x, GABOR.y, weights(k)), k)

    return scan(step, rule.init(start), NUM_STEPS).theta


def _readouts(here, full, step, batch):
    values = {"k": step, "few": GABOR.value(here), "all": GABOR.value(full)}
    inside, full_inside = (np.sum(((end - BEST) / NEAR) ** 2) < 1 for end in (here, full))
    return [
        Readout("After {k:d} steps: minibatches at a loss of **{few:.3f}**, the full "
                "batch at **{all:.3f}**.", values),
        Readout("**Only the minibatches are in the best valley.**",
                when=inside & ~full_inside, tone="good"),
        Readout("Both are in the best valley.", when=inside & full_inside),
        Readout("Neither is in the best valley.", when=~inside & ~full_inside),
        Readout("Only the full batch is in the best valley.", when=~inside & full_inside),
        Readout("Where they stand the next batch sees {part:.3f}.", {"part": batch.value(here)}),
    ]  # fmt: skip
