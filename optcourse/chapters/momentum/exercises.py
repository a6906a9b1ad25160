"""Checks of the exercises on momentum."""

import numpy as np

from optcourse.teaching.cases import cases, signed, spread_out
from optcourse.teaching.verdicts import diagnose, diagnose_array, exercise, number, numbers

BALL = "H, theta, rate, momentum, num_steps"


@exercise
def check_heavy_ball(heavy_ball):
    """`heavy_ball(H, theta, rate, momentum, num_steps)`: θ (n,) by the draft's algorithm 8.2.

    The gradient is H θ, H (n, n); the velocity v is zero at first.
    """
    for given in cases(draw=_bowl):
        value = numbers(heavy_ball(*given), f"heavy_ball({BALL})", given[1].shape)
        mistakes = [
            (_ball(*given, sign=-1), "this climbs: v takes −ε g."),
            (_ball(*given, late=True), "θ takes the new v, not the one before."),
            (
                _ball(*given, share=1 - given[3]),
                "this is Prince's form: the book takes all of ε g.",
            ),
            (_ball(*given, kept=0), "v keeps nothing: where is α v?"),
            (_ball(*given, more=1), "that is one step too many."),
            (_ball(*given, more=-1), "that is one step too few."),
            (_ball(*given, ahead=1), "this is Nesterov's: measure the gradient at θ itself."),
        ]
        diagnose_array(value, _ball(*given), mistakes, "θ")
    return "Right: v ← α v − ε g, θ ← θ + v."


@exercise
def check_nesterov(nesterov):
    """`nesterov(H, theta, rate, momentum, num_steps)`: θ (n,) by algorithm 8.3, mended.

    The gradient at a place is H times the place; the velocity v is zero at first.
    """
    for given in cases(draw=_bowl):
        value = numbers(nesterov(*given), f"nesterov({BALL})", given[1].shape)
        one = {"ahead": 1}
        mistakes = [
            (_ball(*given), "this is the heavy ball: measure the gradient at θ + α v."),
            (_ball(*given, **one, stays=True), "the jump α v stays in θ, and v adds it again: take "
             "it back after the gradient. Read literally the draft does this."),
            (_ball(*given, ahead=1 / given[3]), "the look-ahead is α v, not v."),
            (_ball(*given, ahead=-1), "look ahead, not back: θ + α v."),
            (_ball(*given, **one, sign=-1), "this climbs: v takes −ε g."),
            (_ball(*given, **one, kept=0), "v keeps nothing: where is α v?"),
            (_ball(*given, **one, more=1), "that is one step too many."),
            (_ball(*given, **one, more=-1), "that is one step too few."),
            (_ball(*given, **one, seen=True), "this is the point ahead, which torch keeps as its θ:"
             " return θ itself."),
        ]  # fmt: skip
        diagnose_array(value, _ball(*given, **one), mistakes, "θ")
    return "Right: only the gradient is taken ahead; θ itself moves by v, once."


def _ball(H, theta, rate, momentum, num_steps, ahead=0, sign=1, share=1, kept=1, more=0,
          late=False, stays=False, seen=False):  # fmt: skip
    """Heavy ball, Nesterov's momentum, and what is mistaken for them."""
    velocity = 0 * theta
    for _ in range(num_steps + more):
        jump, before = ahead * momentum * velocity, velocity
        velocity = kept * momentum * velocity - sign * share * rate * H @ (theta + jump)
        theta = theta + (before if late else velocity) + (jump if stays else 0)
    return theta + momentum * velocity if seen else theta


def _bowl(rng):
    n = int(rng.integers(2, 4))
    factor = rng.uniform(-1, 1, (n, n))
    H = (factor @ factor.T + np.diag(rng.uniform(0.3, 1, n))).round(2)
    theta = rng.choice([-1.0, 1.0], n) * rng.uniform(0.5, 2, n).round(2)
    rate, momentum = spread_out(rng, 0.05, 0.4), round(float(rng.uniform(0.3, 0.9)), 2)
    return H, theta, rate, momentum, int(rng.integers(3, 7))


