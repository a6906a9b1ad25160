"""For lists, cards and the heads of pages: a text without markup, its formulas in plain letters."""

import re
import unicodedata
from xml.etree import ElementTree

from docutils import nodes
from mathml import mathml
from sphinx.addnodes import pending_xref

RAISED = dict(zip("0123456789+-−nktT⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿᵏᵗᵀᵀ", strict=True))
# Letters of other alphabets as plain ones; ² and ℓ stay.
SIGNS = {chr(k): unicodedata.normalize("NFKC", chr(k)) for k in range(0x1D400, 0x1D800)}
SIGNS |= {"ℝ": "R", "ℕ": "N", "ℬ": "B", "ℒ": "L", "∗": "*"}
RELATIONS = "=≈≤≥<>≠∼∝←→∈"
APART = (nodes.literal_block, nodes.raw, nodes.math_block, nodes.image, nodes.target, nodes.comment)


def formula(tex):
    r"""A formula in one line of plain letters: \lambda_{\max} is λ_max, \epsilon^2 is ϵ²."""
    written = _plain(ElementTree.fromstring(mathml(tex, display=False)))
    return re.sub(r"\s+", " ", written).strip()


def _plain(element):
    """An element of MathML in plain letters."""
    parts = [_plain(each) for each in element]
    if element.tag in FORMS:
        return FORMS[element.tag](*parts)
    text = "".join(SIGNS.get(each, each) for each in element.text or "")
    if element.tag == "mo" and text in RELATIONS:
        return f" {text} "
    return " " if element.tag == "mspace" else text + "".join(parts)


def _with_power(base, power):
    raised = "".join(RAISED.get(each, "") for each in power)
    return base + (raised if len(raised) == len(power) else f"^{_grouped(power)}")


def _grouped(part):
    """In brackets, if it is more than one thing."""
    whole = not re.search(r"[ +−/·]", part.strip()[1:])
    return part.strip() if whole else f"({part.strip()})"


def _below(base, index):
    return f"{base}_{_grouped(index)}"


def _both(base, index, power):
    return _with_power(_below(base, index), power)


FORMS = {
    "mfrac": lambda above, below: f"{_grouped(above)}/{_grouped(below)}",
    "msqrt": lambda *parts: f"√{_grouped(''.join(parts))}",
    "msub": _below,
    "munder": _below,
    "msup": _with_power,
    "msubsup": _both,
    "munderover": _both,
    "mover": lambda base, accent: base,
}


def words(node, apart=()):
    """The text of a node on one line, without what is drawn, displayed, cited or `apart`."""
    text = re.sub(r"\s+", " ", "".join(_pieces(node, APART + tuple(apart)))).strip()
    return re.sub(r" (?=[.,;:)])", "", text)


def _pieces(node, apart):
    if isinstance(node, nodes.Text):
        yield str(node)
    elif isinstance(node, nodes.math):
        yield formula(node.astext())
    elif isinstance(node, pending_xref) and node["refdomain"] in ("cite", "math"):
        yield "" if node["refdomain"] == "cite" else "the equation"
    elif not isinstance(node, apart):
        for child in node.children:
            yield from _pieces(child, apart)
        if not isinstance(node, nodes.Inline):
            yield " "


def name_pages(env, doctree):
    """Give links to pages that have no words of their own the titles of the pages."""
    for link in doctree.findall(pending_xref):
        page = link["reftarget"].lstrip("/")
        if link["reftype"] == "doc" and not link["refexplicit"] and page in env.titles:
            link[:] = [nodes.Text(words(env.titles[page]))]


def shortened(text, most):
    """At most so many characters, ended at a word."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:(–") + "…"
