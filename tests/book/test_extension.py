"""The Sphinx extensions on a small project: explorers move into files, claims get anchors."""

import re
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace

import builds
import counts
import ledger
import nbformat
import outputs
import pytest
from docutils import nodes
from mathml import mathml

from optcourse.teaching.claims import CHAPTERS, sentences
from optcourse.teaching.prose import PREFIX

EXTENSIONS = Path(outputs.__file__).parent
PIXEL = b64encode(b"\x89PNG\r\n\x1a\n a picture").decode()
CONF = """
import sys
sys.path.insert(0, {path!r})
extensions = [
    "myst_nb", "sphinx_exercise", "outputs", "ledger", "gallery", "status", "counts", "powers",
    "paper", "repairs", "sources", "folding", "presets", "mathml",
]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = {mode!r}
nb_ipywidgets_js = {{}}
html_math_renderer = "mathml"
"""
INDEX = """# Book

Begin with {explorer}`The valley`. Its rate ($\\epsilon$), its $\\lambda$: both, and $x$ too.
The course has {count}`chapters` chapters and {count}`claims` claims.

```{toctree}
pages/zeros
pages/last
```

```{ledger}
```

```{explorers}
```

```{times}
```
"""
LONG = "$" + "+".join("abcdefghijklmnopqrstu") + "$."


def explorer(payload='{title: "a</script>b"}'):
    said = {"title": "The valley", "question": "How long is 3 < 4?", "controls": ["rate"]}
    said |= {"here": "172 steps < 200.", "told": ["loss: from 1 at 0"]}
    said |= {"presets": {"over the edge": "rate=2.02&start=1,2"}}
    data = {"text/plain": "The valley", "image/png": PIXEL}
    data[outputs.EXPLORER] = said | {"payload": payload, "place": "<p>kept</p>"}
    return nbformat.v4.new_output("display_data", data)


def widget(text):
    view = {"model_id": "a1", "version_major": 2, "version_minor": 0}
    return nbformat.v4.new_output("display_data", text | {outputs.VIEW: view})


def table(name, value):
    """A row of what was measured, as a page has it."""
    return rf'<th class="stub"><p>{name}</p></th>\s*<td><p>{value}</p></td>'


def claim(id, *conditions, **measured):
    data = {"text/plain": f"✓ {id} A sentence."}
    said = {"conditions": list(conditions), "measured": list(map(list, measured.items()))}
    data[outputs.CLAIM] = {"id": id} | said
    return nbformat.v4.new_output("display_data", data)


def glued(name, value):
    data = {f"{PREFIX}text/plain": repr(value)}
    metadata = {"scrapbook": {"name": name, "mime_prefix": PREFIX}}
    return nbformat.v4.new_output("display_data", data, metadata=metadata)


def notebook(shown):
    """A notebook with a cell for each source, output or cell, and the state of a widget."""
    cells = [nbformat.v4.new_markdown_cell("# Zeros")]
    for each in shown:
        stored = (
            {"source": each} if isinstance(each, str) else {"source": "pass", "outputs": [each]}
        )
        new = "cell_type" not in each
        cells.append(nbformat.v4.new_code_cell(**stored) if new else each)
    model = {"model_name": "AnyModel", "model_module": "anywidget", "state": {}}
    state = {"state": {"a1": model}, "version_major": 2, "version_minor": 0}
    key = "application/vnd.jupyter.widget-state+json"
    language = {"name": "python", "pygments_lexer": "ipython3"}
    metadata = {"widgets": {key: state}, "language_info": language}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def build(folder, shown, builder="html", index=INDEX, mode="off"):
    """Build a book of three pages; returns (exit status, messages, folder of the result)."""
    (folder / "pages").mkdir()
    (folder / "conf.py").write_text(CONF.format(path=str(EXTENSIONS), mode=mode))
    (folder / "index.md").write_text(index)
    (folder / "pages" / "last.md").write_text(f"# Last\n\n{LONG}\n")
    nbformat.write(notebook(shown), folder / "pages" / "zeros.ipynb")
    site = folder / "site"
    options = ["-b", builder, "-W", "--keep-going", "-q"]
    status, _, errors = builds.sphinx(*options, folder, site)
    return status, errors, site


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    shown = [explorer(), explorer(), claim("I3", "few steps are < 50", steps="43"), claim("I3")]
    shown.append(claim("I8", **{"Newton's steps": "1"}))
    shown += [
        glued("faded", "−112"),
        nbformat.v4.new_markdown_cell("About {power}`faded` is left."),
    ]
    status, messages, site = build(tmp_path_factory.mktemp("book"), shown)
    assert status == 0, messages
    return site


