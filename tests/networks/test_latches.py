"""Networks that learn a bit in NumPy: their steps against torch, their starts, their sequences."""

import numpy as np
import pytest
import torch

from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.latches import FIRST, LOST, Latches
from optcourse.networks.models import rnn
from optcourse.rules import Adam, GradientDescent, NormClip

LATCHES = Latches(longest=12, hidden=5, batch=4, num_test=50)


def as_torch(theta):
    """θ as torch has it, each matrix (outputs, inputs)."""
    return torch.cat([torch.from_numpy(np.ravel(part.T)) for part in LATCHES.net.parts(theta)])


@pytest.mark.parametrize("length", [5, 12])
@pytest.mark.parametrize("rule", [GradientDescent(0.3), Adam(0.01)], ids=["sgd", "adam"])
def test_a_clipped_step_is_that_of_torch_on_squared_errors(length, rule):
    theta = LATCHES.start(seed=2, scale=1.5)
    fresh = LATCHES.drawn(2, FIRST, length, LATCHES.batch)
    ensemble = Ensemble([rnn(1, 5, 1, dtype=torch.float64)])
    ensemble.theta.copy_(as_torch(theta))
    data = torch.from_numpy(fresh.inputs[12 - length :].swapaxes(0, 1).copy())
    bits = torch.from_numpy((fresh.bits[:, 0] > 0).astype(int))
    train(ensemble, (data, bits), rule, num_steps=1, loss="squared", clip=NormClip(0.2))
    run = LATCHES.trained(rule, theta, length, 2, 1, 1, NormClip(0.2))
    found = as_torch(run.state.theta[-1])
    torch.testing.assert_close(found, ensemble.theta[0], rtol=0, atol=1e-10)
    assert (found - as_torch(theta)).norm() > 1e-3


def test_a_turned_start_has_an_orthogonal_matrix_times_the_scale():
    plain, turned = LATCHES.start(3), LATCHES.start(3, 2.0, turned=True)
    across = LATCHES.net.parts(turned)[1]
    np.testing.assert_allclose(across @ across.T, 4 * np.eye(5), atol=1e-12)
    for mine, theirs in zip(LATCHES.net.parts(plain), LATCHES.net.parts(turned), strict=True):
        assert np.shape(mine) == (5, 5) or np.array_equal(mine, theirs)


def test_a_shorter_sequence_stands_at_the_end_and_begins_with_its_bit():
    inputs, bits = LATCHES.drawn(1, 40, 7, 500)
    assert np.array_equal(inputs[5:8], np.broadcast_to(bits, (3, 500, 1)))
    assert set(np.unique(bits)) == {-1.0, 1.0} and abs(np.mean(bits)) < 0.15
    noise = inputs[8:]
    assert abs(np.std(noise) - 0.2) < 0.02 and abs(np.mean(noise)) < 0.02
    on = LATCHES.on(7)
    states = LATCHES.net.states(LATCHES.start(1), inputs, on)
    assert not states[1:6].any() and np.all(states[6] != 0)
    alone = Latches(longest=7, hidden=5).net.states(LATCHES.start(1), inputs[5:])
    np.testing.assert_allclose(states[-1], alone[-1])


def test_the_error_is_the_share_of_bits_told_wrongly():
    theta, tests = LATCHES.start(1), LATCHES.drawn(1, 1, 12, 50)
    answers = LATCHES.net.answer(theta, LATCHES.net.states(theta, tests.inputs))
    wrong = np.mean(np.sign(answers) != tests.bits)
    assert LATCHES.wrong(theta, tests, 12) == wrong
    assert LATCHES.wrong(np.nan * theta, tests, 12) == 1.0


def test_a_loss_that_is_lost_ends_the_training():
    run = LATCHES.trained(GradientDescent(1e3), LATCHES.start(1), 12, 1, 4, 5)
    assert run.diverged and run.lasted[-1] < 5 and run.seen[-1] == 1.0
    assert np.nanmax(run.loss[np.isfinite(run.loss)]) < LOST
