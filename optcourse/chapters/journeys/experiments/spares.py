"""Claims G8, G20 and G21: students that are given as many units as they need, or more."""

from dataclasses import dataclass

import numpy as np

from optcourse.rules import Momentum
from optcourse.validation import Checked, between, checked, non_negative, positive, whole

STEP = 1e-4  # of the differences of gradients that give second derivatives


@dataclass(frozen=True)
class SparesConfig(Checked):
    """`num_starts` students with each number of `spares` units more than the teacher's `teacher`.

    Weights begin normal, of standard deviation `start_scale`/√teacher, and follow descent with
    momentum on the exact loss, `num_steps` steps. A start has
    missed that ends above `missed_above`.
    """

    seed: int = 0
    teacher: int = checked(whole, 10, at_least=2)
    spares: tuple = checked(non_negative, (0, 1, 2, 3))
    num_starts: int = checked(whole, 100, at_least=2)
    start_scale: float = checked(positive, 1.0)
    lr: float = checked(positive, 0.2)
    momentum: float = checked(between, 0.9, 0, 1)
    num_steps: int = checked(whole, 1200, at_least=1)
    num_moments: int = checked(whole, 13, at_least=2)
    missed_above: float = checked(positive, 1e-4)


@dataclass(frozen=True, eq=False)
class Spares:
    """W numbers of spare units, T moments, S starts.

    `spares` (W,), `steps` (T,), `loss` (W, T, S) on the whole distribution of inputs; `grad_norm`
    (W, S) at the end. Of the students without spare units that have missed (else nan): `lowest`
    (W, S), the smallest eigenvalue of the Hessian there, and `opened` (W, S), the lowest slope of
    the loss along the weights of a further unit, from zero in a direction of the teacher's.
    """

    spares: np.ndarray
    steps: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    lowest: np.ndarray
    opened: np.ndarray
    missed_above: float

    @property
    def missed(self):
        """Which starts end above the lowest loss, 0: (W, S)."""
        return ~(self.loss[:, -1] <= self.missed_above)


@dataclass(frozen=True)
class Lesson:
    """The loss of students of a teacher f(x) = Σ relu(xⱼ) of `size` inputs, exactly.

    A student Σ relu(wᵢ·x) has parameters theta (…, units · size), its wᵢ one after another. Inputs
    are standard normal, and the loss is ½E(student − f)². Safran and Shamir (2018), section 2.
    """

    size: int

    def value(self, theta):
        """The loss, (…)."""
        w, v = self._units(theta), np.eye(self.size)
        own = _product(w, w).sum((-1, -2)) + _product(v, v).sum()
        return 0.5 * own - _product(w, v).sum((-1, -2))

    def grad(self, theta):
        """Its gradient, shaped like theta."""
        w, v = self._units(theta), np.eye(self.size)
        both = np.concatenate([w, np.broadcast_to(v, (*w.shape[:-2], *v.shape))], axis=-2)
        signs = np.repeat([1.0, -1.0], [w.shape[-2], self.size])
        return _pull(w, both, signs).reshape(theta.shape)

    def opened(self, theta):
        """The lowest slope of the loss along a further unit from 0 towards one of the vⱼ, (…)."""
        w, v = self._units(theta), np.eye(self.size)
        return (_product(w, v).sum(-2) - _product(v, v).sum(-2)).min(-1)

    def hessian(self, theta):
        """Its second derivatives (…, p, p), by differences of the gradient, to about 1e-8."""
        moves = STEP * np.eye(theta.shape[-1])
        ahead, behind = (self.grad(theta[..., None, :] + side * moves) for side in (1, -1))
        found = (ahead - behind) / (2 * STEP)
        return 0.5 * (found + found.swapaxes(-1, -2))

    def _units(self, theta):
        return np.reshape(theta, (*theta.shape[:-1], -1, self.size))


def _angles(w, v):
    """Lengths of w (…, n, d) and v (m, d) or (…, m, d); their angles (…, n, m), and the sines."""
    long, longer = (np.sqrt((each * each).sum(-1)) for each in (w, v))
    lengths = np.maximum(long[..., :, None] * longer[..., None, :], 1e-300)
    cosine = np.clip(w @ v.swapaxes(-1, -2) / lengths, -1, 1)
    return long, longer, np.arccos(cosine), np.sqrt((1 - cosine) * (1 + cosine))


def _product(w, v):
    """E relu(w·x) relu(v·x) of all pairs, (…, n, m). Cho and Saul (2009), equations 3 and 6."""
    long, longer, angle, sine = _angles(w, v)
    bent = sine + (np.pi - angle) * np.cos(angle)
    return long[..., :, None] * longer[..., None, :] * bent / (2 * np.pi)


def _pull(w, v, signs):
    """Σⱼ signsⱼ ∂E relu(w·x) relu(vⱼ·x)/∂w, (…, n, d): of `_product`, where w is not 0."""
    long, longer, angle, sine = _angles(w, v)
    along = (sine @ (signs * longer)[..., None])[..., 0] / np.maximum(long, 1e-300)
    return (along[..., None] * w + ((np.pi - angle) * signs) @ v) / (2 * np.pi)


def spares(config: SparesConfig) -> Spares:
    """Every student to the end. After Safran and Shamir (2018), section 4."""
    lesson, found = Lesson(config.teacher), []
    steps = np.linspace(0, config.num_steps, config.num_moments).round().astype(int)
    for more in config.spares:
        losses, end = _taught(config, lesson, int(more), steps)
        slope = np.linalg.norm(lesson.grad(end), axis=-1)
        missed = ~(losses[-1] <= config.missed_above)
        found.append((losses, slope, *_bad(lesson, end, missed & (more == 0))))
    parts = (np.stack(part) for part in zip(*found, strict=True))
    return Spares(np.array(config.spares), steps, *parts, config.missed_above)


def _taught(config, lesson, more, steps):
    """The losses (T, S) at `steps`, and the students (S, p) at the last."""
    rng = np.random.default_rng([config.seed, more])
    shape = config.num_starts, (config.teacher + more) * config.teacher
    rule = Momentum(config.lr, config.momentum)
    state = rule.init(config.start_scale / np.sqrt(config.teacher) * rng.standard_normal(shape))
    losses = [lesson.value(state.theta)]
    for k in range(config.num_steps):
        state = rule.move(state, lesson.grad(state.theta), k)
        if k + 1 in steps:
            losses.append(lesson.value(state.theta))
    return np.stack(losses), state.theta


def _bad(lesson, ends, which):
    """`lowest` and `opened` of those of `ends` in `which`, else nan: (S,) each."""
    lowest, opened = np.full((2, len(ends)), np.nan)
    for k in np.flatnonzero(which):
        lowest[k] = np.linalg.eigvalsh(lesson.hessian(ends[k]))[0]
        opened[k] = lesson.opened(ends[k])
    return lowest, opened
