"""Slices of losses, held against a naive loop over the points in float64."""

import copy
import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import vector_to_parameters

from optcourse.networks.models import conv1d, mlp
from optcourse.networks.objective import LOSSES
from optcourse.networks.surfaces import (
    filter_normalized,
    interpolate,
    loss_slice,
    losses_at,
    parameter_vector,
    planes,
    random_directions,
    trajectory_plane,
)
from optcourse.networks.tanhs import tanh

torch.set_num_threads(1)
RANDOM = torch.Generator().manual_seed(0)
X = torch.randn(30, 16, generator=RANDOM, dtype=torch.float64)
LABELS = torch.arange(30) % 4
TARGETS = torch.randn(30, 4, generator=RANDOM, dtype=torch.float64)
MODELS = {
    "tanh": mlp([16, 5, 4], "tanh", dtype=torch.float64),
    "relu": mlp([16, 5, 6, 4], "relu", dtype=torch.float64),
    "gelu, no bias": nn.Sequential(
        nn.Linear(16, 5, bias=False), nn.GELU(), nn.Tanh(), nn.Linear(5, 4, bias=False), nn.Tanh()
    ).double(),
    "one layer": mlp([16, 4], dtype=torch.float64),
    "conv1d": conv1d(16, num_classes=4, channels=2, dtype=torch.float64),
}


def cubes(outputs, y):
    return (outputs**3).sum(1) * (y + 1)


CASES = [("cross_entropy", LABELS), ("squared_error", TARGETS), (cubes, LABELS)]
GRID = {"xs": np.linspace(-1, 2, 7), "ys": np.array([-0.5, 0.0, 3.0])}


def naive(model, theta, y, loss):
    model = copy.deepcopy(model)
    vector_to_parameters(theta, model.parameters())
    with torch.no_grad():
        return LOSSES.get(loss, loss)(model(X), y).mean().item()


@pytest.mark.parametrize("budget", [2**19, 200])
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(("loss", "y"), CASES, ids=lambda case: getattr(case, "__name__", None))
def test_a_slice_is_a_loop_over_its_points(name, loss, y, budget, monkeypatch):
    monkeypatch.setattr(planes, "BUDGET", budget)
    model = MODELS[name]
    center, (u, v) = parameter_vector(model), random_directions(model)
    expected = [
        [naive(model, center + a * u + b * v, y, loss) for a in GRID["xs"]] for b in GRID["ys"]
    ]
    for route in ("fastest", "generic"):
        made = loss_slice(model, center, [u, v], X, y, loss, **GRID, route=route)
        assert made.losses.shape == (3, 7) and made.losses.dtype == np.float64
        np.testing.assert_allclose(made.losses, expected, rtol=1e-10)
    assert torch.equal(parameter_vector(model), center)


@pytest.mark.parametrize("route", ["fastest", "generic"])
@pytest.mark.parametrize("name", MODELS)
def test_an_interpolation_ends_at_both_losses(name, route):
    model, other = MODELS[name], copy.deepcopy(MODELS[name])
    start = parameter_vector(model)
    end = start + 0.3 * random_directions(model, count=1)[0]
    vector_to_parameters(end, other.parameters())
    line = interpolate(model, start, end, X, LABELS, route=route)
    assert line.ts[[0, 25, -1]].tolist() == [0, 0.5, 1] and len(line.losses) == 51
    ends = [LOSSES["cross_entropy"](each(X), LABELS).mean().item() for each in (model, other)]
    np.testing.assert_allclose(line.losses[[0, -1]], ends, rtol=1e-12)
    back = interpolate(model, end, start, X, LABELS, route=route)
    np.testing.assert_allclose(back.losses, line.losses[::-1], rtol=1e-10)


def test_the_slice_of_a_quadratic_is_a_quadratic():
    model = MODELS["one layer"]
    xs = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    grid = {"xs": xs, "ys": xs}
    made = loss_slice(
        model,
        parameter_vector(model),
        random_directions(model),
        X,
        TARGETS,
        "squared_error",
        **grid,
    )
    for losses in (made.losses, made.losses.T):
        np.testing.assert_allclose(np.diff(losses, 3, axis=0), 0, atol=1e-9)
        assert (np.diff(losses, 2, axis=0) > 0).all()


@pytest.mark.parametrize("route", ["fastest", "generic"])
def test_losses_that_are_not_finite_are_kept(route):
    model = mlp([16, 5, 4], "relu")
    center, directions = parameter_vector(model), random_directions(model, count=1)
    points = [[0.0], [1e30], [3e38]]
    losses = losses_at(model, center, directions, points, X.float(), LABELS, route=route)
    assert np.isfinite(losses).tolist() == [True, False, False]


def test_tanh_in_place():
    x = torch.tensor([-torch.inf, -800.0, -1.5, -1e-9, 0, 0.3, 40, torch.inf, torch.nan]).double()
    torch.testing.assert_close(tanh(x, x.clone()), x.tanh(), rtol=1e-14, atol=0, equal_nan=True)


def test_float32_agrees_with_float64():
    model = mlp([16, 8, 4])
    center, directions = parameter_vector(model), random_directions(model)
    single = loss_slice(model, center, directions, X.float(), LABELS)
    double = loss_slice(model.double(), center, directions, X, LABELS)
    np.testing.assert_allclose(single.losses, double.losses, rtol=1e-5)


