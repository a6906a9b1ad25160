"""Checks of the exercises on adaptive steps."""

import numpy as np

from optcourse.chapters.adaptive.exercises.walks import (
    adadelta_walk,
    adagrad_walk,
    adam_walk,
    rmsprop_walk,
)
from optcourse.teaching.cases import cases, signed, spread_out
from optcourse.teaching.verdicts import Wrong, diagnose_array, exercise, numbers


def _gradients(rng):
    """θ (n,) and a gradient for each of some steps (steps, n), of very different sizes."""
    n, steps = int(rng.integers(2, 5)), int(rng.integers(5, 8))
    sizes = 10.0 ** rng.uniform(-1, 1, n)
    grads = (sizes * rng.normal(size=(steps, n)) + 0.5 * sizes).round(3)
    return rng.uniform(-2, 2, n).round(2), grads


def _with(*draws):
    """What draws θ and gradients, and a number by each of `draws`."""
    return lambda rng: (*_gradients(rng), *(draw(rng) for draw in draws))


def _between(low, high):
    return lambda rng: spread_out(rng, low, high)


def _share(rng):
    return float(round(rng.uniform(0.3, 0.95), 2))


def _asked(answer, given, call):
    return numbers(answer(*given), call, given[0].shape)


@exercise
def check_adagrad(adagrad):
    """`adagrad(theta, grads, rate, delta)`: θ (n,) after a step for each row of grads (T, n)."""
    for given in cases(draw=_with(_between(0.01, 1), _between(0.1, 2))):
        value = _asked(adagrad, given, "adagrad(theta, grads, rate, delta)")
        walk = lambda given=given, **how: adagrad_walk(*given, **how)  # noqa: E731
        mistakes = [
            (walk(sign=1), "this climbs: θ minus the step."),
            (walk(weight=0.0), "r forgets: it gathers the squares of all gradients so far."),
            (walk(square=np.abs), "r gathers squares."),
            (walk(root=lambda r, d: r + d), "the root of r is missing."),
            (walk(root=lambda r, d: np.sqrt(r + d)), "δ stands beside the root here."),
            (walk(late=True), "r takes in this step's gradient before the step."),
            (walk(shared=True), "each parameter has an r of its own."),
        ]
        diagnose_array(value, walk(), mistakes, "θ")
    return "Right: algorithm 8.4. The rate of a parameter falls as its own gradients add up."


@exercise
def check_rmsprop(rmsprop):
    """`rmsprop(theta, grads, rate, decay, delta)`: θ (n,); δ stands under the root."""
    for given in cases(draw=_with(_between(0.01, 1), _share, _between(0.05, 2))):
        value = _asked(rmsprop, given, "rmsprop(theta, grads, rate, decay, delta)")
        walk = lambda given=given, **how: rmsprop_walk(*given, **how)  # noqa: E731
        mistakes = [
            (walk(sign=1), "this climbs: θ minus the step."),
            (walk(turned=True), "the weights are exchanged: ρ for the past, 1 − ρ for the new."),
            (walk(fresh=1.0), "an average: the new square counts 1 − ρ."),
            (walk(kept=1.0, fresh=1.0), "this is AdaGrad: r forgets by ρ."),
            (walk(root=lambda r, d: np.sqrt(r) + d), "δ stands under the root here."),
            (walk(root=lambda r, d: r + d), "the root of r is missing."),
            (walk(late=True), "r takes in this step's gradient before the step."),
        ]
        diagnose_array(value, walk(), mistakes, "θ")
    return "Right: algorithm 8.5, AdaGrad that forgets."


@exercise
def check_adam(adam):
    """`adam(theta, grads, rate, beta, gamma, eps)`: θ (n,); eps stands beside the root."""
    draw = _with(_between(0.01, 1), _share, _share, _between(0.05, 1))
    for given in cases(draw=draw):
        value = _asked(adam, given, "adam(theta, grads, rate, beta, gamma, eps)")
        walk = lambda given=given, **how: adam_walk(*given, **how)  # noqa: E731
        theta, grads, rate, beta, gamma, eps = given
        mistakes = [
            (walk(sign=1), "this climbs: θ minus the step."),
            (walk(correct=(False, False)), "neither average is corrected: (6.16) is missing."),
            (walk(correct=(True, False)), "v is not corrected."),
            (walk(correct=(False, True)), "m is not corrected."),
            (walk(begin=2), "at the first step the exponent is 1."),
            (walk(inside=True), "eps stands beside the root here."),
            (walk(plain=True), "v averages squares, and its root divides."),
            (adam_walk(theta, grads, rate, gamma, beta, eps), "β belongs to m, γ to v."),
        ]
        diagnose_array(value, walk(), mistakes, "θ")
    return "Right: its first step is the rate times the sign, nearly, for every parameter."


