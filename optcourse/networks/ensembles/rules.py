"""Plain descent or heavy ball by one name."""

import numpy as np

from optcourse.rules import GradientDescent, Momentum


def SGD(lr, momentum=0.0):
    """`GradientDescent`, or `Momentum` where there is any."""
    return Momentum(lr, momentum) if np.any(momentum) else GradientDescent(lr)
