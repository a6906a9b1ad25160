"""The steps of training, checked as a whole before they start."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.ensembles.batches import ORDERS, Feed
from optcourse.networks.ensembles.examples import Examples, examples
from optcourse.networks.objective import LOSSES
from optcourse.rules import NormClip, Rule, ValueClip
from optcourse.validation import one_of, whole


@dataclass(frozen=True, eq=False)
class Plan:
    """The steps of training, checked: the rule, and per member (N,) tuples `losses` and `clips`."""

    feed: Feed
    rule: Rule
    num_steps: int
    losses: tuple
    clips: tuple


def plan(ensemble, data, rule, num_steps, batch_size, loss, clip, seeds, order):
    """The `Plan` of `training`; ValueError names the first thing that does not fit."""
    size = ensemble.size
    losses = losses_of(loss, ensemble)
    data = _source(data, ensemble, set(losses))
    feed = Feed(
        data,
        _sizes(batch_size, size, data),
        _seeds(seeds, size),
        tuple(one_of("order", each, ORDERS) for each in spread("order", order, size)),
        batch_size is None,
    )
    num_steps = whole("num_steps", num_steps, at_least=1)
    _check_rule(rule, size)
    return Plan(feed, rule, num_steps, losses, _clips(clip, size))


def spread(name, value, size):
    """A setting of each member, from one for all or a sequence of N."""
    if not isinstance(value, tuple | list | np.ndarray):
        return (value,) * size
    if len(value) != size:
        raise ValueError(f"{name} must be one for all or {size} in number, got {len(value)}")
    return tuple(value)


def losses_of(loss, ensemble):
    """Which loss each member learns by: a name in LOSSES, or a function of outputs and y."""
    losses = spread("loss", loss, ensemble.size)
    for each in losses:
        callable(each) or one_of("loss", each, tuple(LOSSES))
    _check_loss({each for each in losses if not callable(each)}, ensemble.num_outputs)
    return losses


def _source(data, ensemble, losses):
    if hasattr(data, "__next__"):
        return data
    if not hasattr(data, "sample"):
        return examples("data", data, ensemble, losses)
    examples("data", data.sample(8, np.random.default_rng(0)), ensemble, losses)
    return data


def _check_loss(losses, num_outputs):
    for name in losses - {"squared_error"}:
        margin = name != "cross_entropy"
        if margin != (num_outputs == 1):
            outputs = "one output" if margin else "at least two outputs"
            raise ValueError(f"loss {name!r} needs networks with {outputs}, got {num_outputs}")


def _sizes(batch_size, size, data):
    sizes, stored = spread("batch_size", batch_size, size), isinstance(data, Examples)
    if hasattr(data, "__next__"):
        if batch_size is not None:
            raise ValueError(f"batch_size must be None where data are batches, got {batch_size!r}")
        return (0,) * size
    if batch_size is None and stored:
        return (data.num,) * size
    most = data.num if stored else np.inf
    for each in sizes:
        if each is None:
            raise ValueError("batch_size must be a whole number for every member, got None")
        if not 1 <= whole("batch_size", each) <= most:
            allowed = f" and at most the {most} examples" if stored else ""
            raise ValueError(f"batch_size must be at least 1{allowed}, got {each}")
    return tuple(int(each) for each in sizes)


def _seeds(seeds, size):
    seeds = range(size) if seeds is None else seeds
    if np.shape(seeds) != (size,):
        raise ValueError(f"seeds must be {size} in number, one a member, got {seeds!r}")
    return tuple(whole("seeds", seed) for seed in seeds)


def _clips(clip, size):
    clips = spread("clip", clip, size)
    for each in clips:
        if not isinstance(each, NormClip | ValueClip | None):
            raise ValueError(f"clip must be a NormClip, a ValueClip or None, got {each!r}")
    return clips


def _check_rule(rule, size):
    if not isinstance(rule, Rule):
        raise ValueError(f"rule must be a Rule, got {rule!r}")
    if rule.searches:
        raise ValueError(f"lr must be a number or {size} of them for networks, got {rule.lr!r}")
    rule.check_members(size)
