"""Sphinx extension: the source of what a cell runs, one click away, without a network or a kernel.

Beneath each cell stands where the names of the package that it uses are defined. Every module that
cells name, and every one on which these stand, has a page of the site that shows it, highlighted,
with a link back to the cells; what it imports of the package is a link, too. Not on paper.
"""

import ast
import html
import re
from collections import defaultdict
from functools import cache, partial

import nbformat
from docutils import nodes
from kept import Kept
from pages import in_order, link_node
from stands import surroundings
from still import PACKAGE, SOURCES

# recordings stand on this module as it is: what is asked of it here does not change it
from optcourse.records.closures import _teaches

LISTINGS = Kept("listings", surroundings)
FOLDER = "_modules"
UNSEEN = {"remove-cell", "remove-input"}  # tags of cells whose code is not in the page
KEEPING = "optcourse.records"  # keeps results and computes none: it has pages, and no line
NAME = re.compile(r'(?<!<span class="o">\.</span>)<span class="n">(\w+)</span>')
BODY = """<h1 class="oc-module">{title}</h1>
<p>{said}</p>
<div class="oc-listing">{code}</div>
"""


@cache
def uses(path):
    """Where the names of the package that a notebook's cells use are defined, of those shown.

    Index of a cell -> {(module, name): the name there}, in the order of their first use.
    """
    known, found = {}, {}
    for index, cell in enumerate(nbformat.read(path, as_version=4).cells):
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            known |= {here: (module, name) for here, module, name in imported(tree)}
            named = [each for node in ordered(tree) if (each := definition_of(node, known))]
            if not UNSEEN & set(cell.metadata.get("tags", ())):
                found[index] = {place: text for place, text in named if shows(place[0])}
            for here in defined(tree):
                known.pop(here, None)
    return found


def imported(tree):
    """What a cell imports from the package: (name here, module, name there)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE.name:
            for alias in node.names:
                yield alias.asname or alias.name, node.module, alias.name


def ordered(tree):
    """The names and attributes that a cell reads, as they stand there."""
    found = [node for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.Attribute))]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def definition_of(node, known):
    """((module, name), how the cell names it) of a name or an attribute; None if of no module."""
    of = node.value if isinstance(node, ast.Attribute) else node
    asked = known.get(of.id) if isinstance(of, ast.Name) else None
    if asked and isinstance(node, ast.Attribute):
        asked = (".".join(asked), node.attr)
    place = definition(*asked) if asked else None
    return place and (place, ast.unparse(node))


def definition(module, name):
    """Where a name that a module offers is made: (module, name); None if no one module makes it."""
    found = SOURCES.answer(module, name)
    return found[0] if len(found) == 1 and found[0][1] else None


def defined(tree):
    """Names that a cell gives anew."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            yield from (each.id for each in ast.walk(node) if is_stored(each))


