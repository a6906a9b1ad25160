"""What every exercise owes: a solution that is right, and a check that no wrong answer passes.

The exercises are found by listing, their solutions are those of the pages, and the wrong answers
are made from these (`wrong_answers.py`). What makes an answer right is told by the tests of each
chapter (`tests/chapters/<chapter>/solutions.py`), in another way than the check and the solution.
"""

from time import process_time

import numpy as np
import pytest

from tests.laws.solutions import Asked, Given, check_of, exercises, is_text, same, solutions, told
from tests.laws.wrong_answers import KINDS, at_edge, inputs_of

EXERCISES = exercises()
TRIED = 1000
QUICK = 0.05  # seconds, of a check
FUNCTIONS = [each for each in EXERCISES if isinstance(told(each[0]).get(each[1]), Asked)]
VALUES = [each for each in EXERCISES if isinstance(told(each[0]).get(each[1]), Given)]
EDGES = [(*each, edge) for each in FUNCTIONS for edge in told(each[0])[each[1]].edges]


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(all="ignore"):
        yield


@pytest.fixture(scope="module")
def known():
    """Of an exercise: its check, its solution, what is told of it; each page is read once."""
    pages = {}

    def find(chapter, name):
        if chapter not in pages:
            pages[chapter] = solutions(chapter)
        return check_of(chapter, name), pages[chapter][name], told(chapter)[name]

    return find


@pytest.fixture(scope="module")
def tried(known):
    """A thousand inputs of an exercise, drawn once."""
    drawn = {}

    def find(chapter, name):
        if (chapter, name) not in drawn:
            rng = np.random.default_rng(100)
            draw = known(chapter, name)[2].draw
            drawn[chapter, name] = [draw(rng) for _ in range(TRIED)]
        return drawn[chapter, name]

    return find


def test_there_are_exercises_and_each_is_told_of():
    assert len(EXERCISES) >= 40
    assert {*FUNCTIONS, *VALUES} == {*EXERCISES}
    for chapter in {chapter for chapter, _ in EXERCISES}:
        assert set(told(chapter)) == set(solutions(chapter))


@pytest.mark.parametrize(("chapter", "name"), FUNCTIONS)
def test_a_solution_is_right_on_a_thousand_inputs(chapter, name, known, tried):
    _, solution, asked = known(chapter, name)
    for arguments in tried(chapter, name):
        value = solution(*arguments)
        assert asked.is_right(value, arguments), f"{value} for {arguments}"


@pytest.mark.parametrize(("chapter", "name"), VALUES)
def test_a_check_of_a_value_accepts_what_is_right_and_nothing_else(chapter, name, known):
    check, solution, given = known(chapter, name)
    rng = np.random.default_rng(101)
    drawn = [solution, *(given.draw(rng) for _ in range(given.count))]
    found = [given.accepts(value) for value in drawn]
    assert found[0] and 0 < np.mean(found) < 0.9
    for value, right in zip(drawn, found, strict=True):
        assert check(value).passed is bool(right), f"{value}: {check(value)}"


@pytest.mark.parametrize(("chapter", "name"), EXERCISES)
def test_a_check_is_quick(chapter, name, known):
    check, solution, _ = known(chapter, name)
    seconds = []
    for _ in range(5):
        begun = process_time()
        assert check(solution).passed
        seconds.append(process_time() - begun)
    assert min(seconds) < QUICK


@pytest.mark.parametrize(("chapter", "name", "edge"), EDGES)
def test_nan_at_an_edge_is_refused(chapter, name, edge, known):
    check, solution, asked = known(chapter, name)
    assert not check(at_edge(solution, asked.edges[edge])).passed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("chapter", "name"), FUNCTIONS)
def test_a_wrong_answer_is_refused(chapter, name, kind, known, tried):
    """Those that pass are listed with the reason; and they are right on a thousand inputs."""
    check, solution, asked = known(chapter, name)
    calls, inputs = inputs_of(check, solution), tried(chapter, name)
    for label, answer in KINDS[kind](solution, calls):
        passed = check(answer).passed
        if passed and label not in asked.right:
            assert does_nothing(answer, solution, [*calls, *inputs[:100]]), f"{label} passes"
        if label in asked.right:
            assert passed, f"{label} is refused: {check(answer)}"
            assert all(asked.is_right(answer(*each), each) for each in inputs)


def does_nothing(answer, solution, inputs):
    """Whether a change leaves all inputs as they are, or all answers."""
    if answer.changed is None:
        return all(equal((answer(*each),), (solution(*each),)) for each in inputs)
    return all(equal(answer.changed(each), each) for each in inputs)


def equal(one, other):
    try:
        pairs = zip(one, other, strict=True)
        return all(np.shape(a) == np.shape(b) and np.all(alike(a, b)) for a, b in pairs)
    except ValueError:
        return False


def alike(a, b):
    return (
        np.isclose(a, b, rtol=1e-12, atol=1e-12, equal_nan=True) if not is_text(a) else same(a, b)
    )


@pytest.mark.parametrize(("chapter", "name"), FUNCTIONS)
def test_a_reason_is_given_for_answers_that_are_made(chapter, name, known):
    check, solution, asked = known(chapter, name)
    calls = inputs_of(check, solution)
    made = {label for kind in KINDS.values() for label, _ in kind(solution, calls)}
    assert set(asked.right) <= made
    assert all(len(reason.split()) > 2 for reason in asked.right.values())