@exercise
def check_adadelta(adadelta):
    """`adadelta(theta, grads, decay, delta)`: θ (n,); no rate is given."""
    for given in cases(draw=_with(_share, _between(0.02, 1))):
        value = _asked(adadelta, given, "adadelta(theta, grads, decay, delta)")
        walk = lambda given=given, **how: adadelta_walk(*given, **how)  # noqa: E731
        mistakes = [
            (walk(sign=1), "this climbs: θ minus the step."),
            (walk(early=True), "s takes in this step after it is made: it needs the last s."),
            (walk(power=1.0), "the root is missing, above and below."),
            (walk(above=False), "the step is in units of steps: √(s + δ) stands above."),
            (walk(fresh=1.0), "averages: what is new counts 1 − ρ."),
            (walk(seen="grads"), "s averages the squares of the steps, not of the gradients."),
            (walk(late=True), "r takes in this step's gradient before the step."),
        ]
        diagnose_array(value, walk(), mistakes, "θ")
    return "Right. The first step is √δ times g over a root: δ is the rate."


@exercise
def check_adamw(adamw):
    """`adamw(theta, grads, rate, beta, gamma, eps, decay)`: θ (n,), decayed beside the step."""
    draw = _with(_between(0.01, 0.5), _share, _share, _between(0.05, 1), _between(0.1, 1))
    for given in cases(draw=draw):
        value = _asked(adamw, given, "adamw(theta, grads, rate, beta, gamma, eps, decay)")
        plain, decay = given[:-1], given[-1]
        walk = lambda plain=plain, decay=decay, **how: adam_walk(*plain, **{"decay": decay} | how)  # noqa: E731
        mistakes = [
            (walk(sign=1), "this climbs: θ minus the step."),
            (walk(decay=0.0), "nothing decays: this is Adam."),
            (walk(decay=0.0, penalty=decay), "this is Adam with an L2 penalty: the decay must not "
             "pass through m and v."),
            (walk(decay=-decay), "the decay pulls toward 0."),
            (walk(decay=decay / plain[2]), "the decay is multiplied by the rate, too."),
            (walk(behind=True), "what decays is θ as it was before the step."),
            (walk(correct=(False, False)), "m and v are to be corrected, as in Adam."),
        ]  # fmt: skip
        diagnose_array(value, walk(), mistakes, "θ")
    return "Right: every weight shrinks by 1 − ελ a step, however busy it is."


@exercise
def check_turned_hessian(turned_hessian):
    """`turned_hessian(kappa, degrees)`: H (2, 2), 1 along that angle to θ₀, κ across it."""
    for kappa, degrees in cases((100.0, 2.0), (4.0, 45.0), draw=_turn):
        value = numbers(turned_hessian(kappa, degrees), "turned_hessian(kappa, degrees)", (2, 2))
        turn = np.radians(degrees)
        c, s = np.cos(turn), np.sin(turn)
        right = _bowl(kappa, c, s)
        R = np.array([[c, -s], [s, c]])
        mistakes = [
            (_bowl(kappa, c, -s), "turned the other way: H = R diag(1, κ) Rᵀ."),
            (_bowl(kappa, s, -c), "κ lies along the angle: it belongs across it."),
            (_bowl(kappa, np.cos(degrees), np.sin(degrees)), "the angle is in degrees."),
            (R @ np.diag([1, kappa]), "turn on both sides: H = R diag(1, κ) Rᵀ."),
            (np.diag([1, kappa]), "this bowl is not turned."),
        ]
        diagnose_array(value, right, mistakes, "H")
    return "Right. At κ = 10⁴ two degrees put −349 beside the diagonal, where there was 0."


def _bowl(kappa, c, s):
    across = (1 - kappa) * c * s
    return np.array([[c * c + kappa * s * s, across], [across, s * s + kappa * c * c]])


def _turn(rng):
    return spread_out(rng, 2, 1000), signed(rng, 1, 80, 1)


WRONG_LINES = {
    "A": (3, "v is multiplied by 1 − γ only where it is new: this line forgets to keep γ v."),
    "B": (5, "v is an average with γ: its correction is 1 − γᵗ."),
    "C": (6, "the root is taken of v̂ alone, and eps stands beside it."),
    "D": (4, "(1 − β)ᵗ is not 1 − βᵗ: m̂ grows without end."),
    "E": (1, "t begins at 0: the first step divides by 1 − β⁰ = 0."),
}


@exercise
def check_wrong_lines(lines):
    """`lines`: for each of the five wrong Adams A … E the number of its wrong line."""
    value = numbers(lines, "lines", (len(WRONG_LINES),), by="five numbers of lines")
    for line, (name, (wrong, _)) in zip(value, WRONG_LINES.items(), strict=True):
        if line not in range(1, 7):
            raise Wrong(f"each program has lines 1 to 6, and {name} has none of number {line:g}.")
        if line != wrong:
            raise Wrong(f"program {name}: line {line:g} is right as it stands. Take two steps by "
                        "hand, from m = v = 0.")  # fmt: skip
    return "Right. " + " ".join(f"{name}: {why}" for name, (_, why) in WRONG_LINES.items())
