"""Checks of arguments, used by every public function: the name, the value, what is allowed.

Explorers pass tracers through the same functions that take numbers; a tracer holds no value yet,
so each check lets it through. Everything else is checked.
"""

import reprlib
from dataclasses import MISSING, field, fields
from numbers import Real

import numpy as np


def is_tracer(value):
    """True for an array-like that speaks NumPy's dispatch protocols but is not NumPy's or torch's.

    A list or tuple is one when any of its entries is.
    """
    if isinstance(value, list | tuple):
        return any(is_tracer(entry) for entry in value)
    if isinstance(value, np.ndarray | np.generic) or hasattr(value, "detach"):
        return False
    return hasattr(value, "__array_ufunc__")


def finite(name, value):
    """Return `value`, a finite number or array of them; else raise ValueError."""
    return _check(name, value, np.isfinite, "finite")


def positive(name, value):
    """Return `value` if each entry is finite and > 0; else raise ValueError."""
    return _check(name, value, lambda v: np.isfinite(v) & (v > 0), "positive and finite")


def non_negative(name, value):
    """Return `value` if each entry is finite and ≥ 0; else raise ValueError."""
    return _check(name, value, lambda v: np.isfinite(v) & (v >= 0), "at least 0 and finite")


def between(name, value, low, high):
    """Return `value` if low ≤ value < high in each entry; else raise ValueError."""
    allowed = f"at least {low:g} and less than {high:g}"
    return _check(name, value, lambda v: (v >= low) & (v < high), allowed)


def whole(name, value, at_least=0):
    """Return `value` as an int if it is a whole number ≥ `at_least`; else raise ValueError."""
    if is_tracer(value):
        return value
    allowed = f"a whole number of at least {at_least}"
    _check(name, value, lambda v: (v >= at_least) & (v == np.floor(v)) & np.isfinite(v), allowed)
    if np.ndim(value) != 0:
        raise ValueError(f"{name} must be {allowed}, got {_told(value)}")
    return int(value)


def one_of(name, value, allowed):
    """Return `value` if it is one of `allowed`; else raise ValueError."""
    if isinstance(value, np.ndarray) or value not in allowed:
        choices = ", ".join(map(repr, allowed))
        raise ValueError(f"{name} must be one of {choices}, got {_told(value)}")
    return value


def numbers(name, value, shape, allowed, holds=np.isfinite):
    """Return `value` as a float array of exactly `shape` if `holds(array)` everywhere.

    Else raise ValueError: `name` must be what the words `allowed` say.
    """
    if is_tracer(value):
        return value
    array = _array(name, value, allowed)
    if array.shape != shape or not np.all(holds(array)):
        raise ValueError(f"{name} must be {allowed}, got {_told(value)}")
    return array


def bounds(name, value):
    """Return `value` as an array (2,) if it is a finite number and a larger one; else raise."""
    allowed = "two finite numbers, the lower one first"
    return numbers(name, value, (2,), allowed, lambda ends: np.isfinite(ends) & (ends[0] < ends[1]))


def finite_array(name, value, shape=None):
    """Return `value` as a float array of that shape, all finite; else raise ValueError.

    `shape` is a tuple in which None stands for any length, or None for any shape. A sequence that
    holds tracers is stacked into one tracer.
    """
    if is_tracer(value):
        return np.stack(list(value)) if isinstance(value, list | tuple) else value
    array = _array(name, value, "an array of finite numbers")
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} must be finite, got {_told(value)}")
    if shape is not None and not _fits(array.shape, shape):
        wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape) + ")"
        raise ValueError(f"{name} must have shape {wanted}, got {array.shape}")
    return array


def entries(check):
    """`check` of each entry of a sequence, under the name of the whole."""

    def of_each(name, values, *limits, **options):
        return tuple(check(name, value, *limits, **options) for value in values)

    return of_each


def checked(check, default=MISSING, *limits, **options):
    """A field of a `Checked` dataclass, whose value must pass `check(name, value, …)`."""
    return field(default=default, metadata={"check": (check, limits, options)})


class Checked:
    """A dataclass whose fields may say how they are checked: `lr: float = checked(positive, 0.1)`.

    ValueError names the first field that is not as its check allows. What concerns several fields
    goes into a `__post_init__` of its own, after this one.
    """

    def __post_init__(self):
        for each in fields(self):
            if "check" in each.metadata:
                check, limits, options = each.metadata["check"]
                check(each.name, getattr(self, each.name), *limits, **options)


def _fits(shape, wanted):
    pairs = zip(shape, wanted, strict=False)
    return len(shape) == len(wanted) and all(want in (None, n) for n, want in pairs)


def _told(value):
    """A value as Python writes it; of long lists, and of whole numbers without end, a part."""
    return reprlib.repr(value) if isinstance(value, int | list | tuple) else repr(value)


def _check(name, value, holds, allowed):
    if is_tracer(value):
        return value
    if not np.all(holds(_array(name, value, allowed))):
        raise ValueError(f"{name} must be {allowed}, got {_told(value)}")
    return value


def _array(name, value, allowed):
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if not isinstance(value, Real | np.ndarray | list | tuple) or isinstance(value, bool):
        raise ValueError(f"{name} must be {allowed}, got {_told(value)}")
    try:
        if np.asarray(value).dtype.kind in "iufO":
            return np.asarray(value, float)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{name} must be {allowed}, got {_told(value)}")
