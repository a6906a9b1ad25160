"""Sphinx extension: what this stack of tools leaves external, broken or hard to reach, mended.

Each repair names its cause; when a new version of a tool mends it, the repair goes.
"""

import gc
import re
from functools import cache

import pybtex.plugin
from docutils import nodes

CONTENTS = re.compile(r'(?<=<section) id="(?:exercise|solution)-content"')
ANSWERED = re.compile(r'(<p class="admonition-title">Solution to)<a [^>]*>([^<]*)</a>')
CLOSING = re.compile(r"[,.;:!?)\]’]+")
NAMES = re.compile(r'(?<=<span class="pre">)[^<]*(?=</span>)')
JOINTS = re.compile(r"(?<=[.(])(?=[A-Za-z_])")
SHORT = 40  # characters of TeX: a longer formula with a mark tied to it may be wider than a phone


def drop_thebe(app, config):
    """Jupyter Book loads sphinx-thebe unasked; its scripts break every page and name a host."""
    for event in ("env-before-read-docs", "doctree-resolved"):
        for listener in list(app.events.listeners.get(event, [])):
            if listener.handler.__module__ == "sphinx_thebe":
                app.disconnect(listener.id)


def drop_launch_buttons(app, config):
    """Launch buttons lead into the book's repository; without one the theme fails on a page."""
    options = config.html_theme_options
    if not options.get("repository_url"):
        options.pop("launch_buttons", None)


def look_up_once(app):
    """Pybtex reads what all installed packages offer, anew for each citation of the book."""
    pybtex.plugin._load_entry_point = cache(pybtex.plugin._load_entry_point)


def collect_less_often(app):
    """A build makes millions of nodes that stay, and Python asks them every 700 which can go."""
    gc.set_threshold(200_000, 50, 50)


def tie_punctuation(app, doctree, docname):
    """A browser may break a line between a formula and the mark that follows it."""
    if app.builder.format != "html":
        return
    for formula in list(doctree.findall(nodes.math)):
        after = formula.next_node(descend=False, siblings=True)
        found = CLOSING.match(after) if isinstance(after, nodes.Text) else None
        if found and len(formula.astext()) < SHORT:
            rest = nodes.Text(after[found.end() :])
            after.parent.replace(after, rest)
            tied = nodes.inline("", "", classes=["oc-tied"])
            formula.replace_self(tied)
            tied += [formula, nodes.Text(found[0])]


def mend_citations(app, pagename, templatename, context, doctree):
    """Docutils calls a bibliography a list, but none of its children a list's item."""
    if "body" in context:
        wrong, right = 'role="list" class="citation-list"', 'class="citation-list"'
        context["body"] = context["body"].replace(wrong, right)


def drop_repeated_ids(app, pagename, templatename, context, doctree):
    """Sphinx-exercise gives all boxes of a page the same id, to which nothing links."""
    if "body" in context:
        context["body"] = CONTENTS.sub("", context["body"])


def open_solutions(app, pagename, templatename, context, doctree):
    """Most of a solution's title is a link to the exercise above it; touched, it is to open."""
    if "body" in context:
        context["body"] = ANSWERED.sub(r"\1\2", context["body"])


def break_names(app, pagename, templatename, context, doctree):
    """A style breaks a long name anywhere or nowhere; in the tables of rules its joints serve."""
    if "oc-rules" in context.get("body", ""):
        joint = lambda found: JOINTS.sub("<wbr>", found[0])  # noqa: E731
        context["body"] = NAMES.sub(joint, context["body"])


def setup(app):
    app.connect("config-inited", drop_thebe)
    app.connect("config-inited", drop_launch_buttons)
    app.connect("builder-inited", look_up_once)
    app.connect("builder-inited", collect_less_often)
    app.connect("doctree-resolved", tie_punctuation)
    app.connect("html-page-context", mend_citations)
    app.connect("html-page-context", drop_repeated_ids)
    app.connect("html-page-context", open_solutions)
    app.connect("html-page-context", break_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
