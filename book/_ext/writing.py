"""Sphinx extension: pages are written on all cores, while this process resolves the next ones.

Sphinx does that for who asks for jobs, which Jupyter Book cannot be told. They are asked for when
all pages have been read: a page that is read may wait for a notebook that runs beside this process.
Formulas are typeset here, before a page goes to who writes it: a forked process has no V8, and what
it found out would not be kept for the next build.
"""

import mathml
from joblib import cpu_count


def write_side_by_side(app, env):
    """Let Sphinx fork one writer a core; with one core alone it would only cost."""
    if (cores := cpu_count()) > 1:
        app.parallel = max(app.parallel, 1 + cores)  # Sphinx takes one of them for this process


def typeset_titles(app, env):
    """Typeset what titles hold: a page may name another that has not been resolved yet."""
    for title in env.titles.values():
        typeset_ahead(app, title, None)


def typeset_ahead(app, doctree, docname):
    if app.builder.format == "html":
        for node in doctree.findall(mathml.is_formula):
            node[mathml.AHEAD] = mathml.written(node)


def setup(app):
    app.setup_extension("mathml")
    app.connect("env-updated", write_side_by_side)
    app.connect("env-updated", typeset_titles)
    app.connect("doctree-resolved", typeset_ahead, priority=900)  # when the page is whole
    return {"parallel_read_safe": True, "parallel_write_safe": True}
