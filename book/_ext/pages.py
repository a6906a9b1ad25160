"""Sphinx extension: for what speaks of all pages of the book, their order and links to them."""

from docutils import nodes


def speak_of_all_pages(env):
    """Have the page that is being read written again whenever any page has changed."""
    env.metadata[env.docname]["speaks of all pages"] = True


def rewrite(app, env):
    """The pages that speak of all pages."""
    return [name for name in env.found_docs if env.metadata[name].get("speaks of all pages")]


def in_order(env, page=None):
    """Names of all pages in the order of the table of contents."""
    page = page or env.config.root_doc
    yield page
    for child in env.toctree_includes.get(page, []):
        yield from in_order(env, child)


def link_node(app, docname, page, anchor, text):
    """A link from one page to a place on another."""
    uri = app.builder.get_relative_uri(docname, page) + (f"#{anchor}" if anchor else "")
    return nodes.reference("", "", nodes.Text(text), internal=True, refuri=uri)


def setup(app):
    app.connect("env-updated", rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
