"""For lists, cards and the heads of pages: a text without markup, its formulas in plain letters."""

import re
import unicodedata

from docutils import nodes
from sphinx.addnodes import pending_xref

SIGNS = {
    **{"propto": "∝", "approx": "≈", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠"},
    **{"neq": "≠", "ll": "≪", "gg": "≫", "cdot": "·", "times": "×", "pm": "±", "to": "→"},
    **{"infty": "∞", "in": "∈", "nabla": "∇", "partial": "∂", "sum": "∑", "prod": "∏", "top": "ᵀ"},
    **{"sqrt": "√", "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "dots": "…", "ldots": "…"},
    **{"cdots": "…", "sim": "~", "mid": "|", "ell": "ℓ", "odot": "⊙", "circ": "∘", "int": "∫"},
    **{"quad": " ", "qquad": " ", ",": " ", ";": " ", ":": " ", "!": "", "%": "%", "{": "{"},
    **{"}": "}", "_": "_", "\\": " ", "#": "#", "&": "&", "star": "*", "ast": "*", "prime": "′"},
    **{"leftarrow": "←", "rightarrow": "→", "mapsto": "↦", "equiv": "≡", "langle": "⟨"},
    **{"rangle": "⟩", "forall": "∀", "cup": "∪", "cap": "∩", "subset": "⊂", "perp": "⊥"},
}
SILENT = (
    "mathrm mathbf mathbb mathcal mathsf boldsymbol text textbf operatorname left right bigl bigr "
    "big Big displaystyle textstyle tfrac frac dfrac hat bar tilde overline widehat mathop limits "
    "nolimits underbrace"
)
FRACTION = re.compile(r"\\[td]?frac(?:\{([^{}]*)\}\{([^{}]*)\}|(\d)(\d))")
COMMAND = re.compile(r"\\([A-Za-z]+|.)\s*")
RAISED = str.maketrans("0123456789+-−nktT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿᵏᵗᵀ")
POWER = re.compile(r"\^(?:\{([^{}]*)\}|(.))")
APART = (nodes.literal_block, nodes.raw, nodes.math_block, nodes.image, nodes.target, nodes.comment)


def formula(tex):
    r"""A formula in one line of plain letters: \lambda_{\max} is λ_max, \epsilon^2 is ϵ²."""
    tex = re.sub(r"\\sqrt\{([^{}]*)\}", r"√\1", tex)
    for _ in range(3):  # fractions within fractions
        tex = FRACTION.sub(lambda m: f"{m[1] or m[3]}/{m[2] or m[4]}", tex)
    text = COMMAND.sub(lambda m: _sign(m[1]), tex)
    text = POWER.sub(lambda m: _raised(m[1] or m[2]), text)
    return re.sub(r"\s+", " ", re.sub(r"[{}$]", "", text)).strip()


def _sign(name):
    if name in SIGNS:
        return SIGNS[name]
    return "" if name in SILENT.split() else _letter(name) or name


def _letter(name):
    """The Greek letter of a name; "" if there is none."""
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    unicode = name.removeprefix("var").upper().replace("LAMBDA", "LAMDA")
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {unicode}")
    except KeyError:
        return ""


def _raised(text):
    raised = text.translate(RAISED)
    return raised if set(raised) <= set("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵏᵗᵀ") else f"^{text}"


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
