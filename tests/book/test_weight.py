"""What a page weighs, and that what it does not load was not needed."""

import re

import pytest
import weight
from test_crawl import PAGES, SITE, Visit, contexts, origins  # noqa: F401  (fixtures)

CHAPTERS = [name for name in PAGES if re.match(r"book/(learning|challenges)/", name)]
STYLE = """
a{color:red} .used, .lost > p{margin:0} #here .lost{top:0} .used:not(.lost){left:0}
@media (max-width:9px){.lost{top:0}} @media print{.used{top:1px}.lost{top:2px}}
@font-face{font-family:"Font Awesome 6";src:url(x)} @keyframes turn{to{top:0}}
"""
SCRIPT = """
(()=>{var t={bars:[448,512,["navicon"],"f0c9","M0 96"],"arrow-up":[384,512,[8593],"f062","M214 41"],
"magnifying-glass":[512,512,[128269,"search"],"f002","M416 208c0 1"]}})()
"""


def test_only_rules_that_something_can_meet_are_kept():
    left = re.sub(r"\s+", "", weight.kept(STYLE, {"used", "here", "a"}))
    assert left == (
        "a{color:red}.used{margin:0}.used:not(.lost){left:0}@mediaprint{.used{top:1px}}"
        "@keyframesturn{to{top:0}}"
    )


@pytest.fixture
def static(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "fontawesome.js").write_text(SCRIPT)
    return tmp_path


def test_icons_that_are_shown_become_styles(static):
    styles = weight.icon_styles(static, {"fa-search", "fa-lg", "fa-other"}, {"bars", "arrow-up"})
    assert re.findall(r"\.fa-([\w-]+) { --icon", styles) == ["arrow-up", "bars", "search"]
    assert "viewBox='0 0 448 512'" in styles or "viewBox=%220 0 448 512%22" in styles
    assert not (static / "scripts" / "fontawesome.js").exists()


def test_an_icon_that_the_theme_lacks_is_named(static):
    with pytest.raises(ValueError, match=r"no icons \['dragon'\]"):
        weight.icon_styles(static, set(), {"bars", "dragon"})


SENT = """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType(
  "navigation")).map((e) => [e.name, e.decodedBodySize, e.responseEnd])"""
READY = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventStart"


@pytest.mark.site
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_light_and_can_be_read_before_all_of_it_is_there(name, contexts, origins):  # noqa: F811
    page = Visit(contexts["light on a desk"].new_page(), origins["root"]).page
    page.goto(origins["root"] + name, wait_until="load")
    sent, ready = page.evaluate(SENT), page.evaluate(READY)
    page.close()
    sent = [(address, size, at) for address, size, at in sent if "/_explorers/" not in address]
    assert sum(size for _, size, _ in sent) <= 1_200_000, sorted(sent, key=lambda e: -e[1])[:8]
    assert sum(size for _, size, at in sent if at <= ready) <= 900_000, sent


@pytest.mark.site
def test_every_icon_of_the_site_is_drawn():
    styles = (SITE / "_static" / "course.css").read_text("utf-8")
    text = "".join((SITE / name).read_text("utf-8") for name in PAGES)
    shown = set(weight.SHOWN.findall(text))
    assert shown and all(f".fa-{name} {{ --icon" in styles for name in shown)
    assert "fontawesome.js" not in text
