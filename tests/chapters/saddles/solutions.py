"""What makes an answer to the exercises on saddles right."""

from fractions import Fraction

import numpy as np
import torch
from scipy.linalg import ldl, polar
from scipy.sparse.csgraph import connected_components

from tests.laws.solutions import Asked


def turned(rng, values):
    Q = np.linalg.qr(rng.standard_normal((len(values), len(values))))[0]
    return Q @ np.diag(values) @ Q.T


def hessian(rng):
    """Eigenvalues of one sign, or of both, or zeros among them."""
    signs = rng.choice([-1, 0, 1], rng.integers(1, 6), p=rng.dirichlet([0.5, 0.3, 0.5]))
    return (turned(rng, signs * 10 ** rng.uniform(-7, 1, len(signs))),)


def by_inertia(H):
    """Sylvester's law: the pivots of H ± 10⁻⁹ I have the signs of its eigenvalues."""
    down, up = (count_negative(H + shift * np.eye(len(H))) for shift in (1e-9, -1e-9))
    if down and up < len(H):
        return "saddle"
    return "minimum" if up == 0 else "maximum" if down == len(H) else "unclear"


def count_negative(H):
    return int(np.sum(np.linalg.eigvalsh(ldl(H)[1]) < 0))


def noise_and_height(rng):
    n = int(rng.integers(1, 9))
    return rng.standard_normal((n, n)), round(rng.uniform(-2, 2) * n**0.5, 3)


def by_pivots(A, height):
    """Sylvester's law once more: the pivots of the symmetric part have the signs."""
    half = (A + A.T) / 2
    return count_negative(half - height / 2**0.5 * np.eye(len(A))) / len(A)


def start(rng):
    if rng.random() < 0.2:
        return 0.5 ** int(rng.integers(1, 40)), 0.5  # each step doubles x₂
    return float(f"{10 ** rng.uniform(-9, -0.2):.2g}"), round(rng.uniform(0.01, 0.9), 2)


def counted(offset, lr):
    """Steps taken with fractions, which are exact."""
    x = Fraction(offset).limit_denominator(10**13)
    factor, steps = 1 + 2 * Fraction(lr).limit_denominator(100), 0
    while x < 1:
        x, steps = x * factor, steps + 1
    return steps


def rates(rng):
    return float(10 ** rng.uniform(-1.7, -0.1)), round(rng.uniform(0.0, 0.95), 3)


def by_walking(lr, momentum):
    """What x₂ is multiplied by once the start is forgotten; v and x are scaled to stay small."""
    x, v = 1.0, 0.0
    for _ in range(2000):
        v = momentum * v + 2 * lr * x
        x, before = x + v, x
        v, x, last = v / x, 1.0, x / before
    return last


def regular(rng):
    n = int(rng.integers(1, 6))
    values = rng.choice([-1, 1], n) * rng.uniform(0.2, 4, n)
    return rng.standard_normal(n), turned(rng, values)


def by_polar(grad, H):
    """The positive part of H = U|H|."""
    return -np.linalg.solve(polar(H)[1], grad)


def pairs(rng):
    x = rng.standard_normal(rng.integers(2, 40))
    return x, rng.choice([-1, 1]) * x + rng.standard_normal(len(x))


def by_differences(x, y, step=1e-4):
    """The mixed derivative by four losses; the others are 0, as the loss is flat on both axes."""
    loss = lambda a, b: np.mean(0.5 * (b * np.tanh(a * x) - y) ** 2)  # noqa: E731
    corners = loss(step, step) - loss(step, -step) - loss(-step, step) + loss(-step, -step)
    mixed = corners / (4 * step**2)
    return np.linalg.eigvalsh([[0, mixed], [mixed, 0]])[0]


def alike(rng):
    """Units of small whole numbers, many of them equal up to sign, by up to half the tolerance."""
    h, m = rng.integers(1, 7), rng.integers(2, 4)
    units = rng.integers(-1, 2, (h, m)) * rng.choice([0.3, 1.0], (h, 1))
    return (units + 4e-10 * rng.uniform(-1, 1, (h, m)),)


def by_joining(units):
    """Components of the graph that joins what is equal up to sign; that of zero is left out."""
    both = np.vstack([units, 0 * units[:1]])
    far = [np.abs(both[:, None] - sign * both[None]).max(axis=2) for sign in (1, -1)]
    return connected_components(np.minimum(*far) <= 1e-9)[0] - 1


def network(rng):
    """Weights in and out, examples, targets, a rate that is calm, and a few steps."""
    m, inputs, hidden, outputs = rng.integers(1, 5, 4)
    weights = rng.standard_normal((inputs, hidden)), rng.standard_normal((hidden, outputs))
    data = rng.standard_normal((m, inputs)), rng.standard_normal((m, outputs))
    return *weights, *data, round(rng.uniform(0.01, 0.1), 3), int(rng.integers(1, 5))


def by_autograd(V, W, X, Y, lr, num_steps):
    """The gradients of torch; the outputs' weights move as the last layer of the same loss."""
    V, W = (torch.tensor(each, requires_grad=True) for each in (V, W))
    X, Y, found = torch.tensor(X), torch.tensor(Y), []
    for _ in range(num_steps + 1):
        loss = 0.5 * ((X @ V).tanh() @ W - Y).square().sum(1).mean()
        slopes = torch.autograd.grad(loss, (V, W))
        V, W = ((w - lr * g).detach().requires_grad_() for w, g in zip((V, W), slopes, strict=True))
        found.append(loss.item())
    return np.array(found)


SIZES = "|−H| is |H|"
EACH_SIGN = "each unit counts as its negative does"
ONE_SIGN = "only the size of mean(x y) counts"

SOLUTIONS = {
    "check_losses": Asked(network, by_autograd),
    "check_classify": Asked(
        hessian,
        by_inertia,
        right={"argument 0 turned round": "both axes at once: the parameters change their names"},
    ),
    "check_index_at": Asked(
        noise_and_height,
        by_pivots,
        right={
            "argument 0 transposed": "A and Aᵀ have the same sum",
            "argument 0 turned round": "both axes at once: the eigenvalues stay",
        },
    ),
    "check_escape_steps": Asked(start, counted),
    "check_momentum_growth": Asked(rates, by_walking, rtol=1e-8),
    "check_saddle_free_step": Asked(
        regular, by_polar, rtol=1e-8, right={"argument 1 negated": SIZES}
    ),
    "check_different_units": Asked(
        alike,
        by_joining,
        right={
            "argument 0 negated": EACH_SIGN,
            "argument 0 upside down": "the units change places",
            "argument 0 turned round": "units and weights change places, for all alike",
        },
    ),
    "check_zero_weights": Asked(
        pairs,
        by_differences,
        rtol=1e-5,
        right={"argument 0 negated": ONE_SIGN, "argument 1 negated": ONE_SIGN},
    ),
}
