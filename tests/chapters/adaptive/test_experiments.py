"""Experiments on adaptive steps, on short runs."""

from dataclasses import replace
from types import SimpleNamespace

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
    DepthsConfig,
    LimitsConfig,
    NetsConfig,
    PeskyConfig,
    TrapConfig,
    TurnsConfig,
    WordsConfig,
    bigrams,
    bounces,
    bursts,
    corrections,
    decays,
    depths,
    evened,
    knees,
    language,
    limits,
    nets,
    pesky,
    step_lengths,
    trap,
    turns,
    words,
)
from optcourse.chapters.adaptive.experiments.coordinates import Turning, _Multiplied, _Turned
from optcourse.chapters.adaptive.experiments.nets import RULES, examples
from optcourse.chapters.adaptive.experiments.words import Tongue
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, train, training
from optcourse.networks.models import mlp
from optcourse.networks.transformers import transformer
from optcourse.rules import (
    AdaGrad,
    Adam,
    Cosine,
    GradientDescent,
    Momentum,
    Scheduled,
    trajectory,
)

NETS = NetsConfig("adam", (0.01, 0.02), "digits", seeds=(0, 1), hidden=(4,), num_train=20,
                  batch_size=5, num_steps=6)  # fmt: skip
WORDS = BigramsConfig("sgd", seeds=(0, 1), num_words=4, octaves=(0, 1), num_steps=3)
TALK = WordsConfig("momentum", (0.1, 0.2), seeds=(0, 1), num_words=5, length=3, width=4,
                   batch_size=2, num_steps=4, warming=0.5, clip=0.1)  # fmt: skip
