"""Sphinx extension: what search engines, previews and lost readers see of a page.

Each page says what it is about: a description, from `description` in its metadata, else from its
first paragraph, and the picture of its first explorer for whoever shares it. Where the site has an
address (`html: baseurl` in _config.yml), addresses are whole, and sitemap.xml and robots.txt list
the pages. At the foot of a page the next one is named with the question that it begins with.
404.html finds the site's root from the address that was asked for, so it serves at any depth.
"""

from html import escape
from pathlib import Path

from docutils import nodes
from outputs import EXPLORER, child, is_explorer
from pages import in_order
from plain import shortened, words

TEMPLATES = Path(__file__).parents[1] / "_templates"
LONGEST = 200  # characters of a description: what previews show
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
TAG = '\n<meta {}="{}" content="{}" />'
SITEMAP = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{}">\n{}</urlset>\n'
PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"


def add_templates(app, config):
    """Templates of the course stand before those of the theme."""
    config.templates_path.append(str(TEMPLATES))


def note_page(app, doctree):
    """Remember of a page being read what its head says, and its explorers' pictures."""
    about = app.env.metadata[app.env.docname]
    about.setdefault("description", description(doctree))
    about["question"] = question(doctree)
    pictures = {anchor: uri for anchor, uri in explorer_pictures(doctree)}
    for each in about.get("explorers", []):
        each["picture"] = pictures.get(each["anchor"])


def description(doctree):
    """The first paragraph of a page: in a chapter the question that it begins with."""
    first = first_paragraph(doctree)
    return "" if first is None else shortened(words(first), LONGEST)


def question(doctree):
    """The words in italics that a page begins with; "" for a page that begins otherwise."""
    first = first_paragraph(doctree)
    begins = first is not None and isinstance(first[0], nodes.emphasis)
    return words(first[0]) if begins else ""


def first_paragraph(doctree):
    top = doctree.next_node(nodes.section)
    return None if top is None else top.next_node(nodes.paragraph)


def explorer_pictures(doctree):
    """The anchor and the picture of each explorer of a page that has one."""
    for bundle in doctree.findall(is_explorer):
        image = child(bundle, "image/png")
        if image is not None:
            yield child(bundle, EXPLORER)[0]["ids"][0], image.children[0]["uri"]


def picture(env, page):
    """The address in the site of the first picture of an explorer of a page; None without any."""
    found = (each.get("picture") for each in env.metadata[page].get("explorers", []))
    return next((f"_images/{env.images[uri][1]}" for uri in found if uri in env.images), None)


def add_head(app, pagename, templatename, context, doctree):
    """Describe a page of the book in its head; say the size of a screen once."""
    if app.builder.format != "html":
        return
    tags = context.get("metatags", "").replace(VIEWPORT, "")
    if pagename in app.env.all_docs:
        following = app.builder.relations.get(pagename, [None] * 3)[2]
        context["next_asks"] = app.env.metadata[following].get("question") if following else ""
        tags += described(app, pagename, lambda path: context["pathto"](path, 1))
    context["metatags"] = tags


def described(app, page, address_of):
    """Tags that describe a page; `address_of` says where a file of the site is."""
    env, site = app.env, app.config.html_baseurl
    picked = picture(env, page) or picture(env, app.config.root_doc)
    said = {"title": env.titles[page].astext(), "site_name": app.config.html_title}
    said |= {"description": env.metadata[page].get("description", ""), "type": "article"}
    if picked:
        said["image"] = f"{site.rstrip('/')}/{picked}" if site else address_of(picked)
    if site:
        said["url"] = f"{site.rstrip('/')}/{app.builder.get_target_uri(page)}"
    tags = [("name", "description", said["description"])] if said["description"] else []
    tags += [("property", f"og:{name}", text) for name, text in said.items() if text]
    tags.append(("name", "twitter:card", "summary_large_image" if picked else "summary"))
    return "".join(
        f'\n<meta {key}="{name}" content="{escape(text)}" />' for key, name, text in tags
    )


def front_door(app):
    """The table of contents leads to its root by a page that says nothing: say what it leads to."""
    root = app.config.root_doc
    if root != "index":
        target = app.builder.get_target_uri(root)
        context = {
            "target": target,
            "title": app.config.html_title,
            "language": app.config.language,
        }
        context["described"] = described(app, root, lambda path: path)
        write(app, "index.html", app.builder.templates.render("door.html", context))


def lost_page(app):
    """404.html, whose script finds the site's root from the address that was asked for."""
    context = {"site": app.config.html_baseurl, "title": app.config.html_title}
    context |= {"pages": addresses(app), "language": app.config.language}
    context["folders"] = sorted({uri.split("/")[0] for uri, _ in addresses(app) if "/" in uri})
    write(app, "404.html", app.builder.templates.render("lost.html", context))


def addresses(app):
    """Address and title of each page, in the order of the book."""
    titles = app.env.titles
    pages = [page for page in in_order(app.env) if page in titles]
    return [(app.builder.get_target_uri(page), words(titles[page])) for page in pages]


def list_pages(app):
    """sitemap.xml and robots.txt, for a site with an address."""
    site = app.config.html_baseurl.rstrip("/")
    lines = (f"<url><loc>{site}/{uri}</loc></url>\n" for uri, _ in addresses(app))
    write(app, "sitemap.xml", SITEMAP.format(PROTOCOL, "".join(lines)))
    write(app, "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site}/sitemap.xml\n")


def write(app, name, text):
    Path(app.outdir, name).write_text(text, "utf-8")


def finish(app, error):
    if error is None and app.builder.format == "html":
        front_door(app)
        lost_page(app)
        if app.config.html_baseurl:
            list_pages(app)


def setup(app):
    app.setup_extension("outputs")
    app.connect("config-inited", add_templates)
    app.connect("doctree-read", note_page, priority=900)
    app.connect("html-page-context", add_head)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
