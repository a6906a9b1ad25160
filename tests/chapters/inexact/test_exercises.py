"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.inexact import exercises as check

solve, floor = np.linalg.solve, np.floor


def half(path):
    return path[len(path) // 2 :]


def up(x, s, u):
    return u < x / s - floor(x / s)


norm, mean = np.linalg.norm, np.mean


def bit(a):
    return 1 / (1 + np.exp(-a))


def cd(W, v, u, w, drawn=True, fresh=True, hard=False):
    means = bit(v @ W)
    h = 1.0 * (u < means)
    new = 1.0 * (w < bit(h @ W.T)) if drawn else bit(h @ W.T)
    last = bit(new @ W) if fresh else means
    return (v.T @ (h if hard else means) - new.T @ last) / len(v)


def J(a, b, w):
    return (a - b) / (2 * w)


def ratio(j, size=norm):
    return size(j - j.T) / size(j + j.T)


def each(W, b, x):
    a = x @ W + b
    return x * a - np.logaddexp(0, a)


def total(rows):
    return mean(np.sum(rows, axis=1))


CASES = [
    (check.check_shifted_end, lambda H, b: -solve(H, b), "✓ Right"),
    (check.check_shifted_end, lambda H, b: ..., "still empty"),
    (check.check_shifted_end, lambda H, b: solve(H, b), "sign is turned"),
    (check.check_shifted_end, lambda H, b: -b, "this is −b"),
    (check.check_shifted_end, lambda H, b: -H @ b, "so divide"),
    (check.check_shifted_end, lambda H, b: -b / np.diag(H), "H is not diagonal"),
    (check.check_shifted_end, lambda H, b: -solve(2 * H, b), "twice as far"),
    (check.check_shifted_end, lambda H, b: 0 * b, "without the error"),
    (check.check_robbins_monro, lambda p: 0.5 < p <= 1, "✓ Right"),
    (check.check_robbins_monro, lambda p: ..., "still empty"),
    (check.check_robbins_monro, lambda p: p > 0.5, "cannot get far enough"),
    (check.check_robbins_monro, lambda p: p <= 1, "the squares are 1/k"),
    (check.check_robbins_monro, lambda p: 0.5 < p < 1, "both conditions are met"),
    (check.check_robbins_monro, lambda p: 0.5 <= p <= 1, "the squares are 1/k"),
    (check.check_robbins_monro, lambda p: p == 1, "their squares do not: it does"),
    (check.check_robbins_monro, lambda p: 0.5 < p <= 1 or p < 0.45, "the second condition fails"),
    (check.check_robbins_monro, lambda p: 0.5 < p <= 1.0005, "asked with p = 1.00001"),
    (check.check_robbins_monro, lambda p: 0.5004 < p <= 1, "asked with p = 0.50001"),
    (check.check_robbins_monro, lambda p: 1.0, "must be True or False"),
    (check.check_tail_average, lambda path: half(path).mean(axis=0), "✓ Right"),
    (check.check_tail_average, lambda path: ..., "still empty"),
    (check.check_tail_average, lambda path: path.mean(axis=0), "the way there included"),
    (check.check_tail_average, lambda path: path[-1], "this is the last point"),
    (check.check_tail_average, lambda path: path[: len(path) // 2].mean(axis=0), "first half"),
    (check.check_tail_average, lambda path: half(path).sum(axis=0), "divide the sum"),
    (check.check_tail_average, lambda path: half(path).sum(axis=0) / len(path), "in the half"),
    (check.check_tail_average, lambda path: half(path)[1:].mean(axis=0), "one place is missing"),
    (check.check_tail_average, lambda path: path[len(path) // 2 - 1 :].mean(axis=0), "too many"),
    (check.check_tail_average, lambda path: half(path).mean(), "must have shape"),
    (check.check_stochastic_rounding, lambda x, s, u: s * (floor(x / s) + up(x, s, u)), "✓ Right"),
    (check.check_stochastic_rounding, lambda x, s, u: ..., "still empty"),
    (check.check_stochastic_rounding, lambda x, s, u: s * np.round(x / s), "to the nearest"),
    (check.check_stochastic_rounding, lambda x, s, u: s * (floor(x / s) + 1 - up(x, s, u)),
     "changed places"),
    (check.check_stochastic_rounding, lambda x, s, u: s * (floor(x / s) + (u < 0.5)),
     "a fair coin"),
    (check.check_stochastic_rounding, lambda x, s, u: floor(x / s) + up(x, s, u),
     "multiply by the spacing"),
    (check.check_stochastic_rounding, lambda x, s, u: s * floor(x / s), "always rounds down"),
    (check.check_stochastic_rounding, lambda x, s, u: s * (np.trunc(x / s) + up(x, s, u)),
     "not towards 0"),
    (check.check_stochastic_rounding, lambda x, s, u: x, "not a place of the grid"),
    (check.check_stochastic_rounding, lambda x, s, u: 77.0, "should be"),
    (check.check_score_estimate, lambda v, s, xi: v @ xi / len(v) / s, "✓ Right"),
    (check.check_score_estimate, lambda v, s, xi: ..., "still empty"),
    (check.check_score_estimate, lambda v, s, xi: v @ xi / len(v), "divide by s"),
    (check.check_score_estimate, lambda v, s, xi: v @ xi / len(v) / s**2, "one s too many"),
    (check.check_score_estimate, lambda v, s, xi: v @ xi / s, "not the sum"),
    (check.check_score_estimate, lambda v, s, xi: v.mean() * xi.mean(axis=0) / s, "its own"),
    (check.check_score_estimate, lambda v, s, xi: xi.mean(axis=0) / s, "with its value"),
    (check.check_score_estimate,
     lambda v, s, xi: np.full(xi.shape[1], np.mean(v[:, None] * xi) / s), "axis=0"),
    (check.check_score_estimate, lambda v, s, xi: -v @ xi / len(v) / s, "sign is turned"),
    (check.check_cd_step, cd, "✓ Right"),
    (check.check_cd_step, lambda *a: ..., "still empty"),
    (check.check_cd_step, lambda *a: -cd(*a), "sign is turned"),
    (check.check_cd_step, lambda W, v, u, w: len(v) * cd(W, v, u, w), "not the sum"),
    (check.check_cd_step, lambda W, v, u, w: v.T @ bit(v @ W) / len(v), "this is the first half"),
    (check.check_cd_step, lambda *a: cd(*a, drawn=False), "visible bits are drawn"),
    (check.check_cd_step, lambda *a: cd(*a, fresh=False), "ask the hidden units again"),
    (check.check_cd_step, lambda *a: cd(*a, hard=True), "noisier than it need be"),
    (check.check_cd_step, lambda *a: cd(*a).T, "must have shape"),
    (check.check_asymmetry, lambda *a: ratio(J(*a)), "✓ Right"),
    (check.check_asymmetry, lambda *a: ..., "still empty"),
    (check.check_asymmetry, lambda *a: norm(J(*a) - J(*a).T), "length of J + Jᵀ (asked"),
    (check.check_asymmetry, lambda *a: 1 / ratio(J(*a)), "upside down"),
    (check.check_asymmetry, lambda *a: norm(J(*a) - J(*a).T) / norm(J(*a)), "not of J"),
    (check.check_asymmetry, lambda *a: ratio(J(*a)) ** 2, "these are the squares"),
    (check.check_asymmetry, lambda *a: ratio(J(*a), lambda j: np.abs(j).max()), "all entries"),
    (check.check_asymmetry, lambda *a: ratio(J(*a), lambda j: norm(j, 2)), "singular value"),
    (check.check_pseudo_likelihood, lambda *a: total(each(*a)), "✓ Right"),
    (check.check_pseudo_likelihood, lambda *a: ..., "still empty"),
    (check.check_pseudo_likelihood, lambda *a: -total(each(*a)), "sign is turned"),
    (check.check_pseudo_likelihood, lambda *a: np.sum(each(*a)), "over the examples (asked"),
    (check.check_pseudo_likelihood, lambda *a: mean(each(*a)), "sum over the bits"),
    (check.check_pseudo_likelihood, lambda W, b, x: total(np.log(bit(x @ W + b))), "log(1 − σ)"),
    (check.check_pseudo_likelihood, lambda W, b, x: total(x * np.log(bit(x @ W + b))),
     "bits that are 0 count"),
    (check.check_pseudo_likelihood,
     lambda W, b, x: total(x * (x @ W + b) - np.logaddexp(0, x @ W / 2 + b)), "without a half"),
    (check.check_pseudo_likelihood, lambda W, b, x: total(each(W, 0 * b, x)), "the biases count"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
