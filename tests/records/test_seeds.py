"""Further seeds: every seed of a configuration is shifted, once, and only while asked for."""

import pytest
from seeded_runs import Asked, Part, Seeds, ask_for_part

from optcourse.records.seeds import shift_seeds, shifted
from optcourse.records.sweeps import cached, sweep

HERE, ONE, TWO = Seeds("(0, 1)", 3), Seeds("(100, 101)", 103), Seeds("(200, 201)", 203)


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))


def test_every_seed_of_a_configuration_is_shifted():
    with shift_seeds(100):
        assert shifted(Asked()) == Asked((100, 101), 0.1, Part(103))
    assert shifted(Asked()) == Asked()


@pytest.mark.parametrize(
    "ask",
    [cached, lambda run, config: sweep(run, [config, Asked(rate=0.2)])[0]],
    ids=["cached", "sweep"],
)
def test_an_experiment_within_an_experiment_is_shifted_once(ask):
    assert ask(ask_for_part, Asked()) == HERE
    with shift_seeds(100):
        assert ask(ask_for_part, Asked()) == ONE
        with shift_seeds(200):
            assert ask(ask_for_part, Asked()) == TWO
        assert ask(ask_for_part, Asked()) == ONE
    assert ask(ask_for_part, Asked()) == HERE


class InThisProcess:
    """An executor that runs at once."""

    def submit(self, function, *arguments):
        value = function(*arguments)
        return type("Future", (), {"result": lambda _: value, "cancel": lambda _: None})()


def test_nor_is_it_shifted_twice_where_a_sweep_runs_in_this_process():
    with shift_seeds(100):
        assert sweep(ask_for_part, [Asked()], InThisProcess()) == [ONE]


def test_an_error_ends_the_shift():
    with pytest.raises(ZeroDivisionError), shift_seeds(100):
        raise ZeroDivisionError
    assert shifted(Part()) == Part()
