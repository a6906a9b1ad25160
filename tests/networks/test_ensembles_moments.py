"""Training watched moment by moment is training to the end, and who watches may end it."""

from itertools import repeat

import numpy as np
import pytest
import torch

from optcourse.networks.ensembles import Ensemble, cross_entropy, moment_of, train, training
from optcourse.networks.models import mlp
from optcourse.rules import Adam, GradientDescent, Momentum, NormClip

generator = torch.Generator().manual_seed(0)
X = torch.randn(20, 6, generator=generator, dtype=torch.float64)
Y = torch.randint(3, (20,), generator=generator)
SETTINGS = {"num_steps": 8, "batch_size": (7, 20, 4), "seeds": (5, 6, 7)}


def networks(outputs=3):
    return Ensemble([mlp([6, 5, outputs], seed=s, dtype=torch.float64) for s in range(3)])


def start():
    """The first moment of networks that see all examples."""
    return next(training(networks(), (X, Y), GradientDescent(0.1), num_steps=1))


@pytest.mark.parametrize("rule", [Momentum((0.1, 0.2, 0.3), momentum=0.9), Adam(0.01)])
def test_the_moments_are_those_of_train(rule):
    ensemble, watched = networks(), networks()
    clip = (None, NormClip(0.1), None)
    record = ("loss", "error", "grad_norm", "curvature")
    history = train(ensemble, (X, Y), rule, clip=clip, record=record, **SETTINGS)
    seen = {name: [] for name in record}
    for moment in training(watched, (X, Y), rule, clip=clip, **SETTINGS):
        seen["curvature"].append(moment.operator.curvature_along_gradient())
        seen["loss"].append(moment.loss.detach())
        seen["error"].append(moment.error)
        seen["grad_norm"].append(moment.norm)
    assert moment.step == 8 and moment.running.all()
    torch.testing.assert_close(watched.theta, ensemble.theta, rtol=1e-12, atol=1e-14)
    for name, columns in seen.items():
        expected = getattr(history, name)
        np.testing.assert_allclose(torch.stack(columns, dim=1), expected, rtol=1e-9, err_msg=name)


def test_a_moment_is_before_its_update_and_the_last_one_after_all():
    ensemble, before = networks(), []
    for moment in training(ensemble, (X, Y), GradientDescent(0.5), num_steps=2):
        before.append(ensemble.theta.clone())
        grad = moment.grad.clone()
        if moment.step < 2:
            expected = ensemble.theta - 0.5 * grad
    torch.testing.assert_close(before[2], expected)
    torch.testing.assert_close(ensemble.theta, before[2], rtol=0, atol=0)
    torch.testing.assert_close(cross_entropy(ensemble(X), Y), moment.loss)


def test_gradient_and_curvature_do_not_depend_on_what_is_asked_first():
    first, second = start(), start()
    curvature, grad = first.operator.curvature_along_gradient(), first.grad
    torch.testing.assert_close(second.grad, grad)
    torch.testing.assert_close(second.operator.curvature_along_gradient(), curvature)
    torch.testing.assert_close(second.norm, grad.norm(dim=1))


def test_other_examples_can_be_looked_at_on_the_way():
    for moment in training(networks(), (X, Y), GradientDescent(0.1), **SETTINGS):
        with torch.no_grad():
            other = moment.on(X[:9], Y[:9])
        assert other.step == moment.step
        expected = cross_entropy(moment.ensemble(X[:9]), Y[:9])
        torch.testing.assert_close(other.loss, expected)
        grads = torch.autograd.grad(expected.sum(), moment.ensemble.params)
        torch.testing.assert_close(other.grad, torch.cat([g.flatten(1) for g in grads], dim=1))


def test_who_watches_may_stop_some_and_the_others_learn_on():
    ensemble, alone, kept = networks(), networks(), None
    for moment in training(ensemble, (X, Y), Adam(0.05), num_steps=9):
        if moment.step == 4:
            moment.stop(torch.tensor([False, True, False]))
            kept = ensemble.theta[1].clone()
    assert moment.running.tolist() == [True, False, True]
    assert moment.ends.stopped_at.tolist() == [-1, 4, -1]
    train(alone, (X, Y), Adam(0.05), num_steps=9)
    torch.testing.assert_close(ensemble.theta[1], kept, rtol=0, atol=0)
    torch.testing.assert_close(ensemble.theta[[0, 2]], alone.theta[[0, 2]], rtol=1e-12, atol=1e-14)


