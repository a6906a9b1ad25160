"""Checks of the exercises on long-term dependencies."""

import numpy as np

from optcourse.teaching.cases import cases, signed, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    diagnose_array,
    diagnose_whole,
    exercise,
    number,
    numbers,
    quoted,
)


@exercise
def check_steps_to_vanish(steps_to_vanish):
    """`steps_to_vanish(eigenvalue, factor)`: steps until a component is `factor` times smaller."""
    for eigenvalue, factor in cases(
        (0.9, 1000.0), (-0.5, 10.0), (0.6 + 0.6j, 50.0), (0.99, 1e6), (0.2, 125.0), (0.5, 8.0),
        draw=_component,
    ):  # fmt: skip
        value = number(steps_to_vanish(eigenvalue, factor), "steps_to_vanish(eigenvalue, factor)")
        size = np.abs(eigenvalue)
        exact = np.log(factor) / -np.log(size)
        mistakes = [
            (exact, "round up: after a whole number of steps it must be small enough."),
            (np.floor(exact), "you rounded down: it is not small enough yet."),
            (-np.ceil(exact), "a number of steps is positive: the log of |λ| < 1 is negative."),
            (np.ceil(np.log10(factor) / -np.log(size)), "log10 and the natural logarithm mixed."),
            (np.ceil(factor / (1 - size)), "shrinking is geometric: each step multiplies."),
            (
                np.ceil(np.log(factor) / (1 - size)),
                "1 − |λ| is near −log |λ| only for |λ| near 1.",
            ),
        ]
        real = np.abs(np.real(eigenvalue))
        if 0 < real < 1 and real != size:
            mistake = np.ceil(np.log(factor) / -np.log(real))
            mistakes.append((mistake, "for a complex λ take its absolute value, not its part."))
        diagnose_whole(value, exact, mistakes, "the number of steps")
    return "Right: log(factor) ÷ −log |λ|, rounded up. The angle of λ plays no part."


def _component(rng):
    """An eigenvalue, real or complex, and by what factor its part is to shrink."""
    real, imaginary = signed(rng, 0.1, 0.69), signed(rng, 0.1, 0.69)
    return (real + 1j * imaginary if rng.random() < 0.5 else real), spread_out(rng, 3, 1e5)


@exercise
def check_power_method(power_method):
    """`power_method(x, W, num_steps)`: the unit vector along xᵀWᵗ, for x (n,) and W (n, n)."""
    rng = np.random.default_rng(3)
    for scale, num_steps in ((30.0, 400), (1.0, 400), (-5.0, 400)):
        W = scale * (rng.standard_normal((5, 5)) / 3 + np.diag([3.0, 0, 0, 0, 0]))
        x = rng.standard_normal(5)
        answer = _vector(power_method(x, W, num_steps), 5, "power_method(x, W, num_steps)")
        left, right = _powers(x, W, num_steps), _principal(W)
        if np.allclose(answer, left, atol=1e-6):
            continue
        if np.allclose(answer, -left, atol=1e-6):
            raise Wrong("the line is right and the sign is turned: keep the signs of xᵀWᵗ.")
        if np.allclose(_unit(answer), left, atol=1e-6):
            raise Wrong("the direction is right; divide by the length to make a unit vector.")
        if np.allclose(np.abs(_unit(answer)), np.abs(right), atol=1e-6):
            raise Wrong("this is the limit of Wᵗx; xᵀWᵗ multiplies from the left: x @ W.")
        if np.allclose(_unit(answer), _unit(x), atol=1e-6):
            raise Wrong("x has not moved: multiply it num_steps times.")
        raise Wrong(f"this is not the direction of xᵀWᵗ, {quoted(left)}; got {quoted(answer)}.")
    for size, num_steps in ((5, 2), (2, 1), (3, 5)):
        W, x = rng.standard_normal((size, size)), rng.standard_normal(size)
        answer = _vector(power_method(x, W, num_steps), size, "power_method(x, W, num_steps)")
        if not np.allclose(answer, _powers(x, W, num_steps), atol=1e-6):
            raise Wrong(f"with num_steps = {num_steps} this is not the direction of xᵀWᵗ: "
                        "multiply just num_steps times.")  # fmt: skip
    return "Right: only the principal left eigenvector of W is left, whatever x was."


