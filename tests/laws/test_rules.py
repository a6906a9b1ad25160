"""What every rule, method and search owes, by listing them: one without an entry fails here.

A rule is written once and serves formulas, batches of starts, compiled explorers and stacked
networks: in each it takes the path of its peer (see `peers.py`).
"""

from dataclasses import fields, replace

import numpy as np
import pytest

from optcourse import methods, rules
from optcourse.landscapes import Rosenbrock
from optcourse.rules import GradientDescent, Momentum, trajectory
from optcourse.rules.around import Around
from tests.laws.entries import ENTRIES, FIRST_ORDER, LANDSCAPES, START, named, parts
from tests.laws.listing import heirs
from tests.laws.peers import PEERS, alone

BASES = {rules.Rule, Around}
KINDS = [rules.Method, rules.Search, rules.Clip, rules.Schedule]
STARTS = np.random.default_rng(0).uniform(-1.2, 1.2, (7, 2))
every_entry = pytest.mark.parametrize("rule", ENTRIES, ids=named)
every_rule = pytest.mark.parametrize("rule", FIRST_ORDER, ids=named)


@pytest.mark.parametrize("kind", KINDS)
def test_each_has_an_entry(kind):
    entered = {type(part) for entry in ENTRIES for part in parts(entry)}
    missing = [each.__name__ for each in heirs(kind) if each not in entered | BASES]
    assert not missing, f"without an entry in tests/laws/entries.py: {missing}"


def test_each_rule_has_a_peer():
    missing = [each.__name__ for each in heirs(rules.Rule) if each not in {*PEERS, Around}]
    assert not missing, f"without a peer in tests/laws/peers.py: {missing}"


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_public(kind):
    public = {*rules.__all__, *methods.__all__}
    assert {each.__name__ for each in heirs(kind)} - {"Around"} <= public


@every_rule
@pytest.mark.parametrize("name", ["bowl", "banana", "gabor"])
def test_a_path_is_that_of_the_peer(rule, name, double):
    landscape = LANDSCAPES[name]
    wanted = alone(rule, START, lambda theta, k: landscape.grad(theta), 100)
    found = trajectory(rule, landscape, START, 100).theta
    np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-13)


@every_entry
@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_state_of_many_starts_is_that_of_one_alone(rule, name):
    together = leaves(trajectory(rule, LANDSCAPES[name], STARTS, 12))
    for i, start in enumerate(STARTS):
        one = leaves(trajectory(rule, LANDSCAPES[name], start, 12))
        for ours, theirs in zip(together, one, strict=True):
            assert ours[:, i].shape == theirs.shape
            np.testing.assert_allclose(ours[:, i], theirs, rtol=1e-9, atol=1e-11)


def leaves(state):
    return (
        [leaf for part in state for leaf in leaves(part)] if isinstance(state, tuple) else [state]
    )


@every_entry
@pytest.mark.parametrize("name", ["bowl", "banana", "gabor"])
def test_every_state_is_kept(rule, name):
    states = trajectory(rule, LANDSCAPES[name], [0.5, 0.5], 7)
    assert states.theta.shape == (8, 2)
    np.testing.assert_array_equal(states.theta[0], [0.5, 0.5])
    one_by_one = rule.init(np.array([0.5, 0.5]))
    for k in range(7):
        one_by_one = rule.step(one_by_one, LANDSCAPES[name], k)
    for kept, last in zip(leaves(states), leaves(one_by_one), strict=True):
        np.testing.assert_array_equal(kept[-1], last)


@every_entry
def test_one_start_may_be_a_batch_of_one(rule):
    together = trajectory(rule, LANDSCAPES["banana"], STARTS[:1], 5).theta
    assert together.shape == (6, 1, 2)
    one = trajectory(rule, LANDSCAPES["banana"], STARTS[0], 5).theta
    np.testing.assert_allclose(together[:, 0], one, rtol=1e-10)


@every_entry
def test_it_goes_down_a_bowl(rule):
    values = LANDSCAPES["bowl"].value(trajectory(rule, LANDSCAPES["bowl"], [2.0, 1.5], 400).theta)
    assert values[-1] < 0.8 * values[0]


@every_rule
def test_a_step_may_be_given_its_gradient(rule):
    state = rule.init(START)
    for k in range(5):
        state = rule.move(state, LANDSCAPES["banana"].grad(state.theta), k)
    wanted = trajectory(rule, LANDSCAPES["banana"], START, 5)
    np.testing.assert_array_equal(state.theta, wanted.theta[-1])


# Divergence and errors.
@pytest.mark.parametrize("rule", [GradientDescent(1e3), Momentum(1e3, 0.99)])
def test_divergence_is_a_result(rule):
    path = trajectory(rule, Rosenbrock(), [2.0, 1.5], 50).theta
    assert path.shape == (51, 2)
    assert not np.isfinite(path[-1]).any()


BAD = (-1.0, np.nan, np.inf, "fast", True, None, [0.1, -0.1])


@every_entry
def test_bad_numbers_are_refused_by_name(rule):
    for part in parts(rule):
        for field in fields(part):
            value = getattr(part, field.name)
            if hasattr(value, "__dataclass_fields__") or field.name == "num_rounds":
                continue
            for bad in BAD:
                with pytest.raises(ValueError, match=rf"^{field.name} must be .*, got "):
                    replace(part, **{field.name: bad})
