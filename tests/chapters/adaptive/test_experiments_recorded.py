"""Runs that are recorded: what the files hold, how they are made, and what is read of them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from optcourse.chapters.adaptive.experiments import (
    RANGES,
    NetsConfig,
    WordsConfig,
    kept_nets,
    kept_words,
    nets,
    octaves_within,
    words,
)
from optcourse.chapters.adaptive.experiments import kept as reading
from optcourse.chapters.adaptive.experiments.kept import kept
from optcourse.chapters.adaptive.experiments.recording import PLANS, confirm, record
from optcourse.records.provenance import is_current

SHORT = NetsConfig("momentum", (0.01, 1e30), "digits", seeds=(0, 1), hidden=(4,), num_train=20,
                   batch_size=5, num_steps=6)  # fmt: skip
OTHER = replace(SHORT, rates=(0.02, 0.04))
TALK = WordsConfig("adam", (0.1, 0.2), seeds=(0, 1), num_words=5, length=3, width=4, batch_size=2,
                   num_steps=4)  # fmt: skip


@pytest.mark.parametrize(("run", "config"), [(kept_nets, SHORT), (kept_words, TALK)])
def test_what_no_file_has_is_run_repeats_and_survives_the_cache(run, config, repeats):
    repeats(run, config)


@pytest.mark.parametrize(("run", "configs", "path"), PLANS)
def test_every_run_that_a_notebook_asks_for_is_recorded(run, configs, path):
    assert set(reading.recorded(run, path)) == set(map(repr, configs))


def test_a_part_of_the_recording_comes_out_again():
    config = RANGES["digits"]["adam"]
    known, found = kept_nets(config), nets(replace(config, rates=config.rates[4:6], seeds=(0, 1)))
    for name in ("rates", "train", "validation", "wrong", "test"):
        part = getattr(known, name)[4:6]
        part = part[:, :2] if part.ndim == 2 else part
        np.testing.assert_allclose(getattr(found, name), part, rtol=0.1, err_msg=name)


def test_recording_goes_on_from_what_is_there_and_keeps_what_diverged(tmp_path):
    path, asked = tmp_path / "runs.json", []

    def counted(config):
        asked.append(config)
        return nets(config)

    counted.__name__, counted.__annotations__ = nets.__name__, nets.__annotations__
    counted.__module__ = nets.__module__
    record(counted, (SHORT,), path)
    record(counted, (SHORT, OTHER), path)
    assert asked == [SHORT, OTHER]
    found, known = nets(SHORT), kept(nets, SHORT, path)
    assert np.isinf(known.train[1]).all()
    for name in ("rates", "train", "validation", "wrong", "test"):
        np.testing.assert_allclose(getattr(known, name), getattr(found, name), rtol=1e-5)
    record(counted, (OTHER,), path)
    assert set(reading.recorded(nets, path)) == {repr(OTHER)}


def test_a_recording_is_confirmed_only_where_it_comes_out_again(tmp_path):
    path = tmp_path / "runs.json"
    record(words, (TALK,), path)
    entries = json.loads(path.read_text())
    entries["words"]["made"]["sources"] = "as it was"
    path.write_text(json.dumps(entries))
    confirm(words, (TALK,), path)
    assert is_current(json.loads(path.read_text())["words"]["made"])
    right = entries["words"]["runs"][repr(TALK)]["excess"]
    entries["words"]["runs"][repr(TALK)]["excess"] = [[2 * x for x in row] for row in right]
    path.write_text(json.dumps(entries))
    with pytest.raises(ValueError, match="words comes out otherwise"):
        confirm(words, (TALK,), path)


def test_a_width_is_that_of_a_valley():
    rates, places = 2.0 ** np.arange(-3, 4), np.arange(-3.0, 4.0)
    steep, shifted = np.exp(abs(places)), np.exp(2 * abs(places - 1))
    found = octaves_within(np.exp(1.5), rates, np.stack([steep, shifted], axis=1))
    np.testing.assert_allclose(found, [3.0, 1.5])


def test_a_width_that_the_grid_cuts_off_is_no_number_and_what_diverged_is_a_wall():
    rates = 2.0 ** np.arange(4)
    losses = np.array([[1.0, 1.0, 1.0, 3.0], [3.0, 1.0, 1.0, np.inf]]).T
    cut, whole = octaves_within(2.0, rates, losses)
    assert np.isnan(cut)
    left, right = 1 - np.log(2) / np.log(3), 2 + np.log(2) / np.log(10)
    np.testing.assert_allclose(whole, right - left)
