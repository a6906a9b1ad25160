"""The page of rules: whole, made from the classes as they are, with its sources."""

import pytest
import rules_page
from rules_page import BY_HESSIAN, OTHERS, PAGE, RULES, SCHEDULES, SEARCHES

from optcourse import methods, rules
from tests.laws.entries import parts
from tests.laws.listing import heirs

SHOWN = [*RULES.values(), *BY_HESSIAN.values(), *SEARCHES, *SCHEDULES, *OTHERS]
KINDS = [rules.Method, rules.Search, rules.Schedule, rules.Clip, rules.Average]
BASES = {"Rule", "Around"}
OURS = {"WithMomentum", "Parted", "Scheduled", "Clipped", "PerMember"}  # how rules are joined


def test_it_is_what_the_script_writes():
    text = PAGE.read_text("utf-8")
    assert rules_page.written(text) == text, "run `python tools/rules_page.py`"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_is_missing(kind):
    shown = {type(part).__name__ for each in SHOWN for part in parts(each)}
    missing = {each.__name__ for each in heirs(kind)} - BASES - shown
    assert not missing, f"missing in tools/rules_page.py: {missing}"


@pytest.mark.parametrize("shown", SHOWN, ids=rules_page.name)
def test_each_has_a_source_or_torchs_name(shown):
    told = rules_page.sources(shown) or rules_page.torchs(shown)
    assert told or type(shown).__name__ in OURS


def test_what_is_counted_is_right():
    copies = {"descent": 0, "momentum, heavy ball": 1, "Adam": 2, "AMSGrad": 3, "Prodigy": 4}
    assert {name: rules_page.memory(RULES[name]) for name in copies} == copies
    assert rules_page.operations(RULES["descent"]) == 2
    assert rules_page.operations(RULES["momentum, heavy ball"]) == 4
    muon = rules_page.operations(RULES["Muon"])
    assert 15 * 2 * rules_page.SIZE <= muon < 16 * 2 * rules_page.SIZE  # three products a round
    assert rules_page.values(rules.Backtracking(num_rounds=7)) == "8 values"
    assert isinstance(RULES["vSGD"], methods.VSGD)
