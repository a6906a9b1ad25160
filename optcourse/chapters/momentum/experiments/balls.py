"""Claims M4c to M4e: a ball that rolls downhill against three kinds of drag.

The draft of Goodfellow et al. (2015, section 8.3.3) asks why drag should be linear in the speed.
"""

import numpy as np

DRAGS = ("dry", "linear", "quadratic")


def rolls_on(place, speed, slope, drag, strength, pause):
    """Place and speed of a ball of mass 1 after a short `pause`, whose force is −`slope`(place).

    The drag is `strength` against the motion ("dry", which holds a ball at rest where the slope is
    not steeper), `strength` · speed ("linear"), or `strength` · speed² ("quadratic"). Implicit in
    the drag, so that it stops a ball but never turns it.
    """
    speed = speed - pause * slope(place)
    if drag == "dry":
        speed = np.sign(speed) * np.maximum(np.abs(speed) - pause * strength, 0.0)
    else:
        size = 1.0 if drag == "linear" else np.abs(speed)
        speed = speed / (1 + pause * strength * size)
    return place + pause * speed, speed


def rolled(slope, drag, strength, place, speed, time, num_steps):
    """Places and speeds (num_steps + 1, …) over `time`, in steps of time / num_steps."""
    path = [tuple(each + 0.0 for each in np.broadcast_arrays(place, speed))]
    for _ in range(num_steps):
        path.append(rolls_on(*path[-1], slope, drag, strength, time / num_steps))
    return tuple(np.array(each) for each in zip(*path, strict=True))


def level(place):
    """The slope of level ground."""
    return 0.0 * place
