"""From a cell to the source of what it runs: on a small book, and in the built site."""

import ast
import html
import re

import pytest
import sources
from access import serious_barriers
from test_crawl import LOOKS, SITE, Anchors, contexts, origins, resolves, visit
from test_extension import build

from optcourse.records.closures import PACKAGE

FIXTURES = (contexts, origins, visit)
CELLS = [
    "from optcourse.chapters.risk.experiments import CapacityConfig, capacity as fit\n"
    "from optcourse.chapters.memory import experiments as memory\n"
    "from optcourse.records.sweeps import cached\n"
    "from optcourse.rules import trajectory\n"
    "from optcourse.teaching.claims import claim",
    "fits = cached(fit, CapacityConfig(max_degree=2))\nmemory.directions(fits.truth)",
    "claim('R3', fits.risk > 0)",
    "def trajectory():\n    return fit",
    "trajectory()",
]
CAPACITY = "optcourse/chapters/risk/experiments/capacity"
MEMORY = "optcourse/chapters/memory/experiments/products"
INDEX = "# Book\n\n```{toctree}\npages/zeros\npages/last\n```\n"


def words(page):
    """A page's text without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    status, messages, site = build(tmp_path_factory.mktemp("book"), CELLS, index=INDEX)
    assert status == 0, messages
    return site


@pytest.fixture(scope="module")
def module(book):
    return (book / "_modules" / f"{CAPACITY}.html").read_text("utf-8")


def lines(book):
    """Beneath which cells there is a line, and what each links to."""
    page = (book / "pages" / "zeros.html").read_text("utf-8")
    found = re.findall(r'<p class="oc-source" id="source-of-cell-(\d+)">(.*?)</p>', page)
    return {
        int(k): dict(
            zip(re.findall(r'pre">(.*?)<', at), re.findall(r'href="(.*?)"', at), strict=True)
        )
        for k, at in found
    }


def test_a_cell_says_where_what_it_uses_is_defined(book):
    assert lines(book) == {
        2: {
            "fit": f"../_modules/{CAPACITY}.html#capacity",
            "CapacityConfig": f"../_modules/{CAPACITY}.html#CapacityConfig",
            "memory.directions": f"../_modules/{MEMORY}.html#directions",
        },
        4: {"fit": f"../_modules/{CAPACITY}.html#capacity"},
    }


def test_the_line_stands_beneath_the_code(book):
    page = (book / "pages" / "zeros.html").read_text("utf-8")
    assert len(re.findall(r'</pre></div>\s*</div>\s*</div>\s*<p class="oc-source"', page)) == 2


def test_a_page_shows_the_module_to_the_letter(module):
    (listing,) = re.findall(r"<pre>(.*?)</pre>", module, re.DOTALL)
    assert words(listing) == (PACKAGE.parent / f"{CAPACITY}.py").read_text("utf-8")


def test_every_definition_has_an_anchor_where_it_begins(module):
    for name, begins in {
        "Capacity": "@dataclass(frozen=True, eq=False)\nclass Capacity:",
        "capacity": "def capacity(config: CapacityConfig)",
        "_fit_all": "def _fit_all(",
    }.items():
        assert module.count(f'id="{name}"') == 1
        assert words(module.split(f'id="{name}" class="oc-definition">')[1]).startswith(begins)


def test_constants_have_anchors_too():
    source = "RIDGE = 1\nlow, high = (\n    1,\n    2,\n)\n"
    code = f"<div><pre>{source}</pre></div>"
    shown = sources.with_anchors(code, ast.parse(source))
    assert words(shown) == source and shown.count("</span>") == shown.count("<span") == 3
    assert re.findall(r'id="(\w+)"', shown) == ["RIDGE", "low", "high"]


def test_what_a_module_imports_is_one_click_away(book, module):
    up = "../../../"
    for name, place in {
        "positive": "validation.html#positive",
        "checked": "validation.html#checked",
    }.items():
        assert f'<a href="{up}{place}"><span class="n">{name}</span></a>' in module
        assert (book / "_modules/optcourse" / place.split("#")[0]).is_file()


def test_a_page_leads_back_to_the_cells_that_use_it(module):
    back = "../../../../../pages/zeros.html"
    assert f'<a href="{back}">Zeros</a>: ' in module
    for name in ("CapacityConfig", "capacity"):
        assert f'<a href="{back}#source-of-cell-2"><code>{name}</code></a>' in module


def test_only_what_cells_stand_on_is_shown(book):
    pages = {path.stem for path in (book / "_modules").rglob("*.html")}
    assert {"capacity", "products", "validation"} <= pages
    assert not {"claims", "explorers", "exercises", "descent", "staircase"} & pages


def test_the_search_finds_pages_of_the_book_only(book):
    assert "_modules" not in (book / "searchindex.js").read_text("utf-8")


def test_a_book_whose_cells_use_nothing_has_no_pages_of_modules(tmp_path):
    _, _, site = build(tmp_path, CELLS[:1], index=INDEX)
    assert (site / "pages" / "zeros.html").is_file() and not (site / "_modules").exists()


def test_on_paper_there_are_no_sources(tmp_path):
    status, messages, site = build(tmp_path, CELLS, "latex", INDEX)
    (page,) = (path.read_text("utf-8") for path in site.glob("*.tex"))
    assert status == 0 and "cached" in page, messages
    assert "source:" not in page and "modules" not in page


MODULES = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("_modules/**/*.html"))


@pytest.mark.site
def test_every_module_that_cells_name_has_a_page_and_no_link_is_broken():
    notebooks = (SITE.parents[1] / "book").glob("[!.]*/[!.]*.ipynb")
    named = {
        m for path in notebooks for names in sources.uses(str(path)).values() for m, _ in names
    }
    assert {f"{sources.address(module)}.html" for module in named} <= set(MODULES) and named
    for name in MODULES:
        broken = [at for tag, at in Anchors(name).references if not resolves(name, tag, at)]
        assert not broken, name


@pytest.mark.site
def test_all_pages_of_modules_are_light():
    assert sum((SITE / name).stat().st_size for name in MODULES) < 8_000_000


@pytest.mark.site
@pytest.mark.parametrize("origin", ["subpath", "disk"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_click_leads_from_a_cell_to_the_definition_and_back(visit, look, origin):
    seen = visit("book/learning/risk.html", origin, look, explorers=False)
    link = seen.page.locator(".oc-source a", has_text=re.compile("^parting$"))
    link.locator("xpath=ancestor::details").locator("> summary").click()
    link.click()
    seen.page.wait_for_url("**/_modules/optcourse/chapters/risk/experiments/parting.html#parting")
    target = seen.page.locator(":target")
    assert target.inner_text().startswith("def parting(")
    assert 0 <= target.bounding_box()["y"] < 200
    assert not seen.overflow() and not serious_barriers(seen.page)
    seen.page.get_by_role("link", name="parting", exact=True).first.click()
    seen.page.wait_for_url("**/book/learning/risk.html#source-of-cell-*")
    assert not seen.external() and not seen.complaints
