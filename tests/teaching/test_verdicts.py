"""What every check says in the same way: about emptiness, types, digits and the input."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from optcourse.teaching.verdicts import exercise, number, numbers, quoted, truth


@exercise
def check_square(square):
    """`square(x)` for x (3,), in place or not."""
    for x in (np.arange(3.0), np.array([2.0, -1.0, 3.0])):
        numbers(square(x), "square(x)", (3,))
        np.testing.assert_array_equal(square(x), x**2)
    return "Right."


def in_place(x):
    x **= 2
    return x


def test_an_answer_gets_copies():
    assert check_square(in_place).passed


def test_a_reason_names_the_last_input_by_the_readers_name():
    said = repr(check_square(lambda z: z[:2]))
    assert said == "✗ square(x) must have shape (3,), got (2,) (asked with z = [0, 1, 2])."


def test_an_input_without_a_name_is_shown_bare():
    assert "(asked with [0, 1, 2])" in repr(check_square(lambda *z: None))


def test_dots_are_empty_and_none_is_a_forgotten_return():
    assert repr(check_square(lambda x: ...)).endswith("empty: replace the dots by your answer.")
    assert "returned None: does every branch end in a return?" in repr(check_square(print))


@pytest.mark.parametrize("text", ["two\nlines", "a\n\n  gap"])
def test_every_message_is_one_line(text):
    def raises(x):
        raise ValueError(text)

    assert "\n" not in repr(check_square(raises))
    assert "\n" not in repr(check_square(lambda x: text))
    assert "\n" not in repr(check_square(lambda x: np.zeros((40, 40))))


@pytest.mark.parametrize("value", [2, 2.0, Fraction(2), np.float32(2), np.array([[2]]),
                                   torch.tensor(2.0, requires_grad=True)])  # fmt: skip
def test_numbers_of_every_kind(value):
    assert number(value, "it") == 2


@pytest.mark.parametrize("value", [True, "2", [1, 2], np.zeros(500), 2j, np.nan])
def test_what_is_no_number(value):
    with pytest.raises(Exception, match="it must be"):
        number(value, "it")


@pytest.mark.parametrize("value", [True, np.bool_(True), np.array([True]), torch.tensor(True)])
def test_truths_of_every_kind(value):
    assert truth(value, "it") is True


@pytest.mark.parametrize("value", [1, "yes", np.array([True, True])])
def test_what_is_no_truth(value):
    with pytest.raises(Exception, match="it must be True or False"):
        truth(value, "it")


SHOWN = [
    (0.123456, "0.1235"),
    (15258.0, "15258"),
    (0.6 + 0.6j, "0.6+0.6j"),
    ((3, 5), "(3, 5)"),
    (np.array([1.0, 0.5]), "[1, 0.5]"),
    (np.eye(2), "[[1, 0], [0, 1]]"),
    (np.eye(3), "an array of shape (3, 3)"),
    (np.array(0.25), "0.25"),
    ("x" * 80, "'" + "x" * 56 + "…"),
]


@pytest.mark.parametrize(("value", "text"), SHOWN, ids=[text for _, text in SHOWN])
def test_values_in_a_few_words(value, text):
    assert quoted(value) == text
