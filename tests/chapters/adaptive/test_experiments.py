"""Experiments on adaptive steps, on short runs."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from optcourse.chapters.adaptive.experiments import (
    BigramsConfig,
    BouncesConfig,
    Bowl,
    BurstsConfig,
    CorrectionsConfig,
    DecaysConfig,
    FallsConfig,
    LimitsConfig,
    PeskyConfig,
    TrapConfig,
    TurnsConfig,
    bigrams,
    bounces,
    bursts,
    corrections,
    decays,
    evened,
    falls,
    knees,
    language,
    limits,
    pesky,
    step_lengths,
    trap,
    turns,
)
from optcourse.chapters.adaptive.experiments.coordinates import Turning, _Multiplied, _Turned
from optcourse.landscapes import best_heavy_ball
from optcourse.rules import (
    AdaGrad,
    Adam,
    GradientDescent,
    trajectory,
)

WORDS = BigramsConfig("sgd", seeds=(0, 1), num_words=4, octaves=(0, 1), num_steps=3)
RUNS = [
    (bounces, BouncesConfig(num_starts=2, num_steps=10)),
    (bursts, BurstsConfig(num_starts=2, num_steps=40, window=10)),
    (corrections, CorrectionsConfig(num_steps=5)),
    (limits, LimitsConfig(num_steps=5)),
    (turns, TurnsConfig(octaves=(-3, -2), num_starts=2, num_steps=50)),
    (falls, FallsConfig(octaves=(-3, -2), num_starts=2, spans=(5, 10))),
    (trap, TrapConfig(num_steps=30, chance=0.3, num_runs=2)),
    (decays, DecaysConfig(num_weights=3, num_steps=5)),
    (bigrams, WORDS),
    (pesky, PeskyConfig(num_paths=2, num_steps=20)),
]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_the_normalized_step_is_that_of_a_loop():
    config = BouncesConfig(curvatures=(3.0,), rates=(0.1,), guards=(0.4,), num_starts=2,
                           num_steps=7)  # fmt: skip
    theta = np.random.default_rng(0).uniform(0.5, 2.0, 2)
    for _ in range(7):
        before = theta
        theta = theta - 0.1 * 3 * theta / (abs(3 * theta) + 0.4 * 0.1 * 3 / 2)
    ends = bounces(config).ends[0, 0, 0]
    np.testing.assert_allclose(ends, np.stack([before, theta], axis=-1) / 0.1, rtol=1e-9)


def test_a_burst_is_the_largest_distance_after_the_quietest_window():
    config = BurstsConfig(rates=(0.1,), curvatures=(2.0,), num_starts=1, num_steps=60, window=20)
    start = np.random.default_rng(0).uniform(0.5, 1.5, 1)
    path = trajectory(Adam(0.1, 0.9, 0.99), Bowl(2.0), start, 60).theta[1:, 0]
    largest = abs(path).reshape(3, 20).max(axis=1) / 0.1
    record = bursts(config)
    quiet = largest[:2].argmin()
    assert record.quiet.item() == pytest.approx(largest[quiet])
    assert record.later.item() == pytest.approx(largest[quiet + 1 :].max())


def test_steps_on_a_slope_are_those_of_the_formulas():
    lengths = step_lengths(AdaGrad(0.5), np.array([3.0]), 4)[:, 0]
    np.testing.assert_allclose(lengths, 0.5 / np.sqrt(np.arange(1, 5)))
    record = corrections(CorrectionsConfig(beta2s=(0.99,), num_steps=4))
    t = np.arange(1, 5)
    np.testing.assert_allclose(record.times[:, 0], (1 - 0.9**t) / np.sqrt(1 - 0.99**t), rtol=1e-6)
    outside, inside = knees(np.array([1e-4]))
    np.testing.assert_allclose([outside[0], inside[0]], [1 / (1 + 1e-4), 0.5**0.5], rtol=1e-9)


def test_a_turned_bowl_is_the_same_bowl_for_descent_only():
    config = {"kappa": 50.0, "num_starts": 3, "num_steps": 300}
    plain = turns(TurnsConfig("descent", octaves=(-1, 0), **config))
    assert np.isfinite(plain.steps).all() and np.all(plain.steps == plain.steps[:1])
    other = turns(TurnsConfig("adagrad", octaves=(0, 1, 2), **config))
    assert other.best("first")[0] < other.best("first")[2] and other.ends("steps").shape == (3,)


def test_steps_for_good_are_those_after_the_last_above_the_goal():
    config = TurnsConfig("momentum", kappa=10.0, angles=(0.0,), octaves=(0,), num_starts=1,
                         num_steps=200, room=0.3)  # fmt: skip
    x, v, above = np.array([1.0, 10**-0.5]), 0.0, []
    best, alpha = best_heavy_ball(1.0, 10.0)
    alpha = 1 - 0.3 * (1 - alpha)
    for _ in range(201):
        above.append(x[0] ** 2 + 10 * x[1] ** 2 > 1e-4 * 2)
        v = alpha * v - best * x * np.array([1.0, 10.0])
        x = x + v
    record = turns(config)
    assert record.first.item() == above.index(False)
    assert record.steps.item() == 201 - above[::-1].index(True) > record.first.item()
    assert np.isinf(turns(replace(config, num_steps=int(record.steps.item()) - 1)).steps).all()


def test_steps_of_descent_on_a_bowl_are_counted():
    config = TurnsConfig("descent", kappa=10.0, angles=(0.0,), octaves=(-1,), num_starts=1)
    x, steps = np.array([1.0, 10**-0.5]), 0
    while x[0] ** 2 + 10 * x[1] ** 2 > 1e-4 * 2:
        x, steps = x * (1 - np.array([1.0, 10.0]) / 11), steps + 1
    assert turns(config).steps.item() == steps


def test_what_a_falling_rate_leaves_is_that_of_a_loop():
    config = FallsConfig("descent", kappa=10.0, angles=(0.0,), octaves=(-3, -1), num_starts=1,
                         spans=(4, 200))  # fmt: skip
    record, bends = falls(config), np.array([1.0, 10.0])
    for span, left in zip(config.spans, record.left[0, :, 1, 0], strict=True):
        x = np.array([1.0, 10**-0.5])
        for k in range(span):
            x = x * (1 - bends / 11 * 0.5 * (1 + np.cos(np.pi * k / span)))
        assert left == pytest.approx(bends @ x**2 / (1e-4 * 2), rel=1e-9)
    assert record.left[0, 0, 1, 0] > 1 > record.left[0, 1, 1, 0]
    assert record.needed.tolist() == [200.0] and not record.inside.any()


def test_the_trap_is_that_of_a_loop():
    theta, v, seen = 0.0, 0.0, []
    for k in range(40):
        g = 3.0 if k % 3 == 0 else -1.0
        v = 0.3 * v + 0.7 * g * g
        theta = np.clip(theta - 0.5 / (k + 1) ** 0.5 * g / (v**0.5 + 1e-8), -1, 1)
        seen.append(theta)
    record = trap(TrapConfig(sizes=(3.0,), beta2s=(0.3,), num_steps=40))
    assert record.ends.item() == pytest.approx(np.mean(seen[-4:]))


def test_weights_without_a_signal_decay_by_the_formulas():
    record = decays(DecaysConfig(num_weights=2000, num_steps=200, weight_decay=0.05, lr=0.02))
    np.testing.assert_allclose(record.apart, record.formulas[0], atol=0.02)
    assert record.inside[0] < record.apart[0] < record.inside[2]


def test_a_language_has_chances():
    first, after = language(6, 1.0, np.random.default_rng(0))
    np.testing.assert_allclose(first.sum(), 1.0)
    np.testing.assert_allclose(after.sum(axis=1), 1.0)
    np.testing.assert_allclose(first[0] / first[4], 5.0)


def test_a_table_of_logits_learns_as_torch_does():
    record = bigrams(WORDS)
    first, after = (torch.as_tensor(x) for x in language(4, 1.0, np.random.default_rng(1)))
    table = torch.zeros(4, 4, dtype=torch.float64, requires_grad=True)
    rule = torch.optim.SGD([table], lr=2.0)

    def excess():
        return (first * (after * (after.log() - table.log_softmax(1))).sum(1)).detach().numpy()

    np.testing.assert_allclose(record.start[1], excess())
    for _ in range(3):
        rule.zero_grad()
        (first[:, None] * after * -table.log_softmax(1)).sum().backward()
        rule.step()
    np.testing.assert_allclose(record.left[1, 1], excess(), rtol=1e-9)
    assert record.share.shape == (2, 2) and record.rare(2).shape == (2,)


def test_drawn_pairs_are_fewer_words_and_the_same_language():
    config = BigramsConfig("adam", seeds=(0,), num_words=4, unit=0.1, octaves=(0,), num_tokens=9,
                           falling=True, num_steps=40)  # fmt: skip
    assert bigrams(config).best[0] < 0.9


def test_sgd_on_a_noisy_bowl_is_that_of_a_loop():
    config = PeskyConfig(curvatures=(2.0,), rates=(0.5,), num_paths=1, num_steps=6)
    theta, rng, seen = 10.0, np.random.default_rng(0), [100.0]
    for _ in range(6):
        theta = theta - 0.25 * 2 * (theta - rng.standard_normal())
        seen.append(theta**2)
    record = pesky(config)
    np.testing.assert_allclose(record.constant[:, 0], seen)
    np.testing.assert_allclose(record.apart[:, 0], seen)  # one direction: the same
    aims = np.random.default_rng(0).standard_normal(6)
    means = aims.cumsum() / np.arange(1, 7)
    np.testing.assert_allclose(record.faded[1:], means**2)
    assert np.all(record.own[:4, 0] == 100.0)  # it only looks, at first


def test_rules_in_other_coordinates():
    matrix, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))
    grad, theta = np.array([1.0, -2.0, 0.5]), np.zeros(3)
    turned = _Turned(Adam(0.1), Turning(matrix))
    way, _ = turned.direction(grad, turned.remembers(theta), 0, theta)
    np.testing.assert_allclose(way, matrix @ np.sign(grad @ matrix), rtol=1e-6)
    descent = _Turned(GradientDescent(0.1), Turning(matrix))
    np.testing.assert_allclose(descent.direction(grad, (), 0, theta)[0], grad)
    assert _Multiplied(GradientDescent(0.1), 3.0).direction(grad, (), 0, theta)[0][1] == -6


def test_muon_evens_out_singular_values():
    values = np.array([4.0, 1.0, 0.2])
    scaled = values / np.linalg.norm(values)
    for num_rounds in (0, 2):
        one = scaled
        for _ in range(num_rounds):
            one = 3.4445 * one - 4.7750 * one**3 + 2.0315 * one**5
        found = evened(values, num_rounds)
        np.testing.assert_allclose(found, np.sort(abs(one))[::-1], rtol=1e-9)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="rule must be"):
        TurnsConfig("newton")
    with pytest.raises(ValueError, match="num_words must be"):
        BigramsConfig(num_words=1)
