"""The Sphinx extensions on a small project: explorers move into files, claims get anchors."""

import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import nbformat
import pytest
import static_explorers

EXTENSIONS = Path(static_explorers.__file__).parent
PIXEL = b64encode(b"\x89PNG\r\n\x1a\n a picture").decode()
CONF = """
import sys
sys.path.insert(0, {path!r})
extensions = ["myst_nb", "static_explorers", "ledger", "gallery", "paper", "repairs"]
nb_execution_mode = "off"
nb_ipywidgets_js = {{}}
"""
INDEX = "# Book\n\n```{toctree}\npages/zeros\n```\n\n```{ledger}\n```\n\n```{explorers}\n```\n"


def widget(model_id, module, **state):
    model = {"model_name": "AnyModel", "model_module": module, "state": state}
    view = {"model_id": model_id, "version_major": 2, "version_minor": 0}
    data = {"text/plain": "The valley", "image/png": PIXEL, static_explorers.VIEW: view}
    heading = {"explorer": "The valley", "question": "How long is 3 < 4?"}
    metadata = {"optcourse": heading} if "_payload" in state else {}
    return {model_id: model}, nbformat.v4.new_output("display_data", data, metadata=metadata)


def claim(id, sentence, **measured):
    metadata = {"optcourse": {"claim": id, "measured": list(measured.items())}}
    data = {"text/plain": f"✓ {id} {sentence}"}
    return nbformat.v4.new_output("display_data", data, metadata=metadata)


def notebook(outputs, models):
    cells = [nbformat.v4.new_markdown_cell("# Zeros")]
    cells += [nbformat.v4.new_code_cell("pass", outputs=[each]) for each in outputs]
    state = {"state": models, "version_major": 2, "version_minor": 0}
    key = "application/vnd.jupyter.widget-state+json"
    language = {"name": "python", "pygments_lexer": "ipython3"}
    metadata = {"widgets": {key: state}, "language_info": language}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def build(folder, outputs, models, builder="html"):
    """Build a book of two pages; returns (exit status, messages, folder of the result)."""
    (folder / "pages").mkdir()
    (folder / "conf.py").write_text(CONF.format(path=str(EXTENSIONS)))
    (folder / "index.md").write_text(INDEX)
    nbformat.write(notebook(outputs, models), folder / "pages" / "zeros.ipynb")
    site = folder / "site"
    options = ["-b", builder, "-W", "--keep-going", "-q"]
    command = [sys.executable, "-m", "sphinx", *options, folder, site]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.returncode, result.stderr, site


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    models, view = widget("a1", "anywidget", _payload='{title: "a</script>b"}', _height=320)
    claims = [claim("I3", "Valleys are slow.", steps="43"), claim("I3", "Valleys are slow.")]
    status, messages, site = build(tmp_path_factory.mktemp("book"), [view, view, *claims], models)
    assert status == 0, messages
    return site


@pytest.fixture(scope="module")
def page(book):
    return (book / "pages" / "zeros.html").read_text("utf-8")


def test_an_explorer_leaves_a_place_and_a_file(book, page):
    (file,) = (book / "_explorers").iterdir()
    name = file.stem
    payload = f'optcourse.register("{name}", {{title: "a</script>b"}});\n'
    assert file.read_text("utf-8") == payload
    place = f'data-explorer="{name}" data-src="../_explorers/{name}.js" style="min-height:320px"'
    for anchor in ("explorer-the-valley", "explorer-the-valley-2"):
        assert page.count(f'<div class="oc-explorer" {place} id="{anchor}"></div>') == 1
    assert len(name) == 16


def test_the_picture_stays_for_readers_without_scripts(page):
    noscript = page.split("<noscript>")[1].split("</noscript>")[0]
    assert '<img alt="The valley"' in noscript
    assert "_images/" in noscript


def test_widget_state_and_views_leave_the_page(page):
    assert "vnd.jupyter" not in page
    assert "model_id" not in page


def test_scripts_are_only_on_pages_with_explorers(book, page):
    index = (book / "index.html").read_text("utf-8")
    for name in ("explorer.js", "explorer.css"):
        assert f"_static/{name}" in page
        assert f"_static/{name}" not in index
        assert (book / "_static" / name).is_file()
    script = (book / "_static" / "explorer.js").read_text("utf-8")
    assert script.index("mount") < script.index("IntersectionObserver")


def test_mathjax_is_copied_and_trimmed(book):
    files = {path.name for path in (book / "_static" / "mathjax").rglob("*") if path.is_file()}
    assert "tex-mml-chtml.js" in files
    assert {Path(name).suffix for name in files} == {".js", ".woff"}
    assert sum(name.endswith(".js") for name in files) == 2


def test_claims_have_anchors_and_measured_values(page):
    assert 'id="claim-I3"' in page and 'id="claim-I3-2"' in page
    assert "steps: 43" in page


def test_the_ledger_links_to_every_cell(book):
    index = (book / "index.html").read_text("utf-8")
    assert 'href="pages/zeros.html#claim-I3"' in index
    assert 'href="pages/zeros.html#claim-I3-2"' in index
    assert "steps: 43" in index


def test_the_list_of_explorers_links_to_each_with_its_question(book):
    index = (book / "index.html").read_text("utf-8")
    for anchor in ("explorer-the-valley", "explorer-the-valley-2"):
        assert f'href="pages/zeros.html#{anchor}">The valley</a></strong>. How long' in index
    assert "How long is 3 &lt; 4?" in index


@pytest.mark.parametrize(
    "module, state, message",
    [
        ("@jupyter-widgets/controls", {"value": 3}, "not AnyModel (@jupyter-widgets/controls)"),
        ("anywidget", {"_anywidget_id": "mine.Map"}, "not mine.Map (anywidget)"),
    ],
)
def test_any_other_widget_fails_the_build_by_name(tmp_path, module, state, message):
    models, view = widget("a1", module, **state)
    status, messages, _ = build(tmp_path, [view], models)
    assert status != 0
    assert f"the page can only show explorers, {message}" in messages


def test_a_view_without_state_fails_the_build(tmp_path):
    _, view = widget("a1", "anywidget")
    status, messages, _ = build(tmp_path, [view], {})
    assert status != 0
    assert "not a widget (no stored state)" in messages


def test_an_output_without_a_drawing_fails_the_book_on_paper_by_name(tmp_path):
    models, view = widget("a1", "anywidget", _payload="{}")
    del view.data["image/png"]
    status, messages, _ = build(tmp_path, [view], models, "latex")
    assert status != 0
    assert "on paper an output needs a drawing: The valley" in messages


def test_the_models_of_a_page_without_widgets_are_none():
    class Environment:
        docname = "index"

    assert static_explorers.widget_models(Environment()) == {}
    assert json.loads('{"a": "<\\/script>"}') == {"a": "</script>"}  # what myst-nb escapes
