"""Explorers: every rule runs on arrays without a value, and in the page as in NumPy."""

import numpy as np
import pytest

from optcourse import loops
from optcourse.explore import Axis, Explorer, Line, Panel, Scene, Slider
from optcourse.explore.spec import flatten
from optcourse.landscapes import Quadratic
from optcourse.rules import Rule, trajectory
from tests.laws.entries import ENTRIES, LANDSCAPES, START, named, with_numbers
from tests.laws.opaque import Loops, Opaque, reveal

every_entry = pytest.mark.parametrize("rule", ENTRIES, ids=named)


@every_entry
@pytest.mark.parametrize("name", ["bowl", "banana", "gabor"])
def test_it_runs_on_arrays_without_a_value(rule, name):
    traced = with_numbers(rule, Opaque)
    state = traced.init(Opaque([0.4, 0.9]))
    token = loops.tracer.set(Loops)
    for k in range(3):
        state = traced.step(state, LANDSCAPES[name], Opaque(k))
    loops.tracer.reset(token)
    numbers = trajectory(rule, LANDSCAPES[name], [0.4, 0.9], 3).theta[-1]
    np.testing.assert_allclose(reveal(state.theta), numbers, rtol=1e-12)


RUN = """([payload, cases]) => {
  const { variants } = (0, eval)(`(${payload})`);
  const frame = variants[""].make();
  return cases.map((values) => frame(values).map((array) => Array.from(array)));
}"""


def explorer_of(rule):
    """A path of the rule on a bowl; sliders scale all of its numbers and set the curvature."""

    def scene(factor, kappa):
        bowl = Quadratic(np.stack([1.0, kappa]), 0.4)
        scaled = with_numbers(rule, lambda number: number * factor)
        path = trajectory(scaled, bowl, START, 60).theta
        axes = Axis("x", (-2, 2)), Axis("y", (-2, 2))
        return Scene([Panel(*axes, [Line(path[:, 0], path[:, 1])])])

    controls = [
        Slider("factor", "factor", 0.5, 1.0, 1.0, count=11),
        Slider("kappa", "kappa", 1.0, 50.0, 10.0, count=11),
    ]
    return Explorer(scene, controls, "path")


# What IEEE 754 rounds in one way only, or what does not round.
EXACT = {"add", "subtract", "multiply", "divide", "sqrt", "negative", "sign", "absolute"}
EXACT |= {"maximum", "minimum", "where", "zeros_like", "clip", "concatenate", "reshape", "floor"}
EXACT |= {"greater", "less", "less_equal", "greater_equal", "not_equal"}


def is_exact(rule):
    """Whether a rule computes entry by entry what has the same bits everywhere."""
    if not isinstance(rule, Rule) or rule.searches:
        return False
    state = with_numbers(rule, Opaque).init(Opaque(START))
    Opaque.used.clear()
    traced = with_numbers(rule, Opaque)
    traced.direction(Opaque(START), state.memory, Opaque(3), state.theta)
    traced.rate(Opaque(3)) * Opaque(1)
    return Opaque.used <= EXACT


def test_most_plain_rules_are_exact():
    exact = {named(rule) for rule in ENTRIES if is_exact(rule)}
    assert exact >= {"Momentum", "Nesterov", "AdaGrad", "RMSprop", "UncorrectedAdam", "Lion"}
    assert not exact & {"Adam", "Muon", "Prodigy", "BarzilaiBorwein", "Normalized-GradientDescent"}


@every_entry
def test_the_page_computes_what_numpy_computes(rule, browser):
    explorer = explorer_of(rule)
    assert explorer.error is None
    cases = [
        {
            control.name: float(control.at(k))
            for control, k in zip(explorer.controls, at, strict=True)
        }
        for at in np.random.default_rng(0).integers(11, size=(8, 2)).tolist()
    ]
    page = browser.new_page()
    answers = page.evaluate(RUN, [explorer._payload, cases])
    page.close()
    for values, answer in zip(cases, answers, strict=True):
        _, wanted = flatten(explorer.scene(**values))
        for want, found in zip(wanted, answer, strict=True):
            close = {"rtol": 0, "atol": 0} if is_exact(rule) else {"rtol": 1e-9, "atol": 1e-12}
            np.testing.assert_allclose(found, np.ravel(want), **close)
