"""Rules that torch.optim lacks, each written out alone from its authors' lines.

Each class keeps one tensor of parameters and what the algorithm keeps beside it, under the names
that it has there, in plain assignments.
"""

import torch

sqrt, sign = torch.sqrt, torch.sign


class Written:
    """`step()` moves `param` along its gradient; `lr` may change under way, as torch's."""

    def __init__(self, params, rule):
        (self.param,) = params
        self.rule, self.lr, self.t = rule, rule.lr, 0
        self.begin(torch.zeros_like(self.param))

    def begin(self, zero):
        """What is kept before the first step."""

    @torch.no_grad()
    def step(self):
        self.t += 1
        self.move(self.param, self.param.grad, self.rule, self.lr)

    def move(self, theta, g, rule, lr):
        raise NotImplementedError


class Yogi(Written):
    """Zaheer et al. (2018), algorithm 2."""

    def begin(self, zero):
        self.m, self.v = zero, zero

    def move(self, theta, g, rule, lr):
        self.m = rule.beta1 * self.m + (1 - rule.beta1) * g
        self.v = self.v - (1 - rule.beta2) * sign(self.v - g**2) * g**2
        theta -= lr * self.m / (sqrt(self.v) + rule.eps)


class BarzilaiBorwein(Written):
    """Barzilai and Borwein (1988), the second of their rates, kept where it is not positive."""

    def begin(self, zero):
        self.rate, self.before = self.rule.first / self.rule.lr, None

    def move(self, theta, g, rule, lr):
        if self.before is not None:
            s, y = theta - self.before[0], g - self.before[1]
            self.rate = (s @ s) / (s @ y) if s @ y > 0 else self.rate
        self.before = theta.clone(), g.clone()
        theta -= lr * (self.rate * g)


class AnyAdam(Written):
    """Kingma and Ba (2015), algorithm 1, with or without its correction, the guard in or out."""

    corrected, inside = True, False

    def begin(self, zero):
        self.m, self.v = zero, zero

    def move(self, theta, g, rule, lr):
        self.m = rule.beta1 * self.m + (1 - rule.beta1) * g
        self.v = rule.beta2 * self.v + (1 - rule.beta2) * g**2
        m, v = self.m, self.v
        if self.corrected:
            m, v = m / (1 - rule.beta1**self.t), v / (1 - rule.beta2**self.t)
        theta -= lr * m / (sqrt(v + rule.eps) if self.inside else sqrt(v) + rule.eps)


class UncorrectedAdam(AnyAdam):
    corrected = False


class InsideAdam(AnyAdam):
    inside = True


class UncorrectedInsideAdam(AnyAdam):
    corrected, inside = False, True


class Lion(Written):
    """Chen et al. (2023), algorithm 2, without its decay."""

    def begin(self, zero):
        self.m = zero

    def move(self, theta, g, rule, lr):
        theta -= lr * sign(rule.beta1 * self.m + (1 - rule.beta1) * g)
        self.m = rule.beta2 * self.m + (1 - rule.beta2) * g


class Signed(Written):
    """Bernstein et al. (2018), algorithms 1 and 2, the momentum as torch.optim.SGD has it."""

    def begin(self, zero):
        self.v = zero

    def move(self, theta, g, rule, lr):
        self.v = getattr(rule.rule, "momentum", 0.0) * self.v + g
        theta -= lr * sign(self.v)


class Normalized(Written):
    """Hazan, Levy and Shalev-Shwartz (2015), algorithm 1, its length guarded."""

    def move(self, theta, g, rule, lr):
        theta -= lr * (g / (torch.linalg.vector_norm(g) + rule.eps))


class SWATS(Written):
    """Keskar and Socher (2017), algorithm 1."""

    def begin(self, zero):
        self.phase, self.m, self.a, self.average = "Adam", zero, zero, 0.0

    def move(self, w, g, rule, lr):
        beta1, beta2 = rule.beta1, rule.beta2
        if self.phase == "SGD":
            self.v = beta1 * self.v + g
            w -= (1 - beta1) * self.rate * self.v
            return
        self.m = beta1 * self.m + (1 - beta1) * g
        self.a = beta2 * self.a + (1 - beta2) * g**2
        scale = (1 - beta2**self.t) ** 0.5 / (1 - beta1**self.t)
        p = -lr * scale * self.m / (sqrt(self.a) + rule.eps)
        w += p
        if p @ g != 0:
            gamma = (p @ p) / -(p @ g)
            self.average = beta2 * self.average + (1 - beta2) * gamma
            corrected = self.average / (1 - beta2**self.t)
            if self.t > 1 and abs(corrected - gamma) < rule.tolerance:
                self.phase, self.v, self.rate = "SGD", torch.zeros_like(w), corrected


