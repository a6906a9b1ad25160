"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.saddles import exercises as check


def classify(H, tolerance=1e-9):
    w = np.linalg.eigvalsh(H)
    if w[0] < -tolerance and w[-1] > tolerance:
        return "saddle"
    if w[0] > tolerance:
        return "minimum"
    return "maximum" if w[-1] < -tolerance else "unclear"


def by_determinant(H):
    return "saddle" if np.linalg.det(H) < 0 else "minimum" if H[0, 0] > 0 else "maximum"


def by_trace(H):
    w = np.linalg.eigvalsh(H)
    return "maximum" if w[-1] < 0 else "saddle" if np.trace(H) <= 0.1 else "minimum"


def escape(d, e):
    return np.ceil(round(np.log(1 / d) / np.log(1 + 2 * e), 6))


def roots(lr, momentum, sign=1):
    """Of z² − (1 + α + 2ε) z ± α, the smaller one first."""
    return np.sort(np.roots([1, -(1 + momentum + 2 * lr), sign * momentum]).real)


def count(units, zero=1e-9, signs=(1, -1)):
    kept = []
    for row in units:
        near = [np.abs(row - s * each).max() <= 1e-9 for each in kept for s in signs]
        if np.abs(row).max() > zero and not any(near):
            kept.append(row)
    return len(kept)


def index(A, height, divisor=2**0.5):
    return np.mean(np.linalg.eigvalsh((A + A.T) / divisor) < height)


def free(g, H):
    w, v = np.linalg.eigh(H)
    return -v @ (v.T @ g / np.abs(w))


def scaled(g, H):
    w, v = np.linalg.eigh(H)
    return -v @ (v.T @ g * np.abs(w))


def corr(x, y):
    return np.mean(x * y)


def trained(V, W, X, Y, lr, num_steps, side=-1, size=1, slope=1, first=0):
    """The losses of descent; `side` up, `size` times the step, without `slope`, from `first`."""
    found = []
    for _ in range(num_steps + 1 + first):
        h = np.tanh(X @ V)
        found.append(0.5 * np.sum((h @ W - Y) ** 2) / len(X))
        d = size * side * lr * (h @ W - Y) / len(X)
        V, W = V + X.T @ ((d @ W.T) * (1 - slope * h**2)), W + h.T @ d
    return np.array(found[first:])


def one_after_the_other(V, W, X, Y, lr, num_steps, moved="VW"):
    """W first, and V by the new W; or one of them only."""
    found = []
    for _ in range(num_steps + 1):
        h = np.tanh(X @ V)
        d = (h @ W - Y) / len(X)
        found.append(0.5 * len(X) * np.sum(d**2))
        W = W - lr * h.T @ d * ("W" in moved)
        V = V - lr * X.T @ ((d @ W.T) * (1 - h**2)) * ("V" in moved)
    return np.array(found)


