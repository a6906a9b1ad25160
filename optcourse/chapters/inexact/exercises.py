"""Checks of the exercises on gradients that are only estimates."""

import numpy as np

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    diagnose_array,
    exercise,
    number,
    numbers,
    truth,
)


@exercise
def check_shifted_end(end):
    """`end(hessian, bias)`: where descent ends on ½θᵀHθ with `bias` (n,) in every gradient."""
    steep = np.array([[1.0, 0.0], [0.0, 0.01]])
    for hessian, bias in cases((steep, np.array([0.01, 0.02])), draw=_bowl):
        answer = numbers(end(hessian, bias), "end(hessian, bias)", bias.shape)
        right = -np.linalg.solve(hessian, bias)
        mistakes = [
            (-right, "the sign is turned: at the end Hθ + b = 0."),
            (-bias, "this is −b: a flat direction lets the end go much farther."),
            (-hessian @ bias, "this is −Hb: the flatter the valley, the farther, so divide."),
            (-bias / np.diag(hessian), "H is not diagonal: solve a system of equations."),
            (0.5 * right, "twice as far: nothing halves it."),
            (0 * bias, "0 is the end without the error."),
        ]
        diagnose_array(answer, right, mistakes, "the end")
    return "Right: −H⁻¹b. Along a flat direction a small error moves the end a long way."


def _bowl(rng):
    n = rng.integers(2, 5)
    root = rng.standard_normal((n, n))
    return np.round(root @ root.T, 2) + 0.3 * np.eye(n), np.round(rng.standard_normal(n), 2)


@exercise
def check_robbins_monro(meets_both):
    """`meets_both(p)`: do the rates (1 + k)⁻ᵖ meet both conditions of Robbins and Monro?"""
    fixed = (1.0, 0.5, 0.75, 2.0, 0.25, 1.00001, 0.99999, 0.50001, 0.49999)
    for p in cases(*fixed, draw=lambda rng: round(rng.uniform(0.05, 2.0), 3)):
        answer = truth(meets_both(p), "meets_both(p)")
        if answer == (0.5 < p <= 1):
            continue
        reasons = {
            p > 1: "the sum of the rates is finite: descent cannot get far enough.",
            p == 1: "Σ 1/k has no end, and Σ 1/k² has: both conditions are met.",
            p == 0.5: "the squares are 1/k, and their sum has no end.",
            p < 0.5: "the squares sum to infinity: the second condition fails.",
            0.5 < p < 1: "the rates sum to infinity and their squares do not: it does.",
        }
        raise Wrong(f"{reasons[True]} (asked with p = {p})", asked=False)
    return "Right: ½ < p ≤ 1, not too slow and not too fast."


@exercise
def check_tail_average(tail_average):
    """`tail_average(path)`: the mean of the last half of the places, path (T, n), T even."""
    first = np.array([[8.0, 0], [4, 1], [1, 3], [0, -2], [-1, 1], [0.5, 0.0]])
    for path in cases(first, draw=_path):
        answer = numbers(tail_average(path), "tail_average(path)", path[0].shape)
        half = len(path) // 2
        mistakes = [
            (path.mean(axis=0), "this is the mean of the whole path, the way there included."),
            (path[-1], "this is the last point."),
            (path[:half].mean(axis=0), "this is the first half."),
            (path[half:].sum(axis=0), "divide the sum by the number of places."),
            (path[half:].sum(axis=0) / len(path), "divide by the number of places in the half."),
            (path[half + 1 :].mean(axis=0), "one place is missing: the half has T/2 of them."),
            (path[half - 1 :].mean(axis=0), "one place too many: the half has T/2 of them."),
        ]
        diagnose_array(answer, path[half:].mean(axis=0), mistakes, "the average")
    return "Right. Where a run hovers, the half that is left out is its way there."


def _path(rng):
    return np.round(5 * rng.standard_normal((2 * rng.integers(2, 8), rng.integers(1, 4))), 2)


