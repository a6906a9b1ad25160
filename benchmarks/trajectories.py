"""1,000 two-dimensional trajectories of 200 steps each, every state kept.

The loops are what one writes at first: a Python loop over starts and steps. Any rule and any
landscape that takes a batch of places gains; what it costs is arithmetic, not Python.
"""

import numpy as np
import torch

from benchmarks.harness import Race
from optcourse.landscapes import GaborLoss, Rosenbrock
from optcourse.rules import Momentum, trajectory

STARTS = np.random.default_rng(0).uniform(-1, 1, (1000, 2))
NUM_STEPS = 200
LR, MOMENTUM = 1e-4, 0.9
TASK = "1,000 two-dimensional trajectories × 200 steps"


def races():
    return [
        _race(TASK, "NumPy loop", 80, Rosenbrock(), numpy_loop, 0.1),
        _race(TASK, "torch.optim loop", 1000, Rosenbrock(), torch_loop, 0.005),
        _race(f"{TASK}, 28-point Gabor loss", "NumPy loop", None, GABOR, numpy_loop, 0.1),
    ]


def _race(task, peer, goal, landscape, loop, share):
    few = STARTS[: round(share * len(STARTS))]
    return Race(
        task=task,
        peer=peer,
        goal=goal,
        ours=lambda: trajectory(Momentum(LR, MOMENTUM), landscape, STARTS, NUM_STEPS).theta,
        theirs=lambda: loop(landscape, few),
        error=lambda ours, theirs: np.abs(ours[:, : len(few)] - theirs).max(),
        within=1e-9,
        share=share,
        note=f"the loop took {len(few)} of the starts",
    )


GABOR = GaborLoss.generated()


def numpy_loop(landscape, starts):
    paths = np.empty((NUM_STEPS + 1, len(starts), 2))
    for i, theta in enumerate(starts):
        velocity = np.zeros(2)
        paths[0, i] = theta
        for k in range(NUM_STEPS):
            velocity = MOMENTUM * velocity - LR * landscape.grad(theta)
            theta = theta + velocity
            paths[k + 1, i] = theta
    return paths


def torch_loop(landscape, starts):
    paths = np.empty((NUM_STEPS + 1, len(starts), 2))
    for i, start in enumerate(starts):
        theta = torch.tensor(start, requires_grad=True)
        optimizer = torch.optim.SGD([theta], lr=LR, momentum=MOMENTUM)
        paths[0, i] = start
        for k in range(NUM_STEPS):
            optimizer.zero_grad()
            rosenbrock(theta).backward()
            optimizer.step()
            paths[k + 1, i] = theta.detach()
    return paths


def rosenbrock(theta):
    x, y = theta
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2