def test_random_directions_follow_their_seed():
    model = MODELS["tanh"]
    first, again, other = (random_directions(model, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert first.shape == (2, 109) and first.dtype == torch.float64


def test_filters_have_the_norms_of_the_models():
    for name in ("relu", "conv1d"):
        model = MODELS[name]
        made = filter_normalized(model, random_directions(model, count=3))
        again = filter_normalized(model, 7 * made)
        torch.testing.assert_close(made, again)
        for direction in made:
            other = copy.deepcopy(model)
            vector_to_parameters(direction, other.parameters())
            for ours, theirs in zip(other.parameters(), model.parameters(), strict=True):
                wanted = theirs.flatten(1).norm(dim=1) if theirs.ndim > 1 else None
                norms = ours.flatten(1).norm(dim=1) if theirs.ndim > 1 else ours
                torch.testing.assert_close(
                    norms, torch.zeros_like(ours) if wanted is None else wanted
                )
    zero = filter_normalized(MODELS["tanh"], torch.zeros(1, 109))
    assert torch.equal(zero, torch.zeros_like(zero))


def test_a_filter_normalized_slice_does_not_see_the_scale_of_a_relu_layer():
    model = nn.Sequential(nn.Linear(16, 5, False), nn.ReLU(), nn.Linear(5, 4, False)).double()
    scaled = copy.deepcopy(model)
    with torch.no_grad():
        scaled[0].weight.mul_(10)
        scaled[2].weight.div_(10)
    noise = random_directions(model)
    pictures = [
        loss_slice(each, parameter_vector(each), filter_normalized(each, noise), X, LABELS, **GRID)
        for each in (model, scaled)
    ]
    np.testing.assert_allclose(pictures[0].losses, pictures[1].losses, rtol=1e-9)


def test_a_path_in_a_plane_is_found_again():
    ts = torch.linspace(0, 3, 20, dtype=torch.float64)
    plane = torch.linalg.qr(torch.randn(50, 2, generator=RANDOM, dtype=torch.float64))[0].T
    points = torch.stack([3 * ts.cos(), ts.sin()], dim=1) @ plane + 1.0
    made = trajectory_plane(points)
    torch.testing.assert_close(made.center + made.path @ made.directions, points)
    torch.testing.assert_close(made.directions @ made.directions.T, torch.eye(2).double())
    torch.testing.assert_close(made.path[-1], torch.zeros(2).double())
    assert made.explained[0] > made.explained[1] > 0
    assert math.isclose(made.explained.sum(), 1)


THETA = parameter_vector(MODELS["tanh"])
DIRECTIONS = random_directions(MODELS["tanh"])
REFUSED = [
    (r"center must have shape \(109,\), a number a parameter, got \(108,\)", {"center": THETA[1:]}),
    ("center must be finite", {"center": THETA * torch.inf}),
    ("directions must be two vectors, got 1", {"directions": DIRECTIONS[:1]}),
    (r"directions must have shape \(109,\)", {"directions": DIRECTIONS[:, 1:]}),
    ("directions must be finite", {"directions": DIRECTIONS * torch.nan}),
    ("xs must be finite", {"xs": [0.0, np.nan]}),
    (r"ys must have shape \(any\)", {"ys": [[0.0]]}),
    ("at least one point", {"xs": []}),
    ("X must be a tensor of at least one example", {"X": X[:0], "y": LABELS[:0]}),
    ("X must be finite", {"X": X * torch.nan}),
    ("y must be at least 0 and less than 4", {"y": LABELS - 1}),
    ("loss must be one of", {"loss": "l1"}),
    ("route must be one of 'fastest', 'planes', 'generic'", {"route": "quick"}),
]


@pytest.mark.parametrize(("message", "change"), REFUSED)
def test_errors_say_what_is_allowed(message, change):
    given = {"center": THETA, "directions": DIRECTIONS, "X": X, "y": LABELS} | change
    with pytest.raises(ValueError, match=message):
        loss_slice(MODELS["tanh"], **given)


def test_errors_about_directions():
    model = MODELS["conv1d"]
    center, directions = parameter_vector(model), random_directions(model)
    with pytest.raises(ValueError, match="route must be 'generic' or 'fastest'"):
        loss_slice(model, center, directions, X, LABELS, route="planes")
    with pytest.raises(ValueError, match="end must have shape"):
        interpolate(model, center, center[1:], X, LABELS)
    with pytest.raises(ValueError, match=r"directions must have shape \(any, 109\)"):
        filter_normalized(MODELS["tanh"], DIRECTIONS[0])
    with pytest.raises(ValueError, match="count must be a whole number of at least 1"):
        random_directions(model, count=0)
    with pytest.raises(ValueError, match="directions must hold at least one vector, got none"):
        losses_at(model, center, [], np.zeros((1, 0)), X, LABELS)
    with pytest.raises(ValueError, match="points must be at least 3 points"):
        trajectory_plane(DIRECTIONS)
    with pytest.raises(ValueError, match="points must move"):
        trajectory_plane(torch.ones(4, 3))
    with pytest.raises(ValueError, match="points must be finite"):
        trajectory_plane(torch.full((4, 3), torch.nan))