def test_who_watches_may_leave_and_without_gradients_too():
    ensemble, shorter = networks(), networks()
    with torch.no_grad():
        for moment in training(ensemble, (X, Y), GradientDescent(0.1), num_steps=100):
            if moment.step == 3:
                break
    train(shorter, (X, Y), GradientDescent(0.1), num_steps=3)
    torch.testing.assert_close(ensemble.theta, shorter.theta)


def test_a_member_that_diverges_stays_and_the_moments_go_on():
    ensemble = networks()
    steps = [
        (moment.step, moment.running.tolist())
        for moment in training(
            ensemble,
            (X, X[:, :3]),
            GradientDescent((0.01, 1e6, 0.01)),
            num_steps=60,
            loss="squared_error",
        )
    ]
    assert len(steps) == 61 and steps[0][1] == [True] * 3 and steps[-1][1] == [True, False, True]
    assert torch.isfinite(ensemble.theta).all()


def test_values_of_those_who_have_ended_are_unknown():
    moment = start()
    moment.stop(torch.tensor([False, False, True]))
    for values in (moment.norm, moment.grad.cpu().float()):
        known = moment.known(values)
        torch.testing.assert_close(known[:2], values[:2])
        assert known.shape == values.shape and known[2].isnan().all()


def test_a_moment_of_networks_that_nobody_trains():
    first, at_rest = start(), moment_of(networks(), X, Y)
    torch.testing.assert_close(at_rest.loss, first.loss)
    torch.testing.assert_close(at_rest.grad, first.grad)
    mixed = moment_of(networks(), X, Y, ("cross_entropy", "squared_error", "cross_entropy"))
    assert at_rest.step == 0 and not torch.equal(mixed.loss, at_rest.loss)


def test_batches_may_be_made_outside():
    whole, given, parts = networks(), networks(), networks()
    train(whole, (X, Y), GradientDescent(0.1), num_steps=3)
    train(given, repeat((X, Y)), GradientDescent(0.1), num_steps=3)
    torch.testing.assert_close(given.theta, whole.theta)
    rows = [X[:9], X[9:], X[:1]]
    batches = iter([(x.expand(3, -1, -1), Y[: len(x)].expand(3, -1)) for x in rows])
    sizes = [
        moment.outputs.shape
        for moment in training(parts, batches, GradientDescent(0.1), num_steps=2)
    ]
    assert sizes == [(3, 9, 3), (3, 11, 3), (3, 1, 3)]
    message = "data must give a batch for each of 4 steps and one more, got 3"
    with pytest.raises(ValueError, match=message):
        list(training(networks(), iter([(X, Y)] * 3), GradientDescent(0.1), num_steps=4))
    with pytest.raises(ValueError, match="batch_size must be None where data are batches, got 4"):
        training(networks(), repeat((X, Y)), GradientDescent(0.1), num_steps=4, batch_size=4)


def test_a_loss_may_be_a_function():
    def own(outputs, y):
        return (1 - (2 * y - 1) * outputs[..., 0]) ** 2

    names = [("squared", "hinge", "logistic"), (own, "hinge", "logistic")]
    ensembles = [networks(outputs=1) for _ in names]
    for ensemble, losses in zip(ensembles, names, strict=True):
        train(ensemble, (X, Y.clamp(max=1)), GradientDescent(0.1), loss=losses, **SETTINGS)
    torch.testing.assert_close(ensembles[0].theta, ensembles[1].theta)
    targets = networks()
    train(
        targets,
        (X, 100 * X[:, :3]),
        GradientDescent(0.1),
        num_steps=1,
        loss=lambda f, t: (f - t)[..., 0],
    )
    labels = networks()
    train(labels, (X, Y + 7), GradientDescent(0.1), num_steps=1, loss=lambda f, y: y * f[..., 0])
    assert torch.isfinite(targets.theta + labels.theta).all()


def test_what_does_not_fit_is_said_before_the_first_moment():
    with pytest.raises(ValueError, match="num_steps must be a whole number of at least 1, got 0"):
        training(networks(), (X, Y), GradientDescent(0.1), num_steps=0)
    with pytest.raises(ValueError, match="y of data must hold whole labels for cross_entropy, got"):
        training(networks(), (X, X[:, :3]), GradientDescent(0.1), num_steps=1)