DEEP = DepthsConfig("momentum", 0.1, seeds=(0, 1), num_layers=2, width=3, num_steps=5, looked=2)
RUNS = [
    (bounces, BouncesConfig(num_starts=2, num_steps=10)),
    (bursts, BurstsConfig(num_starts=2, num_steps=40, window=10)),
    (corrections, CorrectionsConfig(num_steps=5)),
    (limits, LimitsConfig(num_steps=5)),
    (turns, TurnsConfig(octaves=(-3, -2), num_starts=2, num_steps=50)),
    (trap, TrapConfig(num_steps=30, chance=0.3, num_runs=2)),
    (decays, DecaysConfig(num_weights=3, num_steps=5)),
    (bigrams, WORDS),
    (nets, NETS),
    (words, TALK),
    (depths, DEEP),
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
    assert other.best[0] < other.best[2] and other.ends.shape == (3,)


def test_steps_of_descent_on_a_bowl_are_counted():
    config = TurnsConfig("descent", kappa=10.0, angles=(0.0,), octaves=(-1,), num_starts=1)
    x, steps = np.array([1.0, 10**-0.5]), 0
    while x[0] ** 2 + 10 * x[1] ** 2 > 1e-4 * 2:
        x, steps = x * (1 - np.array([1.0, 10.0]) / 11), steps + 1
    assert turns(config).steps.item() == steps


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


def test_networks_are_those_trained_alone():
    record = nets(NETS)
    data, alone = examples(NETS), Ensemble([mlp((64, 4, 10), "relu", 1)])
    rule = Scheduled(Adam(0.02), Cosine(6))
    learnt = data.X_train[:20], data.y_train[:20]
    train(alone, learnt, rule, num_steps=6, batch_size=5, seeds=[1])
    outputs = alone.model(0)(torch.as_tensor(data.X_val))
    y = torch.as_tensor(data.y_val)
    loss = torch.nn.functional.cross_entropy(outputs, y).item()
    np.testing.assert_allclose(record.validation[1, 1], loss, rtol=1e-5)
    wrong = (outputs.argmax(1) != y).double().mean().item()
    np.testing.assert_allclose(record.wrong[1, 1], wrong)
    assert record.best("test", "wrong").shape == (2,)


@pytest.mark.parametrize("rule", [*RULES, "muon"])
def test_every_rule_trains_networks(rule):
    record = nets(replace(NETS, rule=rule, decay=0.01, factor=0.5))
    assert np.isfinite(record.train).all() and record.train.max() < 3


def test_turned_networks_learn_and_descent_does_not_notice():
    plain = replace(NETS, rule="sgd", rates=(0.3,))
    both = [nets(replace(plain, turned=turn)).train for turn in (False, True)]
    np.testing.assert_allclose(*both, rtol=1e-3)


def test_a_language_has_chances_and_each_word_follows_the_one_before_the_last():
    tongue = Tongue(WordsConfig(seeds=(3,), num_words=4, length=2))
    np.testing.assert_allclose(tongue.after.sum(axis=2), 1.0)
    found = tongue.drawn(40_000)[0]
    for before in range(4):
        counts = np.bincount(found[found[:, 0] == before, 2], minlength=4)
        np.testing.assert_allclose(counts / counts.sum(), tongue.after[0, before], atol=0.03)
    firsts = np.bincount(found[:, 0], minlength=4) / len(found)
    np.testing.assert_allclose(firsts, tongue.first, atol=0.02)
    np.testing.assert_allclose(firsts[0] / firsts[3], 4.0, rtol=0.1)


def test_who_says_the_chances_has_no_excess_and_who_guesses_has_their_distance():
    tongue = Tongue(WordsConfig(seeds=(0, 1), num_words=4, length=3))
    chances = torch.as_tensor(np.stack([tongue.after, tongue.after]).reshape(4, 4, 4))
    place = torch.zeros(4, 1)

    def knows(X):
        before = torch.cat([X[..., :1], X[..., :-1]], dim=-1)
        return torch.stack([chances[k][x] for k, x in enumerate(before)]).log().flatten(1, 2)

    np.testing.assert_allclose(tongue.excess(Called(knows, place), 2), 0, atol=1e-12)
    flat = tongue.excess(Called(lambda X: torch.zeros(*X.shape, 4).flatten(1, 2), place), 2)
    entropy = -(tongue.after * np.log(tongue.after)).sum(axis=2)
    wanted = np.log(4) - np.take_along_axis(
        entropy, tongue.judged[..., :-2].reshape(2, -1), axis=1
    ).mean(axis=1)
    np.testing.assert_allclose(flat, np.tile(wanted, 2))


class Called(SimpleNamespace):
    """An ensemble that answers by a function."""

    def __init__(self, function, theta):
        super().__init__(function=function, theta=theta)

    def __call__(self, X):
        return self.function(X)


SHARES = 0.5, 1.0, 1.0, 0.5  # two steps up, two of a cosine


def test_a_transformer_is_one_trained_alone():
    record, tongue = words(TALK), Tongue(TALK)
    model = transformer(5, 3, 4, seed=1)
    rule = torch.optim.SGD(model.parameters(), 1.0, momentum=0.9)
    block = torch.as_tensor(tongue.drawn(50 * 2)[1].reshape(50, 2, 4))
    for k in range(4):
        rule.param_groups[0]["lr"] = 0.2 * SHARES[k]
        rule.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(block[k, :, :-1]), block[k, :, 1:].flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        rule.step()
    told = Called(lambda X: torch.stack([model(x) for x in X]).detach(), torch.zeros(2, 1))
    np.testing.assert_allclose(record.excess[1, 1], tongue.excess(told, 1)[1], rtol=1e-4)
    assert not record.inside and record.best.shape == (2,)


def test_shares_are_lengths_of_steps_over_those_of_matrices():
    record, data = depths(DEEP), DATA_SETS["mnist1d"]()
    alone = Ensemble([mlp((40, 3, 3, 10), "relu", 1)])
    pair, squares, before = (data.X_train, data.y_train), [], None
    for moment in training(alone, pair, Momentum(0.1), num_steps=5, batch_size=32, seeds=[1]):
        now = [each.detach().clone() for each in alone.params[::2]]
        if moment.step > 3:
            both = zip(before, now, strict=True)
            squares.append([float((b - a).norm() / a.norm()) ** 2 for a, b in both])
        before = now
    np.testing.assert_allclose(record.shares[1], np.mean(squares, axis=0) ** 0.5, rtol=1e-4)
    np.testing.assert_allclose(record.spread, record.shares.max(axis=1) / record.shares.min(axis=1))


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="rule must be"):
        TurnsConfig("newton")
    with pytest.raises(ValueError, match="num_words must be"):
        BigramsConfig(num_words=1)
