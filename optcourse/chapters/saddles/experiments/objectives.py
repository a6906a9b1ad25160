"""The loss of one small tanh network at many parameter vectors at once, with its Hessians."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import digits


def shrunken_digits(classes, size, num_train=None, seed=0):
    """Digits of some classes averaged down to `size` = (rows, columns): X (m, d), labels y (m,).

    float64; each pixel has mean 0 and standard deviation 1. `size` must divide 8 by 8. At most
    `num_train` examples, drawn by `seed`.
    """
    rows, columns = size
    data = digits(num_val=0, num_test=0, seed=seed)
    X = data.X_train.reshape(-1, rows, 8 // rows, columns, 8 // columns).mean(axis=(2, 4))
    kept = np.isin(data.y_train, classes)
    X, y = X[kept][:num_train].reshape(-1, rows * columns).astype(float), data.y_train[kept]
    return (X - X.mean(0)) / X.std(0), y[:num_train]


@dataclass(frozen=True, eq=False)
class TanhNet:
    """Mean over examples of ½‖W₂ tanh(W₁x + b₁) + b₂ − y‖², plus ½ decay ‖θ‖².

    `X` (m, d) and `Y` (m, k) float64 tensors, `hidden` units h. θ is (N, P), flat in the order of
    `models.mlp`: W₁ (h, d), b₁, W₂ (k, h), b₂; a batch of N points is computed at once.
    """

    X: torch.Tensor
    Y: torch.Tensor
    hidden: int
    decay: float = 0.0

    @property
    def num_params(self):
        d, k, h = self.X.shape[1], self.Y.shape[1], self.hidden
        return h * (d + 1) + k * (h + 1)

    def units(self, theta):
        """Row, bias and outgoing weights of each unit, (N, h, d + 1 + k); output biases (N, k)."""
        W1, b1, W2, b2 = self._parts(theta)
        return torch.cat([W1, b1[:, :, None], W2.mT], dim=2), b2

    def from_units(self, units, biases):
        """The parameters (N, P) of such units and output biases."""
        d = self.X.shape[1]
        parts = (units[:, :, :d], units[:, :, d], units[:, :, d + 1 :].mT, biases)
        return torch.cat([part.flatten(1) for part in parts], dim=1)

    def _parts(self, theta):
        d, k, h = self.X.shape[1], self.Y.shape[1], self.hidden
        W1, b1, W2, b2 = theta.split([h * d, h, k * h, k], dim=1)
        return W1.view(-1, h, d), b1, W2.view(-1, k, h), b2

    def loss_and_grad(self, theta, picks=None):
        """Loss (N,) and gradient (N, P); `picks` (N, B) names the examples of each point."""
        parts = self._forward(theta, picks)
        return parts.loss, self._grad(theta, parts)

    def all_derivatives(self, theta):
        """Loss (N,), gradient (N, P) and Hessian (N, P, P); Bishop (1992), equations 11–13."""
        parts = self._forward(theta, None)
        jacobian = self._jacobian(parts)
        hessian = jacobian.mT @ jacobian / len(self.X)
        self._add_bends(hessian, parts)
        hessian.diagonal(dim1=1, dim2=2).add_(self.decay)
        return parts.loss, self._grad(theta, parts), hessian

    def _forward(self, theta, picks):
        W1, b1, W2, b2 = self._parts(theta)
        X, Y = (self.X, self.Y) if picks is None else (self.X[picks], self.Y[picks])
        a = torch.tanh(X @ W1.mT + b1[:, None])
        error = a @ W2.mT + b2[:, None] - Y
        loss = 0.5 * error.square().sum(2).mean(1) + 0.5 * self.decay * theta.square().sum(1)
        X = X.expand(len(theta), *X.shape[-2:])
        return _Forward(X, a, error, W2, 1 - a * a, error @ W2, loss)

    def _grad(self, theta, at):
        back = at.back * at.slope / at.X.shape[1]
        error = at.error / at.X.shape[1]
        parts = [back.mT @ at.X, back.sum(1), error.mT @ at.a, error.sum(1)]
        return torch.cat([part.flatten(1) for part in parts], dim=1) + self.decay * theta

    def _jacobian(self, at):
        """∂ outputs/∂θ of every example, (N, m k, P)."""
        N, m, k = at.error.shape
        J = at.W2[:, None] * at.slope[:, :, None]  # (N, m, k, h)
        eye = torch.eye(k, dtype=J.dtype, device=J.device)
        weights = (J[..., None] * at.X[:, :, None, None]).flatten(3)
        outgoing = (eye[:, :, None] * at.a[:, :, None, None]).flatten(3)
        biases = eye.expand(N, m, k, k)
        return torch.cat([weights, J, outgoing, biases], dim=3).flatten(1, 2)

    def _add_bends(self, hessian, at):
        """Add the terms with second derivatives of the outputs: a unit with itself and its W₂."""
        N, m, h = at.a.shape
        d, k = at.X.shape[2], at.error.shape[2]
        x = torch.cat([at.X, at.X.new_ones(N, m, 1)], dim=2) / m
        bend = (-2 * at.a * at.slope * at.back).mT[..., None]  # (N, h, m, 1)
        own = (bend * x[:, None]).mT @ x[:, None] * m  # (N, h, d + 1, d + 1)
        pairs = (at.slope[..., None] * at.error[:, :, None]).flatten(2).mT @ x  # (N, h k, d + 1)
        pairs = pairs.view(N, h, k, d + 1)
        for j in range(h):
            into = [*range(j * d, (j + 1) * d), h * d + j]
            out = [h * (d + 1) + i * h + j for i in range(k)]
            hessian[:, torch.tensor(into)[:, None], into] += own[:, j]
            hessian[:, torch.tensor(out)[:, None], into] += pairs[:, j]
            hessian[:, torch.tensor(into)[:, None], out] += pairs[:, j].mT


@dataclass(frozen=True, eq=False)
class _Forward:
    """X (N, m, d), hidden a and its slope φ' and ∂loss/∂a (N, m, h), error (N, m, k), loss (N,)."""

    X: torch.Tensor
    a: torch.Tensor
    error: torch.Tensor
    W2: torch.Tensor
    slope: torch.Tensor
    back: torch.Tensor
    loss: torch.Tensor


def small_digits_net(num_train=None, hidden=4, decay=1e-3, seed=0):
    """Digits 0–2 on 2 × 2 pixels, one-hot targets: 35 parameters with four hidden units."""
    X, y = shrunken_digits((0, 1, 2), (2, 2), num_train, seed)
    return TanhNet(torch.tensor(X), torch.tensor(np.eye(3)[y]), hidden, decay)