@pytest.fixture(scope="module")
def page(book):
    return (book / "pages" / "zeros.html").read_text("utf-8")


def level(page):
    """The page with its indices on the line."""
    return re.sub("</?sub>", "", page)


def test_an_explorer_leaves_a_place_and_a_file(book, page):
    (file,) = (book / "_explorers").iterdir()
    name = file.stem
    payload = f'optcourse.register("{name}", {{title: "a</script>b"}});\n'
    assert file.read_text("utf-8") == payload
    place = f'data-explorer="{name}" data-src="../_explorers/{name}.js"'
    for anchor in ("explorer-the-valley", "explorer-the-valley-2"):
        assert page.count(f'<div class="oc-explorer" {place} id="{anchor}"><p>kept</p></div>') == 1
    assert len(name) == 16


def test_a_page_with_explorers_says_so_to_its_styles(book, page):
    assert re.search(r'<section class="[^"]*\boc-begins"[^>]*>\s*<h1', page)
    assert "oc-begins" not in (book / "pages" / "last.html").read_text("utf-8")


def test_the_picture_stays_for_readers_without_scripts(page):
    noscript = page.split("<noscript>")[1].split("</noscript>")[0]
    told = "The valley. How long is 3 &lt; 4? Here: 172 steps &lt; 200. loss: from 1 at 0."
    assert f'alt="{told}"' in noscript
    assert "_images/" in noscript


def test_the_state_of_widgets_and_raw_outputs_leave_the_page(page):
    assert "vnd." not in page
    assert "model_" not in page


def test_scripts_are_only_on_pages_with_explorers(book, page):
    index = (book / "index.html").read_text("utf-8")
    for name in ("explorer.js", "explorer.css"):
        assert f"_static/{name}" in page
        assert f"_static/{name}" not in index
        assert (book / "_static" / name).is_file()
    script = (book / "_static" / "explorer.js").read_text("utf-8")
    assert script.index("mount") < script.index("IntersectionObserver")


def test_claims_have_anchors_and_measured_values(page):
    assert 'id="claim-I3"' in page and 'id="claim-I3-2"' in page
    assert re.search(table("steps", 43), page)
    assert level(page).count(sentences()["I3"]["claim"]) == 2 and "A sentence." not in page
    assert page.count("2/(λ<sub>min</sub> + λ<sub>max</sub>)") == 2


def test_what_was_checked_stands_between_the_sentence_and_its_values(page):
    shown = level(page).split('id="claim-I3"')[1].split("</section>")[0]
    conditions = shown.index('<div class="oc-conditions docutils container">')
    values = re.search(table("steps", 43), shown).start()
    assert shown.index(sentences()["I3"]["claim"]) < conditions < values
    assert shown.count("<li>") == 1 and "few steps are &lt; 50" in shown
    assert page.count("oc-conditions") == 1


def test_a_claim_reads_alike_where_it_is_shown_and_where_it_is_listed(book, page):
    link = '<a class="reference internal" href="pages/zeros.html#claim-I8">I8</a>'
    number = '<a class="oc-number reference internal" href="#claim-I8">Claim 2</a>'
    listed = (book / "index.html").read_text("utf-8")
    for text, id in ((page, "I8"), (listed, link)):
        said = f'{number} <strong class="oc-id">{id}</strong> {sentences()["I8"]["claim"]}'
        assert said in text
        assert text.count('id="claim-I8"') == 1
        assert re.search(table("Newton's steps", 1), text)


