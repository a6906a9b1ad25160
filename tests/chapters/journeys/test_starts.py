"""Experiments on where to start, and with how many units, on short runs."""

from itertools import product

import numpy as np
import pytest
import torch

from optcourse.chapters.journeys.experiments import (
    Lesson,
    connections,
    parities,
    partings,
    spares,
)
from optcourse.chapters.journeys.experiments.connections import barrier
from optcourse.chapters.journeys.experiments.parities import all_inputs, solution, solved
from optcourse.chapters.journeys.explorers.parities import trained
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import batch_indices
from optcourse.networks.models import mlp
from tests.chapters.journeys.test_experiments import JOINED, PARITIES, PARTED, SPARES


def test_the_loss_of_a_student_is_the_mean_over_normal_inputs():
    rng, lesson = np.random.default_rng(0), Lesson(3)
    theta, x = rng.standard_normal(12), rng.standard_normal((1_000_000, 3))
    answer = np.maximum(x @ theta.reshape(4, 3).T, 0).sum(1) - np.maximum(x, 0).sum(1)
    np.testing.assert_allclose(lesson.value(theta), 0.5 * np.mean(answer**2), rtol=0.01)


def test_a_copy_of_the_teacher_has_loss_0_with_units_to_spare():
    lesson = Lesson(5)
    copy = np.concatenate([np.eye(5)[::-1], np.zeros((2, 5))]).ravel()
    np.testing.assert_allclose(lesson.value(copy), 0, atol=1e-14)
    np.testing.assert_allclose(lesson.grad(copy)[:25], 0, atol=1e-14)


def value(theta, size):
    """The loss in torch, the diagonal of equal units apart, where the angle is 0."""
    w, v = theta.reshape(-1, size), torch.eye(size, dtype=theta.dtype)

    def mean(a, b):
        lengths = a.norm() * b.norm()
        angle = torch.arccos(torch.clamp(a @ b / lengths, -1, 1))
        bent = torch.sin(angle) + (torch.pi - angle) * torch.cos(angle)
        return lengths * bent / (2 * torch.pi)

    own = sum(a @ a / 2 if j == k else mean(a, b) for j, a in enumerate(w) for k, b in enumerate(w))
    teacher = size / 2 + size * (size - 1) / (2 * torch.pi)
    return (own + teacher) / 2 - sum(mean(a, b) for a in w for b in v)


def test_slopes_and_bends_of_the_loss_are_those_of_autograd():
    theta, lesson = np.random.default_rng(1).standard_normal(12), Lesson(3)
    at, derivatives = torch.tensor(theta), torch.autograd.functional
    np.testing.assert_allclose(lesson.value(theta), value(at, 3).item(), rtol=1e-12)
    slope = derivatives.jacobian(lambda x: value(x, 3), at).numpy()
    np.testing.assert_allclose(lesson.grad(theta), slope, atol=1e-12)
    bend = derivatives.hessian(lambda x: value(x, 3), at).numpy()
    np.testing.assert_allclose(lesson.hessian(theta), bend, atol=1e-6)


def test_a_unit_that_begins_at_zero_has_the_slope_of_the_loss():
    lesson, theta = Lesson(4), np.random.default_rng(2).standard_normal(20)
    grown = [np.concatenate([theta, 1e-6 * unit]) for unit in np.eye(4)]
    slopes = [(lesson.value(each) - lesson.value(theta)) / 1e-6 for each in grown]
    np.testing.assert_allclose(lesson.opened(theta), min(slopes), atol=1e-5)


def test_students_are_those_of_descent_one_after_another():
    record = spares(SPARES)
    assert record.loss.shape == (2, 4, 7) and record.steps.tolist() == [0, 20, 40, 60]
    lesson, rng = Lesson(6), np.random.default_rng([0, 2])
    theta = rng.standard_normal((7, 48))[3] / np.sqrt(6)
    velocity = 0 * theta
    for _ in range(60):
        velocity = 0.9 * velocity - 0.2 * lesson.grad(theta)
        theta = theta + velocity
    np.testing.assert_allclose(record.loss[1, -1, 3], lesson.value(theta), rtol=1e-6)
    np.testing.assert_array_equal(record.missed, record.loss[:, -1] > 1e-4)
    assert np.isnan(record.lowest[1]).all()
    np.testing.assert_array_equal(np.isfinite(record.lowest[0]), record.missed[0])


