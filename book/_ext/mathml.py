"""Sphinx extension: formulas are typeset when the book is built; a page needs no script for them.

MathJax reads the TeX, in V8 inside this process, and gives MathML, which browsers lay out
themselves. What they lay out otherwise than TeX does is written into the MathML: letters in their
own alphabets, spaces round operators, columns of aligned equations.
"""

import atexit
import html
import os
import unicodedata
from functools import cache
from importlib import util
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from kept import Kept
from py_mini_racer import MiniRacer
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)
HERE = os.getpid()

PARTS = (
    *("startup.js", "core.js", "adaptors/liteDOM.js", "input/tex-base.js"),
    *("input/tex/extensions/ams.js", "input/tex/extensions/boldsymbol.js"),
)
BEFORE = """
var global = this;
var setTimeout = (act) => (act(), 0), clearTimeout = () => {};
var MathJax = { loader: { load: [] }, startup: { typeset: false, ready() {} } };
"""
AFTER = """
const { mathjax, input, core, adaptors, handlers } = MathJax._;
handlers.html_ts.RegisterHTMLHandler(adaptors.liteAdaptor.liteAdaptor());
const formatError = (_, error) => { throw new Error(error.message); };
const packages = ["base", "ams", "boldsymbol"];
const tex = new input.tex_ts.TeX({ packages, formatError });
const page = mathjax.mathjax.document("", { InputJax: tex });
const visitor = new core.MmlTree.SerializedMmlVisitor.SerializedMmlVisitor();
const end = core.MathItem.STATE.CONVERT;
var toMathML = (text, display) => visitor.visitTree(page.convert(text, { display, end }));
"""
# From disk a browser refuses to load it ahead, and has no need to.
FONT = """
<script>
if (location.protocol !== "file:") {{
  const font = {{ rel: "preload", as: "font", type: "font/woff2", crossOrigin: "" }};
  const link = Object.assign(document.createElement("link"), font, {{ href: "{address}" }});
  document.head.append(link);
}}
</script>
"""
NAMESPACE = "http://www.w3.org/1998/Math/MathML"
THIN = "0.167em"
APPLIED = "\N{FUNCTION APPLICATION}"
# The words by which Unicode names the letters of an alphabet; the first that has the letter.
ALPHABETS = {
    "bold": ("MATHEMATICAL BOLD",),
    "italic": ("MATHEMATICAL ITALIC",),
    "bold-italic": ("MATHEMATICAL BOLD ITALIC",),
    "double-struck": ("DOUBLE-STRUCK", "MATHEMATICAL DOUBLE-STRUCK"),
    "script": ("SCRIPT", "MATHEMATICAL SCRIPT"),
}
ROWS = ("math", "mrow", "mstyle", "mtd", "msqrt")
AHEAD = "mathml"  # attribute of a node that was typeset before its page is written
TIGHT = ("ORD", "OPEN", "CLOSE", "OP")
BARS = ("|", "‖")
ACCENTS = {"^": "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "~": "\N{SMALL TILDE}"}


def parts():
    """The files of MathJax that read TeX."""
    folder = Path(util.find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
    return [folder / part for part in PARTS]


FORMULAS = Kept("formulas", lambda: [Path(__file__), *parts()])


@cache
def engine():
    """V8 with these files."""
    context = MiniRacer()
    atexit.register(context.close)  # a process that ends without it may never end
    for text in (BEFORE, *(part.read_text("utf-8") for part in parts()), AFTER):
        context.eval(f"{text};0")
    return context


def mathml(text, display):
    """A formula in TeX as MathML. Raises ValueError for TeX that MathJax does not understand."""
    return FORMULAS.of((text, display), lambda: typeset(text, display))


def typeset(text, display):
    """The same, not kept."""
    if os.getpid() != HERE:
        raise RuntimeError(f"V8 lives in the process that forked this one; typeset ahead: {text}")
    try:
        root = ElementTree.fromstring(engine().call("toMathML", text, display))
    except Exception as error:
        raise ValueError(f"{str(error).splitlines()[0]}: {text}") from error
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        element.text = (element.text or "").strip("\n ") or None
        element.tail = None
    for element in list(root.iter()):
        _mend(element)
    return ElementTree.tostring(root, "unicode", short_empty_elements=False)


def _mend(element):
    kind = element.attrib.pop("data-mjx-texclass", None)
    for name in [name for name in element.attrib if name.startswith("data-mjx")]:
        del element.attrib[name]
    if element.tag == "mtable":
        _columns(element)
    if element.tag == "mover" and element[1].text in ACCENTS:
        element.set("accent", "true")
        element[1].text = ACCENTS[element[1].text]
    if element.get("mathvariant") in ALPHABETS:
        element.text = _letters(element.text, element.attrib.pop("mathvariant"))
    if (
        kind in TIGHT or element.text in BARS
    ):  # browsers space operators by their character; TeX, by their class
        for operator in [element, *element] if len(element) < 2 else []:
            if operator.tag == "mo" and (kind != "OP" or operator.text.isalpha()):
                operator.attrib |= {"lspace": "0", "rspace": "0"}
    if element.tag in ROWS:
        element[:] = _applied(list(element))


def _letters(text, alphabet):
    return "".join(_letter(each, alphabet) for each in text)


def _letter(letter, alphabet):
    name = unicodedata.name(letter)
    name = name.replace("LATIN ", "").replace("GREEK ", "").replace("LETTER ", "")
    for words in ALPHABETS[alphabet]:
        try:
            return unicodedata.lookup(f"{words} {name}")
        except KeyError:
            continue
    return letter


def _applied(row):
    """A row with a thin space between a function's name and what it takes, unless in brackets."""
    mended = []
    for element, after in zip(row, [*row[1:], None][: len(row)], strict=True):
        applied = element.text == APPLIED
        if _names_operator(element) and mended and mended[-1].tag not in ("mo", "mspace"):
            mended.append(ElementTree.Element("mspace", width=THIN))
        if not applied:
            mended.append(element)
        takes = after is not None and after.text != APPLIED and not _opens(after)
        if takes and (applied or _names_operator(element)):
            mended.append(ElementTree.Element("mspace", width=THIN))
    return mended


def _names_operator(element):
    """Whether it is "max" or "tr", with or without what stands beneath."""
    while len(element):
        element = element[0]
    named = element.tag == "mo" or (element.tag == "mi" and "mathvariant" not in element.attrib)
    return named and len(element.text or "") > 1 and element.text.isalpha()


def _opens(element):
    while len(element):
        element = element[0]
    return element.tag == "mo" and (element.text or "") in "([{"


def _columns(table):
    """The columns of aligned equations meet; those of other tables keep their distance."""
    sides = table.get("columnalign", "center").split()
    gaps = ["0", *table.get("columnspacing", "0.8em").split()]
    height = "0.25em" if "rowspacing" in table.attrib else "0"
    for row in table:
        for k, cell in enumerate(row):
            side, gap = sides[min(k, len(sides) - 1)], gaps[min(k, len(gaps) - 1)]
            cell.set("style", f"text-align:{side};padding:{height} 0 {height} {gap}")


def inline(writer, node):
    """A formula in a sentence."""
    writer.body.append(writer.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    writer.body.append(f"{node.get(AHEAD) or written(node)}</span>")
    raise nodes.SkipNode


def block(writer, node):
    """A displayed formula, with its number."""
    writer.body.append(writer.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        number = get_node_equation_number(writer, node)
        writer.body.append(f'<span class="eqno">({number})')
        writer.add_permalink_ref(node, "Link to this equation")
        writer.body.append("</span>")
    writer.body.append(f"{node.get(AHEAD) or written(node)}</div>\n")
    raise nodes.SkipNode


def written(node):
    """The formula of a node as a page has it; one that cannot be typeset is told, and stays TeX."""
    text, display = node.astext().strip(), isinstance(node, nodes.math_block)
    split = display and not node["nowrap"] and r"\\" in text
    try:
        return mathml(rf"\begin{{split}}{text}\end{{split}}" if split else text, display)
    except ValueError as error:
        logger.warning("a formula cannot be typeset: %s", error, location=node)
        return f"<code>{html.escape(text)}</code>"


def ask_for_font(app, pagename, templatename, context, doctree):
    """Ask a server for the font before the styles name it, so that no formula is set twice."""
    if doctree is None or not any(doctree.findall(is_formula)):
        return
    address = context["pathto"]("_static/stix-two-math.woff2", resource=True)
    context["metatags"] = context.get("metatags", "") + FONT.format(address=address)


def is_formula(node):
    return isinstance(node, nodes.math | nodes.math_block)


def setup(app):
    app.setup_extension("kept")
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    app.connect("html-page-context", ask_for_font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