def is_stored(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def shows(module):
    """Whether a cell tells where a name of this module is defined."""
    return not _teaches(module) and not module.startswith(KEEPING)


def address(module):
    """The name of a module's page."""
    return f"{FOLDER}/{module.replace('.', '/')}"


def anchor(index):
    """The place of the line beneath a cell."""
    return f"source-of-cell-{index}"


def add_lines(app, doctree, docname):
    """Put beneath each cell where what it uses is defined."""
    if app.builder.format == "html" and is_notebook(path := str(app.env.doc2path(docname))):
        used = uses(path)
        for cell in list(doctree.findall(is_cell)):
            if names := used.get(cell["cell_index"]):
                cell.insert(1, line_node(app, docname, cell["cell_index"], names))


def is_notebook(path):
    return path.endswith(".ipynb")


def is_cell(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def line_node(app, docname, index, names):
    """source: `train`, `WorkConfig`."""
    line = nodes.paragraph("", "source: ", classes=["oc-source"], ids=[anchor(index)])
    for (module, name), text in names.items():
        link = link_node(app, docname, address(module), name, text)
        link.children = [nodes.literal(text, text)]
        line += [*([nodes.Text(", ")] if len(line) > 1 else []), link]
    return line


def collect_pages(app):
    """The pages of all modules that cells name, and of those on which they stand."""
    if app.builder.format != "html":
        return
    users = used_by(app.env)
    pages = SOURCES.closure(sorted({module for module, _ in users})) if users else {}
    contents = cache(partial(contents_of_a_page, app))
    for module, path in pages.items():
        text = path.read_text("utf-8")
        code = LISTINGS.of(text, partial(app.builder.highlighter.highlight_block, text, "python"))
        body = BODY.format(
            title=html.escape(file_name(path)).replace("/", "/<wbr>"),
            said=said(app, module, {name: at for (of, name), at in users.items() if of == module}),
            code=with_anchors(with_links(code, links_of(app, module, pages)), ast.parse(text)),
        )
        page = {"title": path.name, "body": body, "parents": []}
        page["toctree"] = partial(contents, address(module).count("/"))
        yield address(module), page, "page.html"


def contents_of_a_page(app, depth, **options):
    """The table of contents beside a module; beside all those as deep in folders it is the same."""
    return app.builder._get_local_toctree(FOLDER + depth * "/_", **options)


def used_by(env):
    """The cells that use a name of the package: (module, name) -> [(page, index of the cell)]."""
    users = defaultdict(list)
    for page in in_order(env):
        if is_notebook(path := str(env.doc2path(page))):
            for index, names in uses(path).items():
                for place in names:
                    users[place].append((page, index))
    return users


def file_name(path):
    """`optcourse/rules/descent.py`"""
    return path.relative_to(PACKAGE.parent).as_posix()


def said(app, module, users):
    """Which cells use a module: for each page its title, and links to the first cell of each name.

    `users` is name -> [(page, index of the cell)].
    """
    cells = defaultdict(dict)
    for name, places in users.items():
        for page, index in places:
            cells[page].setdefault(name, anchor(index))
    parts = []
    for page, names in cells.items():
        links = [link(app, module, page, at, f"<code>{name}</code>") for name, at in names.items()]
        title = html.escape(app.env.titles[page].astext())
        parts.append(f"{link(app, module, page, '', title)}: {', '.join(links)}")
    return f"Used in {'; in '.join(parts)}." if parts else "Used by modules that cells use."


def link(app, module, page, place, text):
    uri = app.builder.get_relative_uri(address(module), page)
    return f'<a href="{html.escape(uri)}{place and "#"}{place}">{text}</a>'


def links_of(app, module, pages):
    """Addresses of what a module imports of the package: name there -> address."""
    asked = {here: definition(*ask) for here, *ask in SOURCES.source(module).imports}
    return {
        here: f"{app.builder.get_relative_uri(address(module), address(place[0]))}#{place[1]}"
        for here, place in asked.items()
        if place and place[0] in pages
    }


def with_links(code, links):
    """Highlighted code whose imported names lead to their definitions."""

    def lead(found):
        uri = links.get(found[1])
        return f'<a href="{html.escape(uri)}">{found[0]}</a>' if uri else found[0]

    return NAME.sub(lead, code)


def with_anchors(code, tree):
    """Highlighted code in which every definition at the top of the module can be linked to."""
    lines = code.splitlines()
    start = next(k for k, line in enumerate(lines) if "<pre" in line)
    for node in tree.body:
        names = list(defined(ast.Module([node], [])))
        if names:
            first = min(each.lineno for each in [node, *getattr(node, "decorator_list", [])])
            spans = "".join(f'<span id="{name}" class="oc-definition">' for name in names)
            place, end = start + first - 1, start + node.end_lineno - 1
            before, pre, after = lines[place].rpartition("<pre>")
            lines[place] = f"{before}{pre}{spans}{after}"
            lines[end + 1] = "</span>" * len(names) + lines[end + 1]  # no empty line after it
    return "\n".join(lines)


def setup(app):
    app.setup_extension("pages")
    app.setup_extension("kept")
    app.connect("doctree-resolved", add_lines)
    app.connect("html-collect-pages", collect_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
