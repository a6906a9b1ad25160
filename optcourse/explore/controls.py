"""What the reader can change: sliders, choices, and points that are dragged."""

import keyword
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import ClassVar

import numpy as np

from optcourse.numerals import format_number
from optcourse.validation import bounds, numbers, one_of


def _check_name(name):
    if not name.isidentifier() or name.startswith("_") or keyword.iskeyword(name):
        raise ValueError(f"name must be an argument of the scene function, got {name!r}")


def _within(value, low, high):
    """Whether a number lies in a range; the page rounds otherwise than NumPy at its ends."""
    slack = 1e-9 * (high - low)
    return (low - slack <= value) & (value <= high + slack)


@dataclass(frozen=True)
class Slider:
    """A number between `low` and `high`, in `count` positions that are even (or even in log).

    `label` may use the markup of `optcourse.explore.text`; `spec` formats the value and `unit`
    follows it, unless `texts` names each position; `play` adds a button that runs through the
    positions, for sliders that are time.

    At the values of choices that `off` names, `{"method": ("newton",)}`, it has no effect: it is
    disabled and reads `why`.
    """

    name: str
    label: str
    low: float
    high: float
    value: float
    step: float = 0.0
    count: int = 0
    log: bool = False
    spec: str = ".2f"
    unit: str = ""
    texts: tuple = ()
    play: bool = False
    off: dict = field(default_factory=dict)
    why: str = ""
    kind: ClassVar[str] = "slider"

    def __post_init__(self):
        _check_name(self.name)
        for name in ("low", "high", "value", "step", "count"):
            numbers(name, getattr(self, name), (), "a finite number")
        if not self.low < self.high:
            raise ValueError(f"low must be below high, got {self.low} and {self.high}")
        if self.log and self.low <= 0:
            raise ValueError(f"low must be positive on a log slider, got {self.low}")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value must lie in [{self.low}, {self.high}], got {self.value}")
        even = (self.step > 0) != (self.count > 1) and self.step >= 0
        if not even or (self.log and not self.count):
            raise ValueError(
                "give a positive step or a count above 1 (a count on a log slider), "
                f"got step={self.step} and count={self.count}"
            )
        if self.count != int(self.count) or not 1 < (self.count or self._steps() + 1) <= 10_000:
            raise ValueError(
                "step and count must make 2 to 10000 positions, "
                f"got step={self.step} and count={self.count}"
            )
        if self.texts and len(self.texts) != len(self.positions):
            raise ValueError(
                f"texts must name all {len(self.positions)} positions, got {len(self.texts)}"
            )
        if bool(self.off) != bool(self.why):
            raise ValueError(f"off and why belong together, got {self.off} and {self.why!r}")
        format_number(0.0, self.spec)

    @property
    def positions(self):
        """Every value the slider can take, increasing: (count,)."""
        if self.log:
            ratio = np.log(self.high / self.low)
            return self.low * np.exp(ratio * np.arange(self.count) / (self.count - 1))
        if self.count:
            return self.low + (self.high - self.low) * np.arange(self.count) / (self.count - 1)
        return self.low + self.step * np.arange(self._steps() + 1)

    def _steps(self):
        return int((self.high - self.low) / self.step * (1 + 1e-12) + 1e-9)

    @property
    def start(self):
        """Index of the position nearest to `value`."""
        return self._nearest(self.value)

    def _nearest(self, value):
        shift = np.log if self.log else np.asarray
        return int(np.argmin(np.abs(shift(self.positions) - shift(value))))

    def at(self, index):
        """The value at a position: a whole number where all positions are whole."""
        value = float(self.positions[index])
        whole = not self.log and all(float(p).is_integer() for p in self.positions[:2])
        return round(value) if whole else value

    def check(self, value):
        """`value` as a number of the slider's range. Raises ValueError if it is none."""
        allowed = f"a number from {self.low:g} to {self.high:g}"
        inside = partial(_within, low=self.low, high=self.high)
        return float(numbers(self.name, value, (), allowed, inside))

    def nearest(self, value):
        """The value of the position nearest to a number of the slider's range."""
        return self.at(self._nearest(value))


@dataclass(frozen=True)
class Choice:
    """One of a few `options`: value → label, in order."""

    name: str
    label: str
    options: dict
    value: str
    kind: ClassVar[str] = "choice"

    def __post_init__(self):
        _check_name(self.name)
        if len(self.options) < 2:
            raise ValueError(f"options must hold at least two entries, got {self.options}")
        self.check(self.value, "value")

    @property
    def positions(self):
        return list(self.options)

    @property
    def start(self):
        return self.positions.index(self.value)

    def at(self, index):
        return self.positions[index]

    def check(self, value, name=""):
        """`value`, which must be one of the options. Raises ValueError if it is not."""
        return one_of(name or self.name, value, self.positions)


@dataclass(frozen=True)
class Point:
    """A place in the plane that a Handle moves; `x` and `y` are its bounds, `value` its start."""

    name: str
    label: str
    x: tuple[float, float]
    y: tuple[float, float]
    value: tuple[float, float]
    kind: ClassVar[str] = "point"

    def __post_init__(self):
        _check_name(self.name)
        for name in "xy":
            bounds(name, getattr(self, name))
        self.check(self.value, "value")

    def check(self, value, name=""):
        """`value` as an array (2,) within the bounds. Raises ValueError if it is none."""
        allowed = f"two numbers within x={self.x} and y={self.y}"
        low, high = np.transpose([self.x, self.y])
        return numbers(
            name or self.name, value, (2,), allowed, partial(_within, low=low, high=high)
        )


def initial_values(controls):
    """Name → value of every control as the explorer starts."""
    return {
        c.name: np.asarray(c.value, float) if c.kind == "point" else c.at(c.start) for c in controls
    }


def control_spec(control):
    """A control as JSON for the page."""
    spec = asdict(control) | {"kind": control.kind}
    if control.kind == "slider":
        spec |= {"count": len(control.positions), "start": control.start}
        spec["value"] = float(control.positions[control.start])
        spec |= {"high": float(control.positions[-1])} if control.step else {}
    if control.kind == "choice":
        spec["options"] = [[value, label] for value, label in control.options.items()]
    return spec
