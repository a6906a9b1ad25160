"""Once the site has an address: whole addresses in the heads of pages, and lists for engines."""

import re

from test_extension import CONF, build

SITE = "https://example.org/course"


def test_with_an_address_pages_are_listed_and_links_are_whole(tmp_path, monkeypatch):
    conf = CONF.replace('"presets",', '"presets", "heads",') + f'html_baseurl = "{SITE}/"\n'
    monkeypatch.setattr("test_extension.CONF", conf)
    index = "# Book\n\n*Why?* Because $x$.\n\n```{toctree}\npages/zeros\npages/last\n```\n"
    status, messages, out = build(tmp_path, ["1"], index=index)
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
