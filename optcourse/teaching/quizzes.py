"""Questions in the page with a computed key: a reader opens an answer and sees if it holds."""

import zlib
from dataclasses import asdict, dataclass
from html import escape

import numpy as np

from optcourse.builds import is_build

from . import outputs
from .prose import indexed

MIME_TYPE = f"{outputs.OURS}quiz+json"


@dataclass(frozen=True)
class Quiz:
    """A question and its answers: (text, whether it holds, a remark), exactly one of which holds.

    A notebook shows it as a list that opens by pointer or keyboard, without a script, one answer at
    a time.
    """

    question: str
    answers: tuple

    def __repr__(self):
        lines = [f"{mark(holds)} {text}" for text, holds, _ in self.answers]
        return "\n".join([self.question, *lines])

    def _repr_html_(self):
        group = f"quiz-{zlib.crc32(self.question.encode()):08x}"
        answers = "".join(_answer(group, *each) for each in self.answers)
        question = f'<p class="oc-question">{_set(self.question)}</p>'
        return f'<div class="oc-quiz">{question}{answers}</div>'

    def _repr_mimebundle_(self, **kwargs):
        """Beside text and HTML, its data for the book, which prints it on paper too."""
        return {MIME_TYPE: asdict(self)} if is_build() else {}


def ask(question, answers):
    """A Quiz from `answers`: text -> (whether it holds, a remark).

    What holds comes from the cell's own numbers, so a key cannot go stale: AssertionError, as from
    a claim that fails, unless exactly one answer holds. TypeError if an outcome is no bool.
    """
    entries = []
    for text, (holds, remark) in answers.items():
        if not isinstance(holds, bool | np.bool_):
            raise TypeError(f"whether {text!r} holds must be True or False, got {holds!r}")
        entries.append((text, bool(holds), remark))
    right = [text for text, holds, _ in entries if holds]
    if len(right) != 1:
        raise AssertionError(f"exactly one answer must hold, got {right} for {question!r}")
    return Quiz(question, tuple(told_apart(entries, *right)))


def told_apart(entries, right):
    """The entries: a wrong answer whose remark speaks of the right one names that first."""
    (about_right,) = [remark for text, _, remark in entries if text == right]
    for text, holds, remark in entries:
        shared = not holds and remark == about_right
        yield text, holds, f"Right is: {right}. {remark}" if shared else remark


def mark(holds):
    return "✓" if holds else "✗"


def key(holds):
    """What an answer opens with."""
    return f"{mark(holds)} {'Yes' if holds else 'No'}."


def _answer(group, text, holds, remark):
    named = "oc-right" if holds else "oc-wrong"
    body = f"<p><strong>{key(holds)}</strong> {_set(remark)}</p>"
    return (
        f'<details class="{named}" name="{group}"><summary>{_set(text)}</summary>{body}</details>'
    )


def _set(text):
    """A text as HTML, the indices of its letters below the line."""
    return "".join(
        f"<sub>{escape(each)}</sub>" if low else escape(each) for each, low in indexed(text)
    )
