"""The rules of the exercises, each with the mistakes that readers make in it.

A walk takes θ (n,), a gradient for each step (T, n) and the rule's numbers, and returns θ (n,). Its
options are ways to get it wrong.
"""

import numpy as np


def adagrad_walk(theta, grads, rate, delta, **how):
    return _over_roots(theta, grads, rate, delta, 1.0, 1.0, **how)


def rmsprop_walk(theta, grads, rate, decay, delta, turned=False, kept=None, fresh=None, **how):
    kept = (1 - decay if turned else decay) if kept is None else kept
    fresh = (decay if turned else 1 - decay) if fresh is None else fresh
    how = {"root": lambda r, d: np.sqrt(r + d)} | how
    return _over_roots(theta, grads, rate, delta, kept, fresh, **how)


def _beside(r, delta):
    return np.sqrt(r) + delta


def _over_roots(theta, grads, rate, delta, kept, fresh, sign=-1, weight=None, square=np.square,
                root=_beside, late=False, shared=False):  # fmt: skip
    """Gradients over a root of what their squares have gathered."""
    r = np.zeros_like(theta)
    for g in grads:
        new = np.full_like(g, square(g).sum()) if shared else square(g)
        after = (kept if weight is None else weight) * r + fresh * new
        theta = theta + sign * rate * g / root(r if late else after, delta)
        r = after
    return theta


def adam_walk(theta, grads, rate, beta, gamma, eps, sign=-1, correct=(True, True), begin=1,
              inside=False, plain=False, decay=0.0, penalty=0.0, behind=False):  # fmt: skip
    """Adam, AdamW with `decay`, Adam with an L2 `penalty`."""
    m = v = np.zeros_like(theta)
    for t, seen in enumerate(grads, begin):
        g = seen + penalty * theta
        m = beta * m + (1 - beta) * g
        v = gamma * v + (1 - gamma) * (np.abs(g) if plain else g * g)
        first = m / (1 - beta**t) if correct[0] else m
        second = v / (1 - gamma**t) if correct[1] else v
        root = np.sqrt(second + eps) if inside else (second if plain else np.sqrt(second)) + eps
        moved = theta + sign * rate * first / root
        theta = moved - rate * decay * (moved if behind else theta)
    return theta


def adadelta_walk(theta, grads, decay, delta, sign=-1, early=False, power=0.5, above=True,
                  fresh=None, seen="steps", late=False):  # fmt: skip
    """Steps in units of the steps so far, from zero."""
    fresh = 1 - decay if fresh is None else fresh
    r = s = np.zeros_like(theta)
    for g in grads:
        after = decay * r + fresh * g * g
        below = ((r if late else after) + delta) ** power
        if early:
            s = decay * s + fresh * ((s + delta) ** power / below * g) ** 2
        step = ((s + delta) ** power if above else 1.0) / below * g
        if not early:
            s = decay * s + fresh * (step if seen == "steps" else g) ** 2
        theta, r = theta + sign * step, after
    return theta
