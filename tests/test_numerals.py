"""Numbers as the course writes them; `tests/explore/test_text.py` holds the page to the same."""

import pytest

from optcourse.numerals import format_briefly, shortened, superscripts


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 4, "0.5"),
        (-1234.5, 4, "−1,235"),
        (123456, 6, "123,456"),
        (1e6, 6, "10^{6}"),
        (-2.5e-7, 4, "−2.5×10^{−7}"),
        (9.9999e-5, 4, "0.0001"),
        (float("nan"), 4, "–"),
        (float("-inf"), 4, "−∞"),
    ],
)
def test_a_number_in_few_digits(value, digits, text):
    assert format_briefly(value, digits) == text


def test_powers_of_ten_without_markup():
    assert superscripts("−2.5×10^{−17}") == "−2.5×10⁻¹⁷"
    assert superscripts("10^{6} of 10^{9}") == "10⁶ of 10⁹"


@pytest.mark.parametrize(
    "text, short",
    [
        ("17.1234", "17.1"),
        ("−0.60725", "−0.607"),
        ("1,234.5", "1,235"),
        ("97.26%", "97.3%"),
        ("1.234×10⁻⁵", "1.23×10⁻⁵"),
        ("0.9996", "0.9996"),  # digits are all that parts it from 1
        ("10.02", "10.02"),
        ("0.50", "0.50"),
        ("12,345", "12,345"),
        ("35.25° to 50°", "35.25° to 50°"),
    ],
)
def test_a_number_is_shortened_to_three_digits(text, short):
    assert shortened(text) == short == shortened(short)
