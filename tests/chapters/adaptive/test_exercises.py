"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.adaptive import exercises as check


def adagrad(theta, grads, rate, delta, climb=-1, forget=False, before=False, norm=False):
    r = np.zeros_like(theta)
    for g in grads:
        old, new = r, np.sum(g**2) + 0 * g if norm else g**2
        r = new if forget else r + new
        theta = theta + climb * rate * g / (np.sqrt(old if before else r) + delta)
    return theta


def summed(theta, grads, rate, delta):
    r = np.cumsum(np.abs(grads), axis=0)
    return theta - np.sum(rate * grads / (np.sqrt(r) + delta), axis=0)


def rootless(theta, grads, rate, delta):
    return theta - np.sum(rate * grads / (np.cumsum(grads**2, axis=0) + delta), axis=0)


def under(theta, grads, rate, delta):
    return theta - np.sum(rate * grads / np.sqrt(np.cumsum(grads**2, axis=0) + delta), axis=0)


def rmsprop(theta, grads, rate, decay, delta, climb=-1, new=None, before=False, root=None):
    r, new = np.zeros_like(theta), 1 - decay if new is None else new
    root = root or (lambda r: np.sqrt(r + delta))
    for g in grads:
        old, r = r, decay * r + new * g**2
        theta = theta + climb * rate * g / root(old if before else r)
    return theta


def adam(theta, grads, rate, beta, gamma, eps, climb=-1, first=1, corrected="mv", under=False):
    m, v = 0 * theta, 0 * theta
    for t, g in enumerate(grads):
        m, v = beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * g**2
        mhat = m / (1 - beta ** (t + first)) if "m" in corrected else m
        vhat = v / (1 - gamma ** (t + first)) if "v" in corrected else v
        theta = theta + climb * rate * mhat / (np.sqrt(vhat + eps) if under else vhat**0.5 + eps)
    return theta


def rootless_adam(theta, grads, rate, beta, gamma, eps):
    m, v = 0 * theta, 0 * theta
    for t, g in enumerate(grads, 1):
        m, v = beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * np.abs(g)
        theta = theta - rate * m / (1 - beta**t) / (v / (1 - gamma**t) + eps)
    return theta


def adadelta(theta, grads, decay, delta, climb=-1, new=None, root=np.sqrt, unit=True, of="step"):
    r, s, new = 0 * theta, 0 * theta, 1 - decay if new is None else new
    for g in grads:
        r = decay * r + new * g**2
        step = (root(s + delta) if unit else 1) / root(r + delta) * g
        s = decay * s + new * (step if of == "step" else g) ** 2
        theta = theta + climb * step
    return theta


def adamw(theta, grads, rate, beta, gamma, eps, decay, pull=1.0, mixed=0.0, after=False, **how):
    m, v, climb = 0 * theta, 0 * theta, how.get("climb", -1)
    for t, g in enumerate(grads, 1):
        g = g + mixed * decay * theta
        m, v = beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * g**2
        step = climb * rate * m / (1 - beta**t) / (np.sqrt(v / (1 - gamma**t)) + eps)
        theta = theta + step - rate * pull * decay * (theta + step if after else theta)
    return theta


def ahead(H, theta, rate, decay, momentum, num_steps, **how):
    v, r, root = 0 * theta, 0 * theta, how.get("root", np.sqrt)
    for _ in range(num_steps + how.get("more", 0)):
        place = theta + how.get("look", 1) * momentum * v
        theta = place if how.get("stays") else theta
        g = H @ place
        r = decay * r + how.get("new", 1 - decay) * g**2
        v = how.get("keep", 1) * momentum * v / (root(r) if how.get("twice") else 1)
        v = v + how.get("climb", -1) * rate * g / root(r)
        theta = theta + v
    return theta


def vsgd(theta, grads, curvatures, q, r, s, tau, **how):
    for g, h in zip(grads, curvatures, strict=True):
        old, w = (q, r, s), 1 - 1 / tau if how.get("swap") else 1 / tau
        q, r, s = (1 - w) * q + w * g, (1 - w) * r + w * g**2, (1 - w) * s + w * h
        used = old if how.get("before") else (q, r, s)
        rate = how.get("rate", lambda q, r, s: q**2 / (s * r))(*used)
        theta = theta + how.get("climb", -1) * rate * (q if how.get("mean") else g)
        tau = how.get("span", lambda q, r, tau: (1 - q**2 / r) * tau + 1)(q, r, tau)
    return theta