@exercise
def check_mean_age(mean_age):
    """`mean_age(beta, t)`: how many steps ago, in the mean, the gradients in Prince's m_t came.

    m ← β m + (1 − β) g from m = 0; the gradient of step t, the last, is of age 0, that of step 1
    of age t − 1. The mean is by their weights.
    """
    for beta, t in cases((0.9, 1), (0.9, 10), (0.5, 3), draw=_memory):
        value = number(mean_age(beta, t), "mean_age(beta, t)")
        ages = np.arange(t)
        weights = beta**ages
        right = np.average(ages, weights=weights)
        mistakes = [
            (beta / (1 - beta), "that is after very many steps; here there are t."),
            (1 / (1 - beta), "the last gradient is of age 0, and there are only t."),
            (right + 1, "the last gradient is of age 0, not 1."),
            ((1 - beta) * weights @ ages, "the weights add up to 1 − βᵗ: divide by that."),
            (weights @ ages, "divide by the sum of the weights."),
            (np.mean(ages), "older gradients weigh less: β for each step."),
            (np.average(ages, weights=weights[::-1]), "the newest gradient weighs most."),
            (np.average(np.arange(t + 1), weights=beta ** np.arange(t + 1)),
             "there are t gradients, of ages 0 to t − 1."),
        ]  # fmt: skip
        if abs(value - right) > 1e-9:
            diagnose(value, right, mistakes, "the mean age")
    return "Right: it grows to β/(1 − β), 9 steps at β = 0.9."


def _memory(rng):
    return round(float(rng.uniform(0.3, 0.97)), 2), int(rng.integers(2, 40))


@exercise
def check_largest_rate(largest_rate):
    """`largest_rate(momentum, curvatures, ahead)`: up to which ε all directions are stable.

    Of the heavy ball, or with `ahead` of Nesterov's momentum.
    """
    for momentum, curvatures, ahead in cases((0.9, np.array([2.0, 5.0]), False), draw=_stable):
        value = number(largest_rate(momentum, curvatures.copy(), ahead),
                       "largest_rate(momentum, curvatures, ahead)")  # fmt: skip
        both = 2 * (1 + momentum), 2 * (1 + momentum) / (1 + 2 * momentum)
        steepest = curvatures.max()
        mistakes = [
            (both[0 if ahead else 1] / steepest, "this is the limit of the other method."),
            (both[ahead] / curvatures.min(), "the steepest direction decides."),
            (both[ahead] / curvatures.mean(), "the steepest direction decides, not the mean."),
            (both[ahead] * steepest, "a steeper direction needs a smaller rate: divide by λ."),
            (2 / steepest, "this is the limit of plain descent."),
            (both[ahead], "this limits ελ: divide by the largest curvature."),
            (both[ahead] / 2 / steepest, "this is half the limit."),
            ((1 + ahead) * (1 - momentum) / steepest, "momentum raises the heavy ball's limit."),
        ]
        diagnose(value, both[ahead] / steepest, mistakes, "the largest rate")
    return "Right: momentum raises the heavy ball's limit, and lowers Nesterov's."


def _stable(rng):
    n = int(rng.integers(2, 5))
    curvatures = np.array([spread_out(rng, 0.1, 10) for _ in range(n)])
    return round(float(rng.uniform(0.1, 0.95)), 2), curvatures, bool(rng.random() < 0.5)


@exercise
def check_best_momentum(best_momentum):
    """`best_momentum(z)`: the α ≥ 0 at which heavy ball is fastest on curvature λ, z = ελ < 4."""
    for z in cases(0.04, 0.25, 1.0, 2.25, draw=lambda rng: round(float(rng.uniform(0.01, 3.9)), 2)):
        value = number(best_momentum(z), "best_momentum(z)")
        root = np.sqrt(z)
        mistakes = [
            (abs(1 - root), "this is what a step then leaves: the momentum is its square."),
            (1 - root, "the roots meet at (1 − √z)²."),
            ((1 + root) ** 2, "the roots meet there, too; but a momentum is below 1."),
            ((1 - z) ** 2, "z under a root: (1 − √z)²."),
            (1 - z, "that is what plain descent leaves of a step."),
            (((1 - root) / (1 + root)) ** 2, "this is Polyak's for a whole bowl: the best for one "
             "direction is asked."),
            ((1 - root) / (1 + root), "this is Nesterov's best."),
        ]  # fmt: skip
        if abs(value - (1 - root) ** 2) > 1e-9:
            diagnose(value, (1 - root) ** 2, mistakes, "the best momentum")
    return "Right: where the two roots meet; each step then leaves |1 − √(ελ)|."


