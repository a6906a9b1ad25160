"""`claim` says one stable line, hands what it measured to the book, and fails when it is false."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest

from optcourse.teaching import claims
from optcourse.teaching.claims import claim, measured_text

TABLE = {
    "Z1": {"chapter": "zeros", "claim": "Zero is small.", "kind": "M"},
    "Z2": {"chapter": "zeros", "claim": "One is not.", "kind": "M"},
}


@pytest.fixture(autouse=True)
def two_claims(monkeypatch):
    monkeypatch.setattr(claims, "sentences", lambda: TABLE)


def test_a_claim_that_holds_prints_one_line(capsys):
    claim("Z1", np.bool_(True), measured={"zero": 0.0})
    assert capsys.readouterr().out == "✓ Z1 Zero is small.\n"


def test_a_false_claim_names_sentence_and_values():
    with pytest.raises(AssertionError) as error:
        claim("Z2", False, measured={"one": 0.99951, "runs": 3})
    assert str(error.value) == "Z2 does not hold: One is not. (one = 0.9995, runs = 3)"


def test_a_false_claim_names_the_conditions_that_failed():
    holds = {"one is below two": True, "one is zero": False, "one is none": np.bool_(False)}
    with pytest.raises(claims.Refuted) as error:
        claim("Z2", holds, measured={"one": 1})
    assert error.value.failed == ("one is zero", "one is none")
    assert str(error.value) == (
        "Z2 does not hold: One is not. Not so: one is zero; one is none. (one = 1)"
    )


def test_an_unknown_claim_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match=r"\(Z1, Z2\), got 'Z9'"):
        claim("Z9", True)


@pytest.mark.parametrize("holds", [1, None, np.array([True]), "yes", 0.0])
def test_an_outcome_is_one_bool(holds):
    with pytest.raises(ValueError, match="holds must be True or False"):
        claim("Z1", holds)


@pytest.mark.parametrize(
    "holds, said",
    [
        ({}, "holds must have a condition, got none"),
        ({"small": 1}, r"holds\['small'\] must be True or False, got 1"),
        ({"small": False, "even": None}, r"holds\['even'\] must be True or False, got None"),
        ({3: True}, "a condition of holds must be named in words, got 3"),
        ({" ": True}, "a condition of holds must be named in words, got ' '"),
    ],
)
def test_conditions_are_words_with_one_bool_each(holds, said):
    with pytest.raises(ValueError, match=said):
        claim("Z1", holds)


@pytest.mark.parametrize("value", [None, [1, 2], np.ones(2), 1j])
def test_a_measured_value_is_a_number_or_a_string(value):
    with pytest.raises(ValueError, match=r"measured\['x'\] must be a number or a string"):
        claim("Z1", True, measured={"x": value})


@pytest.mark.parametrize(
    "value, text",
    [
        (0.123456, "0.1235"),
        (-2.0, "−2"),
        (1.23456e-7, "1.235×10⁻⁷"),
        (123456.0, "1.235×10⁵"),
        (-1e-15, "−10⁻¹⁵"),
        (9999.5, "10⁴"),
        (1234.5, "1,235"),
        (1234567, "1,234,567"),
        (-3, "−3"),
        (np.float32(0.5), "0.5"),
        (np.array([7]), "7"),
        (np.int64(12), "12"),
        (True, "yes"),
        (float("nan"), "–"),
        (float("-inf"), "−∞"),
        ("3 of 8", "3 of 8"),
    ],
)
def test_values_as_the_book_prints_them(value, text):
    assert measured_text("x", value) == text


@pytest.mark.parametrize("build", ["1", "paper"])
def test_for_the_book_its_values_are_published_beside_the_line(monkeypatch, published, build):
    monkeypatch.setenv("OPTCOURSE_STATIC", build)
    (output,) = published(lambda: claim("Z1", True, measured={"b": 1, "a": 2.5}))
    assert output.data == {
        "text/plain": "✓ Z1 Zero is small.",
        "application/vnd.optcourse.claim+json": {
            "id": "Z1",
            "conditions": [],
            "measured": [["b", "1"], ["a", "2.5"]],
        },
    }


def test_for_the_book_the_words_of_its_conditions_are_published(monkeypatch, published):
    monkeypatch.setenv("OPTCOURSE_STATIC", "1")
    holds = {"zero is below one": True, "and no less than zero": np.bool_(True)}
    (output,) = published(lambda: claim("Z1", holds))
    assert output.data["text/plain"] == "✓ Z1 Zero is small."
    said = output.data["application/vnd.optcourse.claim+json"]
    assert said["conditions"] == ["zero is below one", "and no less than zero"]


def test_in_a_notebook_it_is_its_line_alone(monkeypatch, published):
    monkeypatch.delenv("OPTCOURSE_STATIC", raising=False)
    (output,) = published(lambda: claim("Z1", True, measured={"b": 1}))
    assert output.data == {"text/plain": "✓ Z1 Zero is small."}
    assert not output.metadata


def test_every_sentence_of_the_course_has_a_chapter_a_kind_and_one_line():
    code = """
        from optcourse.teaching.claims import sentences
        for id, entry in sentences().items():
            assert set(entry) == {"chapter", "claim", "kind"}, id
            assert entry["claim"].strip() == entry["claim"] != "", id
            assert "\\n" not in entry["claim"], id
            assert set(entry["kind"].split()) <= set("MEWX"), id
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)
