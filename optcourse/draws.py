"""Random numbers that are functions of a seed, a counter and a place: the same bits everywhere.

A generator that remembers where it stands cannot be traced into a page. Here number `j` of a draw
is a hash of (seed, counter, j): 53 bits of pcg3d (Jarzynski and Olano, 2020). What follows is
arithmetic that IEEE 754 rounds in one way only, without a logarithm of a library. So NumPy and
every browser draw the same numbers to the last bit, and a shorter draw begins a longer one. Give
each draw of a seed its own counter, such as the step of a training.
"""

import numpy as np

from optcourse.loops import tracer
from optcourse.validation import is_tracer, whole

LIMIT = 2**32  # of seeds and counters
# Numerator and denominator of the normal quantile in three ranges, lowest power first:
# algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988) 477-484.
MIDDLE = (
    (3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727),
    (1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
     21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610),
)  # fmt: skip
NEAR = (
    (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
     1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833,
     7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
     0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
     1.05075007164441684324e-9),
)  # fmt: skip
FAR = (
    (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
     0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860,
     2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15),
)  # fmt: skip
ROOT_HALF = 0.7071067811865476
LOG_2 = 0.6931471805599453


def uniform(seed, counter, shape=()):
    """Numbers in [0, 1), multiples of 2⁻⁵³, as an array of `shape`.

    `seed` and `counter` are whole numbers from 0 to 2³² − 1, `shape` a whole number or a tuple of
    them; else ValueError.
    """
    return _draw("uniform", seed, counter, shape)


def normal(seed, counter, shape=()):
    """Standard normal numbers, the quantiles of `uniform`'s to 10⁻¹⁵, as an array of `shape`."""
    return _draw("normal", seed, counter, shape)


def order(seed, counter, count):
    """The numbers 0 … count − 1 in a random order: (count,), as floats."""
    return _draw("order", seed, counter, _shape("count", (count,)))


def _draw(kind, seed, counter, shape):
    seed, counter = (_word(name, x) for name, x in (("seed", seed), ("counter", counter)))
    shape = _shape("shape", shape)
    if compiler := tracer.get():
        return compiler.draw(kind, seed, counter, shape)
    size = int(np.prod(shape, dtype=int))
    return DRAWS[kind](_uniform(seed, counter, size)).reshape(shape)


def _word(name, value):
    """A seed or a counter, which a tracer may be: a number that fills 32 bits at most."""
    if is_tracer(value):
        if np.shape(value) != ():
            raise ValueError(f"{name} must be one number, got shape {np.shape(value)}")
        return value
    value = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value
    value = whole(name, value)
    if value >= LIMIT:
        raise ValueError(f"{name} must be less than 2**32 = {LIMIT}, got {value}")
    return value


def _shape(name, shape):
    if is_tracer(shape):
        raise ValueError(f"{name} must be known before a page computes, got a traced value")
    parts = shape if isinstance(shape, tuple | list) else (shape,)
    return tuple(whole(name, n) for n in parts)


def _uniform(seed, counter, size):
    x, y, z = (np.uint32(v) * np.uint32(1664525) + np.uint32(1013904223)
               for v in (np.full(size, seed, np.uint32), np.full(size, counter, np.uint32),
                         np.arange(size, dtype=np.uint32)))  # fmt: skip
    x, y, z = _mixed(x, y, z)
    x, y, z = (v ^ (v >> np.uint32(16)) for v in (x, y, z))
    x, y, z = _mixed(x, y, z)
    high, low = (x >> np.uint32(5)).astype(float), (y >> np.uint32(6)).astype(float)
    return (high * 2.0**26 + low) / 2.0**53


def _mixed(x, y, z):
    x = x + y * z
    y = y + z * x
    z = z + x * y
    return x, y, z


def _normal(u):
    """Wichura's quantile at the middle of the interval that `u` stands for."""
    q = (u - 0.5) + 2.0**-54
    rest = 0.5 - np.abs(q)
    middle = q * _ratio(MIDDLE, 0.180625 - q * q)
    root = np.sqrt(-_log(rest))
    outside = np.where(root <= 5, _ratio(NEAR, root - 1.6), _ratio(FAR, root - 5))
    return np.where(np.abs(q) <= 0.425, middle, np.where(q < 0, -outside, outside))


def _ratio(pair, x):
    above, below = (_horner(coefficients, x) for coefficients in pair)
    return above / below


def _horner(coefficients, x):
    value = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


def _log(x):
    """The logarithm of numbers in (0, 1), by its series at (m − 1) / (m + 1) for x = m 2ᵉ."""
    m, e = np.frexp(x)
    small = m < ROOT_HALF
    m, e = np.where(small, 2 * m, m), e - small
    f = (m - 1) / (m + 1)
    return e * LOG_2 + 2 * f * _horner([1 / k for k in range(1, 25, 2)], f * f)


DRAWS = {
    "uniform": lambda u: u,
    "normal": _normal,
    "order": lambda u: np.argsort(u, kind="stable").astype(float),
}
