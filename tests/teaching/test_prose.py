"""Numbers for the text are handed over as MyST-NB reads them, written as the course writes."""

import numpy as np
import pytest

from optcourse.teaching.prose import glue, indexed, of_all


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.5, "−0.5"),
        (np.int64(12), "12"),
        ("-1.2 to -3", "−1.2 to −3"),
        ("±3 (-.5)", "±3 (−.5)"),
        ("9e-05", "9×10⁻⁵"),
        (f"{-2.5e12:.1e}", "−2.5×10¹²"),
        ("2026-11-21, 1e-3, L-BFGS, a - 3", "2026-11-21, 1e-3, L-BFGS, a - 3"),
    ],
)
def test_a_value_is_handed_over_under_its_name(published, value, text):
    (output,) = published(lambda: glue(found=value))
    assert output.data == {"application/papermill.record/text/plain": repr(text)}
    prefix = "application/papermill.record/"
    assert output.metadata == {"scrapbook": {"name": "found", "mime_prefix": prefix}}


def test_outside_a_notebook_nothing_happens(capsys):
    glue(found=3)
    assert capsys.readouterr().out == ""


def test_none_and_all_are_words():
    assert [of_all(share) for share in (0, 0.0, 0.001, 0.714, 1.0)] == [
        "none",
        "none",
        "0%",
        "71%",
        "all",
    ]
    assert of_all(np.mean([True, True])) == "all" and of_all(0.9996, ".1%") == "100.0%"


def test_an_index_is_told_from_what_it_belongs_to_and_from_names_in_code():
    pieces = list(indexed("2/λmax along v_min, p̂_data; clip_grad_norm_, x_"))
    assert [each for each, low in pieces if low] == ["max", "min", "data"]
    assert "".join(each for each, _ in pieces) == "2/λmax along vmin, p̂data; clip_grad_norm_, x_"
