"""SVRG against its authors' lines, in a page, and on tensors."""

import numpy as np
import pytest
import torch

from optcourse.explore import Axis, Explorer, Line, Panel, Scene, Slider
from optcourse.explore.spec import flatten
from optcourse.rules import ExactLineSearch, GradientDescent, Momentum, Snapshot, svrg
from optcourse.tables import rows
from tests.laws.test_rules_traced import RUN

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 3)), RNG.normal(size=20)
PICKS = RNG.integers(20, size=(6, 30))


def gradient(theta, picked):
    """The mean gradient of squared errors over the examples `picked`, each a number or an array."""
    if picked is None:
        return (X @ theta - Y) @ X / len(Y)
    x = rows(X, picked)
    return x * (x @ theta - rows(Y, picked))


def by_hand(lr, picks):
    """Johnson and Zhang (2013), figure 1, with option I."""
    tilde, path = np.zeros(3), [np.zeros(3)]
    for picked in picks:
        mu = sum(gradient(tilde, i) for i in range(20)) / 20
        w = tilde.copy()
        for i in picked:
            w = w - lr * (gradient(w, i) - gradient(tilde, i) + mu)
        tilde = w
        path.append(tilde)
    return np.array(path)


def test_it_is_its_authors():
    found = svrg(GradientDescent(0.05), gradient, np.zeros(3), PICKS).theta
    np.testing.assert_allclose(found, by_hand(0.05, PICKS), rtol=1e-12, atol=1e-15)


def test_it_converges_where_plain_steps_stall():
    best = np.linalg.lstsq(X, Y, rcond=None)[0]
    picks = RNG.integers(20, size=(60, 40))
    found = svrg(Momentum(0.02, 0.5), gradient, np.zeros(3), picks).theta[-1]
    np.testing.assert_allclose(found, best, atol=1e-8)


def test_at_the_snapshot_it_has_no_variance():
    theta = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    x, y = torch.tensor(X), torch.tensor(Y)

    def of_tensors(theta, picked):
        some = slice(None) if picked is None else [picked]
        return (x[some] @ theta - y[some]) @ x[some] / len(y[some])

    taken = Snapshot.at(theta, of_tensors)
    theta += 0.0
    for picked in range(3):
        corrected = taken.corrected(theta, of_tensors, picked)
        torch.testing.assert_close(corrected, of_tensors(theta, None))
    theta += 1.0  # the snapshot has a θ of its own
    assert taken.theta.tolist() == [1.0, 2.0, 3.0]


def test_it_runs_in_a_page(browser):
    def scene(lr):
        path = svrg(GradientDescent(lr), gradient, np.zeros(3), PICKS).theta
        axes = Axis("x", (-2, 2)), Axis("y", (-2, 2))
        return Scene([Panel(*axes, [Line(path[:, 0], path[:, 1])])])

    explorer = Explorer(scene, [Slider("lr", "lr", 0.01, 0.1, 0.05, count=11)], "path")
    assert explorer.error is None
    page = browser.new_page()
    (answer,) = page.evaluate(RUN, [explorer._payload, [{"lr": 0.05}]])
    page.close()
    for want, found in zip(flatten(scene(0.05))[1], answer, strict=True):
        np.testing.assert_allclose(found, np.ravel(want), rtol=1e-9, atol=1e-12)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="rule must be a Rule whose lr is a number, got Gradient"):
        svrg(GradientDescent(ExactLineSearch()), gradient, np.zeros(3), PICKS)