@exercise
def check_from_prince(from_prince):
    """`from_prince(rate, beta, m)`: ε, α and v of the book (2 + n,) that go on as Prince's do.

    His m ← β m + (1 − β) g, φ ← φ − rate · m stands at m (n,); the book's v ← α v − ε g,
    θ ← θ + v.
    """
    for rate, beta, m in cases(draw=_prince):
        value = numbers(from_prince(rate, beta, m.copy()), "from_prince(rate, beta, m)",
                        (2 + len(m),))  # fmt: skip
        told = lambda first, second, third: np.array([first, second, *third])  # noqa: E731
        right = told((1 - beta) * rate, beta, -rate * m)
        mistakes = [
            (told(rate, beta, -rate * m), "Prince's mean holds 1 − β of each gradient: so does ε."),
            (told(rate / (1 - beta), beta, -rate * m), "turned round: ε is smaller than his rate."),
            (told((1 - beta) * rate, beta, rate * m), "the book's v is added: it points downhill."),
            (told((1 - beta) * rate, beta, m), "v is a step, m a gradient: take the rate along."),
            (told((1 - beta) * rate, beta, -m), "v is a step, m a gradient: take the rate along."),
            (told((1 - beta) * rate, 1 - beta, -rate * m), "α is what is kept: β."),
            (
                told((1 - beta) * rate, beta, -(1 - beta) * rate * m),
                "the (1 − β) is in m already: his step is the rate times m.",
            ),
            (told(beta, (1 - beta) * rate, -rate * m), "ε comes first, then α."),
        ]
        diagnose_array(value, right, mistakes, "ε, α, v")
    return "Right: ε = (1 − β) · rate, α = β, v = −rate · m; from there the paths are one."


def _prince(rng):
    n = int(rng.integers(1, 4))
    m = np.array([signed(rng, 0.1, 2) for _ in range(n)])
    return spread_out(rng, 0.01, 2), round(float(rng.uniform(0.2, 0.95)), 2), m


@exercise
def check_warm_then_linear(warm_then_linear):
    """`warm_then_linear(step, rate, warm, num_steps)`: the rate of step 0, 1, …, num_steps − 1.

    It rises in equal steps over the first `warm` steps, rate ÷ warm at step 0, `rate` at step
    warm − 1; from step `warm` on, where it still is `rate`, it falls in equal steps towards 0,
    which it would reach at step num_steps.
    """
    fixed = (0, 0.1, 4, 10), (3, 0.1, 4, 10), (4, 0.1, 4, 10), (9, 0.1, 4, 10)
    for step, rate, warm, num_steps in cases(*fixed, draw=_moment):
        value = number(warm_then_linear(step, rate, warm, num_steps),
                       "warm_then_linear(step, rate, warm, num_steps)")  # fmt: skip
        falling = (num_steps - step) / (num_steps - warm)
        right = rate * ((step + 1) / warm if step < warm else falling)
        mistakes = [
            (rate * step / warm, "at step 0 it is rate ÷ warm, not 0."),
            (rate, "after the warm-up it falls, before its end it rises."),
            (rate * (1 - step / num_steps), "the fall begins after the warm-up."),
            (rate * (num_steps - 1 - step) / (num_steps - 1 - warm),
             "the last step, num_steps − 1, still moves: 0 is reached one later."),
            (rate * (step + 1) / warm, "after the warm-up it falls."),
            (rate * falling, "in the warm-up it rises."),
            (rate * (num_steps - step) / num_steps, "it falls over the steps that are left."),
            (right / rate, "this is the part of the rate: multiply by it."),
        ]  # fmt: skip
        diagnose(value, right, mistakes, "the rate")
    return "Right: up in equal steps, down in equal steps, and the last step is small."


def _moment(rng):
    warm = int(rng.integers(2, 8))
    num_steps = warm + int(rng.integers(3, 20))
    return int(rng.integers(num_steps)), spread_out(rng, 0.01, 2), warm, num_steps
