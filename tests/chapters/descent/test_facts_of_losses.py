"""What the explorers of logistic losses, of SGD's heights and of batches say is true."""

import numpy as np
import torch
from scipy.optimize import minimize

from optcourse import draws
from optcourse.chapters.descent.experiments import BatchesConfig, examples
from optcourse.networks.passes import Mlp
from tests.chapters.descent.catalogue import SHORT
from tests.truths import close, drawn, fact, marks, says, silent, written


def twenty(apart):
    y = np.repeat([0.0, 1.0], 10)
    return np.random.default_rng(4).standard_normal(20) + apart * (2 * y - 1), y


@fact("descent: one valley or none")
def test_descent_comes_to_the_lowest_point_where_classes_overlap(explorer):
    x, y = twenty(1.0)
    loss = lambda p: np.logaddexp(0, (1 - 2 * y) * (p[0] + p[1] * x)).sum()  # noqa: E731
    lowest = minimize(loss, np.zeros(2), tol=1e-12).fun
    says(explorer, {}, f"loss {written(lowest, '.3g')}", "there is one lowest point")
    says(explorer, {}, "Negative curvature on 0% of the map.")


@fact("descent: one valley or none")
def test_it_says_when_a_threshold_splits_the_classes(explorer):
    for apart in (0.0, 1.0, 2.6, 3.0):
        x, _ = twenty(apart)
        split = x[:10].max() < x[10:].min()
        told = "there is no lowest point" if split else "there is one lowest point"
        says(explorer, {"apart": apart}, told)
    silent(explorer, {"apart": 3.0, "loss": "squared"}, "lowest point")


@fact("descent: one valley or none")
def test_on_the_plateau_a_run_hardly_moves(explorer):
    values = {"loss": "squared", "start": (-1.0, -5.0), "apart": 3.0}
    says(explorer, values, "loss 20.0")  # each of the twenty is as wrong as can be
    (end,) = [mark for mark in marks(explorer, values, "Points", panel=0)][-1:]
    assert np.hypot(end.x + 1.0, end.y + 5.0).max() < 1.5


@fact("descent: where it stalls")
def test_sgd_is_that_of_steps_written_out(explorer):
    X = np.random.default_rng(2).standard_normal((40, 2))
    y = X @ [1.0, -1.0] + 0.5 * np.random.default_rng(3).standard_normal(40)
    best, theta = np.linalg.lstsq(X, y, rcond=None)[0], np.zeros(2)
    excess = lambda t: 0.5 * np.mean((X @ (t - best)) ** 2)  # noqa: E731
    heights = [excess(theta)]
    for epoch in range(60):
        for k in draws.order(1, epoch, 40).astype(int):
            theta = theta - 0.1 * (X[k] @ theta - y[k]) * X[k]
        heights.append(excess(theta))
    values = {"order": "shuffled", "rate": 0.1}
    (line,) = marks(explorer, values, "Line", panel=0)
    close(line.y, heights, rel=1e-6)
    says(explorer, values, f"stands {written(np.mean(heights[45:]), '.2g')} above")


@fact("descent: where it stalls")
def test_without_noise_it_does_not_stall(explorer):
    for order in ("drawn", "shuffled"):
        says(explorer, {"noise": 0.0, "order": order}, "It does not stall")
    silent(explorer, {}, "It does not stall")


@fact("descent: rate and batch")
def test_it_trains_the_network_that_torch_trains(explorer):
    config, net = BatchesConfig(**SHORT), Mlp((40, 64, 10), "relu")
    X, y = examples(config, 0)[0]
    X, y = torch.as_tensor(X).double(), torch.as_tensor(y)
    layers = [torch.tensor(part) for pair in net.layers(net.start(1)) for part in pair]
    params = [part.requires_grad_() for part in layers]

    def loss(rows):
        hidden = torch.relu(X[rows] @ params[0] + params[1])
        return torch.nn.functional.cross_entropy(hidden @ params[2] + params[3], y[rows])

    optimizer = torch.optim.Adam(params, lr=0.01)
    for epoch in range(2):
        for rows in draws.order(1, 20 + epoch, 64).astype(int).reshape(-1, 8):
            optimizer.zero_grad()
            loss(rows).backward()
            optimizer.step()
    end = loss(np.arange(64)).item()
    values = {"rule": "adam", "batch": 3, "rate": 0.01}
    says(explorer, values, f"Batches of 8, 2 epochs: training loss {written(end, '.3g')}.")


@fact("descent: rate and batch")
def test_recorded_curves_lie_at_their_rates_over_the_batch(explorer):
    for axis, power in (("rate", 0.0), ("root", 0.5), ("part", 1.0)):
        line = drawn(explorer, {"axis": axis}, "batches of 16", panel=0)
        close(line.x, 0.02 * 16 * np.array([0.5, 1.0]) / 16**power)
