"""Models with an unknown factor, against autograd, closed forms and sums over all states."""

from itertools import product

import numpy as np
import pytest
import torch
from scipy.integrate import quad

from optcourse.networks.energies.boltzmann import Boltzmann
from optcourse.networks.energies.gibbs import expected_sweep_cd, swept
from optcourse.networks.energies.patterns import (
    all_patterns,
    bars_and_stripes,
    independent,
    mixed,
)
from optcourse.networks.energies.rbm import Rbm
from optcourse.networks.energies.scores import TwoModes, fitted_powers
from optcourse.networks.energies.sigmoids import log_sum, sigmoid, softplus

RBM = Rbm(4, 3)
MACHINE = Boltzmann(4)


def drawn(model, seed=0, scale=1.0, lead=()):
    return scale * np.random.default_rng(seed).standard_normal((*lead, model.num_parameters))


def examples(bits, seed=1, count=5):
    rng = np.random.default_rng(seed)
    return 1.0 * (rng.random((count, bits)) < 0.5), rng.dirichlet(np.ones(count))


def close(found, wanted, rel=1e-12):
    np.testing.assert_allclose(found, wanted, rtol=0, atol=rel * max(1, np.abs(wanted).max()))


def energy(theta, v, h):
    """vᵀWh + bᵀv + cᵀh, a tensor."""
    W, b, c = theta[:12].reshape(4, 3), theta[12:16], theta[16:]
    return torch.einsum("...i,ij,...j->...", v, W, h) + v @ b + h @ c


def rbm_log_likelihood(theta, v, weights):
    """By a sum over all pairs of patterns, with autograd."""
    both = [torch.tensor(all_patterns(n)) for n in (RBM.visible, RBM.hidden)]
    every = energy(theta, both[0][:, None], both[1][None]).flatten()
    seen = energy(theta, torch.tensor(v)[:, None], both[1][None])
    return torch.tensor(weights) @ torch.logsumexp(seen, 1) - torch.logsumexp(every, 0)


def test_patterns_count_up():
    patterns = all_patterns(3)
    assert patterns.tolist() == [list(bits) for bits in product([0.0, 1.0], repeat=3)]
    assert all_patterns(0).shape == (1, 0)
    with pytest.raises(ValueError, match="bits must be at most 20"):
        all_patterns(21)


def test_bars_and_stripes_are_those():
    found = {tuple(row) for row in bars_and_stripes(3)}
    wanted = set()
    for bits in product([0.0, 1.0], repeat=3):
        wanted |= {tuple(np.repeat(bits, 3)), tuple(np.tile(bits, 3))}
    assert found == wanted and len(found) == len(bars_and_stripes(3)) == 14


def test_independent_bits_multiply():
    means = np.random.default_rng(0).random((2, 3))
    patterns = all_patterns(3)
    wanted = [np.prod(np.where(patterns == 1, row, 1 - row), axis=1) for row in means]
    close(independent(means), wanted)
    chances = np.array([0.3, 0.7])
    close(mixed(chances, means), chances @ wanted)
    close(mixed(chances, means[:, :1]), chances @ np.stack([1 - means[:, 0], means[:, 0]], axis=1))


def test_sigmoids_at_any_size():
    a = np.array([-800.0, -3.0, 0.0, 0.5, 800.0])
    close(sigmoid(a), torch.sigmoid(torch.tensor(a)).numpy())
    close(softplus(a), torch.nn.functional.softplus(torch.tensor(a)).numpy())
    close(log_sum(np.array([[1000.0, 1000.0]])), [1000 + np.log(2)])


@pytest.mark.parametrize("scale", [0.1, 1.0, 5.0])
def test_the_gradient_of_the_rbm_is_autograds(scale):
    theta, (v, weights) = drawn(RBM, scale=scale), examples(4)
    traced = torch.tensor(theta, requires_grad=True)
    value = rbm_log_likelihood(traced, v, weights)
    value.backward()
    close(RBM.log_likelihood(theta, v, weights), value.item())
    close(RBM.gradient(theta, v, weights), traced.grad.numpy())


def test_the_rbms_probabilities_sum_to_one_and_give_its_statistics():
    theta, every = drawn(RBM), all_patterns(4)
    chance = RBM.distribution(theta)
    close(chance.sum(), 1.0)
    close(RBM.statistics(theta, every, chance), RBM.model_statistics(theta))


def test_a_machine_without_weights_is_known_in_closed_form():
    b, c = np.array([0.3, -1.0, 2.0, 0.0]), np.array([1.0, -2.0, 0.5])
    theta = np.concatenate([np.zeros(12), b, c])
    close(RBM.log_partition(theta), np.log1p(np.exp(b)).sum() + np.log1p(np.exp(c)).sum())
    close(RBM.distribution(theta), independent(sigmoid(b)))


