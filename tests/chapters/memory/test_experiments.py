import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from optcourse.chapters.memory.experiments import (
    METHODS,
    READERS,
    BitsConfig,
    DeepConfig,
    DepthConfig,
    FactorsConfig,
    GuessConfig,
    Holding,
    HoldingConfig,
    MatricesConfig,
    Method,
    PixelsConfig,
    SpansConfig,
    directions,
    gradient_spans,
    gradients_through_depth,
    guess_weights,
    hold_bits,
    log_products,
    lyapunov,
    matrix_products,
    read_pixels,
    reading_rates,
    recorded,
    recording,
    remember_bits,
    split_gradient,
    train_deep,
)
from optcourse.chapters.memory.experiments.recording import config, confirm, record
from optcourse.networks.models import rnn
from optcourse.records.provenance import is_current

BITS = BitsConfig(lengths=(5, 8), rates=(0.03, 0.1), num_seeds=3, num_steps=20, num_test=50)
CASES = [
    (log_products, FactorsConfig("rare", 8, 20)),
    (matrix_products, MatricesConfig(3, 5, 4)),
    (gradients_through_depth, DepthConfig(4, 3, (0.5, 1.0), 2, 3)),
    (train_deep, DeepConfig(2, 4, (1.0,), (0.1,), 2, num_steps=3)),
    (gradient_spans, SpansConfig(length=6, num_steps=4, every=2, seeds=(0, 1), probes=4)),
    (hold_bits, HoldingConfig(length=5, num_steps=5, seeds=(0, 1), num_held=9, num_sequences=4)),
    (remember_bits, BITS),
    (guess_weights, GuessConfig((5,), (1.0,), 2, num_guesses=20, num_kept=2, num_test=20)),
    (read_pixels, PixelsConfig(READERS["LSTM"], 0.01, (0, 1), 3, 400, 1, 4)),
]


@pytest.mark.parametrize(("run", "config"), CASES, ids=[run.__name__ for run, _ in CASES])
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_directions_are_those_of_powers():
    W, x = np.array([[1.1, 0.3], [-0.2, 0.7]]), np.array([0.5, -2.0])
    power = x @ np.linalg.matrix_power(W, 7)
    np.testing.assert_allclose(directions(x, W, 7)[7], power / np.linalg.norm(power))


@pytest.mark.parametrize("kind", ["uniform", "gaussian", "rare"])
def test_logs_of_products_add_up(kind):
    config = FactorsConfig(kind, 64, 3000, seed=1)
    law, factors = log_products(config), config.draw()
    assert law.counts.tolist() == [1, 2, 4, 8, 16, 32, 64]
    np.testing.assert_allclose(law.mean[-1], np.log(factors.prod(1)).mean())
    assert abs(law.power - 0.5) < 0.03
    assert law.distance[-1] < law.distance[0]


def test_products_of_matrices_are_what_they_say():
    config = MatricesConfig(size=4, num_steps=3, num_draws=2, seed=3)
    found, rng = matrix_products(config), np.random.default_rng(3)
    W = rng.standard_normal((2, 4, 4)) / 2
    cube = np.linalg.norm(np.linalg.matrix_power(W, 3), axis=(1, 2)) / 2
    np.testing.assert_allclose(found.same[:, 3], np.log(cube))
    np.testing.assert_allclose(found.log_radius, np.log(np.abs(np.linalg.eigvals(W)).max(1)))
    assert found.fresh[:, 0].tolist() == [0, 0]


def test_lyapunov_is_the_mean_log_of_a_length():
    x = np.random.default_rng(0).standard_normal((200_000, 5)) * 1.5 / np.sqrt(5)
    lengths = np.log(np.linalg.norm(x, axis=1))
    assert abs(lyapunov(5, 1.5) - lengths.mean()) < 0.01


def test_gradients_through_depth_against_autograd():
    config = DepthConfig(size=4, depth=3, scales=(0.8,), num_draws=1, num_inputs=2, seed=5)
    rng = np.random.default_rng(5)
    W = 0.8 * torch.tensor(rng.standard_normal((3, 1, 4, 4))[:, 0] / 2)
    states = [torch.tensor(rng.standard_normal((1, 4, 2))[0]).requires_grad_()]
    for matrix in W:
        states.append(torch.tanh(matrix @ states[-1]))
    grads = torch.autograd.grad(states[-1].sum() / 2, states)
    lengths = np.array([grad.norm(dim=0).mean() for grad in grads])
    found = gradients_through_depth(config).fresh[0, 0]
    np.testing.assert_allclose(10.0**found, lengths / lengths[-1])


def test_spans_add_up_to_the_gradient_three_ways():
    model, rng = rnn(1, 5, 1, seed=2, dtype=torch.float64), np.random.default_rng(0)
    X = torch.tensor(rng.standard_normal((6, 7, 1)))
    split = split_gradient(model, X, torch.ones(6, dtype=torch.float64))
    assert split.uses.shape == (7, 5, 5)
    np.testing.assert_allclose(split.uses.sum(0), split.whole, atol=1e-14)
    np.testing.assert_allclose(split.uses, split.by_jacobians, atol=1e-14)


def test_holding_follows_the_jacobian():
    from optcourse.chapters.memory.experiments.holding import follow

    model = rnn(1, 3, 1, seed=1, dtype=torch.float64)
    X = np.random.default_rng(0).standard_normal((1, 6, 1))
    accuracy, logs = follow(model, X, np.array([1]))
    cells, inputs = model[0], torch.tensor(X)
    start = cells(inputs[:, :3])[0][0, -1]
    later = lambda h: cells(inputs[:, 3:], h[None, None])[0][0, -1]  # noqa: E731
    jacobian = torch.autograd.functional.jacobian(later, start)
    assert logs[2] == 0
    np.testing.assert_allclose(10 ** logs[-1], jacobian.norm().item() / 3**0.5)
    assert accuracy.shape == (6,)


