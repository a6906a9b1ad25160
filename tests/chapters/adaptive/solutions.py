"""What makes an answer to the exercises on adaptive steps right."""

import numpy as np
import torch

from tests.laws.solutions import Asked, Given

ADAM = """for t, g in enumerate(grads, start=1):
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g ** 2
    m_hat = m / (1 - beta ** t)
    v_hat = v / (1 - gamma ** t)
    theta = theta - rate * m_hat / (v_hat ** 0.5 + eps)""".splitlines()
SLIPS = (
    (3, "    v = v + (1 - gamma) * g ** 2"),
    (5, "    v_hat = v / (1 - beta ** t)"),
    (6, "    theta = theta - rate * m_hat / (v_hat + eps) ** 0.5"),
    (4, "    m_hat = m / (1 - beta) ** t"),
    (1, "for t, g in enumerate(grads):"),
)


def walked(lines):
    """θ of a program, as its lines stand."""
    scope = {"grads": np.array([[1.0, -3.0], [0.5, 0.2], [-2.0, 0.1]]), "theta": np.ones(2)}
    scope |= {"m": np.zeros(2), "v": np.zeros(2), "rate": 0.1, "beta": 0.9, "gamma": 0.99}
    exec("\n".join(lines), scope | {"eps": 0.01}, kept := scope | {"eps": 0.01})
    return kept["theta"]


def mended(lines):
    """Whether putting these lines right, one in each program, makes Adam of them all."""
    for (at, slip), line in zip(SLIPS, lines, strict=True):
        program = [slip if k == at else text for k, text in enumerate(ADAM, 1)]
        program[int(line) - 1] = ADAM[int(line) - 1]
        if not np.allclose(walked(program), walked(ADAM)):
            return False
    return True


def guesses(rng):
    right = [at for at, _ in SLIPS]
    if rng.random() < 0.5:
        right[int(rng.integers(5))] = int(rng.integers(1, 7))
    return tuple(right)


def by_torch(theta, grads, make):
    """θ of an optimizer of torch that is given these gradients."""
    param = torch.nn.Parameter(torch.tensor(theta, dtype=torch.float64))
    optimizer = make([param])
    for g in grads:
        param.grad = torch.tensor(g, dtype=torch.float64)
        optimizer.step()
    return param.detach().numpy()


def adagrad(theta, grads, rate, delta):
    return by_torch(theta, grads, lambda p: torch.optim.Adagrad(p, rate, eps=delta))


def rmsprop(theta, grads, rate, decay, delta):
    """Entry by entry, in plain Python."""
    found = []
    for start, column in zip(theta, np.transpose(grads), strict=True):
        place = start
        for k, g in enumerate(column):
            past = column[: k + 1] ** 2 * decay ** np.arange(k, -1, -1)
            place -= rate * g / (delta + (1 - decay) * past.sum()) ** 0.5
        found.append(place)
    return np.array(found)


def adam(theta, grads, rate, beta, gamma, eps):
    make = lambda p: torch.optim.Adam(p, rate, (beta, gamma), eps)  # noqa: E731
    return by_torch(theta, grads, make)


def adamw(theta, grads, rate, beta, gamma, eps, decay):
    make = lambda p: torch.optim.AdamW(p, rate, (beta, gamma), eps, decay)  # noqa: E731
    return by_torch(theta, grads, make)


def adadelta(theta, grads, decay, delta):
    return by_torch(theta, grads, lambda p: torch.optim.Adadelta(p, 1.0, decay, delta))


def rmsprop_ahead(H, theta, rate, decay, momentum, num_steps):
    """Seen from the point ahead, which moves by the new step and by α times the new velocity."""
    ahead, squares, v = theta, [], 0 * theta
    for k in range(num_steps):
        squares.append((H @ ahead) ** 2)
        r = (1 - decay) * sum(each * decay ** (k - j) for j, each in enumerate(squares))
        step = -rate * (H @ ahead) * r**-0.5
        v = momentum * v + step
        ahead = ahead + step + momentum * v
    return ahead - momentum * v


def vsgd(theta, grads, curvatures, q, r, s, tau):
    """Entry by entry, in plain Python: each average moves by a part of its distance."""
    found = []
    for k, place in enumerate(theta):
        mean, square, bend, span = (float(each[k]) for each in (q, r, s, tau))
        for g, h in zip(grads[:, k], curvatures[:, k], strict=True):
            mean += (g - mean) / span
            square += (g * g - square) / span
            bend += (h - bend) / span
            agree = mean**2 / square
            place -= agree / bend * g
            span += 1 - agree * span
        found.append(place)
    return np.array(found)


def hessian(kappa, degrees):
    """By the angle's double."""
    twice = np.radians(2 * degrees)
    middle, half = (1 + kappa) / 2, (1 - kappa) / 2
    c, s = half * np.cos(twice), half * np.sin(twice)
    return np.array([[middle + c, s], [s, middle - c]])


def gradients(rng, *numbers):
    n, steps = int(rng.integers(1, 5)), int(rng.integers(1, 8))
    grads = rng.normal(size=(steps, n)) * 10.0 ** rng.uniform(-1, 1, n)
    return (rng.uniform(-2, 2, n), grads, *numbers)


def share(rng):
    return float(rng.uniform(0.05, 0.95))


def begun(rng):
    """Averages as a slow start leaves them: r is not below q²."""
    theta, grads = gradients(rng)
    n = len(theta)
    q = rng.normal(size=n)
    r, s = q * q + rng.uniform(0.1, 2, n), rng.uniform(0.5, 3, n)
    return theta, grads, rng.uniform(0.5, 3, grads.shape), q, r, s, rng.uniform(1.5, 9, n)


def bowl(rng):
    n = int(rng.integers(2, 5))
    A = rng.normal(size=(n, n))
    H, theta = A @ A.T + np.eye(n), rng.uniform(-2, 2, n)
    return H, theta, size(rng) / 10, share(rng), share(rng), int(rng.integers(2, 8))


def size(rng):
    return float(10 ** rng.uniform(-2, 0))


SOLUTIONS = {
    "check_adagrad": Asked(lambda r: gradients(r, size(r), size(r)), adagrad),
    "check_rmsprop": Asked(lambda r: gradients(r, size(r), share(r), size(r)), rmsprop),
    "check_adam": Asked(lambda r: gradients(r, size(r), share(r), share(r), size(r)), adam),
    "check_adadelta": Asked(lambda r: gradients(r, share(r), size(r)), adadelta),
    "check_rmsprop_ahead": Asked(
        bowl,
        rmsprop_ahead,
        right={
            f"argument 0 times {part}": "without δ the size of the gradient cancels"
            for part in (0.98, 1.02)
        },
        rtol=1e-7,
    ),
    "check_vsgd": Asked(begun, vsgd),
    "check_adamw": Asked(
        lambda r: gradients(r, size(r), share(r), share(r), size(r), size(r)), adamw
    ),
    "check_turned_hessian": Asked(
        lambda r: (float(10 ** r.uniform(0, 3)), float(r.uniform(-90, 90))), hessian
    ),
    "check_wrong_lines": Given(guesses, mended),
}