@exercise
def check_stochastic_rounding(rounded):
    """`rounded(x, spacing, u)`: x at random to one of its two neighbours on a grid.

    `u`, uniform in [0, 1), decides: up where it is less than the part of the spacing that x is
    above its lower neighbour.
    """
    asked = cases((1.3, 1.0, 0.2), (1.3, 1.0, 0.9), (-0.7, 0.5, 0.7), draw=_number)
    what = "rounded(x, spacing, u)"
    answers = np.array([number(rounded(*each), what) for each in asked])
    x, spacing, u = np.transpose(asked)
    below = np.floor(x / spacing)
    up = u < x / spacing - below
    right = spacing * (below + up)
    mistakes = [
        (spacing * np.round(x / spacing), "this rounds to the nearest, whatever u is."),
        (spacing * (below + ~up), "up and down have changed places."),
        (spacing * (below + (u < 0.5)), "a fair coin is biased: go up with a probability of the "
                                        "part that x lies above its lower neighbour."),
        (below + up, "multiply by the spacing in the end."),
        (spacing * below, "this always rounds down."),
        (spacing * (np.trunc(x / spacing) + up), "round down, not towards 0."),
        (x, "this is x itself, not a place of the grid."),
    ]  # fmt: skip
    for mistake, sentence in mistakes:
        if np.allclose(answers, mistake, atol=1e-9) and not np.allclose(answers, right, atol=1e-9):
            raise Wrong(sentence, asked=False)
    for arguments, answer, wanted in zip(asked, answers, right, strict=True):
        if abs(answer - wanted) > 1e-9:
            call = ", ".join(f"{each:.4g}" for each in arguments)
            raise Wrong(f"rounded({call}) should be {wanted:.4g}, got {answer:.4g}.", asked=False)
    return "Right: on average the rounded number is x, however coarse the grid."


def _number(rng):
    """A number of which u is near the part that decides, so that it must be right."""
    spacing, part = spread_out(rng, 0.01, 4), round(float(rng.uniform(0.02, 0.98)), 3)
    x = spacing * (int(rng.integers(-6, 6)) + part)
    return x, spacing, part + float(rng.choice([-0.002, 0.002, 0.3 - part, 0.7 - part]))


@exercise
def check_score_estimate(estimate):
    """`estimate(values, spread, xi)`: the score-function estimate of ∇ E f(μ + sξ) over μ.

    `values` (m,) are those of f at μ + sξ for the rows ξ of `xi` (m, n), standard normal.
    """
    what = "estimate(values, spread, xi)"
    for values, spread, xi in cases(draw=_average):
        answer = numbers(estimate(values, spread, xi), what, xi[0].shape)
        weighed = values[:, None] * xi
        right = np.mean(weighed, axis=0) / spread
        mistakes = [
            (right * spread, "the score of a normal number is ξ/s: divide by s."),
            (right / spread, "(z − μ)/s² is ξ/s: one s too many."),
            (np.sum(weighed, axis=0) / spread, "take the mean over the rows, not the sum."),
            (np.mean(values) * np.mean(xi, axis=0) / spread,
             "each value weighs its own ξ: the mean of products is no product of means."),
            (np.mean(xi, axis=0) / spread, "each score is to be weighed with its value."),
            (np.mean(weighed) / spread + 0 * right, "keep the coordinates apart: axis=0."),
            (-right, "the sign is turned."),
        ]  # fmt: skip
        diagnose_array(answer, right, mistakes, "the estimate")
    return "Right: it needs values of f alone, no slope, so f may have steps."


def _average(rng):
    m, n = rng.integers(3, 8), rng.integers(2, 4)
    values, xi = rng.standard_normal(m), rng.standard_normal((m, n))
    return np.round(3 * values, 2), spread_out(rng, 0.3, 2), np.round(xi, 2)


@exercise
def check_cd_step(cd_step):
    """`cd_step(W, v, u, w)`: a drawn step of CD-1 for weights W (n, k), from examples v (m, n).

    Hidden bits are 1 where `u` (m, k) is below their probability, visible ones where `w` (m, n) is.
    """
    for arguments in cases(draw=_machine):
        W, v, u, w = arguments
        answer = numbers(cd_step(*arguments), "cd_step(W, v, u, w)", W.shape)
        means, h = _bit(v @ W), 1.0 * (u < _bit(v @ W))
        chance, renewed = _bit(h @ W.T), 1.0 * (w < _bit(h @ W.T))
        seen, dreamt = v.T @ means, renewed.T @ _bit(renewed @ W)
        right = (seen - dreamt) / len(v)
        mistakes = [
            (-right, "the sign is turned: examples count up, what they become counts down."),
            (right * len(v), "take the mean over the examples, not the sum."),
            (seen / len(v), "this is the first half: subtract what the examples become."),
            ((seen - chance.T @ _bit(chance @ W)) / len(v), "the visible bits are drawn, too."),
            ((seen - renewed.T @ means) / len(v), "ask the hidden units again, of the new bits."),
            ((v.T @ h - dreamt) / len(v),
             "drawn hidden bits make the step noisier than it need be: take their probabilities."),
        ]  # fmt: skip
        diagnose_array(answer, right, mistakes, "the step")
    return "Right. Nothing in it sums over the states of the model."


