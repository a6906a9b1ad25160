"""Claims M1 to M3: momentum as the sources write it, each form a step of its own.

A form takes θ and what it remembers, a function `slope` that gives the gradient at a place, the
rate and the momentum; it returns θ and its memory after the step. All begin with a memory of zero.
"""

import numpy as np


def heavy_ball(theta, velocity, slope, lr, momentum):
    """Goodfellow et al. (2016), equations 8.15 and 8.16; algorithm 8.2; Polyak (1964)."""
    velocity = momentum * velocity - lr * slope(theta)
    return theta + velocity, velocity


def torch_ball(theta, velocity, slope, lr, momentum):
    """torch.optim.SGD: the rate stays outside of what is remembered."""
    velocity = momentum * velocity + slope(theta)
    return theta - lr * velocity, velocity


def prince_ball(theta, mean, slope, lr, momentum):
    """Prince (2023), equation 6.11: a mean of gradients."""
    mean = momentum * mean + (1 - momentum) * slope(theta)
    return theta - lr * mean, mean


def nesterov(theta, velocity, slope, lr, momentum):
    """Goodfellow et al. (2016), equations 8.21 and 8.22; Sutskever et al. (2013)."""
    velocity = momentum * velocity - lr * slope(theta + momentum * velocity)
    return theta + velocity, velocity


def torch_nesterov(theta, velocity, slope, lr, momentum):
    """torch.optim.SGD(nesterov=True), whose θ is the point ahead."""
    grad = slope(theta)
    velocity = momentum * velocity + grad
    return theta - lr * (grad + momentum * velocity), velocity


def prince_nesterov(theta, mean, slope, lr, momentum):
    """Prince (2023), equation 6.12."""
    mean = momentum * mean + (1 - momentum) * slope(theta - lr * momentum * mean)
    return theta - lr * mean, mean


def draft_nesterov(theta, velocity, slope, lr, momentum):
    """Algorithm 8.3 of the draft of 2015, read literally: θ keeps the interim update, too."""
    theta = theta + momentum * velocity
    velocity = momentum * velocity - lr * slope(theta)
    return theta + velocity, velocity


def descent(theta, memory, slope, lr, momentum):
    """No momentum: nothing is remembered."""
    return theta - lr * slope(theta), memory


FORMS = {
    each.__name__: each
    for each in (
        *(heavy_ball, torch_ball, prince_ball, nesterov, torch_nesterov),
        *(prince_nesterov, draft_nesterov, descent),
    )
}


def walked(form, slope, start, lr, momentum, num_steps):
    """θ and memory after 0, 1, … `num_steps` steps of `form` from `start` (…): (num_steps + 1, …).

    `slope` is asked for the gradient at θ; `lr` is a number, or one for each step, (num_steps,).
    """
    theta = np.asarray(start, float)
    memory, rates = np.zeros_like(theta), np.broadcast_to(lr, (num_steps,))
    path = [(theta, memory)]
    for lr in rates:
        path.append(form(*path[-1], slope, lr, momentum))
    return tuple(np.array(each) for each in zip(*path, strict=True))


def pushed(form, grads, lr, momentum):
    """θ (T + 1, …) of `form` from zero along gradients (T, …) that do not depend on the place."""
    left = iter(grads)
    return walked(
        form, lambda theta: next(left), np.zeros_like(grads[0]), lr, momentum, len(grads)
    )[0]


def weights(momentum, num_steps):
    """What each gradient weighs in Prince's mean after `num_steps`, the newest first: (num_steps,).

    Found by asking: one gradient is 1, all others are 0.
    """
    grads = np.eye(num_steps)[::-1]  # (step, which gradient, counted back from the newest)
    still = walked(prince_ball, _one_by_one(grads), np.zeros(num_steps), 0.0, momentum, num_steps)
    return still[1][-1]


def _one_by_one(grads):
    left = iter(grads)
    return lambda theta: next(left)
