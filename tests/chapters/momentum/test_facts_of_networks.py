"""What the explorers that train networks with momentum say is true."""

import numpy as np
import torch
from scipy.sparse.linalg import LinearOperator, eigsh

from optcourse import draws
from optcourse.chapters.momentum.explorers import courses
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from tests.truths import close, drawn, fact, says, written

DOUBLE = torch.float64


def layers(net, seed=1):
    return [
        torch.tensor(part, requires_grad=True)
        for pair in net.layers(net.start(seed))
        for part in pair
    ]


def outputs(params, X, bend):
    hidden = X
    for w, b in zip(params[:-2:2], params[1:-2:2], strict=True):
        hidden = bend(hidden @ w + b)
    return hidden @ params[-2] + params[-1]


def trained(params, loss, batches, optimizer, factor=lambda k: 1.0):
    """Train by torch, a batch a step, and return the loss on all examples."""
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    for batch in batches:
        optimizer.zero_grad()
        loss(batch).backward()
        optimizer.step()
        schedule.step()
    return loss(slice(None)).item()


def drawn_batches(num_steps, size, num):
    rows = (np.floor(draws.uniform(1, k + 2, size) * num).astype(int) for k in range(num_steps))
    return list(rows)


def classified(params, data, num, labels=None):
    X = torch.tensor(data.X_train[:num], dtype=DOUBLE)
    y = torch.as_tensor(data.y_train[:num] if labels is None else labels)
    return lambda rows: torch.nn.functional.cross_entropy(
        outputs(params, X[rows], torch.relu), y[rows]
    )


@fact("momentum: what momentum buys")
def test_both_networks_are_those_of_torch(explorer):
    data, net = digits(num_train=300), Mlp((64, 24, 10), "relu")
    whole = [slice(None)] * 30
    for batch, batches in (("few", drawn_batches(120, 4, 300)), ("all", whole)):
        ends = []
        for rate, momentum in ((0.08, 0.0), (0.016, 0.8)):
            params = layers(net)
            rule = torch.optim.SGD(params, lr=rate, momentum=momentum)
            ends.append(trained(params, classified(params, data, 300), batches, rule))
        values = {"batch": batch, "momentum": 0.8, "rate": 0.08}
        one, other = (written(end, ".2g") for end in ends)
        says(explorer, values, "Rates 0.080 and 0.016.", f"Plain {one}, momentum {other}.")


@fact("momentum: what momentum buys")
def test_without_momentum_they_are_one(explorer):
    for batch in ("few", "some", "all"):
        values = {"batch": batch, "momentum": 0.0}
        lines = [drawn(explorer, values, name) for name in ("no momentum", "momentum")]
        close(lines[0].y, lines[1].y, rel=1e-12)


@fact("momentum: schedules")
def test_the_networks_are_those_of_torch_with_a_schedule(explorer):
    data, net = digits(num_train=400, num_val=0, num_test=400), Mlp((64, 16, 10), "relu")
    drawn_labels = np.floor(10 * draws.uniform(2, 0, 400)).astype(int)
    wrong = np.where(draws.uniform(2, 1, 400) < 0.3, drawn_labels, data.y_train)
    for task, labels in (("fit", None), ("hard", wrong)):
        ends = []
        for factor in (lambda k: 1.0, lambda k: 0.3 ** (k // 25)):
            params = layers(net)
            rule = torch.optim.SGD(params, lr=0.2)
            loss = classified(params, data, 400, labels)
            ends.append(trained(params, loss, drawn_batches(100, 8, 400), rule, factor))
        one, other = (written(end, ".2g") for end in ends)
        says(explorer, {"task": task, "schedule": "step", "rate": 0.2},
             f"constant {one}, falling {other}.")  # fmt: skip


@fact("momentum: schedules")
def test_rates_are_those_of_the_formulas(explorer):
    steps = np.arange(0, 101, 50)
    wanted = {
        "linear": 1 - steps / 100,
        "cosine": (1 + np.cos(np.pi * steps / 100)) / 2,
        "inverse": 1 / (1 + steps / 10),
        "step": 0.3 ** (steps // 25),
    }
    for name, factors in wanted.items():
        values = {"schedule": name, "rate": 0.1}
        close(drawn(explorer, values, "falling rate", panel=2).y, 0.1 * factors)
        close(drawn(explorer, values, "constant rate", panel=2).y, np.full(3, 0.1))


def test_on_wrong_labels_the_falling_rate_is_ahead_on_new_digits():
    data = courses.examples(courses.WRONG["hard"])
    for rate, closer in ((0.2, True), (0.1, False)):
        (one, one_wrong), (other, other_wrong) = courses._trained(data, "linear", rate, 1500).seen
        assert other_wrong[-1] < one_wrong[-1] - 0.05
        assert (other[-1] < one[-1]) == closer


@fact("momentum: the edge moves")
def test_limits_are_where_a_root_leaves_the_circle(explorer):
    for rule in ("heavy ball", "nesterov"):
        for momentum in (0.0, 0.5, 0.8):
            values = {"rule": rule, "momentum": momentum, "rate": 0.2}
            limit = drawn(explorer, values, "this rule’s limit").y
            z = 0.2 * limit
            kept = momentum * (1 - z) if rule == "nesterov" else momentum
            roots = np.linalg.eigvals(np.array([[1 - z + kept, -kept], [1.0, 0.0]]))
            close(np.abs(roots).max(), 1.0, rel=1e-9)
            says(explorer, values, f"limit {limit:.1f}.")


@fact("momentum: the edge moves")
def test_sharpness_is_the_largest_eigenvalue_of_torchs_network(explorer):
    data, net = digits(num_train=200), Mlp((64, 24, 24, 10))
    X, targets = torch.tensor(data.X_train, dtype=DOUBLE), torch.eye(10, dtype=DOUBLE)[data.y_train]
    for rule, ahead in (("heavy ball", False), ("nesterov", True)):
        params = layers(net)
        loss = lambda _, p=params: ((outputs(p, X, torch.tanh) - targets) ** 2).sum() / 400  # noqa: E731
        optimizer = torch.optim.SGD(params, lr=0.1, momentum=0.5, nesterov=ahead)
        trained(params, loss, range(60), optimizer)
        values = {"rule": rule, "momentum": 0.5, "rate": 0.1}
        shown = drawn(explorer, values, "this network").y
        exact = sharpness(loss(None), params)
        assert 0.9 * exact < shown[-1] < 1.001 * exact  # the power method comes up from below


def sharpness(loss, params):
    grads = torch.autograd.grad(loss, params, create_graph=True)
    flat = torch.cat([g.ravel() for g in grads])

    def times(way):
        way = torch.as_tensor(np.ravel(way))
        bent = torch.autograd.grad(flat @ way, params, retain_graph=True)
        return torch.cat([b.ravel() for b in bent]).numpy()

    size = len(flat)
    return eigsh(LinearOperator((size, size), times, dtype=float), k=1, which="LA")[0][0]
