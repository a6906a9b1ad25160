"""What a page weighs, and that what it does not load was not needed."""

import re
from pathlib import Path

import code_colours
import fonts
import pytest
import styles
import weight
from fontTools.ttLib import TTFont
from later import later
from test_crawl import PAGES, SITE, Visit, contexts, origins  # noqa: F401  (fixtures)

CHAPTERS = [name for name in PAGES if re.match(r"book/(learning|challenges)/", name)]
ASSETS = Path(weight.__file__).parents[1] / "_assets"
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
    left = re.sub(r"\s+", "", styles.kept(STYLE, {"used", "here", "a"}))
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


PAGE = '<p class="mine" id="here">x</p><button data-bs-toggle="tooltip"></button>'


def test_names_are_those_of_elements_and_scripts_and_of_parts_that_are_used():
    scripts = {"own.js": "list.add('made')", "bootstrap.js": "'tooltip-inner carousel-item show'"}
    met = styles.names([PAGE], scripts)
    assert {"mine", "here", "made", "tooltip-inner", "show"} <= met
    assert not {"carousel-item", "x"} & met


def test_variables_that_nothing_reads_are_dropped():
    sheet = 'a{--lost:url("a;b}");--used:1;--oc-low:2;color:var(--used)}'
    read = styles.read_variables([sheet], ["`--oc-${name}`"])
    assert styles.without(sheet, read) == "a{--used:1;--oc-low:2;color:var(--used)}"


def test_a_sheet_without_needless_space_means_the_same():
    sheet = 'a b ,\n i { color : red ;\n content: " ; {" ; }\n'
    assert styles.tight(sheet) == 'a b,i{color : red;content: " ; {"}'


LOOKS = "\n".join(
    f'html[data-theme="{theme}"] .highlight {rule}'
    for theme, rules in {
        "light": ["{ background: #fff; color: #111 }", ".n { color: #111 }", ".k { color: #222 }"],
        "dark": ["{ background: #000; color: #eee }", ".n { color: #eee }", ".k { color: #ddd }"],
    }.items()
    for rule in [*rules, rules[-1].replace(".k", ".kn")]
)


def test_code_has_tags_only_where_a_colour_changes():
    code = '<span></span><span class="kn">for</span> <span class="k">in</span> '
    code += '<a href="#x"><span class="n">x</span></a><span class="o">=</span>1\n'
    whole = '<div class="highlight"><pre>{}</pre>'
    same = code_colours.colours(LOOKS)
    assert same == {"n": "", "k": "k", "kn": "k"}
    light = '<span class="k">for in</span> <a href="#x">x</a>=1\n'
    assert code_colours.lighter(whole.format(code), same) == whole.format(light)


def test_scripts_load_when_the_text_is_there_the_explorers_first():
    tags = [f'<script src="_static/{name}.js?v=1"></script>' for name in ("course", "find")]
    tags.append('<script async="async" onerror="show()" src="_static/explorer.js"></script>')
    page = later(f"<head>{''.join(tags)}</head><body>x</body>")
    moved = '<script onerror="show()" src="_static/explorer.js"></script>' + tags[1]
    assert f'<template id="oc-later">{moved}</template>' in page
    assert page.startswith(f"<head>{tags[0]}</head><body>x") and later(page) == page


def test_a_font_is_cut_to_the_signs_of_formulas_and_their_italics(tmp_path):
    path = tmp_path / "font.woff2"
    path.write_bytes((ASSETS / "stix-two-math.woff2").read_bytes())
    fonts.cut_font(path, ["<p>Ж</p><math><mi>h</mi><mo>∑</mo><mi>&lt;</mi></math>"])
    left = TTFont(path).getBestCmap()
    assert {ord(each) for each in "h∑<−√ℎ"} <= set(left) and ord("α") not in left
    assert TTFont(path)["MATH"].table.MathVariants.VertGlyphCoverage.glyphs


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
    assert sum(size for _, size, _ in sent) <= 700_000, sorted(sent, key=lambda e: -e[1])[:8]
    assert sum(size for _, size, at in sent if at <= ready) <= 500_000, sent


@pytest.mark.site
def test_every_icon_of_the_site_is_drawn():
    styles = (SITE / "_static" / "course.css").read_text("utf-8")
    text = "".join((SITE / name).read_text("utf-8") for name in PAGES)
    shown = set(weight.SHOWN.findall(text))
    assert shown and all(f".fa-{name}{{--icon" in styles for name in shown)
    assert "fontawesome.js" not in text
