"""Numbers of single members of a stack of networks: one for all, or N of them."""

from dataclasses import fields, replace

import numpy as np

from optcourse.arrays import column


class OfMembers:
    """A dataclass whose fields are numbers, functions, or dataclasses like itself."""

    def of(self, members, theta):
        """The same with the numbers of some members (indices) as columns (n, 1) like `theta`."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: _of(each, members, theta) for name, each in values.items()})

    def check_members(self, size):
        """Raise ValueError unless each number is one for all, or `size` in number."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, OfMembers):
                value.check_members(size)
            elif not callable(value) and not _spreads(value, size):
                raise ValueError(f"{field.name} must be a number or {size} of them, got {value!r}")


def _of(value, members, theta):
    if isinstance(value, OfMembers):
        return value.of(members, theta)
    return value if callable(value) else column(value, members, theta)


def _spreads(value, size):
    try:
        return np.shape(np.asarray(value, float)) in ((), (size,))
    except (TypeError, ValueError):
        return False