def _vector(answer, size, what):
    vector = numbers(answer, what, (size,), finite=False)
    if not np.isfinite(vector).all():
        raise Wrong(f"{what} overflowed: divide by the length at every step.")
    return vector


def _powers(x, W, num_steps):
    for _ in range(num_steps):
        x = _unit(x @ W)
    return x


def _unit(vector):
    return vector / max(np.linalg.norm(vector), 1e-300)


def _principal(W):
    values, vectors = np.linalg.eig(W)
    return np.real(vectors[:, np.argmax(np.abs(values))])


@exercise
def check_rescale(rescale):
    """`rescale(W, radius)`: W (n, n) times a positive number; its spectral radius is `radius`."""
    for W, radius in cases(draw=_matrix):
        value = numbers(rescale(W, radius), "rescale(W, radius)", W.shape)
        eigenvalues = np.linalg.eigvals(W)
        right = W * (radius / np.abs(eigenvalues).max())
        diagnose_array(value, right, _wrong_scales(W, radius, eigenvalues), "the matrix")
    return "Right: divide by the largest |λ|, then multiply by the radius."


def _wrong_scales(W, radius, eigenvalues):
    size = np.abs(eigenvalues)
    yield (
        W * radius,
        "you multiplied by the radius: first divide by the one that W has.",
    )
    yield W / size.max(), "now the spectral radius is 1: multiply by the one that is asked for."
    norm = np.linalg.norm(W, 2)
    yield W * radius / norm, "that is the largest singular value; eigenvalues are asked for."
    yield W * radius / np.linalg.norm(W), "that is the length of all entries; use eigenvalues."
    part = np.abs(eigenvalues.real).max()
    yield W * radius / part, "take the absolute value of a complex λ, not its real part."
    yield W * radius / eigenvalues.real.max(), "the largest in absolute value may be negative."
    yield W * radius / size.min(), "this is the smallest |λ|: the largest counts."
    yield W * size.max() / radius, "the other way round: divide by what is there."
    yield -W * radius / size.max(), "the number should be positive."


def _matrix(rng):
    """A matrix of two to six rows, and the spectral radius that it should have."""
    size = int(rng.integers(2, 7))
    return rng.standard_normal((size, size)).round(2), spread_out(rng, 0.3, 3)


@exercise
def check_spread(spread):
    """`spread(sigma, count)`: by what factor a product strays when its log strays by one sigma."""
    for sigma, count in cases(
        (0.2, 100),
        (0.5, 9),
        (0.1, 900),
        (0.3, 1),
        draw=lambda rng: (spread_out(rng, 0.02, 0.5), int(rng.integers(2, 50))),
    ):
        value = number(spread(sigma, count), "spread(sigma, count)")
        log = sigma * np.sqrt(count)
        mistakes = [
            (log, "this is the spread of the logarithm: a factor is its exponential."),
            (np.exp(sigma * count), "that is one factor repeated: fresh ones give √T, not T."),
            (np.exp(sigma**2 * count), "variances add up, and the spread is the root of them."),
            (np.exp(sigma**2 * count / 2), "that is the mean of the product; asked for is one "
             "standard deviation of its logarithm."),
            (10**log, "σ is that of the natural logarithm: use exp, not powers of ten."),
            (np.exp(sigma / np.sqrt(count)), "that is a mean of logs; a product adds them."),
            (np.exp(sigma), "this is one factor: there are `count` of them."),
        ]  # fmt: skip
        diagnose(value, np.exp(log), mistakes, "the factor")
    return "Right: exp(σ√T)."


