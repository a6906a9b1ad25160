"""Further seeds: what a notebook asks for, with all seeds of its configurations shifted."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass, replace

_shift = ContextVar("shift", default=0)


@contextmanager
def shift_seeds(by):
    """Within it, `cached` and `sweep` add `by` to each seed of the configurations given to them."""
    token = _shift.set(by)
    try:
        yield
    finally:
        _shift.reset(token)


def shifted(config):
    """The configuration with its `seed` and `seeds` shifted, and those of its parts."""
    by = _shift.get()
    return _shifted(config, by) if by else config


def _shifted(config, by):
    changes = {}
    for field in fields(config):
        old = getattr(config, field.name)
        if field.name in ("seed", "seeds"):
            changes[field.name] = tuple(s + by for s in old) if isinstance(old, tuple) else old + by
        elif is_dataclass(old):
            changes[field.name] = _shifted(old, by)
    return replace(config, **changes)
