"""Averages of a path against torch's, and in a page."""

import numpy as np
import pytest
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from optcourse.rules import ExponentialMean, Mean

PATH = np.random.default_rng(0).normal(size=(30, 4))


def torchs(average, points):
    """What torch.optim.swa_utils keeps of `points`, of which it copies the first."""
    start = getattr(average, "start", -1)
    holder = torch.nn.Linear(4, 1, bias=False, dtype=torch.float64)
    how = {} if start >= 0 else {"multi_avg_fn": get_ema_multi_avg_fn(average.decay)}
    model, means = AveragedModel(holder, **how), []
    for k, point in enumerate(points):
        holder.weight.data.copy_(torch.tensor(point))
        model.update_parameters(holder) if k >= start + (start >= 0) else None
        means.append(model.module.weight.detach().numpy().ravel().copy())
    return np.array(means)


@pytest.mark.parametrize("average", [Mean(), Mean(10), ExponentialMean(0.8)], ids=repr)
def test_means_are_torchs(average):
    means, wanted = average.of_path(PATH), torchs(average, PATH)
    from_here = 1 + getattr(average, "start", -1)
    np.testing.assert_allclose(means[from_here:], wanted[from_here:], rtol=1e-11)


def test_the_mean_of_the_last_quarter():
    path = np.arange(41.0)[:, None]
    assert Mean(30).of_path(path)[-1] == pytest.approx(path[31:].mean())


def test_members_have_averages_of_their_own():
    theta = torch.tensor(PATH[:3])
    average = ExponentialMean(np.array([0.1, 0.5, 0.9])).of(np.arange(3), theta)
    mean = average.begin(theta)
    for k in range(5):
        mean = average.after(mean, theta + k, k)
    for i, decay in enumerate([0.1, 0.5, 0.9]):
        path = np.concatenate([PATH[i][None], [PATH[i] + k for k in range(5)]])
        np.testing.assert_allclose(mean[i], ExponentialMean(decay).of_path(path)[-1], rtol=1e-12)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="start must be at least 0 and finite, got -1"):
        Mean(-1)
    with pytest.raises(ValueError, match="decay must be at least 0 and less than 1, got 1"):
        ExponentialMean(1)
    with pytest.raises(ValueError, match="path must be finite"):
        Mean().of_path([[np.nan]])
