"""Sphinx extension: for what speaks of all pages of the book, their order and links to them.

A page that lists something of every chapter has a heading for each: `chapter_section` makes it when
all pages have been read, `chapters_in_contents` has named it in the page's contents before.
"""

from docutils import nodes
from sphinx.addnodes import compact_paragraph


def speak_of_all_pages(env):
    """Have the page that is being read written again whenever any page has changed."""
    env.metadata[env.docname]["speaks of all pages"] = True


def list_chapters(env, kind):
    """Have the contents of the page that is being read name each chapter that has such outputs."""
    speak_of_all_pages(env)
    env.metadata[env.docname]["lists"] = kind


def rewrite(app, env):
    """The pages that speak of all pages."""
    chapters_in_contents(env)
    return [name for name in env.found_docs if env.metadata[name].get("speaks of all pages")]


def in_order(env, page=None):
    """Names of all pages in the order of the table of contents."""
    page = page or env.config.root_doc
    yield page
    for child in env.toctree_includes.get(page, []):
        yield from in_order(env, child)


def pages_with(env, kind):
    """Names of the pages that have outputs of a kind, in order."""
    return [page for page in in_order(env) if env.metadata[page].get(kind)]


def link_node(app, docname, page, anchor, text):
    """A link from one page to a place on another."""
    uri = app.builder.get_relative_uri(docname, page) + (f"#{anchor}" if anchor else "")
    return nodes.reference("", "", nodes.Text(text), internal=True, refuri=uri)


def explorer_link(app, docname, page, explorer, text, query=""):
    """A link to an explorer of a page, at a setting; from a page to teach with it fills the screen.

    Such a page says `projector: true` in its metadata; `host.js` reads the `~full` of an address.
    """
    query += "~full" if app.env.metadata[docname].get("projector") else ""
    anchor = "?".join(filter(None, [explorer["anchor"], query]))
    return link_node(app, docname, page, anchor, text)


def explorers_by_title(env, here):
    """Title -> (page, what is remembered of it): the explorer of page `here`, else the first."""
    found = {}
    for page in [here, *in_order(env)]:
        for each in env.metadata[page].get("explorers", []):
            found.setdefault(each["title"], (page, each))
    return found


def chapter_number(env, page):
    """ "3." for the page of the third chapter, "" for a page without a number."""
    number = env.toc_secnumbers.get(page, {}).get("") or ()
    return "".join(f"{each}." for each in number)


def numbered_title(env, page):
    """The title of a page, and before it the number that it has as a chapter."""
    return f"{chapter_number(env, page)} {env.titles[page].astext()}".strip()


def chapter_anchor(kind, page):
    """Where the list of a kind comes to a chapter."""
    return nodes.make_id(f"{kind} {page.rsplit('/', 1)[-1]}")


def chapter_section(app, docname, kind, page, *content, **attributes):
    """A section of a list: a chapter's title, which links there, and what the list has of it."""
    link = link_node(app, docname, page, "", numbered_title(app.env, page))
    title = nodes.title("", "", link)
    anchor = chapter_anchor(kind, page)
    return nodes.section("", title, *content, ids=[anchor], **attributes)


def chapters_in_contents(env):
    """Name the chapters in the contents of pages that list something of each."""
    for name in env.found_docs:
        if kind := env.metadata[name].get("lists"):
            (top,) = env.tocs[name].children[:1]
            top[:] = [each for each in top if "oc-chapters" not in each.get("classes", [])]
            entries = [_entry(env, name, kind, page) for page in pages_with(env, kind)]
            top += nodes.bullet_list("", *entries, classes=["oc-chapters"])
            env.toc_num_entries[name] = 1 + len(entries)


def _entry(env, name, kind, page):
    anchor, title = f"#{chapter_anchor(kind, page)}", nodes.Text(numbered_title(env, page))
    link = nodes.reference("", "", title, internal=True, refuri=name, anchorname=anchor)
    return nodes.list_item("", compact_paragraph("", "", link))


def setup(app):
    app.connect("env-updated", rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
