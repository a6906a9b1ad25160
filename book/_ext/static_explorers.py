"""Sphinx extension: explorers in the built page, alive without a kernel, a server or a network.

A notebook leaves the state of its widgets in the page, the data of every explorer included. Here
the data move into files that the page loads when an explorer comes into view, and the front end
becomes a plain script, because modules do not load from disk.
"""

import hashlib
import html
import json
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from optcourse.explore import page

logger = logging.getLogger(__name__)

VIEW = "application/vnd.jupyter.widget-view+json"
# Should explorer.js itself be lost: the pictures for readers without scripts, in place of nothing.
UNLOADED = """
const show = () => document.querySelectorAll('.oc-explorer + noscript').forEach((picture) => {
  picture.previousElementSibling.style.minHeight = 0;
  picture.outerHTML = picture.textContent;
});
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', show);
else show();
"""


class PlaceExplorers(SphinxPostTransform):
    """Put a place for the explorer, and its picture for readers without scripts, where it stood."""

    default_priority = 3  # before myst-nb selects one representation of an output (4)
    formats = ("html",)

    def run(self, **kwargs):
        models = widget_models(self.env)
        for bundle in list(self.document.findall(is_widget_bundle)):
            self.place(bundle, models)

    def place(self, bundle, models):
        view = child(bundle, VIEW)
        model_id = json.loads(view.astext().split(">", 1)[1].rsplit("<", 1)[0])["model_id"]
        model = models.get(model_id, {"model_name": "a widget", "model_module": "no stored state"})
        state = model.get("state", {})
        if not state.get("_payload"):
            logger.warning(
                "the page can only show explorers, not %s (%s)",
                state.get("_anywidget_id", model["model_name"]),
                model["model_module"],
                location=bundle,
            )
            return bundle.remove(view)
        src = self.write(state["_payload"])
        place = place_node(src, state.get("_height"), bundle["ids"])
        bundle.replace_self([place, *picture(bundle)])

    def write(self, payload):
        """Write the explorer's data; return the page's address of the file."""
        name = hashlib.sha256(payload.encode()).hexdigest()[:16]
        path = Path(self.app.outdir, "_explorers", f"{name}.js")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'optcourse.register("{name}", {payload});\n', "utf-8")
        address = self.app.builder.get_target_uri(self.env.docname)
        return relative_uri(address, f"_explorers/{name}.js")


def widget_models(env):
    """The widget models of the page being written: id -> model."""
    scripts = getattr(env, "nb_metadata", {}).get(env.docname, {}).get("js_files", {})
    _, attributes = scripts.get("ipywidgets_state", (None, {"body": '{"state": {}}'}))
    return json.loads(attributes["body"])["state"]


def is_widget_bundle(node):
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "mime_bundle"
        and child(node, VIEW) is not None
    )


def child(bundle, mime_type):
    """The representation of an output in one MIME type, or None."""
    return next((each for each in bundle.children if each["mime_type"] == mime_type), None)


def place_node(src, height, ids=()):
    style = f' style="min-height:{float(height):.0f}px"' if height else ""
    name = src.rsplit("/", 1)[-1].removesuffix(".js")
    anchor = f' id="{ids[0]}"' if ids else ""
    place = f'class="oc-explorer" data-explorer="{name}" data-src="{html.escape(src)}"{style}'
    return nodes.raw("", f"<div {place}{anchor}></div>\n", format="html", explorer=name)


def picture(bundle):
    """The explorer's own picture and text for readers without scripts."""
    image, text = child(bundle, "image/png"), child(bundle, "text/plain")
    if image is None:
        return []
    image.children[0]["alt"] = text.astext().strip() if text is not None else "an explorer"
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
        (static / "explorer.js").write_text(page.script_source() + page.host_source(), "utf-8")
        (static / "explorer.css").write_text(page.style_source(), "utf-8")


def setup(app):
    app.connect("builder-inited", write_front_end)
    app.connect("html-page-context", add_scripts, priority=900)
    app.add_post_transform(PlaceExplorers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
