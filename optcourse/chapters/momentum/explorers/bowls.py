"""Explorers of losses that are formulas."""

import numpy as np

from optcourse.explore import Axis, Explorer, Line, Panel, Readout, Scene, Slider, spot, trail
from optcourse.rules import GradientDescent, trajectory

NUM_STEPS = 30
START = 2.0


class Parabola:
    """The loss ½ θ² of one parameter, theta (1,)."""

    def value(self, theta):
        return 0.5 * theta[..., 0] ** 2

    def grad(self, theta):
        return theta


def first_steps_on_a_bowl():
    """M1: gradient descent on a parabola, at a rate that the reader sets."""
    controls = [Slider("lr", "learning rate *ε*", 0.05, 1.95, 0.1, step=0.05)]
    question = "WRITE what to find out by hand, as a question. When is it there soonest?"
    return Explorer(_descent, controls, "First steps on momentum", question)


def _descent(lr):
    theta = trajectory(GradientDescent(lr), Parabola(), np.array([START]), NUM_STEPS).theta
    losses = Parabola().value(theta)
    left = {"loss": losses[-1] / losses[0]}
    readout = Readout(f"{{loss:.2g}} is left of the loss after {NUM_STEPS} steps", left)
    return Scene([_bowl(theta[:, 0], losses), _curve(losses)], [readout])


def _bowl(theta, losses):
    along = np.linspace(-2.2, 2.2, 81)
    return Panel(
        Axis("*θ*", (-2.2, 2.2)),
        Axis("loss", (0.0, 2.5)),
        [
            Line(along, 0.5 * along**2, color=0),
            trail(np.stack([theta, losses], axis=1), color=1, dots=True, label="descent"),
            spot(np.array([START, 0.5 * START**2]), color=0, label="start"),
        ],
    )


def _curve(losses):
    axis = Axis("loss", (1e-12, 10.0), scale="log")
    steps = np.arange(NUM_STEPS + 1.0)
    return Panel(Axis("step", (0.0, NUM_STEPS)), axis, [Line(steps, losses, color=1)])
