"""Everything that training needs, checked as a whole before it starts."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from optcourse.networks.ensembles.batches import ORDERS, Feed
from optcourse.networks.ensembles.examples import Examples, examples
from optcourse.networks.ensembles.histories import ON_VALIDATION, RECORDS
from optcourse.networks.ensembles.measures import LOSSES
from optcourse.networks.ensembles.rules import NormClip, Rule, ValueClip
from optcourse.networks.ensembles.stopping import EarlyStopping
from optcourse.validation import one_of, whole

GROUP_SIZE = {"cpu": 64}  # more than 64 small networks outgrow a core's cache
GROUP_SIZE_ELSEWHERE = 1024


@dataclass(frozen=True, eq=False)
class Plan:
    """Checked data and settings; per member (N,) tuples: `losses`, `clips`, and those of `feed`.

    `groups`, arrays of members' indices that are computed together, alike in batch size;
    `moments` (T,), the steps at which to record.
    """

    data: Any
    rule: Rule
    num_steps: int
    full_batch: bool
    feed: Feed
    losses: tuple
    clips: tuple
    record: tuple
    moments: np.ndarray
    measure_on: Examples | None
    validation: Examples | None
    early_stopping: EarlyStopping | None
    groups: list


def plan(ensemble, data, rule, settings):
    """The `Plan` for training `ensemble`; ValueError names the first thing that does not fit."""
    size = ensemble.size
    losses = tuple(one_of("loss", each, tuple(LOSSES)) for each in spread("loss", settings, size))
    training, validation = _parts(data, settings["validation"])
    names = set(losses)
    _check_loss(names, ensemble.num_outputs)
    data = _source(training, ensemble, names)
    fixed = {"measure_on": settings["measure_on"], "validation": validation}
    fixed = {k: pair and examples(k, pair, ensemble, names) for k, pair in fixed.items()}
    feed = Feed(_sizes(settings, size, data), _seeds(settings, size), _orders(settings, size))
    num_steps = whole("num_steps", settings["num_steps"], at_least=1)
    every = whole("every", settings["every"], at_least=1)
    stopping = _stopping(settings["early_stopping"], fixed["validation"])
    _check_rule(rule, size)
    return Plan(
        data=data,
        rule=rule,
        num_steps=num_steps,
        full_batch=settings["batch_size"] is None,
        feed=feed,
        losses=losses,
        clips=_clips(settings, size),
        record=_record(settings["record"], data, fixed),
        moments=np.arange(0, num_steps + 1, every),
        early_stopping=stopping,
        groups=_groups(settings["group_size"], ensemble, feed.sizes),
        **fixed,
    )


def spread(name, settings, size):
    """A setting of each member, from one for all or a sequence of N."""
    value = settings[name]
    if not isinstance(value, tuple | list | np.ndarray):
        return (value,) * size
    if len(value) != size:
        raise ValueError(f"{name} must be one for all or {size} in number, got {len(value)}")
    return tuple(value)


def _parts(data, validation):
    """Training and validation pairs of a Dataset; anything else is training alone."""
    if not hasattr(data, "X_train"):
        return data, validation
    held_out = (data.X_val, data.y_val) if len(data.y_val) else None
    return (data.X_train, data.y_train), held_out if validation is None else validation


def _source(data, ensemble, losses):
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


def _sizes(settings, size, data):
    sizes = spread("batch_size", settings, size)
    stored = isinstance(data, Examples)
    if settings["batch_size"] is None and stored:
        return (data.num,) * size
    most = data.num if stored else np.inf
    for each in sizes:
        if each is None:
            raise ValueError("batch_size must be a whole number for every member, got None")
        if not 1 <= whole("batch_size", each) <= most:
            allowed = f" and at most the {most} examples" if stored else ""
            raise ValueError(f"batch_size must be at least 1{allowed}, got {each}")
    return tuple(int(each) for each in sizes)


def _seeds(settings, size):
    seeds = range(size) if settings["seeds"] is None else settings["seeds"]
    if np.shape(seeds) != (size,):
        raise ValueError(f"seeds must be {size} in number, one a member, got {seeds!r}")
    return tuple(whole("seeds", seed) for seed in seeds)


def _orders(settings, size):
    return tuple(one_of("order", each, ORDERS) for each in spread("order", settings, size))


def _clips(settings, size):
    clips = spread("clip", settings, size)
    for each in clips:
        if not isinstance(each, NormClip | ValueClip | None):
            raise ValueError(f"clip must be a NormClip, a ValueClip or None, got {each!r}")
    return clips


def _check_rule(rule, size):
    if not isinstance(rule, Rule):
        raise ValueError(f"rule must be an SGD or Adam, got {rule!r}")
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name != "schedule" and np.shape(value) not in ((), (size,)):
            raise ValueError(f"{field.name} must be a number or {size} of them, got {value!r}")
    if rule.schedule is not None and not callable(rule.schedule):
        raise ValueError(f"schedule must be a function of the step, got {rule.schedule!r}")


def _record(record, data, fixed):
    record = (record,) if isinstance(record, str) else tuple(record)
    for name in record:
        one_of("record", name, RECORDS)
        if name in ON_VALIDATION and fixed["validation"] is None:
            raise ValueError(f"record of {name!r} needs validation examples, got validation=None")
    measured = [each for each in (data, *fixed.values()) if isinstance(each, Examples)]
    if "error" in "".join(record) and any(each.y.is_floating_point() for each in measured):
        raise ValueError("record of an error needs whole labels, got targets that are numbers")
    return record


def _stopping(stopping, validation):
    if stopping is None:
        return None
    if not isinstance(stopping, EarlyStopping):
        raise ValueError(f"early_stopping must be an EarlyStopping, got {stopping!r}")
    if validation is None:
        raise ValueError("early_stopping needs validation examples, got validation=None")
    if stopping.criterion == "error" and validation.y.is_floating_point():
        raise ValueError("early_stopping of targets that are numbers needs criterion='loss'")
    return stopping


def _groups(group_size, ensemble, sizes):
    """Members alike in batch size together, at most `group_size` at a time."""
    if group_size is None:
        group_size = GROUP_SIZE.get(ensemble.theta.device.type, GROUP_SIZE_ELSEWHERE)
    each = whole("group_size", group_size, at_least=1)
    order = np.argsort(sizes, kind="stable")
    return [order[start : start + each] for start in range(0, len(order), each)]
