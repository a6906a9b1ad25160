"""Sphinx extension: the role {count}`chapters` says how many there are, in a word.

Numbers that the course has of itself are counted when the book is built, not typed.
"""

from docutils import nodes

from optcourse.teaching.claims import sentences

WORDS = (
    *(
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
    ),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
COUNTS = {
    "chapters": lambda: len({entry["chapter"] for entry in sentences().values()}),
    "claims": lambda: len(sentences()),
}


def in_words(number):
    """A number as prose has it: "eight", "69"."""
    return WORDS[number] if number < len(WORDS) else f"{number:,}"


def count(name, rawtext, text, lineno, inliner, options=None, content=()):
    """The role: how many there are of what is named."""
    if text not in COUNTS:
        message = f"count must be of {' or '.join(COUNTS)}, got {text!r}"
        return [], [inliner.reporter.error(message, line=lineno)]
    return [nodes.Text(in_words(COUNTS[text]()))], []


def setup(app):
    app.add_role("count", count)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
