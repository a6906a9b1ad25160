"""What a check says: `✓` and a sentence, or `✗` and what is wrong."""

from dataclasses import dataclass
from functools import wraps

import numpy as np


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check; its text is what a notebook shows."""

    passed: bool
    message: str

    def __repr__(self):
        return f"{'✓' if self.passed else '✗'} {self.message}"


class Wrong(Exception):
    """An answer that a check rejects, with the reason."""


def exercise(check):
    """Make a check of an answer into one that returns a Verdict and never raises.

    `check(answer)` returns the sentence for a right answer, or raises Wrong.
    """

    @wraps(check)
    def verdict(answer):
        try:
            with np.errstate(all="ignore"):  # a diverging answer is one to explain
                return Verdict(True, check(answer))
        except Wrong as wrong:
            return Verdict(False, str(wrong))
        except Exception as error:
            return Verdict(False, f"your answer raised {type(error).__name__}: {error}")

    return verdict


def number(value, what):
    """A finite number of an answer, or Wrong."""
    if value is None or value is Ellipsis:
        raise Wrong(f"{what} is still empty: replace the dots by your answer.")
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "iuf":
        raise Wrong(f"{what} must be one number, got {value!r}.")
    if not np.isfinite(array.item()):
        raise Wrong(f"{what} must be finite, got {array.item()}.")
    return float(array.item())


def close(a, b, tolerance=1e-6):
    """Whether two numbers agree to a relative tolerance."""
    return abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300)


def diagnose(value, right, wrong, what):
    """Pass if `value` is `right`; else name the mistake: `wrong` maps a value to a sentence."""
    if close(value, right):
        return
    for mistake, sentence in wrong:
        if close(value, mistake):
            raise Wrong(sentence)
    raise Wrong(f"{what} should be {right:.4g}, got {value:.4g}.")
