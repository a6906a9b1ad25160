"""Networks that are matched, counted at their minima, and taught."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from optcourse.chapters.minima.experiments import (
    FloorsConfig,
    MatchingsConfig,
    StudentsConfig,
    floors,
    matchings,
    students,
)
from optcourse.chapters.minima.experiments.levenberg import jacobian, levenberg
from optcourse.networks.matchings import matching, reordered, with_parameters
from optcourse.networks.models import mlp
from tests.chapters.minima.test_experiments import FLOORS, MATCHINGS, STUDENTS


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: StudentsConfig(method="sgd"), "method must be one of"),
        (lambda: MatchingsConfig(data="faces"), "data must be one of"),
        (lambda: FloorsConfig(nudge=0), "nudge must be positive"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_jacobian_is_autograds(activation):
    net, rng = (3, 4, 2, 1), np.random.default_rng(0)
    model = mlp(net, activation, 1, torch.float64)
    theta = torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()[None]
    X = rng.standard_normal((1, 5, 3))
    f, slopes = jacobian(theta, X, net, activation)
    out = model(torch.tensor(X[0]))[:, 0]
    np.testing.assert_allclose(f[0], out.detach().numpy(), rtol=1e-12)
    for k in range(5):
        parts = torch.autograd.grad(out[k], model.parameters(), retain_graph=True)
        wanted = torch.cat([part.flatten() for part in parts]).numpy()
        np.testing.assert_allclose(slopes[0, k], wanted, atol=1e-12)


def test_levenberg_ends_where_least_squares_does():
    rng, net = np.random.default_rng(0), (3, 1)
    X, y = rng.standard_normal((1, 20, 3)), rng.standard_normal((1, 20))
    theta = levenberg(np.zeros((1, 4)), X, y, net, "tanh", 200)
    wanted = np.linalg.lstsq(np.column_stack([X[0], np.ones(20)]), y[0], rcond=None)[0]
    np.testing.assert_allclose(theta[0], wanted, atol=1e-6)


@pytest.mark.parametrize("net", [(5, 7, 3), (5, 6, 4, 3)])
def test_matching_undoes_a_change_of_order(net):
    rng = np.random.default_rng(0)
    size = sum((a + 1) * b for a, b in pairwise(net))
    theta, X = rng.standard_normal(size), rng.standard_normal((9, 5))
    orders = [rng.permutation(width) for width in net[1:-1]]
    mixed = reordered(theta, net, orders)
    assert not np.allclose(mixed, theta)
    both = with_parameters(
        mlp(net, "tanh", 0, torch.float64), torch.tensor(np.array([theta, mixed]))
    )
    first, second = both(torch.tensor(X)).detach().numpy()
    np.testing.assert_allclose(first, second, rtol=1e-12)
    back = reordered(mixed, net, matching(theta, mixed, net))
    np.testing.assert_array_equal(back, theta)


def test_matchings_measure_three_paths_from_the_same_networks():
    record = matchings(MATCHINGS)
    assert record.plain.shape == record.matched.shape == record.copied.shape == (2, 2, 5)
    np.testing.assert_array_equal(record.plain[..., [0, -1]], record.matched[..., [0, -1]])
    np.testing.assert_array_equal(record.copied[..., 0], record.copied[..., -1])
    np.testing.assert_array_equal(record.copied[..., 0], record.plain[..., 0])
    assert record.middle(record.plain).shape == record.ends.shape == (2,)


def test_floors_are_minima_of_loss_0_elsewhere():
    record = floors(FLOORS)
    assert len(record.num_zero) >= 5
    assert (record.num_negative == 0).all() and record.moved.min() > 1e-3
    assert (record.num_zero >= record.num_units).all() and record.num_units == 7
    assert (record.num_live <= 7).all() and record.num_params == 35


def test_students_that_can_copy_the_teacher_end_at_0_or_are_called_bad():
    record = students(STUDENTS)
    assert record.loss.shape == record.grad_norm.shape == record.lowest.shape == (2, 12)
    good = record.loss[~record.bad]
    assert good.size and good.max() < 1e-4 * record.variance.max()
    assert np.isnan(record.lowest[~record.bad]).all()
    assert np.isfinite(record.lowest[record.bad]).all()
    assert not np.any(record.minima & ~record.bad)
