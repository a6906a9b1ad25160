"""How a built chapter reads: proofs folded, numbers in the order of the text, quizzes answered."""

import html
import re
from urllib.parse import urljoin

import nbformat
import pytest
from access import unfold
from test_crawl import SITE, origins, text

from optcourse.numerals import shortened

ROOT = SITE.parents[1]
NOTEBOOKS = sorted(path.relative_to(ROOT) for path in ROOT.glob("book/[!.]*/*.ipynb"))
FIXTURES = (origins,)
pytestmark = pytest.mark.site

VISIBLE = """() => [...document.querySelectorAll("article .highlight pre")]
  .filter((each) => each.checkVisibility())
  .filter((each) => !each.closest("#exercises, .cell_output"))
  .map((each) => each.innerText.trimEnd())"""
CUT_OFF = """() => [...document.querySelectorAll("article .highlight pre")]
  .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.innerText)"""
FOLDS = """() => [...document.querySelectorAll("article details.oc-fold")].map((each) => [
  each.querySelector("summary").textContent,
  [...each.querySelectorAll(".cell_input pre")].map((code) => code.textContent),
])"""
# Of all places that a link may aim at, those that stay out of sight when it does.
UNSEEN = """async () => {
  const places = [...document.querySelectorAll("article .oc-claim, article .oc-source")];
  const unseen = [];
  for (const { id } of places.filter((each) => !each.closest(".solution"))) {
    location.hash = id;
    await new Promise((go) => setTimeout(go, 20));
    const place = document.getElementById(id), fold = place.querySelector(":scope > details");
    const { top } = place.getBoundingClientRect();
    if (!place.checkVisibility() || (fold && !fold.open) || top < 0 || top > innerHeight)
      unseen.push(id);
  }
  return [places.length, unseen];
}"""


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def opened(browser, origins, path):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(f"{origins['disk']}{path.with_suffix('.html')}", wait_until="load")
    yield page
    page.close()


@pytest.fixture
def page(opened):
    """The chapter with all folds closed, as it is loaded."""
    unfold(opened, False)
    return opened


def chapter_number(page):
    return re.match(r"(\d+)\. ", page.locator("article h1").inner_text())[1]


def cells(path, tag):
    found = nbformat.read(ROOT / path, as_version=4).cells
    return [cell.source for cell in found if tag in cell.metadata.get("tags", ())]


def test_only_what_teaches_stays_open(page, path):
    lines = page.evaluate(VISIBLE)
    loops = cells(path, "open")
    assert 1 <= len(loops) <= 2 and all(loop.strip() in lines for loop in loops)
    assert sum(len(each.splitlines()) for each in lines) <= 300 / 8  # lines a chapter
    assert not any(re.fullmatch(r"((from|import) .*\s*)+", each) for each in lines)


def test_no_code_is_cut_off(page):
    unfold(page, True)
    assert not page.evaluate(CUT_OFF)


SHEETS = re.compile(rb"/Type\s*/Page\b(?!s)")
HIDDEN = "(all) => all.filter((each) => !each.checkVisibility({ visibilityProperty: true })).length"


def test_paper_begins_with_the_title_leaves_solutions_on_the_page_and_takes_few_sheets(page):
    assert len(SHEETS.findall(page.pdf(format="A4"))) <= 22
    page.emulate_media(media="print")
    title, article = page.locator("article h1"), page.locator("article")
    assert re.match(r"\d+\. ", title.inner_text()) and title.is_visible()
    assert title.bounding_box()["y"] < 80 and not page.locator("#jb-print-docs-body").is_visible()
    notes, solutions = (f".{kind}.dropdown > :last-child" for kind in ("note", "solution"))
    assert page.locator(solutions).evaluate_all(HIDDEN) == page.locator(solutions).count() >= 4
    assert page.locator(notes).evaluate_all(HIDDEN) == 0
    assert article.locator("h2").first.bounding_box()["y"] > title.bounding_box()["y"]
    page.emulate_media(media="screen")


def test_at_the_foot_stands_what_the_next_page_asks(page, path):
    following = urljoin(str(path), page.locator(".right-next").get_attribute("href"))
    asked = re.search(r"</h1>\s*<p><em>(.*?)</em>", text(following))
    words = html.unescape(re.sub("<[^>]*>", "", asked[1]))
    assert page.locator(".right-next .oc-next-asks").inner_text() == words


def test_paper_has_whole_lines_and_no_closed_folds(page):
    page.emulate_media(media="print")
    assert not page.locator("details.oc-fold:visible, .oc-call:visible").count()
    unfold(page, True)
    assert page.locator("details.oc-fold:visible").count()
    assert not page.evaluate(CUT_OFF)
    page.emulate_media(media="screen")


def test_a_fold_says_how_much_it_holds_and_opens_by_keyboard(page):
    first = page.locator("article details.oc-fold").first
    first.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert first.locator("pre").first.is_visible()
    folds = page.evaluate(FOLDS)
    assert len(folds) >= 8
    for label, code in folds:
        held = sum(len(each.rstrip("\n").split("\n")) for each in code)
        assert re.search(rf"\({held} lines?\)", label), label


def test_a_link_into_a_fold_opens_it(page):
    count, unseen = page.evaluate(UNSEEN)
    assert count > 8 and not unseen