log = np.log
CASES = [
    (check.check_classify, classify, "✓ Right"),
    (check.check_classify, lambda H: ..., "still empty"),
    (check.check_classify, lambda H: "bowl", "must be one of"),
    (check.check_classify, lambda H: classify(H, 0.01), "10⁻⁶ is small and not zero"),
    (check.check_classify, lambda H: classify(H, 0.09), "10⁻⁶ is small and not zero"),
    (check.check_classify, lambda H: classify(H, 1e-14), "10⁻¹¹ is to be treated as zero"),
    (check.check_classify, lambda H: classify(H, 2e-9), "only below 10⁻⁹"),
    (check.check_classify, by_determinant, "the signs differ, though the determinant"),
    (check.check_classify, by_trace, "though their sum is positive"),
    (check.check_classify, lambda H: classify(H, -1e-9), "the Hessian does not say"),
    (check.check_classify, lambda H: "minimum", "all eigenvalues are negative"),
    (check.check_classify,
     lambda H: "maximum" if np.all(np.linalg.eigvalsh(H) < 1e-9) else classify(H),
     "a zero and no positive one"),
    (check.check_index_at, index, "✓ Right"),
    (check.check_index_at, lambda A, v: ..., "still empty"),
    (check.check_index_at, lambda A, v: 1 - index(A, v), "share of the positive ones"),
    (check.check_index_at, lambda A, v: len(A) * index(A, v), "this is their number"),
    (check.check_index_at, lambda A, v: index(A, 0), "the height must count"),
    (check.check_index_at, lambda A, v: index(A, -v), "would lift the eigenvalues"),
    (check.check_index_at,
     lambda A, v: index(A - v / 2**0.5, 0), "changes every entry"),
    (check.check_index_at, lambda A, v: index(A, v, 2), "not over 2"),
    (check.check_index_at, lambda A, v: index(A, v, 1), "still to be divided"),
    (check.check_index_at, lambda A, v: np.mean(np.linalg.eigvalsh(A) < v), "not symmetric"),
    (check.check_index_at, lambda A, v: np.mean(2**0.5 * np.diag(A) < v), "the diagonal of M"),
    (check.check_index_at, lambda A, v: 0.123, "should be"),
    (check.check_escape_steps, escape, "✓ Right"),
    (check.check_escape_steps, lambda d, e: None, "returned None"),
    (check.check_escape_steps,
     lambda d, e: np.ceil(log(1 / d) / log(1 + 2 * e)), "is 29 sharp"),
    (check.check_escape_steps, lambda d, e: log(1 / d) / log(1 + 2 * e), "round up"),
    (check.check_escape_steps, lambda d, e: log(1 / d) // log(1 + 2 * e), "rounded down"),
    (check.check_escape_steps, lambda d, e: np.ceil(log(1 / d) / log(1 + e)), "not 1 + ε"),
    (check.check_escape_steps, lambda d, e: np.ceil(log(1 / d) / (2 * e)), "tiny rate"),
    (check.check_escape_steps, lambda d, e: np.ceil(log(d) / log(1 - 2 * e)), "which shrinks"),
    (check.check_escape_steps,
     lambda d, e: np.ceil(np.log10(1 / d) / log(1 + 2 * e)), "log10"),
    (check.check_escape_steps, lambda d, e: np.ceil(1 / d), "not 1/δ"),
    (check.check_momentum_growth, lambda e, a: roots(e, a)[1], "✓ Right"),
    (check.check_momentum_growth, lambda e, a: 1 + 2 * e, "factor without momentum"),
    (check.check_momentum_growth, lambda e, a: roots(e, a)[0], "this is the smaller root"),
    (check.check_momentum_growth, lambda e, a: 1 + 2 * e / (1 - a), "momentum has to gather"),
    (check.check_momentum_growth, lambda e, a: 1 + a + 2 * e, "the sum of both roots"),
    (check.check_momentum_growth, lambda e, a: roots(e, a, -1)[1], "the product of the roots"),
    (check.check_momentum_growth, lambda e, a: 1 + a, "ε must appear"),
    (check.check_momentum_growth, lambda e, a: 7.0, "should be"),
    (check.check_saddle_free_step, free, "✓ Right"),
    (check.check_saddle_free_step, lambda g, H: ..., "still empty"),
    (check.check_saddle_free_step, lambda g, H: -free(g, H), "sign is turned"),
    (check.check_saddle_free_step, lambda g, H: -np.linalg.solve(H, g), "Newton's step"),
    (check.check_saddle_free_step,
     lambda g, H: -np.linalg.solve(np.abs(H), g), "not its absolute entries"),
    (check.check_saddle_free_step, scaled, "do not multiply"),
    (check.check_saddle_free_step, lambda g, H: -0.1 * g, "along −g"),
    (check.check_saddle_free_step, lambda g, H: 1.0, "must have shape"),
    (check.check_saddle_free_step, lambda g, H: np.nan * g, "must be finite"),
    (check.check_saddle_free_step, lambda g, H: free(g, H) + g[::-1], "the step should be"),
    (check.check_different_units, lambda U: count(U), "✓ Right"),
    (check.check_different_units, len, "some are zero, or equal up to sign"),
    (check.check_different_units, lambda U: np.sum(np.abs(U).max(1) > 1e-9), "equal ones count"),
    (check.check_different_units, lambda U: count(U, zero=-1), "weight zero does not count"),
    (check.check_different_units, lambda U: count(U, signs=(1,)), "tanh is odd"),
    (check.check_different_units, lambda U: np.linalg.matrix_rank(U, 1e-9), "this is the rank"),
    (check.check_different_units, lambda U: 77, "should be"),
    (check.check_zero_weights, lambda x, y: -abs(corr(x, y)), "✓ Right"),
    (check.check_zero_weights, lambda x, y: 0.0, "mixed derivative"),
    (check.check_zero_weights, lambda x, y: abs(corr(x, y)), "largest eigenvalue"),
    (check.check_zero_weights, lambda x, y: -corr(x, y), "right only if"),
    (check.check_zero_weights, lambda x, y: -abs(np.sum(x * y)), "not a sum"),
    (check.check_zero_weights, lambda x, y: -2 * abs(corr(x, y)), "factor ½"),
    (check.check_zero_weights, lambda x, y: -np.mean(x**2), "targets matter"),
    (check.check_losses, trained, "✓ Right"),
    (check.check_losses, lambda *a: ..., "still empty"),
    (check.check_losses, lambda *a: trained(*a)[1:], "must have shape"),
    (check.check_losses, lambda *a: trained(*a, side=1), "uphill"),
    (check.check_losses, lambda *a: trained(*a, side=0), "have not moved"),
    (check.check_losses, lambda *a: trained(*a, size=len(a[2])), "sum over the examples"),
    (check.check_losses, lambda *a: trained(*a, size=a[1].shape[1]), "the sum over the outputs"),
    (check.check_losses, lambda *a: trained(*a, size=2), "has no 2"),
    (check.check_losses, lambda *a: 2 * trained(*a), "the loss has a factor ½ (asked"),
    (check.check_losses, lambda *a: trained(*a, slope=0), "the slope of tanh is missing"),
    (check.check_losses, one_after_the_other, "V moves by the old W"),
    (check.check_losses, lambda *a: one_after_the_other(*a, moved="V"), "W has to move"),
    (check.check_losses, lambda *a: one_after_the_other(*a, moved="W"), "V has to move"),
    (check.check_losses, lambda *a: trained(*a, first=1), "the loss before any step"),
    (check.check_losses, lambda *a: 1.1 * trained(*a), "should be"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
