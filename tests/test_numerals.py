"""Numbers as the course writes them; `tests/explore/test_text.py` holds the page to the same."""

import pytest

from optcourse.numerals import format_briefly, superscripts


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
