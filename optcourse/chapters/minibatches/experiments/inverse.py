"""Claims B15 and B16: the error that the inverse of the Hessian makes of a minibatch gradient's."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import hessian, per_example_grads
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class InverseConfig(Checked):
    """Networks of `seeds` with one hidden layer, trained on digits for `num_steps` of SGD.

    There the exact Hessian is taken, and damped to each of the condition numbers `kappas`; and the
    Hessian of each of `num_paired` minibatches, with the damping for `paired_kappa`.
    """

    seeds: tuple = (0, 1, 2)
    num_train: int = checked(whole, 600, at_least=1)
    hidden: int = checked(whole, 6, at_least=1)
    activation: str = "tanh"
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    num_steps: int = checked(whole, 200, at_least=1)
    kappas: tuple = (3.0, 10.0, 30.0, 100.0, 1000.0, 1e4, 1e5)
    sizes: tuple = (30, 100, 300, 1000, 3000)
    num_draws: int = checked(whole, 100, at_least=1)
    paired_kappa: float = 100.0
    num_paired: int = checked(whole, 7, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        positive("kappas - 1", np.array(self.kappas) - 1)


@dataclass(frozen=True, eq=False)
class Inverse:
    """S networks, K condition numbers, N batch sizes. A is the damped Hessian H + δI.

    Relative errors of a vector, ‖found − true‖ ÷ ‖true‖, are medians over minibatches drawn with
    replacement. `kappas` (K,), `sizes` (N,); `grad_error` (S, N) of ĝ; `exact_error` (S, K, N) of
    A⁻¹ĝ, A being that of all examples; `paired_error` (S, N) of Â⁻¹ĝ, both from the minibatch;
    `largest_ratio` (S, K), the largest quotient of the errors of A⁻¹ĝ and ĝ in a single draw;
    `noise_where_sharp` (S,), the share of tr Σ along the tenth of the eigenvectors of H with the
    largest eigenvalues.
    """

    kappas: np.ndarray
    sizes: np.ndarray
    grad_error: np.ndarray
    exact_error: np.ndarray
    largest_ratio: np.ndarray
    paired_error: np.ndarray
    noise_where_sharp: np.ndarray


def inverse_of_hessian(config: InverseConfig) -> Inverse:
    """Train, then draw minibatches and compare the errors of ĝ and of A⁻¹ĝ, A being exact.

    Goodfellow et al. (2016), section 8.1.3.
    """
    data = digits(num_train=config.num_train, seed=config.seeds[0])
    pair = tuple(torch.tensor(part, device=device()) for part in (data.X_train, data.y_train))
    widths = [pair[0].shape[1], config.hidden, 10]
    ensemble = Ensemble([mlp(widths, config.activation, seed) for seed in config.seeds], device())
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size, "record": ()}
    train(ensemble, pair, GradientDescent(lr=config.lr), seeds=config.seeds, **settings)
    rng, columns = np.random.default_rng(config.seeds[0]), []
    for k in progress(range(ensemble.size), "inverse"):
        model = ensemble.model(k).to(pair[0].device).double()
        columns.append(_measure(model, pair[0].double(), pair[1], rng, config))
    found = (np.stack(column) for column in zip(*columns, strict=True))
    return Inverse(np.array(config.kappas), np.array(config.sizes), *found)


def _measure(model, X, y, rng, config):
    grads = per_example_grads(model, X, y).cpu().numpy()
    values, vectors = np.linalg.eigh(hessian(model, X, y).cpu().numpy())
    g, apart = grads.mean(0) @ vectors, (grads - grads.mean(0)) @ vectors
    draws = [_draws(apart, size, rng, config.num_draws) for size in config.sizes]
    plain = np.stack([_relative(away, g) for away in draws])  # (N, D)
    damped = values + np.stack([_damping(values, kappa) for kappa in config.kappas])[:, None]
    steps = np.stack([[_relative(away / row, g / row) for away in draws] for row in damped])
    added = _damping(values, config.paired_kappa)
    true = vectors @ (g / (values + added))
    paired = [_paired(model, X, y, size, added, true, rng, config) for size in config.sizes]
    largest = (steps / plain).max(axis=(1, 2))
    noise = np.mean(apart**2, axis=0)
    sharp = noise[-(len(noise) // 10) :].sum() / noise.sum()
    return np.median(plain, axis=1), np.median(steps, axis=2), largest, np.array(paired), sharp


def _damping(values, kappa):
    """δ such that the largest of `values` + δ is `kappa` times the smallest."""
    return (values[-1] - kappa * values[0]) / (kappa - 1)


def _paired(model, X, y, size, added, true, rng, config):
    """The median relative error of Â⁻¹ĝ with Hessian and gradient of the same minibatch."""
    errors = []
    for _ in range(config.num_paired):
        rows = torch.tensor(rng.integers(len(y), size=size), device=X.device)
        grad = per_example_grads(model, X[rows], y[rows]).mean(0).cpu().numpy()
        matrix = hessian(model, X[rows], y[rows]).cpu().numpy() + added * np.eye(len(true))
        errors.append(_relative(np.linalg.solve(matrix, grad) - true, true))
    return np.median(errors)


def _draws(apart, size, rng, count):
    """ĝ − g for `count` minibatches with replacement, (count, P)."""
    num = len(apart)
    return rng.multinomial(size, np.full(num, 1 / num), count) / size @ apart


def _relative(away, g):
    return np.linalg.norm(away, axis=-1) / np.linalg.norm(g)
