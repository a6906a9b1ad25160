"""A rule for each part of the parameters, and Muon, which takes a part for a matrix."""

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from optcourse.arrays import blend, dot, space
from optcourse.rules.base import Rule, a_rate
from optcourse.rules.members import OfMembers
from optcourse.validation import between, checked, positive, whole

QUINTIC = (3.4445, -4.7750, 2.0315)  # steep at 0; never far from 1 above it


def a_shape(name, value):
    """Return `value`, rows and columns of a matrix, of which -1 is as many as there are."""
    pair = isinstance(value, tuple) and len(value) == 2 and value != (-1, -1)
    if pair and all(type(each) is int and (each > 0 or each == -1) for each in value):
        return value
    raise ValueError(f"{name} must be rows and columns, one of them perhaps -1, got {value!r}")


class Buffer(NamedTuple):
    """A moving average of gradients: average (…, n)."""

    average: Any


@dataclass(frozen=True)
class Numbers(OfMembers):
    """Those numbers of Muon that may differ by member."""

    lr: Any
    momentum: Any
    eps: Any


@dataclass(frozen=True)
class Muon(Rule):
    """m ← momentum · m + (1 − momentum) g; θ ← θ − lr √max(1, rows / columns) O.

    θ is a matrix of `shape` (rows, columns), flat; O is UVᵀ of Nesterov's m = U Σ Vᵀ, about, by
    `num_rounds` of Newton and Schulz's iteration: 5 put σ > 0.01 ‖m‖ between 0.68 and 1.14.
    torch.optim.Muon, which computes in 16 bits and has a weight decay (`Decoupled`); Jordan et al.
    (2024). For vectors it is no rule: see `Parted`. ValueError where θ is no such matrix.
    """

    shape: tuple = checked(a_shape)
    lr: Any = checked(a_rate, 1e-3)
    momentum: Any = checked(between, 0.95, 0, 1)
    eps: Any = checked(positive, 1e-7)
    num_rounds: int = checked(whole, 5)
    memory = Buffer

    def of(self, members, theta):
        return replace(self, **vars(self._numbers.of(members, theta)))

    def check_members(self, size):
        self._numbers.check_members(size)

    @property
    def _numbers(self):
        return Numbers(self.lr, self.momentum, self.eps)

    def remembers(self, theta):
        rows, columns = self.shape
        size, known = theta.shape[-1], abs(rows * columns)
        if size % known or (-1 not in self.shape and size != known):
            raise ValueError(f"theta must have entries for shape {self.shape}, got {size}")
        return super().remembers(theta)

    def direction(self, grad, memory, k, theta):
        average = blend(memory.average, grad, self.momentum)
        ahead = self.momentum * average + (1 - self.momentum) * grad
        length = space(ahead).sqrt(dot(ahead, ahead))[..., None]
        short = length < self.eps
        flat = ahead / space(ahead).where(short, 0.0 * length + self.eps, length)
        matrix = space(flat).reshape(flat, (*flat.shape[:-1], *self.shape))
        rows, columns = matrix.shape[-2:]
        turned = orthogonal(matrix, self.num_rounds) * max(1.0, rows / columns) ** 0.5
        return space(flat).reshape(turned, flat.shape), Buffer(average)


def orthogonal(matrix, num_rounds):
    """UVᵀ of matrices U Σ Vᵀ (…, m, n) whose singular values are at most 1, about."""
    a, b, c = QUINTIC
    swap = space(matrix).swapaxes
    tall = matrix.shape[-2] > matrix.shape[-1]
    wide = swap(matrix, -1, -2) if tall else matrix
    for _ in range(num_rounds):
        gram = wide @ swap(wide, -1, -2)
        wide = a * wide + (b * gram + c * gram @ gram) @ wide
    return swap(wide, -1, -2) if tall else wide


def rules_of_parts(name, value):
    """Return `value` if it is a tuple of rules whose rates are numbers; else raise ValueError."""
    rules = value if isinstance(value, tuple) and value else (None,)
    if not all(isinstance(rule, Rule) and not rule.searches for rule in rules):
        raise ValueError(f"{name} must be a tuple of rules with numbers as lr, got {value!r}")
    return value


def sizes_of_parts(name, value):
    """Return `value` if it is a tuple of whole numbers of at least 1; else raise ValueError."""
    if not isinstance(value, tuple) or not all(type(n) is int and n > 0 for n in value):
        raise ValueError(f"{name} must be a tuple of whole numbers, got {value!r}")
    return value


@dataclass(frozen=True)
class Parted(Rule):
    """A rule of its own for each part of θ: `Parted((Muon((32, 64)), Adam()), (2048,))`.

    `sizes` are the numbers of entries of all parts but the last, which takes what is left. Each
    rule has its own rate. ValueError unless there is one size less than rules, or where θ is too
    short.
    """

    rules: tuple = checked(rules_of_parts)
    sizes: tuple = checked(sizes_of_parts, ())
    lr = 1.0

    def __post_init__(self):
        super().__post_init__()
        if len(self.sizes) != len(self.rules) - 1:
            wanted = f"{len(self.rules) - 1} in number, one less than rules"
            raise ValueError(f"sizes must be {wanted}, got {self.sizes!r}")

    def of(self, members, theta):
        return replace(self, rules=tuple(rule.of(members, theta) for rule in self.rules))

    def check_members(self, size):
        for rule in self.rules:
            rule.check_members(size)

    def parts(self, values):
        """`values` (…, n) cut into those of each rule."""
        ends = [0, *accumulate(self.sizes), values.shape[-1]]
        return [values[..., low:high] for low, high in pairwise(ends)]

    def remembers(self, theta):
        if theta.shape[-1] <= sum(self.sizes):
            raise ValueError(f"theta must have more entries than {self.sizes}, got {theta.shape}")
        each = zip(self.rules, self.parts(theta), strict=True)
        return tuple(rule.remembers(part) for rule, part in each)

    def direction(self, grad, memory, k, theta):
        each = zip(self.rules, self.parts(grad), memory, self.parts(theta), strict=True)
        found = [(rule, *rule.direction(g, m, k, t)) for rule, g, m, t in each]
        ways = [rule.rate(k) * way for rule, way, _ in found]
        return space(grad).concatenate(ways, axis=-1), tuple(m for *_, m in found)
