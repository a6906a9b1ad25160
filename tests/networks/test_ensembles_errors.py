"""Bad input is refused by name before anything is trained."""

import numpy as np
import pytest
import torch
from torch import nn

from optcourse.networks.data import Latch, TemporalOrder, digits
from optcourse.networks.ensembles import EarlyStopping, Ensemble, batch_indices, train
from optcourse.networks.ensembles.recorders import Recorder
from optcourse.networks.models import lstm, mlp, rnn
from optcourse.rules import Adam, ExactLineSearch, GradientDescent, Momentum, NormClip, ValueClip

X, Y = np.zeros((20, 6), np.float32), np.arange(20) % 3


def networks(count=4, outputs=3):
    return Ensemble([mlp([6, 5, outputs], seed=s) for s in range(count)])


def with_entry(array, place, value):
    array = np.array(array, float)
    array[place] = value
    return array


NAN, INF = with_entry(X, (3, 1), np.nan), with_entry(X, (0, 0), np.inf)
DATA = {
    "not a pair": (X, "data must be a pair of X and y, got ndarray"),
    "no numbers": (
        (["a", "b"], [0, 1]),
        r"X of data must be an array of numbers, got \['a', 'b'\]",
    ),
    "features": (
        (X[:, :5], Y),
        r"X of data must have shape \(m, 6\) or \(4, m, 6\), got \(20, 5\)",
    ),
    "members": ((np.zeros((3, 20, 6)), Y), r"X of data must have .*\(4, m, 6\), got \(3, 20, 6\)"),
    "labels": ((X, Y[:19]), r"y of data must have shape \(20,\) or \(4, 20\).*got \(19,\)"),
    "label 3": ((X, Y + 1), "y of data must hold labels of 0 to 2, got 3"),
    "label -1": ((X, Y - 1), "y of data must hold labels of 0 to 2, got -1"),
    "real labels": ((X, Y / 2), "y of data must hold whole labels for cross_entropy, got"),
    "nan": ((NAN, Y), r"X of data must be finite, got nan at \(3, 1\)"),
    "inf": ((INF, Y), r"X of data must be finite, got inf at \(0, 0\)"),
    "empty": ((X[:0], Y[:0]), "X of data must hold at least one example"),
    "sequence task": (Latch(4), r"X of data must have shape \(m, 6\)"),
}
SETTINGS = {
    "num_steps": ({"num_steps": 0}, "num_steps must be a whole number of at least 1, got 0"),
    "batch": ({"batch_size": 21}, "batch_size must be at least 1 and at most the 20 examples, got"),
    "batches": ({"batch_size": (1, 2, 3, 21)}, "batch_size must be at least 1 .*got 21"),
    "no batch": ({"batch_size": 0}, "batch_size must be at least 1 .*got 0"),
    "none": ({"batch_size": (1, 2, 3, None)}, "batch_size must be a whole number for every member"),
    "count": ({"batch_size": (1, 2)}, "batch_size must be one for all or 4 in number, got 2"),
    "loss": ({"loss": "l2"}, "loss must be one of 'cross_entropy', 'squared_error', .*got 'l2'"),
    "margin": ({"loss": "hinge"}, "loss 'hinge' needs networks with one output, got 3"),
    "clip": ({"clip": 1.0}, r"clip must be a NormClip, a ValueClip or None, got 1\.0"),
    "seeds": ({"seeds": (1, 2)}, "seeds must be 4 in number, one a member"),
    "seed": ({"seeds": (1, 2, 3, 0.5)}, "seeds must be a whole number of at least 0, got 0.5"),
    "order": ({"order": "random"}, "order must be one of 'reshuffle', 'once', 'given', "),
    "record": ({"record": ("accuracy",)}, "record must be one of 'loss', 'error', .*'accuracy'"),
    "validation": ({"record": "val_loss"}, "record of 'val_loss' needs validation examples"),
    "every": ({"every": 0}, "every must be a whole number of at least 1, got 0"),
    "stopping": ({"early_stopping": EarlyStopping()}, "early_stopping needs validation examples"),
    "not stopping": ({"early_stopping": 3}, "early_stopping must be an EarlyStopping, got 3"),
    "held out": ({"validation": (X, Y + 5)}, "y of validation must hold labels of 0 to 2, got 5"),
    "fixed": ({"measure_on": (NAN, Y)}, "X of measure_on must be finite"),
    "group": ({"group_size": 0}, "group_size must be a whole number of at least 1, got 0"),
}


@pytest.mark.parametrize("data, message", DATA.values(), ids=DATA)
def test_data(data, message):
    with pytest.raises(ValueError, match=message):
        train(networks(), data, GradientDescent(0.1), num_steps=1)


@pytest.mark.parametrize("settings, message", SETTINGS.values(), ids=SETTINGS)
def test_settings_are_refused_before_anything_is_trained(settings, message):
    ensemble = networks()
    before = ensemble.theta.clone()
    with pytest.raises(ValueError, match=message):
        train(ensemble, (X, Y), GradientDescent(0.1), **({"num_steps": 1} | settings))
    assert torch.equal(ensemble.theta, before)