def test_each_explorer_has_its_call_beneath(page):
    calls = page.locator(".oc-call pre").all_inner_texts()
    assert len(calls) == page.locator(".oc-explorer").count()
    assert all(each.startswith("explorers.") for each in calls)
    assert page.locator(".oc-call button.copybtn").count() == len(calls)


def test_nothing_speaks_of_what_the_page_lacks(page):
    words = page.locator("article").inner_text()
    assert (
        "still empty" not in words and "cell source" not in words and "to the power −" not in words
    )


def test_claims_are_numbered_in_the_order_of_the_text(page):
    labels = page.locator("article .oc-number").all_inner_texts()
    chapter = chapter_number(page)
    assert labels == [f"Claim {chapter}.{k}" for k in range(1, len(labels) + 1)] and labels
    ids = page.locator("article .oc-claim > p .oc-id").all_inner_texts()
    listed = re.findall(
        r'oc-number[^>]*>(.*?)</a> <strong class="oc-id">(?:<a [^>]*>)?(.*?)<', text(LEDGER)
    )
    assert set(zip(labels, ids, strict=True)) <= set(listed)


LEDGER = "book/ledger.html"


def test_the_number_of_a_claim_is_its_link_and_a_click_copies_it(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    claims = page.locator("article .oc-claim").evaluate_all("(all) => all.map((each) => each.id)")
    links = page.locator("article a.oc-number").evaluate_all("(all) => all.map((e) => e.hash)")
    assert links == [f"#{each}" for each in claims]
    page.locator("a.oc-number").first.click()
    page.get_by_text("link copied").wait_for()
    address = f"{page.url.split('#')[0]}{links[0]}"
    assert page.url == page.evaluate("navigator.clipboard.readText()") == address
    listed = page.locator(".oc-claim .oc-id a").first.get_attribute("href")
    assert listed == f"../ledger.html{links[0]}"


RAW = re.compile(r"(?<!\w)[^\W\d_][\u0300-\u036f]?_\w|λ(min|max)|nan%")
SAID = """() => {
  const text = document.querySelector("article").cloneNode(true);
  text.querySelectorAll("pre, code, script, math, .oc-explorer").forEach((each) => each.remove());
  text.querySelectorAll("sub").forEach((each) => each.replaceWith(` ${each.textContent}`));
  return text.textContent;
}"""


def test_no_claim_table_or_question_has_a_name_as_code_has_it(page, path, origins):
    found = {path.stem: RAW.findall(page.evaluate(SAID))}
    if path == NOTEBOOKS[0]:
        page.goto(f"{origins['disk']}{LEDGER}")
        found["ledger"] = RAW.findall(page.evaluate(SAID))
        page.go_back()
    assert not any(found.values()), found


def test_equations_and_exercises_bear_the_number_of_their_chapter(page):
    chapter = chapter_number(page)
    assert (
        page.locator(".bd-sidebar-primary .current.active").inner_text().startswith(f"{chapter}.")
    )
    for selector, form in {
        ".eqno": "({}.{})",
        ".exercise .caption-number": "Exercise {}.{}",
    }.items():
        found = [
            each.strip(" #\n") for each in page.locator(f"article {selector}").all_inner_texts()
        ]
        assert found == [form.format(chapter, k) for k in range(1, len(found) + 1)] and found


@pytest.mark.parametrize("scope", ["page", "ledger"])
def test_what_was_measured_is_a_table_of_three_digits(page, path, scope):
    source = text(str(path.with_suffix(".html")) if scope == "page" else LEDGER)
    rows = re.findall(r'<th class="stub"><p>(.+?)</p></th>\s*<td><p>(.+?)</p></td>', source)
    assert len(rows) >= 8
    assert not [row for row in rows if shortened(row[1]) != row[1]]


def test_one_answer_is_open_and_says_whether_it_holds(page):
    for quiz in page.locator(".oc-quiz").all():
        right, wrong = quiz.locator(".oc-right"), quiz.locator(".oc-wrong")
        assert right.count() == 1 and wrong.count()
        colors = {color(right.locator("summary"))}
        for answer, mark in [(wrong.first, "✗ No."), (right, "✓ Yes.")]:
            answer.locator("summary").click()
            assert answer.locator("p").inner_text().startswith(mark)
            assert quiz.locator("details[open]").count() == 1
            colors.add(color(answer.locator("strong")))
        assert len(colors) == 3
        assert remark(right) not in map(remark, wrong.all())


def color(element):
    return element.evaluate("(each) => getComputedStyle(each).color")


def remark(answer):
    return answer.locator("p").evaluate("(each) => each.lastChild.textContent")


def test_folds_open_without_scripts(browser, origins):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{origins['disk']}{NOTEBOOKS[0].with_suffix('.html')}", wait_until="load")
    fold = page.locator(".oc-claim details").first
    assert not fold.locator("pre").first.is_visible()
    fold.locator("summary").click()
    assert fold.locator("pre").first.is_visible()
    page.close()


def test_a_tiny_number_is_written_as_a_power_of_ten():
    assert re.search(r"10⁻[⁰¹²³⁴-⁹]{2,3}</span>", text("book/challenges/memory.html"))
