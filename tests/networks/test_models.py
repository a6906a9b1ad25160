import numpy as np
import pytest
import torch

from optcourse.networks.data import digits
from optcourse.networks.models import conv1d, lstm, mlp, rnn


@pytest.mark.parametrize(
    "build",
    [
        lambda s: mlp([4, 8, 3], seed=s),
        lambda s: conv1d(seed=s),
        lambda s: rnn(seed=s, orthogonal=True),
        lambda s: lstm(seed=s),
    ],
)
def test_weights_follow_the_seed_and_leave_the_global_one_alone(build):
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first, again, other = build(1), build(1), build(2)
    assert torch.equal(torch.get_rng_state(), before)
    weights = [torch.nn.utils.parameters_to_vector(m.parameters()) for m in (first, again, other)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_initial_weights_are_torchs_default_distribution():
    ours, theirs = mlp([50, 400]), torch.nn.Linear(50, 400)
    for mine, default in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert mine.abs().max() <= 50**-0.5
        torch.testing.assert_close(mine.std(), default.std(), rtol=0.1, atol=0)


def test_shapes():
    assert mlp([64, 32, 32, 10], "relu")(torch.zeros(5, 64)).shape == (5, 10)
    assert conv1d()(torch.zeros(5, 40)).shape == (5, 10)
    assert sum(p.numel() for p in conv1d().parameters()) == 5210
    assert mlp([2, 1], dtype=torch.float64)(torch.zeros(1, 2).double()).dtype == torch.float64


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="activation must be one of 'tanh', 'relu', got 'gelu'"):
        mlp([2, 2], "gelu")
    with pytest.raises(ValueError, match="widths must name at least inputs and outputs"):
        mlp([2])
    with pytest.raises(ValueError, match="widths must be a whole number of at least 1, got 0"):
        mlp([2, 0])
    with pytest.raises(ValueError, match="num_inputs must be a whole number of at least 8"):
        conv1d(num_inputs=4)
    with pytest.raises(ValueError, match="channels must be a whole number of at least 1, got 0"):
        conv1d(channels=0)
    for build in (lambda seed: mlp([2, 2], seed=seed), lambda seed: rnn(seed=seed), digits):
        with pytest.raises(ValueError, match="seed must be a whole number of at least 0, got None"):
            build(seed=None)
    assert torch.equal(mlp([2, 2], seed=np.int64(3))[0].weight, mlp([2, 2], seed=3)[0].weight)


@pytest.mark.parametrize("kind", [rnn, lstm])
def test_recurrent_networks_answer_from_their_last_state(kind):
    model, X = kind(3, 7, 4, seed=2), torch.randn(5, 11, 3)
    assert model(X).shape == (5, 4)
    states, _ = model[0](X)
    torch.testing.assert_close(model(X), model[2](states[:, -1]))
    longer = torch.cat([X, torch.randn(5, 1, 3)], dim=1)
    assert not torch.allclose(model(longer), model(X))


@pytest.mark.parametrize("kind", [rnn, lstm])
def test_recurrent_weights_are_torchs_default_distribution(kind):
    ours, theirs = kind(20, 100, 2)[0], kind(20, 100, 2)[0]
    theirs.reset_parameters()
    for mine, default in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert mine.abs().max() <= 0.1
        torch.testing.assert_close(mine.std(), default.std(), rtol=0.2, atol=0)


def test_orthogonal_start():
    model, default = rnn(hidden=9, orthogonal=True, seed=4), rnn(hidden=9, seed=4)
    matrix = model[0].weight_hh_l0
    torch.testing.assert_close(matrix @ matrix.mT, torch.eye(9))
    torch.testing.assert_close(model[0].weight_ih_l0, default[0].weight_ih_l0)


def test_forget_bias_is_the_sum_of_both_biases():
    cells = lstm(hidden=4, forget_bias=3.0)[0]
    both = (cells.bias_ih_l0 + cells.bias_hh_l0).view(4, 4)
    assert both[1].tolist() == [3.0] * 4
    assert both[[0, 2, 3]].abs().max() <= 1


def test_recurrent_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="hidden must be a whole number of at least 1, got 0"):
        rnn(hidden=0)
    with pytest.raises(ValueError, match="forget_bias must be finite, got nan"):
        lstm(forget_bias=float("nan"))