@pytest.mark.parametrize("num_gibbs", [1, 2, 5])
def test_expected_cd_is_the_sum_over_all_chains(num_gibbs):
    """The transition matrix between visible patterns, entry by entry."""
    theta, (v, weights) = drawn(RBM, scale=2.0), examples(4)
    W, b, c = RBM.parts(theta)
    seen, hid = all_patterns(4), all_patterns(3)

    def chance(bits, inputs):
        return np.prod(np.where(bits == 1, 1 / (1 + np.exp(-inputs)), 1 / (1 + np.exp(inputs))))

    up = np.array([[chance(h, c + x @ W) for h in hid] for x in seen])
    down = np.array([[chance(x, b + W @ h) for x in seen] for h in hid])
    start = np.zeros(16)
    for row, weight in zip(v, weights, strict=True):
        start[int(row @ [8, 4, 2, 1])] += weight
    after = start @ np.linalg.matrix_power(up @ down, num_gibbs)
    close(RBM.after_gibbs(theta, v, weights, num_gibbs), after)
    pairs = np.array([np.ravel(np.outer(x, sigmoid(c + x @ W))) for x in seen])
    means = np.array([sigmoid(c + x @ W) for x in seen])
    wanted = (start - after) @ np.concatenate([pairs, seen, means], axis=1)
    close(RBM.expected_cd(theta, v, weights, num_gibbs), wanted)


def test_one_chain_answers_for_several_numbers_of_steps():
    theta, (v, weights) = np.stack([drawn(RBM), drawn(RBM, scale=2.0)]), examples(4)
    for steps, found in zip((4, 1, 2), RBM.expected_cds(theta, v, weights, (4, 1, 2)), strict=True):
        close(found, RBM.expected_cd(theta, v, weights, steps))


def test_many_steps_of_gibbs_sampling_are_the_gradient_and_at_the_truth_one_is():
    theta, (v, weights) = drawn(RBM, scale=0.5), examples(4)
    wanted = RBM.gradient(theta, v, weights)
    close(RBM.expected_cd(theta, v, weights, 200), wanted, rel=1e-10)
    every, truth = all_patterns(4), RBM.distribution(theta)
    close(RBM.expected_cd(theta, every, truth), np.zeros(RBM.num_parameters))


def test_drawn_steps_have_the_expected_one_as_their_mean():
    theta, rng = drawn(RBM), np.random.default_rng(3)
    v, weights = np.repeat(examples(4)[0], 20_000, axis=0), np.full(5, 0.2)
    for num_gibbs in (1, 3):
        wanted = RBM.expected_cd(theta, examples(4)[0], weights, num_gibbs)
        found = RBM.sampled_cd(theta, v, num_gibbs, rng)
        np.testing.assert_allclose(found, wanted, atol=6 * 0.5 / np.sqrt(len(v)))


def test_several_machines_at_once_are_each_alone():
    thetas, (v, weights) = drawn(RBM, lead=(3,)), examples(4)
    for method in (RBM.log_likelihood, RBM.gradient, RBM.expected_cd):
        close(method(thetas, v, weights), [method(theta, v, weights) for theta in thetas])
    close(RBM.distribution(thetas), [RBM.distribution(theta) for theta in thetas])


def machine_energies(theta, x):
    rows, columns = MACHINE.pairs
    return (x[:, rows] * x[:, columns]) @ theta[: len(rows)] + x @ theta[len(rows) :]


def test_likelihood_and_pseudo_likelihood_have_autograds_gradients():
    theta, (x, weights) = drawn(MACHINE), examples(4)
    traced = torch.tensor(theta, requires_grad=True)
    every, seen, w = map(torch.tensor, (all_patterns(4), x, weights))
    value = w @ machine_energies(traced, seen) - torch.logsumexp(machine_energies(traced, every), 0)
    close(MACHINE.log_likelihood(theta, x, weights), value.item())
    close(MACHINE.gradient(theta, x, weights), torch.autograd.grad(value, traced)[0].numpy())
    value = pseudo(traced, seen, w)
    close(MACHINE.pseudo_likelihood(theta, x, weights), value.item())
    wanted = torch.autograd.grad(value, traced)[0].numpy()
    close(MACHINE.pseudo_gradient(theta, x, weights), wanted)


def pseudo(theta, x, weights):
    """log of p(x) over p(x) + p(x with one bit turned), summed over the bits."""
    total = 0
    for unit in range(MACHINE.units):
        turned = x.clone()
        turned[:, unit] = 1 - turned[:, unit]
        both = torch.stack([machine_energies(theta, x), machine_energies(theta, turned)])
        total = total + both[0] - torch.logsumexp(both, 0)
    return weights @ total


def test_the_curvature_of_the_pseudo_likelihood_is_autograds():
    theta, (x, weights) = drawn(MACHINE), examples(4)
    both = torch.tensor(x), torch.tensor(weights)
    hessian = torch.autograd.functional.hessian(lambda t: pseudo(t, *both), torch.tensor(theta))
    close(MACHINE.pseudo_curvature(theta, x, weights), -hessian.numpy())


