"""Checks of the exercises on critical points, and on what descent does near one."""

import numpy as np

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    diagnose_array,
    diagnose_whole,
    exercise,
    filled,
    number,
    numbers,
    quoted,
)

KINDS = ("minimum", "maximum", "saddle", "unclear")


def _turned(values, seed=0):
    """A symmetric matrix with these eigenvalues, in a random orientation."""
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.standard_normal((len(values), len(values))))[0]
    return Q @ np.diag(values) @ Q.T


@exercise
def check_classify(classify):
    """`classify(hessian)`: what a critical point with this Hessian (n, n) is, one of KINDS."""
    known = [
        ((1.0, 2.0, 5.0), "minimum", "all eigenvalues are positive"),
        ((-1.0, -3.0), "maximum", "all eigenvalues are negative"),
        ((-3.0, 1.0), "saddle", "the signs differ"),
        ((-1.0, -2.0, 1.0, 2.0), "saddle", "the signs differ, though the determinant is positive"),
        ((-0.1, 1.0, 4.0), "saddle", "one eigenvalue is negative, though their sum is positive"),
        ((0.0, 1.0, 2.0), "unclear", "with a zero and no negative one, the Hessian does not say"),
        ((0.0, -1.0, 2.0), "saddle", "the signs differ, and a zero beside them changes nothing"),
        ((0.0, -1.0, -2.0), "unclear", "with a zero and no positive one, the Hessian does not say"),
        ((0.0, 0.0), "unclear", "all eigenvalues are zero"),
        ((1e-6, 2.0), "minimum", "10⁻⁶ is small and not zero"),
        ((-1e-6, 2.0), "saddle", "−10⁻⁶ is small and not zero"),
        ((-1e-6, -2.0), "maximum", "−10⁻⁶ is small and not zero"),
        ((1e-11, 2.0), "unclear", "10⁻¹¹ is to be treated as zero"),
        ((-1e-11, 2.0), "unclear", "−10⁻¹¹ is to be treated as zero"),
        ((1.01e-9, 1.0), "minimum", "only below 10⁻⁹ an eigenvalue counts as zero"),
        ((-1.01e-9, 1.0), "saddle", "only below 10⁻⁹ an eigenvalue counts as zero"),
        ((0.99e-9, 1.0), "unclear", "below 10⁻⁹ an eigenvalue counts as zero"),
        ((-0.99e-9, 1.0), "unclear", "below 10⁻⁹ an eigenvalue counts as zero"),
        ((0.4,), "minimum", "its only eigenvalue is positive"),
    ]
    asked = cases(*known, draw=_spectrum, count=40)
    for seed, (values, right, reason) in enumerate(asked):
        answer = classify(_turned(values, seed))
        filled(answer, "classify")
        if not isinstance(answer, str) or answer not in KINDS:
            raise Wrong(f"the answer must be one of {', '.join(KINDS)}, got {quoted(answer)}.")
        if answer != right:
            found = ", ".join(f"{v:g}" for v in values)
            raise Wrong(f"eigenvalues {found}: you said {answer}; it is {right}, because {reason}.")
    return f"Right, on all {len(asked)} Hessians, those that say nothing among them."


def _spectrum(rng):
    """Eigenvalues with signs or zeros as it falls, what they make, and why."""
    signs = rng.choice([-1, 0, 1], rng.integers(1, 6), p=rng.dirichlet([0.5, 0.3, 0.5]))
    values = tuple(signs * rng.uniform(0.1, 4, len(signs)).round(1))
    low, high = signs.min(), signs.max()
    if low < 0 < high:
        return values, "saddle", "the signs differ"
    if 0 in signs:
        return values, "unclear", "with a zero and one sign only, the Hessian does not say"
    return values, *(
        ("minimum", "all are positive") if low > 0 else ("maximum", "all are negative")
    )


@exercise
def check_index_at(index_at):
    """`index_at(A, height)`: the share of negative eigenvalues of (A + Aᵀ)/√2 − height · I."""
    first = np.random.default_rng(9).standard_normal((16, 16))
    for A, height in cases((first, 2.5), draw=_noise_and_height, count=40):
        value = number(index_at(A.copy(), height), "index_at(A, height)")
        M = (A + A.T) / np.sqrt(2)
        values = np.linalg.eigvalsh(M)
        mistakes = [
            (np.mean(values > height), "this is the share of the positive ones."),
            (np.sum(values < height), "this is their number: divide by n."),
            (np.mean(values < 0), "the height must count: it lowers every eigenvalue."),
            (np.mean(values < -height), "M + vI would lift the eigenvalues; height lowers them."),
            (np.mean(np.linalg.eigvalsh(M - height) < 0),
             "`M - height` changes every entry; vI has v on the diagonal only."),
            (np.mean(np.linalg.eigvalsh(M / np.sqrt(2)) < height), "A + Aᵀ over √2, not over 2."),
            (np.mean(np.linalg.eigvalsh(A + A.T) < height), "A + Aᵀ is still to be divided by √2."),
            (np.mean(np.linalg.eigvalsh(A) < height), "A is not symmetric: build M first."),
            (np.mean(np.diag(M) < height), "the diagonal of M does not hold its eigenvalues."),
        ]  # fmt: skip
        diagnose(value, np.mean(values < height), mistakes, "the share")
    return "Right: the height lowers all eigenvalues alike, and the spread of M decides the rest."


