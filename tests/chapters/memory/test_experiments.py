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
    DeepTraining,
    DepthConfig,
    FactorsConfig,
    FluctuationsConfig,
    GuessConfig,
    Holding,
    HoldingConfig,
    MatricesConfig,
    Method,
    PixelsConfig,
    Spans,
    SpansConfig,
    TruncationConfig,
    cut_off,
    directions,
    far_and_near,
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
    recorded_scales,
    recording,
    remember_bits,
    split_gradient,
    train_deep,
)
from optcourse.chapters.memory.experiments.grids import config
from optcourse.chapters.memory.experiments.recording import confirm, record, record_scales
from optcourse.networks.ensembles import Ensemble
from optcourse.networks.models import rnn
from optcourse.records.provenance import is_current

BITS = BitsConfig(lengths=(5, 8), rates=(0.03, 0.1), num_seeds=3, num_steps=20, num_test=50)
CASES = [
    (log_products, FactorsConfig("rare", 8, 20)),
    (matrix_products, MatricesConfig(size=3, num_steps=5, num_draws=4)),
    (gradients_through_depth, DepthConfig(4, 3, (0.5, 1.0), 2, 3)),
    (train_deep, DeepConfig("digits", 2, 4, (1.0,), (0.1,), 2, num_steps=3)),
    (gradient_spans, SpansConfig(length=6, num_steps=4, every=2, seeds=(0, 1), probes=4)),
    (hold_bits, HoldingConfig(length=5, num_steps=5, seeds=(0, 1), num_held=9, num_sequences=4)),
    (remember_bits, BITS),
    (guess_weights, GuessConfig((5,), (1.5,), 2, num_guesses=20, num_kept=2, num_test=20)),
    (far_and_near, FluctuationsConfig(length=6, num_batches=3, near=2, far=4, seeds=(0, 1))),
    (
        cut_off,
        TruncationConfig(length=6, windows=(2, 6), num_steps=3, num_test=20, seeds=(0, 1)),
    ),
    (
        cut_off,
        TruncationConfig("order", length=10, windows=(5,), num_steps=2, num_test=9, seeds=(0,)),
    ),
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


def test_at_the_scale_1_both_recordings_are_the_same():
    for task in ("latch", "order"):
        scaled, plain = recorded_scales(task), recorded(task)
        for name in scaled.methods:
            counts = plain.of(name).max(0) * plain.num_seeds
            np.testing.assert_array_equal(scaled.of(name, 1.0), counts)
    assert recorded_scales("latch").guessed.shape == (6, 6)
    assert recorded_scales("order").guessed is None


def test_scales_are_recorded_from_what_is_there(tmp_path, monkeypatch):
    path = tmp_path / "grid.json"
    asked = []
    monkeypatch.setattr(recording, "_successes", lambda task, name: asked.append(name) or [[3]])
    monkeypatch.setattr(recording, "_errors", lambda name: [0.5, 0.2, 0.4, 0.9])
    monkeypatch.setattr(recording, "_guessed", lambda scale, lengths: [scale] * len(lengths))
    record_scales(path)
    many = len(asked)
    record_scales(path)
    assert len(asked) == many == 17
    assert "rnn-adam x 1.5" in asked
    assert config("latch", "rnn-adam x 1.5").method == Method(rule="adam", scale=1.5)
    assert set(reading_rates(path).values()) == {0.003}


def test_recording_goes_on_from_what_is_there(tmp_path, monkeypatch):
    path = tmp_path / "grid.json"
    monkeypatch.setattr(recording, "_successes", lambda task, name: [[3]])
    record(path, tasks=("latch",), methods=("rnn",))
    monkeypatch.setattr(recording, "_successes", lambda task, name: [[4]])
    record(path, tasks=("latch",), methods=("rnn", "orthogonal"))
    grid = recorded("latch", path)
    assert grid.methods == ("rnn", "orthogonal")
    assert grid.of("rnn").tolist() == [[3 / 50]]
    assert grid.of("orthogonal").tolist() == [[4 / 50]]
    assert grid.made["command"] == "python -m optcourse.chapters.memory.experiments.recording"


def test_a_recording_is_confirmed_only_where_it_comes_out_again(tmp_path, monkeypatch):
    path = tmp_path / "grid.json"
    entries = json.loads(recording.RECORDED.read_text())
    entries["latch"]["made"]["sources"] = "as it was"
    path.write_text(json.dumps(entries))
    names = recording.AGAIN["latch"][0]
    kept = [entries["latch"]["successes"][name] for name in names]

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
    assert [found["latch"]["successes"][name] for name in names] == kept
    assert found["latch"]["made"]["date"] == entries["latch"]["made"]["date"]


def test_a_scale_multiplies_the_recurrent_weights_and_nothing_else():
    for method in ({}, {"orthogonal": True}, {"cell": "lstm", "forget_bias": 3.0}):
        one, two = (Method(**method, scale=g).network(1, 4, 1, 0) for g in (1.0, 2.0))
        for (name, a), (_, b) in zip(one.named_parameters(), two.named_parameters(), strict=True):
            assert torch.equal(b, 2 * a if name == "0.weight_hh_l0" else a)


def test_guesses_are_drawn_as_the_start_of_sgd():
    from optcourse.chapters.memory.experiments.guesses import _drawn

    guesses = Ensemble([rnn(1, 9, 1)]).group([0] * 40)
    one, three = (_drawn(guesses, scale, seed=2) for scale in (1.0, 3.0))
    assert 0.32 < one.abs().max() <= 1 / 3
    names = [name for name, param in guesses.model(0).named_parameters() for _ in param.flatten()]
    grown = np.array(names) == "0.weight_hh_l0"
    assert grown.sum() == 81
    assert torch.equal(three[:, grown], 3 * one[:, grown])
    assert torch.equal(three[:, ~grown], one[:, ~grown])


def test_a_cut_gradient_is_that_of_a_state_that_is_given():
    """With all steps in the window it is torch's own; else, torch's from a given state."""
    from optcourse.chapters.memory.experiments.truncation import answers

    models = [rnn(1, 3, 1, seed=seed, dtype=torch.float64) for seed in (0, 1)]
    rows = zip(*(model.parameters() for model in models), strict=True)
    stacked = [torch.stack(row).detach().requires_grad_() for row in rows]
    X = torch.tensor(np.random.default_rng(0).standard_normal((2, 5, 7, 1)))
    for window in (2, 7):
        grads = torch.autograd.grad(answers(stacked, X, window).sum(), stacked)
        for k, (cells, _, answer) in enumerate(models):
            state = cells(X[k, :, : 7 - window])[1].detach() if window < 7 else None
            output = answer(cells(X[k, :, 7 - window :], state)[0][:, -1])
            own = torch.autograd.grad(output.sum(), list(models[k].parameters()))
            for stack, grad in zip(grads, own, strict=True):
                np.testing.assert_allclose(stack[k], grad, atol=1e-12)


def test_far_and_near_terms_are_parts_of_the_gradients_of_batches():
    from optcourse.networks.data import Latch

    config = FluctuationsConfig(length=6, num_batches=3, near=2, far=4, seeds=(1,))
    model, rng = config.method.network(1, 10, 1, 1).double(), np.random.default_rng(1)
    near, far = [], []
    for X, y in [Latch(6).sample(20, rng) for _ in range(3)]:
        target = torch.tensor(2.0 * y - 1)
        uses = split_gradient(model, torch.tensor(X, dtype=torch.float64), target).uses
        near.append(uses[4:].sum(0))
        far.append(uses[:2].sum(0))
    found = far_and_near(config)
    np.testing.assert_allclose(found.signal, np.linalg.norm(np.mean(far, axis=0)))
    np.testing.assert_allclose(found.noise**2, np.var(near, axis=0, ddof=1).sum())
    np.testing.assert_allclose(found.batches, (found.noise / found.signal) ** 2)


def test_a_straight_line_explains_its_own_logarithms():
    norms = 0.7 ** np.arange(12.0)[None, None] * np.ones((1, 2, 12))
    norms[0, 1, :9:2] *= 1.5
    spans = Spans(np.zeros(1), norms, *[np.zeros((1, 2))] * 4)
    np.testing.assert_allclose(spans.decay[0, 0], 0.7)
    np.testing.assert_allclose(spans.fit[0, 0], 1.0)
    k = np.arange(9)
    np.testing.assert_allclose(spans.fit[0, 1], np.corrcoef(k, np.log(norms[0, 1, :9]))[0, 1] ** 2)


def test_a_residual_layer_adds_its_input():
    config = DepthConfig(4, 3, (0.8,), 1, 2, residual=True, seed=5)
    rng = np.random.default_rng(5)
    W = 0.8 * torch.tensor(rng.standard_normal((3, 1, 4, 4))[:, 0] / 2)
    states = [torch.tensor(rng.standard_normal((1, 4, 2))[0]).requires_grad_()]
    for matrix in W:
        states.append(states[-1] + torch.tanh(matrix @ states[-1]))
    grads = torch.autograd.grad(states[-1].sum() / 2, states)
    lengths = np.array([grad.norm(dim=0).mean() for grad in grads])
    found = gradients_through_depth(config).fresh[0, 0]
    np.testing.assert_allclose(10.0**found, lengths / lengths[-1])


def test_the_rate_of_deep_networks_is_chosen_on_validation_data():
    test, val = np.array([[[0.3, 0.3], [0.1, 0.1]]]), np.array([[[0.2, 0.2], [0.4, 0.4]]])
    found = DeepTraining(np.ones(1), np.ones(2), test, val)
    assert found.best.tolist() == [[0.3, 0.3]]


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
        (lambda: GuessConfig(scales=(0.0,)), "scales must be positive"),
        (lambda: Method(scale=0), "scale must be positive"),
        (lambda: FluctuationsConfig(Method("lstm")), "method.cell must be 'rnn', got 'lstm'"),
        (lambda: TruncationConfig(windows=(21,)), "windows must be at most length = 20, got 21"),
        (lambda: MatricesConfig(entries="uniform"), "entries must be one of"),
        (lambda: DeepConfig(data="mnist"), "data must be one of"),
        (lambda: recorded_scales("copy"), "task must be one of"),
        (lambda: PixelsConfig(READERS["RNN"], 0.0), "lr must be positive"),
        (lambda: recorded("copy"), "task must be one of"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
