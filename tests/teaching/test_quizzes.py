"""Quizzes: a computed key, one right answer, plain HTML."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from optcourse.teaching.quizzes import MIME_TYPE, ask

STEPS = {"κ = 10": 43, "κ = 100": 460}


def sample():
    ratio = STEPS["κ = 100"] / STEPS["κ = 10"]
    return ask(
        "Ten times the condition number & <plain> descent: how many steps?",
        {
            "as many": (np.bool_(ratio < 2), "The floor of the valley is flatter."),
            "about ten times": (8 < ratio < 12, "Steps grow as κ."),
        },
    )


def test_text_for_a_terminal_names_the_key():
    assert repr(sample()).splitlines()[1:] == ["✗ as many", "✓ about ten times"]


def test_page_shows_each_answer_closed_with_its_verdict():
    text = sample()._repr_html_()
    assert "&amp; &lt;plain&gt; descent" in text
    assert text.count('<details class="oc-') == 2 == text.count("</summary><p>")
    assert '<details class="oc-right"' in text and '<details class="oc-wrong"' in text
    (group,) = set(re.findall(r'name="(.*?)"', text))  # so that one opens at a time
    assert re.fullmatch(r"quiz-[0-9a-f]{8}", group)
    assert "<strong>✓ Yes.</strong> Steps grow as κ." in text
    assert "<strong>✗ No.</strong> The floor" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("build", "more"), [("1", {MIME_TYPE}), ("paper", {MIME_TYPE}), ("", set())]
)
def test_the_book_gets_its_data_beside_text_and_html(monkeypatch, build, more):
    from IPython.core.formatters import DisplayFormatter

    monkeypatch.setenv("OPTCOURSE_STATIC", build)
    data, _ = DisplayFormatter().format(sample())
    assert set(data) == {"text/plain", "text/html"} | more
    if more:
        assert data[MIME_TYPE]["question"] == sample().question
        assert [holds for _, holds, _ in data[MIME_TYPE]["answers"]] == [False, True]


def test_tags_are_balanced():
    class Balance(HTMLParser):
        open = ()

        def handle_starttag(self, tag, attributes):
            self.open = (*self.open, tag)

        def handle_endtag(self, tag):
            assert self.open[-1] == tag
            self.open = self.open[:-1]

    parser = Balance()
    parser.feed(sample()._repr_html_())
    assert parser.open == ()


@pytest.mark.parametrize("outcomes", [(False, False), (True, True)])
def test_exactly_one_answer_must_hold(outcomes):
    with pytest.raises(AssertionError, match="exactly one answer must hold, got"):
        ask("Which?", {"a": (outcomes[0], ""), "b": (outcomes[1], "")})


@pytest.mark.parametrize("outcome", [1, "False", "True", None, np.array([True])])
def test_an_outcome_must_be_a_bool(outcome):
    said = re.escape(f"whether 'a' holds must be True or False, got {outcome!r}")
    with pytest.raises(TypeError, match=said):
        ask("Which?", {"a": (outcome, ""), "b": (True, "")})


def test_a_wrong_answer_does_not_borrow_the_reason_of_the_right_one():
    shared = "Noise goes as ε/n."
    answers = {"as high": (True, shared), "lower": (False, shared), "higher": (False, "No, n.")}
    assert [remark for *_, remark in ask("How high?", answers).answers] == [
        shared,
        f"Right is: as high. {shared}",
        "No, n.",
    ]


def test_a_page_has_the_indices_of_a_quiz_below_the_line():
    asked = ask("Is λmax < 4?", {"by v_max": (True, "λmax & all"), "no": (False, "it is")})
    page = asked._repr_html_()
    for words in ("Is λ<sub>max</sub> &lt; 4?", "by v<sub>max</sub>", "λ<sub>max</sub> &amp; all"):
        assert words in page
