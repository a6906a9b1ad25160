"""Sphinx extension: how a claim looks, where a cell shows it and where all are listed.

A claim is one line: mark, number, id, sentence. Its number is its place in the text: chapter 3,
the fourth claim there. It is a link to the claim itself, which `course.js` copies; the id is one
from a chapter to the list and back. What was checked and what was measured stand beneath.
"""

from docutils import nodes
from pages import chapter_number, in_order, link_node

from optcourse.numerals import shortened
from optcourse.teaching.prose import indexed

LABEL = "oc-number"


def typeset(text):
    """A text with the indices of its letters below the line."""
    return [nodes.subscript("", each) if low else nodes.Text(each) for each, low in indexed(text)]


def claim_node(id, sentence, *parts, mark="✓", **attributes):
    """A claim: its line, and `parts` beneath it."""
    classes = ["oc-claim"] + ["oc-open"] * (mark != "✓")
    line = nodes.paragraph(support_smartquotes=False)  # as the lists of claims have it
    line += [nodes.inline("", mark, classes=["oc-mark"]), nodes.Text(" ")]
    line += [nodes.strong("", id, classes=["oc-id"]), *typeset(f" {sentence}")]
    return nodes.container("", line, *parts, classes=classes, claim=id, **attributes)


def conditions_node(conditions):
    """What was checked, in words; nothing for a claim of one bool."""
    if not conditions:
        return []
    items = [nodes.list_item("", nodes.paragraph("", "", *typeset(each))) for each in conditions]
    listed = nodes.bullet_list("", *items)
    return [nodes.container("", listed, classes=["oc-conditions"], support_smartquotes=False)]


def measured_node(values):
    """What was measured, [name, text] each: a table of two columns; nothing for no values."""
    if not values:
        return []
    rows = [row_node(name, shortened(value)) for name, value in values]
    columns = [nodes.colspec(colwidth=3, stub=1), nodes.colspec(colwidth=1)]
    group = nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=2)
    return [nodes.table("", group, classes=["oc-measured"], support_smartquotes=False)]


def row_node(*texts):
    cells = (nodes.paragraph("", "", *typeset(text)) for text in texts)
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def measured_line(table):
    """The same on one line, as paper has it."""
    pairs = [[entry.astext() for entry in row.children] for row in table.findall(nodes.row)]
    return " · ".join(f"{name}: {value}" for name, value in pairs)


def numbers(env):
    """The numbers of the claims that cells show: id -> "3.4", in the order of the text."""
    found = {}
    for page in in_order(env):
        number = chapter_number(env, page)
        claims = dict.fromkeys(each["id"] for each in env.metadata[page].get("claims", []))
        new = [id for id in claims if id not in found]
        found |= {id: f"{number}{k}" for k, id in enumerate(new, 1)}
    return found


def number_claims(app, doctree, docname):
    """Say before each claim's id which it is, now that every page has been read."""
    claims = [each for each in doctree.findall(nodes.container) if "claim" in each]
    placed = numbers(app.env) if claims else {}
    for each in claims:
        if each["claim"] in placed:
            label = label_node(app, each, f"Claim {placed[each['claim']]}")
            each[0].insert(2, [label, nodes.Text(" ")])
            lead_to_list(app, docname, each)


def label_node(app, claim, words):
    """The number of a claim: in a page the link that a reader copies."""
    if app.builder.format == "html" and claim["ids"]:
        return nodes.reference("", words, internal=True, refid=claim["ids"][0], classes=[LABEL])
    return nodes.inline("", words, classes=[LABEL])


def lead_to_list(app, docname, claim):
    """Have the id of a claim in a chapter lead to what the list of claims says of it."""
    lists = [page for page in in_order(app.env) if app.env.metadata[page].get("lists") == "claims"]
    id = next(claim.findall(nodes.strong))
    if app.builder.format == "html" and lists and not list(id.findall(nodes.reference)):
        id[:] = [link_node(app, docname, lists[0], f"claim-{claim['claim']}", claim["claim"])]


def setup(app):
    app.setup_extension("pages")
    app.connect("doctree-resolved", number_claims, priority=600)  # after the ledger is filled
    return {"parallel_read_safe": True, "parallel_write_safe": True}