def test_rules():
    for rule, message in [
        (GradientDescent((0.1, 0.2)), r"lr must be a number or 4 of them, got \(0\.1, 0\.2\)"),
        (GradientDescent(ExactLineSearch()), "lr must be a number or 4 of them for networks, got "),
        (0.1, "rule must be a Rule, got 0.1"),
    ]:
        with pytest.raises(ValueError, match=message):
            train(networks(), (X, Y), rule, num_steps=1)
    for build, message in [
        (lambda: GradientDescent(0), "lr must be positive and finite, got 0"),
        (lambda: Momentum(0.1, momentum=1), "momentum must be at least 0 and less than 1, got 1"),
        (lambda: Adam(beta2=1.0), "beta2 must be at least 0 and less than 1, got 1.0"),
        (lambda: NormClip(0), "max_norm must be positive and finite, got 0"),
        (lambda: ValueClip(-1), "max_value must be positive and finite, got -1"),
        (lambda: EarlyStopping(criterion="accuracy"), "criterion must be one of 'error', 'loss'"),
        (lambda: EarlyStopping(patience=0), "patience must be a whole number of at least 1"),
    ]:
        with pytest.raises(ValueError, match=message):
            build()


def test_sequences():
    ensemble = Ensemble([rnn(), rnn(seed=1)])
    none = np.zeros((5, 0, 1), np.float32), np.zeros(5, int)
    with pytest.raises(ValueError, match="X of data must hold at least one example of length 1"):
        train(ensemble, none, GradientDescent(0.1), num_steps=1)
    with pytest.raises(ValueError, match=r"X of data must have shape \(m, any, 1\)"):
        train(ensemble, TemporalOrder(20), GradientDescent(0.1), num_steps=1, batch_size=4)
    with pytest.raises(ValueError, match="batch_size must be a whole number for every member"):
        train(ensemble, Latch(4), GradientDescent(0.1), num_steps=1)
    with pytest.raises(ValueError, match="y of data must hold labels of 0 to 1, got"):
        six = Ensemble([lstm(num_inputs=6)])
        train(six, TemporalOrder(20), GradientDescent(0.1), num_steps=1, batch_size=4)


def test_numbers_as_targets():
    settings = {"num_steps": 1, "loss": "squared_error"}
    targets = np.zeros((20, 3))
    with pytest.raises(ValueError, match="record of an error needs whole labels"):
        train(networks(), (X, targets), GradientDescent(0.1), record="error", **settings)
    held_out = {"validation": (X, targets), "early_stopping": EarlyStopping()}
    with pytest.raises(ValueError, match="needs criterion='loss'"):
        train(networks(), (X, targets), GradientDescent(0.1), **held_out, **settings)
    with pytest.raises(ValueError, match="y of data must be finite, got nan"):
        train(
            networks(), (X, with_entry(targets, (1, 1), np.nan)), GradientDescent(0.1), **settings
        )
    with pytest.raises(ValueError, match=r"y of data must have shape \(20, 3\)"):
        train(networks(), (X, targets[:, :2]), GradientDescent(0.1), **settings)


def test_a_dataset_without_validation():
    ensemble = Ensemble([mlp([64, 10])])
    with pytest.raises(ValueError, match="early_stopping needs validation examples"):
        data = digits(num_train=50, num_val=0)
        train(ensemble, data, GradientDescent(0.1), num_steps=1, early_stopping=EarlyStopping())


def test_models():
    with pytest.raises(ValueError, match="models must hold at least one network, got none"):
        Ensemble([])
    for other in (mlp([6, 4, 3]), mlp([6, 5, 3], "relu"), mlp([6, 5, 3], dtype=torch.float64)):
        with pytest.raises(ValueError, match=r"models must be alike, .* in models\[1\]"):
            Ensemble([mlp([6, 5, 3]), other])
    for device in ("cuda:99", "tpu", "meta"):
        with pytest.raises(ValueError, match=f"device must be 'cpu' .*got '{device}'"):
            Ensemble([mlp([2, 1])], device)
    for layer, message in [
        (
            nn.RNN(1, 2, batch_first=True, num_layers=2),
            "RNN layers must have num_layers = 1, got 2",
        ),
        (nn.LSTM(1, 2), "LSTM layers must have batch_first = True, got False"),
        (nn.Linear(1, 2, bias=False), "Linear layers must have a bias"),
        (nn.Conv1d(2, 2, 1, groups=2), "Conv1d layers must have groups = 1, got 2"),
        (nn.Conv1d(2, 2, 3, padding="same"), "Conv1d layers must have padding in numbers, got"),
        (nn.ReLU(inplace=True), "ReLU layers must have inplace = False, got True"),
        (nn.Flatten(0), "Flatten layers must have start_dim = 1, got 0"),
    ]:
        with pytest.raises(TypeError, match=message):
            Ensemble([nn.Sequential(layer)])
    with pytest.raises(TypeError, match="models must be a list of networks, got one network"):
        Ensemble(mlp([2, 1]))


def test_batches():
    with pytest.raises(
        ValueError, match="batch_size must be at least 1 and at most the 5 examples"
    ):
        batch_indices(5, 6, 1)
    assert batch_indices(10, 2.0, 3).shape == (3, 2)


@pytest.mark.parametrize(
    "error", [MemoryError(), torch.OutOfMemoryError("CUDA"), RuntimeError("can't allocate memory")]
)
@pytest.mark.parametrize(
    "size, advice", [(64, "try group_size=2"), (1, "try a batch_size below 20")]
)
def test_no_memory_says_what_to_try(monkeypatch, error, size, advice):
    def fail(*_):
        raise error

    monkeypatch.setattr(Recorder, "see", fail)
    with pytest.raises(MemoryError, match=advice):
        train(networks(), (X, Y), GradientDescent(0.1), num_steps=1, group_size=size)


def test_other_failures_are_not_called_a_lack_of_memory(monkeypatch):
    monkeypatch.setattr(Recorder, "see", lambda *_: torch.zeros(2) @ torch.zeros(3))
    with pytest.raises(RuntimeError, match="size"):
        train(networks(), (X, Y), GradientDescent(0.1), num_steps=1)
