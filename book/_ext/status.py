"""Sphinx extension: the directive `{times}` says how long each notebook of the book took to run."""

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from pages import in_order, link_node, speak_of_all_pages
from sphinx.util.docutils import SphinxDirective


class times(nodes.General, nodes.Element):
    """The place of the table until every page has been read."""


class Times(SphinxDirective):
    """A table of the notebooks that ran, in the order of the book, and their seconds."""

    def run(self):
        speak_of_all_pages(self.env)
        return [times()]


def fill_times(app, doctree, docname):
    """Put the table in its place, now that every notebook has run."""
    for place in list(doctree.findall(times)):
        rows = [row("Notebook", "Seconds")]
        for page in in_order(app.env):
            if ran := NbMetadataCollector.get_exec_data(app.env, page):
                title = app.env.titles[page].astext()
                link = link_node(app, docname, page, "", title)
                rows.append(row(link, f"{ran['runtime']:.0f}"))
        place.replace_self(table(*rows))


def row(*cells):
    """A row of texts and links."""
    texts = [nodes.Text(each) if isinstance(each, str) else each for each in cells]
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", each)) for each in texts))


def table(head, *rows, widths=(3, 1)):
    """A table of rows below a head; the columns share its width as `widths` say."""
    group = nodes.tgroup("", cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += [nodes.thead("", head), nodes.tbody("", *rows)]
    return nodes.table("", group, classes=["colwidths-auto", "oc-times"])


def setup(app):
    app.setup_extension("pages")
    app.add_node(times)
    app.add_directive("times", Times)
    app.connect("doctree-resolved", fill_times)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
