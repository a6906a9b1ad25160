"""What is asked for is changed once, and only while that is wanted: here by further seeds."""

from functools import partial

import pytest
from seeded_runs import Asked, Part, Seeds, ask_for_part
from seeds import shifted

from optcourse.records.changes import asked, changed
from optcourse.records.sweeps import cached, sweep

BY_100 = partial(shifted, by=100)
HERE, ONE, TWO = Seeds("(0, 1)", 3), Seeds("(100, 101)", 103), Seeds("(200, 201)", 203)


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))


def test_every_seed_of_a_configuration_is_shifted():
    with changed(BY_100):
        assert asked(Asked()) == Asked((100, 101), 0.1, Part(103))
    assert asked(Asked()) == Asked()


@pytest.mark.parametrize(
    "ask",
    [cached, lambda run, config: sweep(run, [config, Asked(rate=0.2)])[0]],
    ids=["cached", "sweep"],
)
def test_an_experiment_within_an_experiment_is_shifted_once(ask):
    assert ask(ask_for_part, Asked()) == HERE
    with changed(BY_100):
        assert ask(ask_for_part, Asked()) == ONE
        with changed(partial(shifted, by=200)):
            assert ask(ask_for_part, Asked()) == TWO
        assert ask(ask_for_part, Asked()) == ONE
    assert ask(ask_for_part, Asked()) == HERE


class InThisProcess:
    """An executor that runs at once."""

    def submit(self, function, *arguments):
        value = function(*arguments)
        return type("Future", (), {"result": lambda _: value, "cancel": lambda _: None})()


def test_nor_is_it_shifted_twice_where_a_sweep_runs_in_this_process():
    with changed(BY_100):
        assert sweep(ask_for_part, [Asked()], InThisProcess()) == [ONE]


def test_an_error_ends_the_shift():
    with pytest.raises(ZeroDivisionError), changed(BY_100):
        raise ZeroDivisionError
    assert asked(Part()) == Part()
