"""What a notebook asks for, asked with other seeds or in another setting."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass, replace

_change = ContextVar("change", default=None)


@contextmanager
def changed(change):
    """Within it, `cached` and `sweep` run `change(config)` for each configuration given to them.

    None changes nothing.
    """
    token = _change.set(change)
    try:
        yield
    finally:
        _change.reset(token)


def asked(config):
    """The configuration that is to run for the one that was given."""
    change = _change.get()
    return change(config) if change else config


def rebuilt(config, value_of):
    """`config` with `value_of(part, name, value)` for each field of it and of its parts.

    Parts are dataclasses in its fields and in their tuples. What does not change stays the same
    object; errors of a class that refuses a value are passed on.
    """
    if isinstance(config, tuple) and not hasattr(config, "_fields"):
        new = tuple(rebuilt(each, value_of) for each in config)
        return config if all(map(_same, new, config)) else new
    if not is_dataclass(config) or isinstance(config, type):
        return config
    old = {field.name: getattr(config, field.name) for field in fields(config)}
    new = {name: value_of(config, name, rebuilt(each, value_of)) for name, each in old.items()}
    differing = {name: each for name, each in new.items() if not _same(each, old[name])}
    return replace(config, **differing) if differing else config


def _same(one, other):
    return one is other