def early(theta, grads, curvatures, q, r, s, tau):
    for g, h in zip(grads, curvatures, strict=True):
        tau = (1 - q**2 / r) * tau + 1
        q, r, s = q + (g - q) / tau, r + (g**2 - r) / tau, s + (h - s) / tau
        theta = theta - q**2 / (s * r) * g
    return theta


def turned(kappa, degrees, way=1, flip=False, unit=np.radians):
    c, s = np.cos(way * unit(degrees)), np.sin(way * unit(degrees))
    R = np.array([[c, -s], [s, c]])
    return R @ np.diag([kappa, 1.0] if flip else [1.0, kappa]) @ R.T


def one_sided(kappa, degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]]) @ np.diag([1.0, kappa])


CASES = [
    (check.check_adagrad, adagrad, "✓ Right"),
    (check.check_adagrad, lambda *d: ..., "still empty"),
    (check.check_adagrad, lambda *d: adagrad(*d, climb=1), "this climbs"),
    (check.check_adagrad, lambda *d: adagrad(*d, forget=True), "r forgets"),
    (check.check_adagrad, lambda *d: adagrad(*d, before=True), "before the step"),
    (check.check_adagrad, lambda *d: adagrad(*d, norm=True), "an r of its own"),
    (check.check_adagrad, summed, "gathers squares"),
    (check.check_adagrad, rootless, "the root of r"),
    (check.check_adagrad, under, "beside the root"),
    (check.check_adagrad, lambda t, *d: t, "should be"),
    (check.check_rmsprop, rmsprop, "✓ Right"),
    (check.check_rmsprop, lambda *d: ..., "still empty"),
    (check.check_rmsprop, lambda *d: rmsprop(*d, climb=1), "this climbs"),
    (check.check_rmsprop, lambda t, g, e, p, d: rmsprop(t, g, e, 1 - p, d), "exchanged"),
    (check.check_rmsprop, lambda *d: rmsprop(*d, new=1.0), "an average"),
    (check.check_rmsprop, lambda t, g, e, p, d: rmsprop(t, g, e, 1.0, d, new=1.0), "AdaGrad"),
    (check.check_rmsprop, lambda *d: rmsprop(*d, root=lambda r: r**0.5 + d[-1]), "under the"),
    (check.check_rmsprop, lambda *d: rmsprop(*d, root=lambda r: r + d[-1]), "root of r is"),
    (check.check_rmsprop, lambda *d: rmsprop(*d, before=True), "before the step"),
    (check.check_rmsprop, lambda t, *d: t, "should be"),
    (check.check_adam, adam, "✓ Right"),
    (check.check_adam, lambda *d: ..., "still empty"),
    (check.check_adam, lambda *d: adam(*d, climb=1), "this climbs"),
    (check.check_adam, lambda *d: adam(*d, corrected=""), "neither average"),
    (check.check_adam, lambda *d: adam(*d, corrected="m"), "v is not corrected"),
    (check.check_adam, lambda *d: adam(*d, corrected="v"), "m is not corrected"),
    (check.check_adam, lambda *d: adam(*d, first=0), "must be finite"),
    (check.check_adam, lambda *d: adam(*d, first=2), "the exponent is 1"),
    (check.check_adam, lambda *d: adam(*d, under=True), "beside the root"),
    (check.check_adam, rootless_adam, "its root divides"),
    (check.check_adam, lambda t, g, e, b, c, d: adam(t, g, e, c, b, d), "β belongs to m"),
    (check.check_adam, lambda t, *d: t, "should be"),
    (check.check_adadelta, adadelta, "✓ Right"),
    (check.check_adadelta, lambda *d: ..., "still empty"),
    (check.check_adadelta, lambda *d: adadelta(*d, climb=1), "this climbs"),
    (check.check_adadelta, lambda *d: adadelta(*d, root=lambda r: r), "the root is missing"),
    (check.check_adadelta, lambda *d: adadelta(*d, unit=False), "units of steps"),
    (check.check_adadelta, lambda *d: adadelta(*d, new=1.0), "averages"),
    (check.check_adadelta, lambda *d: adadelta(*d, of="gradients"), "of the steps"),
    (check.check_adadelta, lambda t, *d: t, "should be"),
    (check.check_adamw, adamw, "✓ Right"),
    (check.check_adamw, lambda *d: ..., "still empty"),
    (check.check_adamw, lambda *d: adamw(*d, climb=1), "this climbs"),
    (check.check_adamw, lambda *d: adamw(*d, pull=0.0), "nothing decays"),
    (check.check_adamw, lambda *d: adamw(*d, pull=0.0, mixed=1.0), "an L2 penalty"),
    (check.check_adamw, lambda *d: adamw(*d, pull=-1.0), "toward 0"),
    (check.check_adamw, lambda *d: adamw(*d, pull=1 / d[2]), "multiplied by the rate"),
    (check.check_adamw, lambda *d: adamw(*d, after=True), "before the step"),
    (check.check_adamw, lambda t, *d: t, "should be"),
    (check.check_rmsprop_ahead, ahead, "✓ Right"),
    (check.check_rmsprop_ahead, lambda *d: ..., "still empty"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, stays=True), "take it back"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, look=0), "measure the gradient"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, look=-1), "not back"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, climb=1), "this climbs"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, keep=0), "keeps nothing"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, root=np.copy), "the root of r"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, root=np.ones_like), "momentum alone"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, new=1.0), "an average"),
    (check.check_rmsprop_ahead, lambda H, t, e, p, *d: ahead(H, t, e, 1 - p, *d), "exchanged"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, twice=True), "divided once"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, more=1), "too many"),
    (check.check_rmsprop_ahead, lambda *d: ahead(*d, more=-1), "too few"),
    (check.check_rmsprop_ahead, lambda H, t, *d: t, "should be"),
    (check.check_vsgd, vsgd, "✓ Right"),
    (check.check_vsgd, lambda *d: ..., "still empty"),
    (check.check_vsgd, lambda *d: vsgd(*d, climb=1), "this climbs"),
    (check.check_vsgd, lambda *d: vsgd(*d, before=True), "take in this step"),
    (check.check_vsgd, lambda *d: vsgd(*d, span=lambda q, r, t: t), "τ changes at each"),
    (check.check_vsgd, early, "τ changes last"),
    (check.check_vsgd, lambda *d: vsgd(*d, span=lambda q, r, t: (1 - q * q / r) * t), "plus 1"),
    (check.check_vsgd, lambda *d: vsgd(*d, span=lambda q, r, t: q * q / r * t + 1), "shrinks"),
    (check.check_vsgd, lambda *d: vsgd(*d, rate=lambda q, r, s: q * q / r), "the curvature s"),
    (check.check_vsgd, lambda *d: vsgd(*d, rate=lambda q, r, s: q / s / r), "q is squared"),
    (check.check_vsgd, lambda *d: vsgd(*d, rate=lambda q, r, s: q * q / s / r**0.5), "no root"),
    (check.check_vsgd, lambda *d: vsgd(*d, mean=True), "not along q"),
    (check.check_vsgd, lambda *d: vsgd(*d, swap=True), "exchanged"),
    (check.check_vsgd, lambda t, *d: t, "should be"),
    (check.check_turned_hessian, turned, "✓ Right"),
    (check.check_turned_hessian, lambda *d: ..., "still empty"),
    (check.check_turned_hessian, lambda *d: turned(*d, way=-1), "the other way"),
    (check.check_turned_hessian, lambda *d: turned(*d, flip=True), "across it"),
    (check.check_turned_hessian, lambda *d: turned(*d, unit=float), "in degrees"),
    (check.check_turned_hessian, one_sided, "both sides"),
    (check.check_turned_hessian, lambda k, d: np.diag([1.0, k]), "is not turned"),
    (check.check_turned_hessian, lambda *d: np.ones((2, 2)), "should be"),
    (check.check_wrong_lines, (3, 5, 6, 4, 1), "✓ Right"),
    (check.check_wrong_lines, ..., "still empty"),
    (check.check_wrong_lines, (2, 5, 6, 4, 1), "program A"),
    (check.check_wrong_lines, (3, 5, 6, 4, 2), "program E"),
    (check.check_wrong_lines, (7, 5, 6, 4, 1), "has none of number 7"),
    (check.check_wrong_lines, (3, 5, 6), "must have shape"),
]


@pytest.mark.parametrize(
    ("check", "answer", "says"), CASES, ids=[f"{c[0].__name__} {c[2]}" for c in CASES]
)
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