def _noise_and_height(rng):
    n = rng.integers(1, 13)
    return rng.standard_normal((n, n)), round(rng.uniform(-1.8, 1.8) * np.sqrt(n), 2)


@exercise
def check_escape_steps(steps_to_escape):
    """`steps_to_escape(offset, lr)`: whole steps on x₁² − x₂² until |x₂| ≥ 1."""
    for offset, lr in cases(
        (1e-3, 0.1),
        (1e-8, 0.1),
        (1e-5, 0.03),
        (0.5**29, 0.5),
        draw=lambda rng: (spread_out(rng, 1e-9, 0.5), spread_out(rng, 0.02, 0.8)),
    ):
        value = number(steps_to_escape(offset, lr), "steps_to_escape(offset, lr)")
        exact = np.log(1 / offset) / np.log(1 + 2 * lr)
        mistakes = [
            (exact, "a whole number: round up, since |x₂| must have reached 1."),
            (np.floor(exact), "you rounded down: |x₂| is still below 1."),
            (np.ceil(np.log(1 / offset) / np.log(1 + lr)),
             "the gradient of −x₂² is −2x₂: the factor is 1 + 2ε, not 1 + ε."),
            (np.ceil(np.log(1 / offset) / (2 * lr)), "ln(1 + 2ε) is 2ε only for a tiny rate."),
            (np.ceil(np.log(offset) / np.log(1 - 2 * lr)),
             "1 − 2ε is the factor of x₁, which shrinks; x₂ grows by 1 + 2ε."),
            (np.ceil(np.log10(1 / offset) / np.log(1 + 2 * lr)),
             "log10 and the natural logarithm are mixed."),
            (np.ceil(1 / offset), "not 1/δ: each step multiplies the offset, it does not add."),
        ]  # fmt: skip
        diagnose_whole(value, exact, mistakes, "the number of steps")
    return "Right: ln(1/δ)/ln(1 + 2ε), rounded up. A thousand times closer only adds steps."


@exercise
def check_momentum_growth(growth):
    """`growth(lr, momentum)`: the factor of x₂ a step in the long run, on x₁² − x₂²."""
    fixed = (0.1, 0.9), (0.1, 0.0), (0.02, 0.99), (0.5, 0.5), (0.01, 0.2)
    for lr, momentum in cases(
        *fixed, draw=lambda rng: (spread_out(rng, 0.01, 0.8), rng.uniform(0.05, 0.98))
    ):
        value = number(growth(lr, momentum), "growth(lr, momentum)")
        half = (1 + momentum + 2 * lr) / 2
        root = np.sqrt(half**2 - momentum)
        mistakes = [
            (1 + 2 * lr, "this is the factor without momentum."),
            (half - root, "this is the smaller root; in the long run the larger one wins."),
            (1 + 2 * lr / (1 - momentum), "this is the factor for steps that are 1/(1 − α) times "
             "as long; momentum has to gather first, and x₂ grows meanwhile."),
            (1 + momentum + 2 * lr, "this is the sum of both roots: the step before still counts."),
            (half + np.sqrt(half**2 + momentum), "the product of the roots is α, not −α."),
            (1 + momentum, "the slope −2x₂ pushes as well: ε must appear."),
        ]  # fmt: skip
        diagnose(value, half + root, mistakes, "the factor")
    return "Right: the larger root of z² − (1 + α + 2ε)z + α: sooner than descent at this rate."


@exercise
def check_saddle_free_step(saddle_free_step):
    """`saddle_free_step(grad, hessian)`: −|H|⁻¹g for a regular Hessian (n, n)."""
    fixed = (-1.0, 2.0), (-3.0, -0.5, 1.0), (0.5, 4.0)
    rng = np.random.default_rng(1)
    for seed, values in enumerate(cases(*fixed, draw=_regular, count=12), start=2):
        hessian, grad = _turned(values, seed), rng.standard_normal(len(values))
        step = numbers(saddle_free_step(grad, hessian), "saddle_free_step", grad.shape)
        _check_step(step, grad, hessian)
    return "Right: each step goes downhill, as far as Newton's along every eigenvector."


def _regular(rng):
    """Eigenvalues of either sign, none of them near 0."""
    return tuple(rng.choice([-1, 1], size := rng.integers(1, 6)) * rng.uniform(0.3, 4, size))


def _check_step(step, grad, hessian):
    values, vectors = np.linalg.eigh(hessian)
    parts, entries = vectors.T @ grad, np.abs(hessian)
    right = -vectors @ (parts / np.abs(values))
    mistakes = [
        (-right, "the sign is turned: this goes uphill along every eigenvector."),
        (-np.linalg.solve(hessian, grad),
         "this is Newton's step: it goes uphill along negative curvature."),
        (-np.linalg.pinv(entries) @ grad,
         "|H| has the absolute eigenvalues of H, not its absolute entries."),
        (-vectors @ (np.abs(values) * parts), "divide by the absolute eigenvalues, do not "
         "multiply."),
        (-grad / np.linalg.norm(grad) * np.linalg.norm(step),
         "this points along −g: scale each eigenvector's part by its own curvature."),
    ]  # fmt: skip
    diagnose_array(step, right, mistakes, "the step")