def test_the_ledger_links_to_every_cell(book):
    index = (book / "index.html").read_text("utf-8")
    assert 'href="pages/zeros.html#claim-I3"' in index
    assert 'href="pages/zeros.html#claim-I3-2">cell 2</a>' in index
    assert re.search(table("steps", 43), index)


def test_the_list_of_explorers_links_to_each_with_its_question(book):
    index = (book / "index.html").read_text("utf-8")
    for anchor in ("explorer-the-valley", "explorer-the-valley-2"):
        assert f'href="pages/zeros.html#{anchor}">The valley</a></strong>. How long' in index
    assert "How long is 3 &lt; 4?" in index


def test_the_title_of_an_explorer_leads_to_the_first_that_has_it(book):
    index = (book / "index.html").read_text("utf-8")
    link = 'href="pages/zeros.html#explorer-the-valley">The valley</a></em>.'
    assert f'<em><a class="reference internal" {link}' in index


def test_what_the_course_has_is_counted_when_it_is_built(book):
    chapters = len(list(CHAPTERS.glob("*/claims.toml")))
    said = (
        f"has {counts.in_words(chapters)} chapters and {counts.in_words(len(sentences()))} claims."
    )
    assert said in (book / "index.html").read_text("utf-8")
    assert [counts.in_words(k) for k in (8, 16, 69)] == ["eight", "sixteen", "69"]


def test_a_count_of_what_nobody_counts_fails_the_build(tmp_path):
    index = INDEX.replace("{count}`claims`", "{count}`pages`")
    status, messages, _ = build(tmp_path, [explorer()], index=index)
    assert status != 0
    assert "count must be of chapters or claims, got 'pages'" in messages


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_a_title_that_no_explorer_has_fails_the_build(tmp_path, builder):
    index = INDEX.replace("`The valley`", "`The vale`")
    status, messages, _ = build(tmp_path, [], builder, index)
    assert status != 0
    assert "index.md:3: WARNING: no explorer is called 'The vale'" in messages


def test_a_formula_and_the_mark_after_it_stay_on_one_line(book):
    index = (book / "index.html").read_text("utf-8")
    math = '<span class="math notranslate nohighlight">{}</span>'
    for formula, mark in [(r"\epsilon", "),"), (r"\lambda", ":")]:
        written = math.format(mathml(formula, display=False))
        assert f'<span class="oc-tied">{written}{mark}</span>' in index
    assert f"and {math.format(mathml('x', display=False))} too." in index
    assert "oc-tied" not in (book / "pages" / "last.html").read_text("utf-8")


def test_a_glued_number_can_be_said_as_a_power_of_ten(page):
    assert re.search(r"About <span[^>]*>10⁻¹¹²</span> is left", page)


CELLS = [
    'from optcourse.teaching.claims import claim; claim("I3", True, {"steps": 43})',
    "from optcourse.explore import Axis, Explorer, Panel, Scene, Slider\n"
    "x, rate = Axis('x', (0, 1)), Slider('rate', 'rate *ε*', 0.0, 1.0, 0.5, step=0.1)\n"
    "Explorer(lambda rate: Scene([Panel(x, x, [])]), [rate], 'A valley')",
]


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_what_a_notebook_shows_when_it_runs_for_the_book(tmp_path, builder):
    index = INDEX.replace("`The valley`", "`A valley`")
    status, messages, site = build(tmp_path, CELLS, builder, index, mode="force")
    assert status == 0, messages
    if builder == "html":
        page = (site / "pages" / "zeros.html").read_text("utf-8")
        (file,) = (site / "_explorers").iterdir()
        assert f'data-explorer="{file.stem}"' in page and 'id="explorer-a-valley"' in page
        assert 'id="claim-I3"' in page and re.search(table("steps", 43), page)
    else:
        (page,) = (path.read_text("utf-8") for path in site.glob("*.tex"))
        assert "On a screen you move: rate ε." in page and "steps: 43" in page
        assert re.search(r"includegraphics\[.*\.pdf", page)