@exercise
def check_span(span):
    """`span(W, states, pull, k)`: the part of ∂L/∂W by the use of W k steps before the end.

    `states` (T + 1, H) from h₀, `pull` (H,) = ∂L/∂h_T; answers with (H, H).
    """
    rng = np.random.default_rng(5)
    for size, steps, k in ((3, 8, 0), (3, 8, 1), (3, 8, 4), (2, 5, 4), (4, 1, 0), (5, 6, 2)):
        W, states, pull = _unrolled(rng, size, steps)
        value = numbers(span(W, states, pull, k), "span", (size, size))
        mistakes = _wrong_spans(W, states, pull, k)
        diagnose_array(value, _span(W, states, pull, k), mistakes, "this part of the gradient")
    return "Right: the sum of this over k is the whole gradient by W."


def _unrolled(rng, size, num_steps):
    """W (size, size), the states (num_steps + 1, size) of tanh units, and a pull (size,)."""
    W, states = rng.standard_normal((size, size)), np.zeros((num_steps + 1, size))
    states[0] = rng.uniform(-0.9, 0.9, size)
    for t in range(num_steps):
        states[t + 1] = np.tanh(W @ states[t] + rng.standard_normal(size))
    return W, states, rng.standard_normal(size)


def _span(W, states, pull, k, slopes=None, back=None):
    """The outer product of δ_{T-k}, reached by k steps through Wᵀ diag(φ′), and h_{T-k-1}."""
    slopes = 1 - states**2 if slopes is None else slopes
    back, last = W.T if back is None else back, len(states) - 1
    for t in range(last, last - k, -1):
        pull = back @ (slopes[t] * pull)
    return np.outer(slopes[last - k] * pull, states[last - k - 1])


def _wrong_spans(W, states, pull, k):
    ones, last = np.ones_like(states), len(states) - 1
    right = _span(W, states, pull, k)
    yield right.T, "transposed: row i of W belongs to the unit that it feeds, so δ comes first."
    yield _span(W, states, pull, k, slopes=ones), "the slopes φ′ = 1 − h² are missing."
    yield _span(W, states, pull, k, back=W), "going back in time takes the transpose of W."
    yield _span(W, states, pull, k + 1), "one step too far back."
    if k:
        yield _span(W, states, pull, k - 1), "one step too few: k = 0 is the last use of W."
    slopes = 1 - states**2
    same = np.outer(slopes[last - k] * _pulled(W, slopes, pull, k), states[last - k])
    yield same, "W multiplies the state before: h_{T-k-1}, not h_{T-k}."


def _pulled(W, slopes, pull, k):
    for t in range(len(slopes) - 1, len(slopes) - 1 - k, -1):
        pull = W.T @ (slopes[t] * pull)
    return pull


@exercise
def check_forget_bias(forget_bias):
    """`forget_bias(num_steps)`: the bias at which a cell keeps half of itself for so long."""
    for num_steps in cases(
        1, 10, 50, 1000, draw=lambda rng: int(spread_out(rng, 2, 3000)), count=20
    ):
        value = number(forget_bias(num_steps), "forget_bias(num_steps)")
        gate = 0.5 ** (1 / num_steps)
        right = np.log(gate / (1 - gate))
        if abs(value - right) < 1e-3:
            continue
        fold = np.exp(-1 / num_steps)
        mistakes = [
            (gate, "this is the gate itself; the bias goes through the sigmoid to become it."),
            (-right, "the sign is turned: a gate that keeps has a positive bias."),
            (np.log(fold / (1 - fold)), "this keeps 1/e; half is asked for."),
            (np.log(num_steps), "near for long times, but start from σ(b)ᵗ = ½."),
            (np.log(gate), "the inverse of the sigmoid is log(f/(1 − f))."),
        ]
        diagnose(value, right, mistakes, "the bias")
    return "Right: b = log(f/(1 − f)) with f = 2^(−1/T), about log(T/log 2) for long times."
