"""Once the site has an address: whole addresses in the heads of pages, and lists for engines."""

import re
from pathlib import Path

import pytest
import yaml
from test_extension import CONF, build, explorer

ROOT = Path(__file__).parents[2]

SITE = "https://example.org/course"


def test_with_an_address_pages_are_listed_and_links_are_whole(tmp_path, monkeypatch):
    conf = CONF.replace('"presets",', '"presets", "heads",') + f'html_baseurl = "{SITE}/"\n'
    monkeypatch.setattr("test_extension.CONF", conf)
    index = "# Book\n\n*Why?* Because $x$.\n\n```{toctree}\npages/zeros\npages/last\n```\n"
    status, messages, out = build(tmp_path, [explorer()], index=index)
    assert status == 0, messages
    sitemap = (out / "sitemap.xml").read_text("utf-8")
    wanted = [f"{SITE}/{page}.html" for page in ("index", "pages/zeros", "pages/last")]
    assert re.findall("<loc>(.*?)</loc>", sitemap) == wanted
    assert f"Sitemap: {SITE}/sitemap.xml" in (out / "robots.txt").read_text("utf-8")
    page = (out / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{SITE}/index.html" />' in page
    assert f'property="og:url" content="{SITE}/index.html"' in page
    assert 'name="description" content="Why? Because x."' in page
    assert f'href="{SITE}/pages/last.html"' in (out / "404.html").read_text("utf-8")
    shared = (out / "pages" / "zeros.html").read_text("utf-8")
    (picture,) = re.findall(r'property="og:image" content="([^"]+)"', shared)
    assert picture.startswith(f"{SITE}/_images/")
    assert (out / picture.removeprefix(f"{SITE}/")).is_file()


def test_the_address_is_a_value_of_the_configuration_which_is_empty():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert config["html"]["baseurl"] == ""


GLOSSARY = "# Book\n\n{toc}\n\n```{{glossary}}\nvalley\n  Low ground. {{doc}}`/pages/last`\n```\n"


@pytest.mark.parametrize("said, status", [("A {term}`valley`.", 0), ("A valley.", 1)])
def test_an_entry_of_the_glossary_leads_to_its_term_or_fails_the_build(
    tmp_path, monkeypatch, said, status
):
    monkeypatch.setattr("test_extension.CONF", CONF.replace('"presets",', '"presets", "terms",'))
    monkeypatch.setattr("test_extension.LONG", said)
    index = GLOSSARY.format(toc="```{toctree}\npages/zeros\npages/last\n```")
    got, messages, out = build(tmp_path, ["1"], index=index)
    assert got == status, messages
    if status:
        assert "pages/last does not link to the term 'valley'" in messages
    else:
        assert 'href="pages/last.html#use-valley"' in (out / "index.html").read_text("utf-8")
        assert 'id="use-valley"' in (out / "pages" / "last.html").read_text("utf-8")
