"""What readers carry away from the built site: all of it as one file, a chapter as a notebook."""

import zipfile

import pytest
import site_archive
from controls import moves
from test_crawl import LOOKS, SITE, Visit, explorers_of, serve, text

ROOT = SITE.parents[1]
NOTEBOOKS = sorted(path.relative_to(ROOT) for path in ROOT.glob("book/[!.]*/*.ipynb"))
PAGES = [path.with_suffix(".html").as_posix() for path in NOTEBOOKS]

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The site from its archive, in a folder whose name an address must encode."""
    folder = tmp_path_factory.mktemp("away") / "Kurs für alle"
    with zipfile.ZipFile(site_archive.archive(SITE, folder.parent)) as packed:
        packed.extractall(folder)
    return folder / site_archive.NAME


@pytest.fixture
def page(browser):
    page = browser.new_page(reduced_motion="reduce")
    yield page
    page.close()


def test_the_archive_is_small_enough_to_send(unpacked):
    (path,) = unpacked.parents[1].glob("*.zip")
    assert path.stat().st_size <= 15_000_000


def test_the_archive_opens_from_disk_and_its_explorers_move(unpacked, page):
    seen = Visit(page, f"{unpacked.as_uri()}/")
    for name in ("index.html", next(filter(explorers_of, PAGES))):
        root = seen.open(name).explorer(0)
        slider = root.locator("input[type=range]").first
        slider.press("Home")
        assert moves(root, lambda to=slider: to.press("End"))
    assert not seen.external() and not seen.complaints


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_download_of_a_page_is_its_notebook(path):
    assert (SITE / "_sources" / path).read_bytes() == (ROOT / path).read_bytes()
    up = "../" * (len(path.parts) - 1)
    assert f'href="{up}_sources/{path.as_posix()}"' in text(str(path.with_suffix(".html")))


@pytest.mark.parametrize("look", LOOKS)
def test_the_download_is_in_sight_and_has_a_name(page, look):
    page.set_viewport_size(LOOKS[look][1])
    with serve(SITE) as origin:
        page.goto(f"{origin}{PAGES[0]}")
        page.get_by_role("button", name="Download this page").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=".ipynb").click()
    assert download.value.suggested_filename == NOTEBOOKS[0].name


def test_without_an_address_no_button_leads_elsewhere():
    assert not [name for name in PAGES if "Launch on" in text(name)]
