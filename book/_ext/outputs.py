"""Sphinx extension: what cells publish under MIME types of the course, claims and explorers first.

A claim becomes one element of the page: its sentence, what was checked, and what it measured. An
explorer becomes a place that comes alive without a kernel, a server or a network: its data move
into a file that the page loads when the place comes into view, and the front end becomes a plain
script, because modules do not load from disk. Both get an anchor and are remembered, for the lists
of them all.
"""

import hashlib
import html
import json
import os
from pathlib import Path

from claim_nodes import claim_node, conditions_node, measured_node
from docutils import nodes
from myst_nb.core.render import load_mime_renders
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from optcourse.explore import page
from optcourse.explore.explorer import MIME_TYPE as EXPLORER
from optcourse.teaching.claims import MIME_TYPE as CLAIM
from optcourse.teaching.claims import sentences
from optcourse.teaching.quizzes import MIME_TYPE as QUIZ

logger = logging.getLogger(__name__)

SHARED = 4000  # letters of a table that has a file of its own
VIEW = "application/vnd.jupyter.widget-view+json"
# Should explorer.js itself be lost: the pictures for readers without scripts, in place of nothing.
UNLOADED = """
const show = () => document.querySelectorAll('.oc-explorer + noscript').forEach((picture) => {
  picture.previousElementSibling.replaceChildren();
  picture.outerHTML = picture.textContent;
});
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', show);
else show();
"""


