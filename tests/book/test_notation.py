"""A letter is used from the chapter on in which the notation says that its meaning is said.

In reading order. The paragraph of its first use, or one beside it, has a word of its meaning.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).parents[2]
NOTATION = (ROOT / "book" / "notation.md").read_text("utf-8")
FORMULA = re.compile(r"\$\$(.*?)\$\$|\$([^$]+)\$", re.DOTALL)
DOC = re.compile(r"\{doc\}`(?:[^`<]*<)?/book/([^`>]+)>?`")
DRESS = re.compile(r"\\(?:boldsymbol|mathbf)\b|\\[lr]vert\b")
WORDED = re.compile(r"\\(?:text|operatorname|mathrm|label|begin|end)\s*(?:\{[^{}]*\}|\w)|\\[,;:!]")
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S")
PASSING = {"here", "this", "that", "them", "their", "these", "which", "with", "there", "each"}


def order():
    """The chapters in reading order: `learning/risk`, …"""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
    files = [each["file"] for part in parts for each in part["chapters"]]
    notebooks = [file for file in files if (ROOT / f"{file}.ipynb").exists()]
    return [file.removeprefix("book/") for file in notebooks if file.count("/") > 1]


def tokens(formula):
    """`\\hat{\\boldsymbol g}_{\\max}` -> (hat, g, _, max), without what is only set in words."""
    bare = DRESS.sub(lambda found: " | " if "vert" in found[0] else " ", WORDED.sub(" ", formula))
    return tuple(TOKEN.findall(re.sub(r"\{\s*(\\?\w+|\w)\s*\}", r" \1 ", bare)))


def formulas(text):
    return [tokens("".join(found.groups(""))) for found in FORMULA.finditer(text)]


def paragraphs(page):
    """The prose of a chapter, without what it says of Prince's letters."""
    cells = nbformat.read(ROOT / "book" / f"{page}.ipynb", as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return [re.sub(r"[^.!?]*Prince[^.!?;]*", "", each) for each in re.split(r"\n\s*\n", text)]


@dataclass(frozen=True)
class Letter:
    """One symbol of the notation, what it means, and the chapter that says so first."""

    symbol: tuple
    meaning: str
    home: str
    everywhere: bool = True

    def stands_in(self, text):
        n = len(self.symbol)
        return any(
            each[k : k + n] == self.symbol for each in formulas(text) for k in range(len(each))
        )

    def is_told_in(self, text):
        plain = FORMULA.sub(" ", text).lower()
        return any(word in plain for word in words(self.meaning))


def words(meaning):
    """The stems of the words of a meaning that could tell it."""
    found = re.findall(r"[a-z]{4,}", FORMULA.sub(" ", DOC.sub(" ", meaning)).lower())
    return {word.rstrip("s") for word in found} - PASSING


def everywhere():
    """The letters of the table of all chapters, of the rows that name one."""
    rows = [line.split("|") for line in NOTATION.split("```")[1].splitlines() if line[:3] == "| {"]
    for _, what, here, *_ in rows:
        meaning, home = re.fullmatch(r" \{doc\}`([^<]+)<([^>]+)>`.* ", what).groups()
        for symbol in symbols(here):
            yield Letter(symbol, meaning, home.removeprefix("/book/"))


def of_chapters():
    """The letters of single chapters."""
    single = NOTATION.split("## Symbols of single chapters")[1].split("\n## ")[0]
    for part in single.split("**{doc}")[1:]:
        (home,) = DOC.findall("{doc}" + part.split("**")[0])
        for here, meaning in re.findall(r"^(\$.*)\n: (.*)$", part, re.MULTILINE):
            for symbol in symbols(here):
                yield Letter(symbol, meaning, home, everywhere=False)


def symbols(text):
    """The symbols of a cell of the notation: of `$z=y f(x)$` the z."""
    for formula in FORMULA.findall(text):
        for each in re.split(r",(?![^(]*\))", "".join(formula)):
            yield tokens(each.split("=")[0])


def letters_that_serve_twice():
    """Of these the notation itself says what they mean where."""
    lines = NOTATION.split("## Letters that serve twice")[1].split("\n- ")[1:]
    return {symbol for line in lines for symbol in symbols(line.split(" is ")[0])}


LETTERS = [*everywhere(), *of_chapters()]
TWICE = letters_that_serve_twice()
CHAPTERS = order()
TEXTS = {page: paragraphs(page) for page in CHAPTERS}


def before(letter):
    """The chapters before the one that says what a letter means, if it means nothing else there."""
    others = {each.home for each in LETTERS if each.symbol == letter.symbol}
    pages = CHAPTERS[: CHAPTERS.index(letter.home)]
    return [page for page in pages if page not in others and letter.symbol not in TWICE]


def named(letter):
    return f"{''.join(letter.symbol)} in {letter.home}"


def test_the_notation_is_read():
    assert len(CHAPTERS) >= 8 and CHAPTERS[0] == "learning/risk"
    found = {"".join(letter.symbol) for letter in LETTERS}
    assert {r"\epsilon", r"\lambda_\min", r"\hatg", "H", "z", r"\rho(W)", "m"} <= found
    assert {letter.home for letter in LETTERS} <= set(CHAPTERS)
    assert len(LETTERS) > 40


@pytest.mark.parametrize("letter", LETTERS, ids=named)
def test_no_chapter_uses_a_letter_before_its_meaning_is_said(letter):
    early = [
        (page, text[:80])
        for page in before(letter)
        for text in TEXTS[page]
        if letter.stands_in(text)
    ]
    assert not early


@pytest.mark.parametrize("letter", LETTERS, ids=named)
def test_the_first_use_of_a_letter_says_what_it_is(letter):
    texts = TEXTS[letter.home]
    first = next((k for k, text in enumerate(texts) if letter.stands_in(text)), None)
    assert first is not None, f"{letter.home} does not use it"
    beside = "\n\n".join(texts[max(0, first - 1) : first + 2])
    assert letter.is_told_in(beside), (words(letter.meaning), texts[first])


def test_a_letter_that_comes_too_early_is_found():
    letter = Letter((r"\kappa",), "condition number", "learning/minibatches")
    assert letter.stands_in(r"so $\lVert x\rVert\le\kappa_2$") and not letter.stands_in("a kappa")
    assert letter.is_told_in("The number of rows") and not letter.is_told_in("Here $number$ is")
    assert not Letter(("m",), "", "").stands_in(r"$\min_{\theta} \text{m}$")