class Prodigy(Written):
    """Mishchenko and Defazio (2024), algorithm 4."""

    def begin(self, zero):
        self.d, self.r, self.s, self.m, self.v = self.rule.first, 0.0, zero, zero, zero
        self.start = self.param.detach().clone()

    def move(self, x, g, rule, lr):
        gamma, d, root = lr * rule.schedule(self.t - 1), self.d, rule.beta2**0.5
        self.m = rule.beta1 * self.m + (1 - rule.beta1) * d * g
        self.v = rule.beta2 * self.v + (1 - rule.beta2) * d**2 * g**2
        self.r = root * self.r + (1 - root) * gamma * d**2 * (g @ (self.start - x))
        self.s = root * self.s + (1 - root) * gamma * d**2 * g
        self.d = max(d, self.r / self.s.abs().sum())
        x -= gamma * d * self.m / (sqrt(self.v) + d * rule.eps)


class Muon(Written):
    """torch.optim.Muon's lines in the precision of the parameters."""

    def begin(self, zero):
        self.shape = self.rule.shape
        self.buffer = zero.reshape(self.shape)

    def move(self, theta, g, rule, lr):
        g = g.reshape(self.shape)
        self.buffer = rule.momentum * self.buffer + (1 - rule.momentum) * g
        update = rule.momentum * self.buffer + (1 - rule.momentum) * g
        X = update.T if update.shape[0] > update.shape[1] else update
        X = X / max(torch.linalg.matrix_norm(X), rule.eps)
        for _ in range(rule.num_rounds):
            A = X @ X.T
            X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
        rows, columns = update.shape
        X = X.T if rows > columns else X
        theta -= lr * max(1, rows / columns) ** 0.5 * X.reshape(-1)


class ScheduleFree(Written):
    """Defazio et al. (2024), of descent; algorithm 1, of Adam, with decay.

    `param` is y. In algorithm 1 the correction of v is part of γ; here it is in the root of v.
    """

    def begin(self, zero):
        self.z, self.x = self.param.detach().clone(), self.param.detach().clone()
        self.v, self.weights = zero, 0.0

    def move(self, y, g, rule, lr):
        gamma, way = self.rate(g, rule.rule, y)
        self.z = self.z - gamma * way
        self.weights = self.weights + gamma**2
        c = gamma**2 / self.weights
        self.x = (1 - c) * self.x + c * self.z
        y.copy_((1 - rule.momentum) * self.z + rule.momentum * self.x)

    def rate(self, g, inner, y):
        if not hasattr(inner, "schedule"):
            return inner.lr, g
        decay, adam = inner.rule.weight_decay, inner.rule.rule
        self.v = adam.beta2 * self.v + (1 - adam.beta2) * g**2
        root = sqrt(self.v / (1 - adam.beta2**self.t))
        return adam.lr * inner.schedule(self.t - 1), g / (root + adam.eps) + decay * y


class BookMomentum(Written):
    """Goodfellow et al. (2016), equations 8.15 and 8.16, with a schedule of the rate."""

    def begin(self, zero):
        self.v = zero

    def move(self, theta, g, rule, lr):
        scheduled = rule.rule.rule
        epsilon = scheduled.rule.lr * scheduled.schedule(self.t - 1)
        self.v = rule.momentum * self.v - epsilon * g
        theta += self.v


class NesterovRMSprop(Written):
    """The draft's algorithm 8.6 with θ̃ for its interim θ, which `param` is; its root is guarded."""

    def begin(self, zero):
        self.theta, self.v, self.r = self.param.detach().clone(), zero, zero

    def move(self, interim, g, rule, lr):
        inner = rule.rule
        self.r = inner.decay * self.r + (1 - inner.decay) * g**2
        self.v = rule.momentum * self.v - inner.lr / (sqrt(self.r) + inner.eps) * g
        self.theta = self.theta + self.v
        interim.copy_(self.theta + rule.momentum * self.v)