def test_a_bit_is_told_by_the_answer_or_by_its_opposite_at_some_step_lately():
    answers = np.array([[0.9, 0.8, 0.1, 0.5, 0.05], [0.5, 0.9, 0.9, 0.6, 0.6]])
    held = Holding(answers, np.zeros((2, 5)), length=2)
    expected = [[np.nan, 0.9, 0.9, 0.9, 0.95], [np.nan, 0.9, 0.9, 0.9, 0.6]]
    np.testing.assert_allclose(held.told, expected)
    assert held.keeps.tolist() == [True, False]


def test_all_methods_are_recorded_on_both_tasks():
    for task in ("latch", "order"):
        grid = recorded(task)
        assert grid.methods == tuple(METHODS)
        assert grid.successes.shape == (len(METHODS), len(grid.rates), len(grid.lengths))


def test_a_part_of_the_recording_comes_out_again():
    found = remember_bits(config("latch", "rnn", lengths=(5, 10))).success
    kept = recorded("latch").of("rnn")[:, :2]
    assert np.abs(found - kept).max() <= 0.2
    assert np.abs(found - kept).mean() <= 0.05


def test_recording_goes_on_from_what_is_there(tmp_path, monkeypatch):
    path = tmp_path / "grid.json"
    monkeypatch.setattr(recording, "_successes", lambda task, name: [[3]])
    monkeypatch.setattr(recording, "_errors", lambda name: [0.5, 0.2, 0.4, 0.9])
    record(path, tasks=("latch",), methods=("rnn",))
    monkeypatch.setattr(recording, "_successes", lambda task, name: [[4]])
    record(path, tasks=("latch",), methods=("rnn", "orthogonal"))
    grid = recorded("latch", path)
    assert grid.methods == ("rnn", "orthogonal")
    assert grid.of("rnn").tolist() == [[3 / 50]]
    assert grid.of("orthogonal").tolist() == [[4 / 50]]
    assert grid.made["command"] == "python -m optcourse.chapters.memory.experiments.recording"
    assert set(reading_rates(path).values()) == {0.003}


def test_a_recording_is_confirmed_only_where_it_comes_out_again(tmp_path, monkeypatch):
    path = tmp_path / "grid.json"
    entries = json.loads(recording.RECORDED.read_text())
    entries["latch"]["made"]["sources"] = "as it was"
    path.write_text(json.dumps(entries))
    kept = [entries["latch"]["successes"][name] for name in recording.AGAIN]

    def other(config, by):
        name = next(name for name in METHODS if METHODS[name] == config.method)
        assert config.lengths == (5,)
        return SimpleNamespace(successes=np.array(entries["latch"]["successes"][name])[:, :1] + by)

    monkeypatch.setattr(recording, "remember_bits", lambda config: other(config, by=5))
    with pytest.raises(ValueError, match=r"latch comes out otherwise, by 0\.100"):
        confirm(path)
    assert json.loads(path.read_text()) == entries
    monkeypatch.setattr(recording, "remember_bits", lambda config: other(config, by=1))
    confirm(path)
    found = json.loads(path.read_text())
    assert is_current(found["latch"]["made"])
    assert [found["latch"]["successes"][name] for name in recording.AGAIN] == kept
    assert found["latch"]["made"]["date"] == entries["latch"]["made"]["date"]


def test_divergence_is_recorded():
    config = BitsConfig(lengths=(20,), rates=(0.1, 1e4), num_seeds=2, num_steps=20, num_test=10)
    found = remember_bits(config)
    assert found.diverged.tolist() == [[[False, False]], [[True, True]]]
    assert np.isfinite(found.accuracy).all()


def test_methods_build_what_they_name():
    assert METHODS["lstm-forget-adam"].network(1, 4, 1, 0)[0].bias_ih_l0[4:8].tolist() == [3] * 4
    W = METHODS["orthogonal"].network(1, 4, 1, 0)[0].weight_hh_l0.detach()
    np.testing.assert_allclose(W @ W.T, np.eye(4), atol=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Method("gru"), "cell must be one of 'rnn', 'lstm', got 'gru'"),
        (lambda: Method(clip=0), "clip must be positive and finite, got 0"),
        (lambda: BitsConfig(task="copy"), "task must be one of 'latch', 'order'"),
        (lambda: BitsConfig(lengths=(2,)), "num_shown must be at most length = 2"),
        (lambda: FactorsConfig("cauchy"), "kind must be one of"),
        (lambda: MatricesConfig(size=0), "size must be a whole number of at least 1"),
        (lambda: DepthConfig(scales=(0.0,)), "scales must be positive"),
        (lambda: DeepConfig(rates=(-1.0,)), "rates must be positive"),
        (lambda: SpansConfig(Method("lstm")), "method.cell must be 'rnn', got 'lstm'"),
        (lambda: HoldingConfig(noise=-1), "noise must be at least 0"),
        (lambda: HoldingConfig(num_held=19), "num_held must be a whole number of at least 20"),
        (lambda: GuessConfig(reaches=(0.0,)), "reaches must be positive"),
        (lambda: PixelsConfig(READERS["RNN"], 0.0), "lr must be positive"),
        (lambda: recorded("copy"), "task must be one of"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