def test_three_ways_have_the_same_ends_and_the_curve_is_longer():
    record = connections(JOINED)
    assert record.line.shape == record.matched_error.shape == (2, 2, 5)
    for way in ("matched", "curve"):
        for what in ("", "_error"):
            ends = getattr(record, way + what)[..., [0, -1]]
            own = getattr(record, "line" + what)[..., [0, -1]]
            np.testing.assert_allclose(ends, own, rtol=1e-4)
        assert (record.barriers(way) >= 0).all()
    assert (record.longer >= 1 - 1e-6).all()


def test_a_barrier_is_above_the_chord():
    loss = np.array([[1.0, 3.0, 2.0], [1.0, 1.0, 2.0]])
    np.testing.assert_allclose(barrier(loss), [1.5, 0.0])


def test_copies_that_part_late_share_what_they_learned():
    """A pair that parts after five steps is the same network up to there, alone and in order."""
    record = partings(PARTED)
    assert record.loss.shape == (2, 2, 2, 3) and record.barriers.shape == (2, 2, 2)
    data = DATA_SETS["mnist1d"](seed=0)
    X, y = torch.tensor(data.X_train[:60]), torch.tensor(data.y_train[:60])
    model = mlp((40, 4, 4, 10), "relu", 1)
    for steps, seed in ((5, 1), (4, 1000 + 6)):  # of the second network; of its first late copy
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        for batch in batch_indices(60, 20, steps, seed):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(X[batch]), y[batch]).backward()
            optimizer.step()
    loss = torch.nn.functional.cross_entropy(model(X), y).item()
    np.testing.assert_allclose(record.loss[0, 1, 1, 0], loss, rtol=1e-4)


@pytest.mark.parametrize("bits", [2, 3, 6, 8])
def test_the_written_down_network_tells_parity(bits):
    X = np.array(list(product((0.0, 1.0), repeat=bits)))
    theta = solution(bits)
    into, bias = theta[: bits * bits].reshape(bits, bits), theta[bits * bits : bits * (bits + 1)]
    answer = np.maximum(X @ into.T + bias, 0) @ theta[-bits - 1 : -1] + theta[-1]
    np.testing.assert_allclose(answer, 2 * (X.sum(1) % 2) - 1, atol=1e-12)


def test_starts_beside_the_solution_are_right_without_noise_and_stay_so():
    record = parities(PARITIES)
    assert record.near[0] == 3 and not record.before[0].any()
    assert record.before.shape == (2, 3) and record.random.shape == (2, 2, 3)
    assert (record.before[1] > 0).any()
    low, high = record.interval(record.near)
    assert (low <= record.near / 3).all() and (record.near / 3 <= high).all()


def test_starts_of_one_width_learn_together_as_each_alone():
    """Beside the solution and anywhere, each at its own rate, by torch one after another."""
    record, (X, y) = parities(PARITIES), all_inputs(PARITIES)
    beside = mlp((3, 3, 1), "relu", 0)
    torch.nn.utils.vector_to_parameters(solved(3, 0.5, 3, 0)[1], beside.parameters())
    alone = (
        (beside, 0.01, record.after[1, 1]),
        (mlp((3, 3, 1), "relu", 2), 0.1, record.random[0, 1, 2]),
    )
    alone += ((mlp((3, 5, 1), "relu", 1), 0.01, record.random[1, 0, 1]),)
    X, side = torch.tensor(X), torch.tensor(2.0 * y - 1)
    for model, lr, error in alone:
        optimizer = torch.optim.Adam(model.parameters(), lr)
        for _ in range(PARITIES.num_steps):
            optimizer.zero_grad()
            (1 - side * model(X)[:, 0]).square().mean().backward()
            optimizer.step()
        assert error == np.mean((side * model(X)[:, 0]).detach().numpy() <= 0)


def test_the_page_begins_where_the_record_does():
    """Without noise the masked network of the page is the written-down one, beside zeros."""
    run = trained(0.0, 6, 1, 1)
    assert run.seen[0] == run.seen[-1] == 0 and run.loss[0] < 1e-12
    apart = trained(0.3, 6, 1, 1)
    assert apart.seen[0] > 0 and apart.loss[0] > 0.01
