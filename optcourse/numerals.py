"""Numbers as the course writes them, in claims, in readouts and along axes.

A true minus sign, commas at thousands, powers of ten as the markup of explorers (`10^{−6}`), which
`superscripts` turns into plain text; halves are rounded away from 0. `text.js` writes alike.
"""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np

SPEC = re.compile(r"d|\.(\d)([fg%])")
DECIMAL = re.compile(r"(−?)([\d,]*\d\.\d+)(%|×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
HUGE = 1e15  # from here on numbers are written as powers of ten
SUPERSCRIPTS = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_number(value, spec):
    """The number as `spec` says: `d`, `.Nf`, `.Ng` or `.N%`; ValueError if it is another.

    Infinities read `∞`, a missing number reads `–`.
    """
    match = SPEC.fullmatch(spec)
    if match is None:
        raise ValueError(f"spec must be 'd', '.Nf', '.Ng' or '.N%', got {spec!r}")
    value, digits = float(value), int(match[1] or 0)
    if not math.isfinite(value):
        return _endless(value)
    if match[2] == "g":
        return _shortest(value, digits)
    shown, unit = (100 * value, "%") if match[2] == "%" else (value, "")
    if abs(shown) >= HUGE:
        return format_number(shown, ".3g") + unit
    return _minus(_fixed(shown, digits) + unit)


def _endless(value):
    if math.isnan(value):
        return "–"
    return "∞" if value > 0 else "−∞"


def _fixed(value, digits):
    """`digits` decimals; halves are rounded away from 0, as JavaScript rounds them."""
    exact = Decimal(value)
    with localcontext(prec=800):
        return f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,f}"


def _shortest(value, digits):
    if value == 0:
        return "0"
    rounded, exponent = _rounded(value, digits)
    if -4 <= exponent < 4:
        return _minus(_fixed(value, max(digits - 1 - exponent, 0)))
    mantissa = f"{rounded.scaleb(-exponent):.{max(digits, 1) - 1}f}"
    return _minus(f"{mantissa}×10^{{{exponent}}}")


def _rounded(value, digits):
    """The number to `digits` digits, and the power of ten that it is counted in."""
    with localcontext(prec=max(digits, 1), rounding=ROUND_HALF_UP):
        rounded = +Decimal(value)
    return rounded, rounded.adjusted()


def format_briefly(value, digits=6):
    """The number with at most so many digits, none in vain; a power of ten where it has more."""
    value = float(value)
    if not math.isfinite(value):
        return _endless(value)
    if value == 0:
        return "0"
    rounded, exponent = _rounded(value, digits)
    if -4 <= exponent < digits:
        return _minus(f"{rounded.normalize():,f}")
    mantissa = f"{rounded.scaleb(-exponent).normalize():f}"
    times = {"1": "", "-1": "-"}.get(mantissa, f"{mantissa}×")
    return _minus(times + power_of_ten(exponent))


def power_of_ten(exponent):
    """A power of ten as ticks write it: in digits from 0.01 to 1,000."""
    if -2 <= exponent <= 3:
        return format_briefly(10.0**exponent)
    return _minus(f"10^{{{exponent}}}")


def format_alike(values):
    """Evenly spaced numbers, all with the decimals that the finest of them needs."""
    values = np.asarray(values, float)
    slack = 1e-3 * np.min(np.abs(np.diff(values)), initial=1.0)
    digits = next(d for d in range(330) if np.all(np.abs(np.round(values, d) - values) <= slack))
    return [_minus(_fixed(value, digits)) for value in values.tolist()]


def _minus(text):
    zero = re.fullmatch(r"-(0(?:\.0*)?)%?", text)
    return text.replace("-", "" if zero else "−")


def superscripts(text):
    """A number without markup: its power of ten in raised digits."""
    return re.sub(r"\^\{(.+?)\}", lambda match: match[1].translate(SUPERSCRIPTS), text)


def shortened(text, digits=3):
    """A number's text with at most so many digits, its whole part always; any other as it is.

    Where digits are all that parts a number from a power of ten, as in 0.9996, they stay.
    """
    match = DECIMAL.fullmatch(text)
    if match is None:
        return text
    exact = Decimal(match[2].replace(",", ""))
    decimals = max(digits - 1 - exact.adjusted(), 0)
    with localcontext(prec=800):
        rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    near_a_power = rounded.normalize().as_tuple().digits == (1,)
    if near_a_power or len(exact.as_tuple().digits) <= digits:
        return text
    return f"{match[1]}{rounded:,f}{match[3] or ''}"


def true_minus(text):
    """A text whose negative numbers have a true minus sign; other hyphens stay."""
    return re.sub(r"(?<![\w.])-(?=\.?\d)", "−", text)


def written_out(text):
    """A text as prose has it: true minus signs, and raised the power of ten of a number alone."""
    number = re.fullmatch(r"(-?[\d.]+)e([-+]?\d+)", text)
    if number:
        text = superscripts(f"{number[1]}×10^{{{_minus(str(int(number[2])))}}}")
    return true_minus(text)