class Outputs:
    """A plugin of MyST-NB: what it draws of the course's own outputs."""

    mime_priority_overrides = (("*", CLAIM, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline):
        """The nodes of an output of one MIME type, or None to leave it to others."""
        make = None if inline else MAKERS.get(data.mime_type)
        return make and [make(renderer.renderer.sphinx_env, data.content)]


def claim(env, output):
    """A claim as the page shows it."""
    id, measured = output["id"], output["measured"]
    anchor = remember(env, "claims", f"claim-{id}", {"id": id, "measured": measured})
    parts = [*conditions_node(output.get("conditions", [])), *measured_node(measured)]
    return claim_node(id, sentences()[id]["claim"], *parts, ids=[anchor])


class said(nodes.Invisible, nodes.Element):
    """What an output says of itself, until it is placed in a page or printed on paper."""


def explorer(env, output):
    """An explorer's title, question and controls, and for a page its data."""
    heading = {each: output[each] for each in ("title", "question", "presets")}
    name = nodes.make_id(f"explorer {output['title']}")
    return said("", ids=[remember(env, "explorers", name, heading)], **output)


def quiz(env, output):
    """A quiz's question and answers: a page shows its HTML instead."""
    return said("", **output)


MAKERS = {CLAIM: claim, EXPLORER: explorer, QUIZ: quiz}


def remember(env, kind, name, entry):
    """Keep an entry among those of its kind on the page being read; returns its own anchor."""
    found = env.metadata[env.docname].setdefault(kind, [])
    taken = {each["anchor"] for each in found}
    candidates = [name, *(f"{name}-{k}" for k in range(2, len(taken) + 2))]
    anchor = next(each for each in candidates if each not in taken)
    found.append(entry | {"anchor": anchor})
    return anchor


def refuse_widgets(app, doctree):
    """A page without a kernel can show no other widgets: name those that slipped in."""
    for bundle in doctree.findall(is_bundle):
        if child(bundle, VIEW) is not None:
            text = child(bundle, "text/plain")
            name = text.astext().strip() if text is not None else "a widget"
            message = "the page can only show explorers, not %s"
            logger.warning(message, name, location=bundle)


def is_bundle(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def is_explorer(node):
    return is_bundle(node) and child(node, EXPLORER) is not None


def child(bundle, mime_type):
    """The representation of an output in one MIME type, or None."""
    return next((each for each in bundle.children if each["mime_type"] == mime_type), None)


class PlaceExplorers(SphinxPostTransform):
    """Put a place for the explorer, and its picture for readers without scripts, where it stood.

    The page gets a class: a style that asked for an explorer by `:has` would have the browser look
    at all of the page again whenever a drawing moves.
    """

    default_priority = 3  # before myst-nb selects one representation of an output (4)
    formats = ("html",)

    def run(self, **kwargs):
        bundles = list(self.document.findall(is_explorer))
        if bundles and (page := self.document.next_node(nodes.section)):
            page["classes"].append("oc-begins")
        for bundle in bundles:
            output = child(bundle, EXPLORER)[0]
            live = "tables" in output
            payload, beside = apart(output) if live else (output["payload"], {})
            src = self.write(payload, marks_of(payload) | beside)
            place = place_node(src, output["ids"][0], output["place"], live)
            bundle.replace_self([place, *picture(bundle, output)])

    def write(self, payload, beside):
        """Write the explorer's data, and what it needs `beside`; return the page's address."""
        for name, text in beside.items():
            self.put(name, text)
        needs = f", {json.dumps(list(beside))}" if beside else ""
        name = named(payload)
        self.put(name, f'optcourse.register("{name}", {payload}{needs});\n')
        address = self.app.builder.get_target_uri(self.env.docname)
        return relative_uri(address, f"_explorers/{name}.js")

    def put(self, name, text):
        path = Path(self.app.outdir, "_explorers", f"{name}.js")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


def named(text):
    """A name that says the content of a file."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def marks_of(payload):
    """The script of marks that stand apart, if the explorer has such a mark, by its name."""
    if not any(f'"type":"{mark}"' in payload for mark in page.APART):
        return {}
    name = named(page.apart_source())
    return {name: f'{page.apart_source()}optcourse.register("{name}");\n'}


def apart(output):
    """The payload of an explorer that trains, and files beside it, which others may share."""
    payload, name = output["payload"], named(page.train_source())
    files = {name: f'{page.train_source()}optcourse.register("{name}");\n'}
    for name, text in output["tables"].items():
        if len(text) > SHARED:
            payload = payload.replace(text, "null", 1)
            files[name] = f'optcourse.register("{name}", {text});\n'
    return payload, files


def place_node(src, anchor, inner="", live=False):
    """Where an explorer will be; `inner` is HTML of the size that it will have."""
    name = src.rsplit("/", 1)[-1].removesuffix(".js")
    place = f'class="oc-explorer" data-explorer="{name}" data-src="{html.escape(src)}"'
    place += " data-live" if live else ""
    whole = f'<div {place} id="{anchor}">{inner}</div>\n'
    return nodes.raw("", whole, format="html", explorer=name)


def picture(bundle, output):
    """The explorer's own picture for readers without scripts, and what it shows in words."""
    image = child(bundle, "image/png")
    if image is None:
        return []
    here = f" Here: {output['here']}" if output["here"] else ""
    head = f"{output['title']}. {output['question']}{here}".strip()
    image.children[0]["alt"] = " ".join([head, *(f"{each}." for each in output["told"])])
    return [
        nodes.raw("", "<noscript>", format="html"),
        *image.children,
        nodes.raw("", "</noscript>\n", format="html"),
    ]


def add_scripts(app, pagename, templatename, context, doctree):
    """Drop the widget state; add the front end to pages that hold explorers."""
    if app.builder.format != "html":
        return
    scripts = context["script_files"]
    scripts[:] = [each for each in scripts if not is_state(each)]
    if doctree is not None and any("explorer" in raw for raw in doctree.findall(nodes.raw)):
        app.add_css_file("explorer.css")
        # not behind MathJax and the theme
        app.add_js_file("explorer.js", loading_method="async", onerror=" ".join(UNLOADED.split()))


def is_state(script):
    return getattr(script, "attributes", {}).get("type", "").endswith("widget-state+json")


def write_front_end(app):
    """Write the scripts and styles of explorers into the site."""
    if app.builder.format == "html":
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        scripts = (page.script_source(), page.jump_source(), page.host_source())
        (static / "explorer.js").write_text("".join(scripts), "utf-8")
        (static / "explorer.css").write_text(page.style_source(), "utf-8")


def tell_notebooks(app):
    """Notebooks that run for the book publish what the book needs: for paper, or for a page."""
    os.environ["OPTCOURSE_STATIC"] = "paper" if app.builder.format == "latex" else "1"


def setup(app):
    app.setup_extension("claim_nodes")
    # where MyST-NB keeps its plugins; an entry point would need the book to be a package
    if Outputs not in (plugins := load_mime_renders()):
        plugins.append(Outputs)
    app.connect("builder-inited", tell_notebooks)
    app.connect("builder-inited", write_front_end)
    app.connect("doctree-read", refuse_widgets)
    app.connect("html-page-context", add_scripts, priority=900)
    app.add_post_transform(PlaceExplorers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
