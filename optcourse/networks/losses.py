"""Surrogates of the 0-1 loss as functions of the margin, and losses of several outputs.

The margin of an example is y f(x) with y = ±1: positive where the classifier is right. Each
function takes a NumPy array or a torch tensor of any shape and returns one of the same kind;
autograd goes through them, and explorers compile them. Bartlett, Jordan and McAuliffe (2006)
name the surrogates and show that each is calibrated: its minimizer has the sign of Bayes' rule.
Slopes with respect to the margin and best outputs are for NumPy arrays and explorers.
"""

import numpy as np


def zero_one(margin):
    """1 where margin ≤ 0, else 0: an output of exactly 0 counts as wrong."""
    wrong = margin <= 0
    return wrong.to(margin.dtype) if is_tensor(margin) else 1.0 * wrong


def hinge(margin):
    """max(0, 1 - margin). Cortes and Vapnik (1995)."""
    return _positive_part(1.0 - margin)


def logistic(margin):
    """log(1 + e^(-margin)), in nats, without overflow; divided by log 2 it bounds the 0-1 loss.

    It is the cross-entropy of the probability 1 / (1 + e^(-f)). Goodfellow et al. (2016), 5.7.1.
    """
    if is_tensor(margin):
        return margin.new_zeros(()).logaddexp(-margin)
    return np.logaddexp(0.0, -margin)


def exponential(margin):
    """e^(-margin): the loss that AdaBoost lowers. Freund and Schapire (1997)."""
    return (-margin).exp() if is_tensor(margin) else np.exp(-margin)


def squared(margin):
    """(1 - margin)²: it also punishes answers that are right by more than 1."""
    return (1.0 - margin) ** 2


def cross_entropy(logits, labels):
    """-log softmax(logits)[label] in nats, (…) for logits (…, k) and whole labels (…).

    Tensors of labels may lack axes in front, which all share.
    """
    if is_tensor(logits):
        if logits.ndim == 1:
            return cross_entropy(logits[None], labels[None])[0]
        # Classes before examples: to reduce a short last axis takes three times as long.
        each = logits.mT.contiguous().log_softmax(-2)
        rows = labels.expand(logits.shape[:-1]).unsqueeze(-2)
        return -each.gather(-2, rows).squeeze(-2)
    chosen = np.take_along_axis(logits, labels[..., None], axis=-1)[..., 0]
    top = logits.max(axis=-1)
    return top + np.log(np.exp(logits - top[..., None]).sum(axis=-1)) - chosen


def half_squared_distance(outputs, targets):
    """½ ‖output - target‖², the sum over the last axis: (…) for outputs and targets (…, k)."""
    return 0.5 * ((outputs - targets) ** 2).sum(-1)


MARGIN_LOSSES = {
    "hinge": hinge,
    "logistic": logistic,
    "exponential": exponential,
    "squared": squared,
}


def hinge_slope(margin):
    """-1 below margin 1, 0 from there on: at the kink any slope of -1 to 0 would do."""
    return -1.0 * (margin < 1)


def logistic_slope(margin):
    """-1 / (1 + e^margin): minus the probability that the model gives to the other class."""
    return -np.exp(-np.logaddexp(0.0, margin))


def exponential_slope(margin):
    """-e^(-margin)."""
    return -np.exp(-margin)


def squared_slope(margin):
    """-2 (1 - margin): upward beyond margin 1."""
    return -2.0 * (1.0 - margin)


MARGIN_SLOPES = {
    "hinge": hinge_slope,
    "logistic": logistic_slope,
    "exponential": exponential_slope,
    "squared": squared_slope,
}


def conditional_risk(loss, output, probability):
    """The mean loss of answering `output` where y = +1 has `probability`, and y = -1 the rest."""
    return probability * loss(output) + (1.0 - probability) * loss(-output)


# The output of least conditional risk, for a probability other than 0, ½ and 1.
BEST_OUTPUTS = {
    "hinge": lambda probability: np.sign(2.0 * probability - 1.0),
    "logistic": lambda probability: np.log(probability / (1.0 - probability)),
    "exponential": lambda probability: 0.5 * np.log(probability / (1.0 - probability)),
    "squared": lambda probability: 2.0 * probability - 1.0,
}


def is_tensor(value):
    return hasattr(value, "detach")


def _positive_part(value):
    return value.clamp(min=0) if is_tensor(value) else np.maximum(value, 0.0)
