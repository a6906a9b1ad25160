"""Sphinx extension: the book as a PDF, where nothing moves, opens or hides.

Explorers become their drawings, with what a reader would move on a screen beneath; a quiz shows its
answers, and its key after them. How both, claims and code look is said in `paper.sty`.
"""

from claim_nodes import measured_line, typeset
from docutils import nodes
from outputs import EXPLORER, QUIZ, child, is_bundle, is_explorer
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx_jupyterbook_latex.nodes import RootHeader

from optcourse.teaching.quizzes import key

logger = logging.getLogger(__name__)

LETTERS = "abcdefghij"
SCALE = 70  # percent: the widest drawing fills the page, and letters are alike in all


def choose_class(app, config):
    """Jupyter Book's own LaTeX class needs texlive-fonts-extra, half a gigabyte: take Sphinx's."""
    config["latex_theme"] = "manual"


class PrintExplorers(SphinxPostTransform):
    """Put the explorer's drawing where the explorer stood, as PDF if it has one."""

    default_priority = 3  # before myst-nb selects one representation of an output (4)
    formats = ("latex",)

    def run(self, **kwargs):
        for bundle in list(self.document.findall(is_explorer)):
            output = child(bundle, EXPLORER)[0]
            drawing = child(bundle, "application/pdf") or child(bundle, "image/png")
            if drawing is None:
                message = "on paper an explorer needs a drawing: %s"
                logger.warning(message, output["title"], location=bundle)
                bundle.parent.remove(bundle)
            else:
                drawing.children[0]["scale"] = SCALE
                parts = [*drawing.children, *caption(output["controls"])]
                ids = output["ids"]
                bundle.replace_self(nodes.container("", *parts, classes=["oc-explorer"], ids=ids))


def caption(controls):
    """What a reader of the page moves in an explorer."""
    if controls:
        line = f"On a screen you move: {', '.join(controls)}."
        yield nodes.container("", nodes.paragraph("", line), classes=["oc-controls"])


class PrintQuizzes(SphinxPostTransform):
    """Put a quiz as a lettered list with its key where the answers would open one by one."""

    default_priority = 3
    formats = ("latex",)

    def run(self, **kwargs):
        for bundle in list(self.document.findall(is_quiz)):
            quiz = child(bundle, QUIZ)[0]
            bundle.replace_self(quiz_node(quiz["question"], quiz["answers"]))


def is_quiz(node):
    return is_bundle(node) and child(node, QUIZ) is not None


def quiz_node(question, answers):
    """The question, the answers as a list, and a key: which holds, and what is said of each."""
    question = nodes.paragraph("", "", nodes.strong("", "", *typeset(question)))
    listed = nodes.enumerated_list(enumtype="loweralpha", prefix="(", suffix=")")
    keys = nodes.paragraph("", "", nodes.emphasis("", "Key."))
    for letter, (answer, holds, remark) in zip(LETTERS, answers, strict=False):
        listed += nodes.list_item("", nodes.paragraph("", "", *typeset(answer)))
        keys += typeset(f" ({letter}) {key(holds)} {remark}")
    keys = nodes.container("", keys, classes=["oc-key"])
    return nodes.container("", question, listed, keys, classes=["oc-quiz"])


def finish(app, doctree, docname):
    """Say in nodes what LaTeX does not take from names, classes, levels and empty cells."""
    if app.builder.format != "latex":
        return
    for node in list(doctree.findall(nodes.container)):
        if node["ids"] and {"oc-claim", "oc-explorer"} & set(node["classes"]):
            node.insert(0, nodes.target("", "", ids=node["ids"]))
    for node in [each for each in doctree.findall(nodes.table) if "oc-measured" in each["classes"]]:
        node.replace_self(nodes.paragraph("", measured_line(node), classes=["oc-measured"]))
    for node in list(doctree.findall(nodes.paragraph)):
        if "oc-measured" in node["classes"]:
            node.replace_self(nodes.container("", node.deepcopy(), classes=["oc-measured"]))
        elif isinstance(node.parent, nodes.entry) and not node.children:
            node.parent.remove(node)  # an empty cell would be two lines high
    for node in list(doctree.findall(RootHeader)):
        heading = nodes.rubric("", "", *node.children)  # stays with what follows
        node.replace_self(heading)
        heading["heading-level"] = 3


def setup(app):
    app.setup_extension("outputs")
    app.connect("config-inited", choose_class, priority=900)  # after Jupyter Book chose
    app.add_post_transform(PrintExplorers)
    app.add_post_transform(PrintQuizzes)
    app.connect("doctree-resolved", finish, priority=900)  # after the ledger is filled
    return {"parallel_read_safe": True, "parallel_write_safe": True}