def test_the_table_of_times_lists_the_notebooks_that_ran(tmp_path, book):
    assert "Seconds" in (book / "index.html").read_text("utf-8")  # none ran
    index = "# Book\n\n```{toctree}\npages/last\npages/zeros\n```\n\n```{times}\n```\n"
    status, messages, site = build(tmp_path, [claim("I3")], index=index, mode="force")
    assert status == 0, messages
    rows = (site / "index.html").read_text("utf-8").split("<tbody>")[1].split("</tbody>")[0]
    link = '<a class="reference internal" href="pages/zeros.html">Zeros</a>'
    assert rows.count("<tr") == 1
    assert re.search(rf"<p>{link}</p></td>\s*<td><p>\d+</p>", rows)


def test_further_seeds_are_summed_up_in_a_sentence():
    seeds = {"date": "2026-11-21", "torch": "2.13", "step": 1000}
    seeds["held"] = {"I3": [5, 5], "I4": [4, 5]}
    assert ledger.seeds_summary({"conditioning": seeds}) == (
        "2 claims depend on random numbers: each was run on five further seeds, "
        "and 9 of 10 runs held (2026-11-21 with torch 2.13)."
    )
    seeds["held"]["I5"] = [6, 6]
    assert "each was run on 5 to 6 further seeds" in ledger.seeds_summary({"a": seeds})
    del seeds["step"]
    assert ledger.seeds_summary({"a": seeds}).endswith(" with networks in common: a.")
    assert ledger.seeds_summary({}) == ""


ENTRIES = [["half the rates", True, "steps = 43", "k"], ["no noise", False, "not shown: 1/0", "m"]]


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_other_settings_are_listed_with_what_each_measured(builder):
    made = ledger.settings_node(SimpleNamespace(builder=SimpleNamespace(format=builder)), ENTRIES)
    text = "".join(node.astext() for node in made)
    assert "1 of 2 other settings" in text
    assert "✓ half the rates: steps = 43" in text and "✗ no noise: not shown: 1/0" in text
    assert ("<details" in text) == text.endswith("</details>") == (builder == "html")
    assert ledger.settings_node(None, None) == []


def test_indices_stand_below_the_line_and_digits_are_three():
    row = ledger.setting_node(
        "2/λmax", True, "along p̂_data = 0.71234, kept = nan%, clip_grad_norm_ = 1"
    )
    low = [each.astext() for each in row.findall(nodes.subscript)]
    assert low == ["max", "data"]
    said = "✓ 2/λmax: along p̂data = 0.712, kept = –, clip_grad_norm_ = 1"
    assert row.astext() == said


def test_other_settings_are_summed_up_in_a_sentence():
    made = {"date": "2026-11-27", "torch": "2.13"}
    scope = {"cliffs": made | {"held": {"C4": ENTRIES, "C6": ENTRIES[:1]}}, "memory": {"held": {}}}
    assert ledger.settings_summary(scope) == (
        "2 claims were tried in other settings, those that a rival would choose, "
        "and held in 2 of 3 (2026-11-27 with torch 2.13)."
    )
    assert ledger.settings_summary({"memory": {"held": {}}}) == ""


@pytest.mark.parametrize("builder", ["html", "latex"])
@pytest.mark.parametrize(
    "text, name", [({"text/plain": "IntSlider(value=3)"}, "IntSlider(value=3)"), ({}, "a widget")]
)
def test_any_other_widget_fails_the_build_by_name(tmp_path, text, name, builder):
    status, messages, _ = build(tmp_path, [widget(text)], builder)
    assert status != 0
    assert f"the page can only show explorers, not {name}" in messages


def test_an_explorer_without_a_drawing_fails_the_book_on_paper_by_name(tmp_path):
    shown = explorer()
    del shown.data["image/png"]
    status, messages, _ = build(tmp_path, [shown], "latex")
    assert status != 0
    assert "on paper an explorer needs a drawing: The valley" in messages