def test_at_the_truth_both_gradients_are_zero():
    theta, every = drawn(MACHINE, scale=2.0), all_patterns(4)
    truth = MACHINE.distribution(theta)
    close(truth.sum(), 1.0)
    for gradient in (MACHINE.gradient, MACHINE.pseudo_gradient, MACHINE.expected_one_site_cd):
        close(gradient(theta, every, truth), np.zeros(MACHINE.num_parameters))


def test_to_renew_one_bit_is_the_pseudo_gradient_over_their_number():
    theta, (x, weights) = drawn(MACHINE, scale=3.0), examples(4)
    close(
        MACHINE.expected_one_site_cd(theta, x, weights),
        MACHINE.pseudo_gradient(theta, x, weights) / 4,
    )


def test_a_normal_density_is_fitted_by_its_moments():
    """For ∝ exp(θ₁x + θ₂x²) the fit is mean ÷ variance and −½ ÷ variance."""
    x = np.random.default_rng(0).standard_normal((2, 50)) * 2 + 1
    variance = x.var(axis=1)
    close(fitted_powers(x, (1, 2)), np.stack([x.mean(1), -0.5 * np.ones(2)], 1) / variance[:, None])


def test_the_two_modes_against_autograd_and_the_mixture():
    modes, w = TwoModes(1.5), 0.3
    x = torch.linspace(-5, 5, 41, dtype=torch.float64, requires_grad=True)
    parts = [torch.exp(-0.5 * (x - c) ** 2) / np.sqrt(2 * np.pi) for c in (1.5, -1.5)]
    log_p = torch.log(w * parts[0] + (1 - w) * parts[1])
    score = torch.autograd.grad(log_p.sum(), x, create_graph=True)[0]
    slope = torch.autograd.grad(score.sum(), x)[0]
    places = x.detach().numpy()
    close(modes.log_density(places, w), log_p.detach().numpy())
    close(modes.score(places, w), score.detach().numpy())
    close(modes.slope(places, w), slope.numpy())


def test_score_matching_is_half_the_distance_of_the_slopes_but_for_a_constant():
    """Hyvärinen's theorem, by adaptive quadrature: differences between two weights agree."""
    modes, truth = TwoModes(1.2), 0.35

    def mean(f):
        return quad(lambda x: np.exp(modes.log_density(x, truth)) * f(x), -12, 12)[0]

    def loss(w):
        return mean(lambda x: modes.slope(x, w) + 0.5 * modes.score(x, w) ** 2)

    def distance(w):
        return mean(lambda x: 0.5 * (modes.score(x, w) - modes.score(x, truth)) ** 2)

    close(loss(0.8) - loss(0.35), distance(0.8), rel=1e-7)
    x = np.linspace(-12, 12, 4001)
    weights = np.exp(modes.log_density(x, truth)) * (x[1] - x[0])
    close(modes.score_loss(x, np.array([[0.8], [0.35]]), weights), [loss(0.8), loss(0.35)], 1e-7)
    right = -mean(lambda x: modes.log_density(x, 0.8))
    close(modes.negative_log_likelihood(x, 0.8, weights), right, 1e-7)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Rbm(0, 2), "visible must be a whole number of at least 1, got 0"),
        (lambda: Boltzmann(0), "units must be a whole number of at least 1"),
        (lambda: TwoModes(-1.0), "half must be at least 0"),
        (lambda: RBM.after_gibbs(drawn(RBM), *examples(4), 0), "num_gibbs must be a whole number"),
    ],
)
def test_what_is_not_allowed_is_named(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_a_sweep_draws_each_bit_anew_given_the_others():
    """Pattern after pattern, bit after bit, as the definition has it."""
    theta, every = drawn(MACHINE), all_patterns(4)
    chance = np.random.default_rng(2).dirichlet(np.ones(16))
    for bit in range(4):
        odds = MACHINE.inputs(theta, every)[:, bit]  # of this bit, whatever it is now
        after = np.zeros(16)
        for p, row, on in zip(chance, every, sigmoid(odds), strict=True):
            for value, share in ((1, on), (0, 1 - on)):
                target = np.where(np.arange(4) == bit, value, row)
                after[int(target @ [8, 4, 2, 1])] += p * share
        chance = after
    start = np.random.default_rng(2).dirichlet(np.ones(16))
    np.testing.assert_allclose(swept(MACHINE.distribution(theta), start), chance)


def test_sweeps_come_to_rest_at_the_model_and_their_step_at_the_gradient():
    theta, chance = drawn(MACHINE), np.random.default_rng(3).dirichlet(np.ones(16))
    model = MACHINE.distribution(theta)
    np.testing.assert_allclose(swept(model, model), model)
    np.testing.assert_allclose(expected_sweep_cd(MACHINE, theta, model), 0, atol=1e-12)
    far = chance
    for _ in range(60):
        far = swept(model, far)
    np.testing.assert_allclose(far, model, atol=1e-9)
    once = (chance - swept(model, chance)) @ MACHINE.features(all_patterns(4))
    np.testing.assert_allclose(expected_sweep_cd(MACHINE, theta, chance), once)
