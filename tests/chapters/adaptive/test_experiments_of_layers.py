"""Experiments on networks of words and of many layers, on short runs."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from optcourse.chapters.adaptive.experiments import DepthsConfig, WordsConfig, depths, words
from optcourse.chapters.adaptive.experiments.words import Tongue
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.networks.transformers import transformer
from optcourse.rules import Momentum

TALK = WordsConfig("momentum", (0.1, 0.2), seeds=(0, 1), num_words=5, length=3, width=4,
                   batch_size=2, num_steps=4, warming=0.5, clip=0.1)  # fmt: skip
DEEP = DepthsConfig("momentum", 0.1, seeds=(0, 1), num_layers=2, width=3, num_steps=5, looked=2)


@pytest.mark.parametrize(("run", "config"), [(words, TALK), (depths, DEEP)])
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


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
