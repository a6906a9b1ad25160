"""Formulas, typeset when the book is built: what browsers need told, what the font must hold."""

import re
import subprocess
import sys
import unicodedata
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from mathml import mathml
from test_crawl import PAGES, SITE, contexts, origins, text, visit  # noqa: F401  (fixtures)
from test_extension import EXTENSIONS, build

INDEX = """# Book

Here is $\\frac{1}{2}$.

$$
a &= b \\\\
c &= d
$$ (eq:both)

See {eq}`eq:both`.

```{toctree}
pages/zeros
pages/last
```
"""
BREAK = "\\fracc{1}{2}"


def parts(tex, display=False):
    """The leaves of a formula: (tag, text, attributes)."""
    root = ElementTree.fromstring(mathml(tex, display))
    leaves = [each for each in root.iter() if not len(each)]
    return [(each.tag, each.text, each.attrib) for each in leaves]


def row(tex):
    return " ".join(f"[{tag}]" if tag == "mspace" else text for tag, text, _ in parts(tex))


@pytest.mark.parametrize(
    ("tex", "letter"),
    [
        (r"\boldsymbol{g}", "MATHEMATICAL BOLD ITALIC SMALL G"),
        (r"\boldsymbol{\theta}", "MATHEMATICAL BOLD ITALIC SMALL THETA"),
        (r"\mathbf{H}", "MATHEMATICAL BOLD CAPITAL H"),
        (r"\mathbb{E}", "MATHEMATICAL DOUBLE-STRUCK CAPITAL E"),
        (r"\mathbb{R}", "DOUBLE-STRUCK CAPITAL R"),
        (r"\mathcal{B}", "SCRIPT CAPITAL B"),
        (r"\mathcal{N}", "MATHEMATICAL SCRIPT CAPITAL N"),
    ],
)
def test_letters_of_another_alphabet_are_letters_of_their_own(tex, letter):
    """Browsers know no variant but "normal"."""
    [(_, text, attributes)] = parts(tex)
    assert text == unicodedata.lookup(letter) and "mathvariant" not in attributes


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        (r"-\log p(y)", "− log [mspace] p ( y )"),
        (r"\log(1+x)", "log ( 1 + x )"),
        (r"h\operatorname{tr}\Sigma", "h [mspace] tr [mspace] Σ"),
        (r"p\max(0,1)", "p [mspace] max ( 0 , 1 )"),
        (r"\tanh u", "tanh [mspace] u"),
    ],
)
def test_a_functions_name_keeps_its_distance(tex, written):
    assert row(tex) == written


def test_bars_and_strokes_stand_close():
    for tex, mark in [(r"\lVert g\rVert", "‖"), (r"a/b", "/"), (r"|a|", "|")]:
        found = [attributes for _, text, attributes in parts(tex) if text == mark]
        assert found and all(each["lspace"] == each["rspace"] == "0" for each in found)


def test_columns_of_aligned_equations_meet_at_the_sign():
    root = ElementTree.fromstring(mathml(r"\begin{aligned}a&=b\\c&=d\end{aligned}", True))
    cells = [each.get("style") for each in root.iter() if each.tag.endswith("mtd")]
    assert [style.split(";")[0] for style in cells] == ["text-align:right", "text-align:left"] * 2
    assert all(style.endswith(" 0em") or style.endswith(" 0") for style in cells)


def test_tex_that_is_none_is_refused_with_its_text():
    with pytest.raises(ValueError, match=r"Undefined control sequence.*fracc"):
        mathml(BREAK, display=False)


def test_a_process_that_typeset_a_formula_ends():
    program = (
        f"import sys; sys.path.insert(0, {str(EXTENSIONS)!r}); import mathml; mathml.mathml('x', 1)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_page_holds_formulas_numbers_and_no_script_for_them(tmp_path):
    status, messages, site = build(tmp_path, [], index=INDEX)
    assert status == 0, messages
    page = (site / "index.html").read_text("utf-8")
    assert page.count("<math") == 2 and "<mfrac>" in page and page.count("<mtr>") == 2
    assert re.search(r'id="equation-eq-both">\s*<span class="eqno">\(1\)', page)
    assert "tex-mml-chtml" not in page and "MathJax" not in page


def test_a_formula_that_cannot_be_typeset_fails_the_build(tmp_path):
    status, messages, _ = build(tmp_path, [], index=INDEX.replace("\\frac{1}{2}", BREAK))
    assert status != 0
    assert "index.md:3: WARNING: a formula cannot be typeset" in messages


@pytest.mark.site
def test_the_font_has_every_character_of_every_formula():
    font = TTFont(SITE / "_static" / "stix-two-math.woff2")
    formulas = re.findall(r"<math.*?</math>", "".join(map(text, PAGES)), re.DOTALL)
    assert len(formulas) > 1000
    characters = {each for formula in formulas for each in re.sub(r"<[^>]*>", "", formula)}
    assert not {each for each in characters if ord(each) not in font.getBestCmap()} - set(" \n")


WIDE = """() => [...document.querySelectorAll("div.math")].map((each) => ({
  height: each.clientHeight, scrolls: each.scrollWidth > each.clientWidth + 1,
  reached: each.tabIndex === 0 }))"""


@pytest.mark.site
def test_an_equation_wider_than_a_phone_scrolls_and_keys_reach_it(visit):  # noqa: F811
    page = visit("book/challenges/conditioning.html", look="dark on a phone", explorers=False).page
    page.wait_for_timeout(300)
    boxes = page.evaluate(WIDE)
    assert boxes and all(each["height"] > 15 for each in boxes)
    assert all(each["scrolls"] == each["reached"] for each in boxes)