def _bit(a):
    return 1 / (1 + np.exp(-a))


def _machine(rng):
    m, n, k = rng.integers(2, 5), rng.integers(2, 4), rng.integers(4, 6)
    W, v = np.round(2 * rng.standard_normal((n, k)), 2), 1.0 * (rng.random((m, n)) < 0.5)
    return W, v, rng.random((m, k)), rng.random((m, n))


@exercise
def check_asymmetry(odd_part):
    """`odd_part(ahead, behind, width)`: ‖J − Jᵀ‖/‖J + Jᵀ‖ of a field's Jacobian J (n, n).

    Row k of `ahead` (n, n) is the field at θ + width e_k, of `behind` at θ − width e_k.
    """
    what = "odd_part(ahead, behind, width)"
    for ahead, behind, width in cases(draw=_differences):
        value = number(odd_part(ahead, behind, width), what)
        J = (ahead - behind) / (2 * width)
        odd, even = np.linalg.norm(J - J.T), np.linalg.norm(J + J.T)
        mistakes = [
            (odd, "divide by the length of J + Jᵀ."),
            (even / odd, "this is upside down."),
            (odd / np.linalg.norm(J), "divide by the length of J + Jᵀ, not of J."),
            ((odd / even) ** 2, "take the roots: these are the squares."),
            (np.abs(J - J.T).max() / np.abs(J + J.T).max(), "take all entries: a root of squares."),
            (np.linalg.norm(J - J.T, 2) / np.linalg.norm(J + J.T, 2),
             "this is the largest singular value; take the root of the sum of squares."),
        ]  # fmt: skip
        diagnose(value, odd / even, mistakes, what)
    return "Right: 0 for the gradient of a function, whose Jacobian is a Hessian."


def _differences(rng):
    n, width = rng.integers(2, 5), spread_out(rng, 0.001, 0.1)
    return np.round(rng.standard_normal((n, n)), 3), np.round(rng.standard_normal((n, n)), 3), width


@exercise
def check_pseudo_likelihood(pseudo_likelihood):
    """`pseudo_likelihood(W, b, x)`: Σ_i log p(x_i | the others), a mean over the rows of x (m, n).

    W (n, n) is symmetric with a diagonal of zeros; p(x) ∝ exp(½ xᵀWx + bᵀx).
    """
    what = "pseudo_likelihood(W, b, x)"
    for W, b, x in cases(draw=_coupled):
        value, a = number(pseudo_likelihood(W, b, x), what), x @ W + b
        each = x * a - np.logaddexp(0, a)
        halved, bare = np.logaddexp(0, x @ W / 2 + b), np.logaddexp(0, x @ W)
        mistakes = [
            (-np.mean(np.sum(each, axis=1)), "the sign is turned: a log of probabilities is ≤ 0."),
            (np.sum(each), "take the mean over the examples."),
            (np.mean(each), "sum over the bits, and take the mean over the examples only."),
            (np.mean(np.sum(-np.logaddexp(0, -a), axis=1)), "a bit that is 0 has log(1 − σ)."),
            (np.mean(np.sum(x * (a - np.logaddexp(0, a)), axis=1)), "bits that are 0 count, too."),
            (np.mean(np.sum(x * a - halved, axis=1)),
             "each pair stands twice in xᵀWx: the log odds of a bit are Wx + b, without a half."),
            (np.mean(np.sum(x * (x @ W) - bare, axis=1)), "the biases count, too."),
        ]  # fmt: skip
        diagnose(value, np.mean(np.sum(each, axis=1)), mistakes, what)
    return "Right, and no sum over patterns: n² numbers an example, where Z asks for 2ⁿ."


def _coupled(rng):
    m, n = rng.integers(2, 6), rng.integers(2, 5)
    half = np.triu(np.round(rng.standard_normal((n, n)), 2), 1)
    return half + half.T, np.round(rng.standard_normal(n), 2), 1.0 * (rng.random((m, n)) < 0.6)
