"""What a check says: `✓` and a sentence, or `✗` and what is wrong."""

from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from inspect import Parameter, signature
from numbers import Rational

import numpy as np


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check; its text is what a notebook shows."""

    passed: bool
    message: str

    def __repr__(self):
        return f"{'✓' if self.passed else '✗'} {self.message}"


class Wrong(Exception):
    """An answer that a check rejects, with the reason.

    `asked` says whether the reason concerns the last input asked for, which is then named.
    """

    def __init__(self, reason, asked=True):
        super().__init__(reason)
        self.asked = asked


class Handed:
    """A reader's function that gets copies, so that a check's own arrays stay as they are.

    `given` holds the arguments of the last call.
    """

    def __init__(self, answer):
        self.answer, self.given = answer, ()

    def __call__(self, *given):
        self.given = given
        return self.answer(*deepcopy(given))

    def __str__(self):
        """The last call, by the reader's names: `lr = 0.1, X of shape (7, 4)`."""
        return ", ".join(map(_argument, _names(self.answer, len(self.given)), self.given))


def _argument(name, value):
    if _is_short(value):
        return f"{name} = {quoted(value)}" if name else quoted(value)
    return f"{name} of shape {value.shape}" if name else quoted(value)


def _names(function, count):
    """The names of the first parameters, empty where the function does not tell them."""
    try:
        parameters = list(signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    by_place = Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD
    names = [each.name for each in parameters if each.kind in by_place]
    return names[:count] if len(names) >= count else [""] * count


def exercise(check):
    """Make a check of an answer into one that returns a Verdict and never raises.

    `check(answer)` returns the sentence for a right answer, or raises Wrong.
    """

    @wraps(check)
    def verdict(answer):
        handed = Handed(answer) if callable(answer) else answer
        try:
            with np.errstate(all="ignore"):  # a diverging answer is one to explain
                return Verdict(True, check(handed))
        except Wrong as wrong:
            return Verdict(False, _reason(str(wrong), handed if wrong.asked else None))
        except Exception as error:
            if not callable(answer) and "not callable" in str(error):
                return Verdict(False, f"asked for is a function, got {quoted(answer)}.")
            return Verdict(False, _reason(f"your answer raised {type(error).__name__}: {error}",
                                          handed))  # fmt: skip

    return verdict


def _reason(text, handed):
    """The reason on one line, with the input that it is about."""
    text = " ".join(text.split())
    if not isinstance(handed, Handed) or not handed.given:
        return text
    stop = "." if text.endswith(".") else ""
    return f"{text.removesuffix('.')} (asked with {handed}){stop}"


def quoted(value, digits=4):
    """A value of an answer as Python writes it, in a few words: numbers with so many digits."""
    if not _is_short(value):
        return f"an array of shape {tuple(value.shape)}"
    if isinstance(value, np.ndarray) and not value.ndim:
        value = value.item()
    if isinstance(value, np.ndarray):
        return f"[{', '.join(quoted(each, digits) for each in value)}]"
    if isinstance(value, float | complex | np.inexact):
        whole = value == np.round(value) and abs(value) < 1e8
        return f"{value:.{8 if whole else digits}g}"
    text = " ".join((str if isinstance(value, np.generic) else repr)(value).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _is_short(value):
    """Whether a value fits into a line: a number, a short vector, a matrix (2, 2)."""
    shape = tuple(getattr(value, "shape", ()))
    return np.prod(shape) <= (12 if len(shape) < 2 else 4)


def should_be(right, value):
    """`should be …, got …`, with digits enough to tell the two apart."""
    for digits in (4, 8, 12, 17):
        want, got = quoted(right, digits), quoted(value, digits)
        if want != got:
            break
    rounded = digits > 4 and np.any(np.asarray(right) % 1)
    near = " (alike in the first digits only: do not round, compute in double precision)"
    return f"should be {want}, got {got}{near if rounded else ''}."


def filled(answer, what, by=None):
    """Refuse None and the dots.

    `what` is a call of the reader's function; or, with `by`, a value to replace by that.
    """
    if answer is Ellipsis:
        filling = by or "your answer"
        raise Wrong(f"{what} is still empty: replace the dots by {filling}.", asked=False)
    if answer is None and by:
        raise Wrong(f"{what} is None: replace it by {by}.")
    if answer is None:
        raise Wrong(f"{what} returned None: does every branch end in a return?")


def number(value, what):
    """A finite number of an answer, or Wrong."""
    filled(value, what)
    if isinstance(value, Rational | Decimal) and not isinstance(value, bool):
        value = float(value)
    array = np.asarray(_plain(value))
    if array.size != 1 or array.dtype.kind not in "iuf":
        raise Wrong(f"{what} must be one number, got {quoted(value)}.")
    if not np.isfinite(array.item()):
        raise Wrong(f"{what} must be finite, got {array.item()}.")
    return float(array.item())


def truth(value, what):
    """True or False of an answer, or Wrong."""
    filled(value, what)
    array = np.asarray(_plain(value))
    if array.size != 1 or array.dtype != bool:
        raise Wrong(f"{what} must be True or False, got {quoted(value)}.")
    return bool(array.item())


def numbers(answer, what, shape=None, by=None, finite=True):
    """The numbers of an answer as an array, of that `shape` if one is asked for, or Wrong."""
    filled(answer, what, by)
    try:
        entries = np.asarray(_plain(answer))
        if entries.dtype == object:
            _refuse_gaps(entries, what, by)
        array = entries.astype(float)
    except (TypeError, ValueError):
        raise Wrong(f"{what} must hold numbers, got {quoted(answer)}.") from None
    if shape is not None and array.shape != shape:
        raise Wrong(f"{what} must have shape {shape}, got {array.shape}.")
    if finite and not np.isfinite(array).all():
        raise Wrong(f"{what} must be finite, got {quoted(array[~np.isfinite(array)][0])}.")
    return array


def _refuse_gaps(entries, what, by):
    for each in entries.ravel():
        if each is None:
            raise Wrong(f"{what} has None among its entries: give numbers only.")
        filled(each, what, by)


def _plain(value):
    """A tensor without its gradient, and anything else as it is."""
    return value.detach() if hasattr(value, "detach") else value


def close(a, b, tolerance=1e-6):
    """Whether two numbers agree to a relative tolerance."""
    return abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300)


def diagnose(value, right, wrong, what, tolerance=1e-6):
    """Pass if `value` is `right`; else name the mistake: `wrong` maps a value to a sentence."""
    if close(value, right, tolerance):
        return
    for mistake, sentence in wrong:
        if close(value, mistake):
            raise Wrong(sentence)
    raise Wrong(f"{what} {should_be(right, value)}")


def diagnose_whole(value, exact, wrong, what):
    """`diagnose` for a whole number: the least one that is not below `exact`.

    A right answer rounds away the error of floats before it rounds up.
    """
    right = whole(exact)
    if value == right:
        return
    if value == np.ceil(exact):
        raise Wrong(f"{what} is {right:.0f} sharp; floats give {float(exact)!r}: round that "
                    "to a few digits before you round up.")  # fmt: skip
    for mistake, sentence in wrong:
        if close(value, mistake):
            raise Wrong(sentence)
    raise Wrong(f"{what} {should_be(right, value)}")


def whole(exact):
    """A quotient of floats rounded up, save for what is only their error."""
    return float(np.ceil(round(float(exact), 6)))


def diagnose_array(value, right, wrong, what):
    """`diagnose` for arrays; of a long one it names the first entry that differs."""
    if np.allclose(value, right):
        return
    for mistake, sentence in wrong:
        if np.allclose(value, mistake):
            raise Wrong(sentence)
    if _is_short(right):
        raise Wrong(f"{what} {should_be(right, value)}")
    at = tuple(np.argwhere(~np.isclose(value, right))[0].tolist())
    raise Wrong(f"entry {list(at)} of {what} {should_be(right[at], value[at])}")
