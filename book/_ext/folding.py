"""Sphinx extension: in a page, code stands folded behind what it shows; a notebook is whole.

Consecutive cells up to one that shows something make a step. What it shows stays in the text, and
the code opens beneath: behind a claim what was checked and measured, too; beneath an explorer
stands its call. A cell that only imports leaves the page; one with the tag `open` stays as it is,
and so do exercises and solutions, but for what a check says of an answer that nobody gave.
"""

import ast
from itertools import groupby

from docutils import nodes
from sources import is_cell, is_notebook
from sphinx_exercise.nodes import solution_node

OPEN = "tag_open"
EMPTY = "is still empty: replace the dots"  # so a check says of an exercise as it is handed out


class fold(nodes.General, nodes.Element):
    """What opens by a click on its `label`."""


def visit_fold(writer, node):
    writer.body.append(f'<details class="oc-fold"><summary>{node["label"]}</summary>\n')


def depart_fold(writer, node):
    writer.body.append("</details>\n")


def drop_empty_checks(app, doctree, docname):
    """What a check says of an empty answer is for those who are about to give one."""
    for cell in list(doctree.findall(is_cell)):
        if any(EMPTY in each.astext() for each in outputs_of(cell)):
            cell.remove(cell[-1])
            cell["classes"].append(OPEN)


def fold_code(app, doctree, docname):
    """Fold the code of a page."""
    if app.builder.format != "html" or not is_notebook(str(app.env.doc2path(docname))):
        return
    for parent in list(doctree.findall(nodes.Element)):
        if not is_solution(parent):
            for cells, run in groupby(list(parent.children), is_cell):
                if cells:
                    fold_run(list(run))


def is_solution(node):
    return isinstance(node, solution_node) or isinstance(node.parent, solution_node)


def fold_run(run):
    """Fold consecutive cells, step by step."""
    step = []
    for cell in run:
        tree = ast.parse(source_of(cell))
        if OPEN in cell["classes"] or not tree.body:  # code to be read, or a quiz
            fold_step(step)
            step = []
        elif not outputs_of(cell) and only(tree, ast.Import | ast.ImportFrom):
            cell.parent.remove(cell)
        else:
            step.append(cell)
            if outputs_of(cell):
                fold_step(step)
                step = []
    fold_step(step)


def fold_step(step):
    """Put what the last cell of a step shows in place of the step, and its code behind that."""
    if step:
        parent, place = step[0].parent, step[0].parent.index(step[0])
        made = step_nodes(step)
        for cell in step:
            parent.remove(cell)
        parent.insert(place, made)


def step_nodes(step):
    outputs = outputs_of(step[-1])
    claims = [each for each in outputs if "claim" in each]
    if claims:
        return claims_nodes(step, claims)
    if any("explorer" in each for each in outputs):
        return explorer_nodes(step)
    if outputs:
        return [shown(step[-1]), folded("show the code", step)]
    trees = [ast.parse(source_of(cell)) for cell in step]
    checks = any(isinstance(node, ast.Assert) for tree in trees for node in ast.walk(tree))
    return [folded("✓ checked" if checks else "show the code", step)]


def claims_nodes(step, claims):
    """The claims; behind the last what was checked and measured, and the code of all."""
    last, others = claims[-1], shown(step[-1])
    for each in claims:
        each.parent.remove(each)
    behind = folded("show the check", step)
    behind.insert(0, last.children[1:])
    last.children[1:] = []
    last += behind
    return [*([others] if others[0].children else []), *claims]


def explorer_nodes(step):
    """The explorer, its call, and behind it what it needs."""
    source = source_of(step[-1])
    tree, cell = ast.parse(source), shown(step[-1])
    call = ast.get_source_segment(source, tree.body[-1])
    code = nodes.literal_block(call, call, language="ipython3")
    line = nodes.container("", nodes.paragraph("", "in a notebook:"), code, classes=["oc-call"])
    more = len(step) > 1 or len(tree.body) > 1 or len(step[0]) > 1
    return [cell, line, *([folded("show what it needs", step)] if more else [])]


def shown(cell):
    """What a cell shows, taken out of it."""
    output = cell[-1]
    cell.remove(output)
    return nodes.container("", output, classes=["cell"])


def folded(label, cells):
    lines = sum(len(source_of(cell).splitlines()) for cell in cells)
    counted = f"{lines} line{'s' * (lines != 1)}"
    return fold("", *(cell.deepcopy() for cell in cells), label=f"{label} ({counted})")


def source_of(cell):
    """The code of a cell; "" if the page does not show it."""
    is_source = bool(cell.children) and cell[0].get("nb_element") == "cell_code_source"
    return cell[0].astext() if is_source else ""


def outputs_of(cell):
    """What a cell shows in the page."""
    is_output = bool(cell.children) and cell[-1].get("nb_element") == "cell_code_output"
    return cell[-1].children if is_output else []


def only(tree, kinds):
    return all(isinstance(each, kinds) for each in tree.body)


def setup(app):
    app.setup_extension("sources")
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.connect("doctree-resolved", drop_empty_checks, priority=590)
    app.connect("doctree-resolved", fold_code, priority=600)  # with the lines of sources
    return {"parallel_read_safe": True, "parallel_write_safe": True}
