"""What readers look for is found: in the site by words, in search engines and previews by its head.

Each question is typed as people type it, into the site on a server and from disk.
"""

import json
import re
from urllib.parse import urljoin

import pytest
from rooms import chapters
from test_crawl import PAGES, SITE, contexts, origins, text, visit  # noqa: F401  (fixtures)

pytestmark = pytest.mark.site
CHALLENGES, LEARNING, GLOSSARY = "book/challenges/", "book/learning/", "book/glossary.html#term-"
ALGORITHMS = "book/algorithms/"
QUESTIONS = {
    "vanishing gradient": CHALLENGES + "memory.html",
    "vanishing gradients": CHALLENGES + "memory.html",
    "exploding gradient": CHALLENGES + "cliffs.html",
    "momentum": ALGORITHMS + "momentum.html",
    "Adam": ALGORITHMS + "adaptive.html",
    "AdamW": ALGORITHMS + "adaptive.html#is-a-penalty-a-decay",
    "Nesterov": ALGORITHMS + "momentum.html#heavy-ball-or-nesterov",
    "gradient descent": ALGORITHMS + "descent.html",
    "line search": ALGORITHMS + "descent.html#is-the-best-step-the-best",
    "cosine schedule": ALGORITHMS + "momentum.html#when-should-the-rate-fall",
    "bfloat16": CHALLENGES + "inexact.html#what-if-the-weights-themselves-are-rounded",
    "mode connectivity": CHALLENGES + "journeys.html#do-two-networks-stand-in-one-valley",
    "warmup": CHALLENGES + "conditioning.html#does-it-help-to-start-slowly",
    "warm-up": CHALLENGES + "conditioning.html#does-it-help-to-start-slowly",
    "learning-rate schedule": LEARNING + "minibatches.html#where-does-sgd-come-to-rest",
    "learning rate": GLOSSARY + "learning-rate",
    "the valley": CHALLENGES + "conditioning.html#explorer-the-valley",
    "claim T8": CHALLENGES + "memory.html#claim-T8",
    "overfitting": LEARNING + "risk.html",
    "over-fitting": LEARNING + "risk.html",
    "loss is nan": CHALLENGES + "cliffs.html#in-practice",
    "gradient clipping": CHALLENGES + "cliffs.html#how-to-clip",
    "clip_grad_norm_": CHALLENGES + "cliffs.html#in-practice",
    "saddle point": CHALLENGES + "saddles.html#how-long-does-it-take-to-leave-a-saddle",
    "early stopping": LEARNING + "surrogates.html#when-should-we-stop",
    "cross-entropy": LEARNING + "surrogates.html#what-do-we-minimize-in-its-place",
    "double descent": LEARNING + "risk.html#just-wide-enough",
    "edge of stability": CHALLENGES + "conditioning.html#does-descent-stay-out-of-sharp-places",
    "local minima": CHALLENGES + "minima.html",
    "batch size": GLOSSARY + "batch-size",
    "plateau": CHALLENGES + "saddles.html#why-does-the-loss-stand-still-and-then-drop",
    "shuffling": LEARNING + "minibatches.html#does-the-order-of-the-data-matter",
    "LSTM": CHALLENGES + "memory.html#can-a-network-hold-a-bit-and-let-the-gradient-through",
    "colab": "book/run.html#colab",
}
LIST = "document.querySelector('.oc-search-page .oc-found')"
LINKS = """(list) => [...list.querySelectorAll("a")].map((each) => each.getAttribute("href"))"""


def results(page, question):
    """Addresses that a question finds on the page of the search, without the words they carry."""
    page.locator(".oc-search-page input").fill(question)
    page.wait_for_function(f"(question) => {LIST}.dataset.of === question", arg=question)
    found = page.locator(".oc-search-page .oc-found").evaluate(LINKS)
    return [re.sub(r"\?find=[^#]*", "", each).removeprefix("./") for each in found]


@pytest.mark.parametrize("origin", ["root", "disk"])
def test_what_people_ask_for_is_among_the_first_three(visit, origin):  # noqa: F811
    visited = visit("search.html", origin)
    late = {
        question: found[:3]
        for question, wanted in QUESTIONS.items()
        if wanted not in (found := results(visited.page, question))[:3]
    }
    assert not late and len(QUESTIONS) >= 25
    assert not visited.complaints


def test_a_phrase_finds_no_text_in_which_only_its_words_stand(visit):  # noqa: F811
    page = visit("search.html").page
    for each in results(page, "batch normalization"):
        name, _, anchor = each.partition("#")
        section = text(name).split(f'id="{anchor}"')[1] if anchor else text(name)
        assert re.search(r"batch[- ]normali[sz]", section, re.IGNORECASE)
    assert results(page, "zebra") == []
    assert "Nothing" in page.locator(".oc-search-page .oc-found").inner_text()


def test_a_result_says_what_it_is_where_and_how_the_text_goes_on(visit):  # noqa: F811
    page = visit("search.html").page
    results(page, "the valley")
    first = page.locator(".oc-search-page .oc-found a").first
    assert first.locator(".oc-found-kind").inner_text().startswith("explorer · ")
    assert first.locator("mark").first.inner_text() == "valley"
    shown = page.evaluate(
        "JSON.stringify(finding.find('gradient').map((each) => each.slice(0, 5)))"
    )
    assert len(json.loads(shown)) > 50
    assert not re.search(r"\\\\[a-zA-Z(]|\\$|/book/", shown)


def test_an_address_with_a_question_is_answered(visit):  # noqa: F811
    visited = visit("search.html?q=warm+up", "disk")
    visited.page.locator(".oc-found a").first.wait_for()
    assert not visited.complaints


@pytest.mark.parametrize("origin", ["root", "disk"])
@pytest.mark.parametrize("scheme", ["light on a desk", "dark on a phone"])
def test_from_any_page_a_search_leads_to_marked_words_which_esc_clears(visit, origin, scheme):  # noqa: F811
    visited = visit("book/challenges/cliffs.html", origin, scheme, explorers=False)
    page = visited.page
    assert not any("find-index" in url for url in visited.requests)
    page.keyboard.press("Control+k")
    page.keyboard.type("hold a bit")
    page.locator("dialog .oc-found a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/memory.html#*")
    page.wait_for_function("document.querySelectorAll('article mark').length > 1")
    assert 0 <= page.locator(f"[id='{page.url.split('#')[1]}']").bounding_box()["y"] < 200
    assert "find=" not in page.url
    page.keyboard.press("Escape")
    assert page.locator("article mark").count() == 0
    assert not visited.complaints and not visited.overflow()


def test_the_index_is_one_script_of_some_hundred_entries():
    script = text("_static/find-index.js")
    data = json.loads(script.removeprefix("finding.take(").removesuffix(");\n"))
    kinds = {kind: sum(each[0] == kind for each in data["entries"]) for kind in QUANTITIES}
    assert all(kinds[kind] >= least for kind, least in QUANTITIES.items()), kinds
    assert len(script) < 50_000 * len(chapters())
    for kind, title, number, anchor, *_ in data["entries"]:
        assert not anchor or f'id="{anchor}"' in text(data["pages"][number][0]), (kind, title)


QUANTITIES = {"chapter": 8, "section": 100, "explorer": 60, "claim": 60, "term": 50, "exercise": 40}
HEAD = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"')
OWN = [name for name in PAGES if name.startswith("book/")]


def head(name):
    return text(name).split("</head>")[0]


@pytest.mark.parametrize("name", OWN)
def test_the_head_of_a_page_says_what_it_is_about(name):
    tags = HEAD.findall(head(name))
    said = dict(tags)
    assert 20 <= len(said["description"]) <= 260 and said["description"] == said["og:description"]
    assert not re.search(r"[$\\\\{}]|/book/", said["description"])
    assert said["og:title"] and (SITE / name).parent.joinpath(said["og:image"]).resolve().is_file()
    assert [key for key, _ in tags].count("viewport") == 1


def test_descriptions_and_titles_are_all_different():
    told = [dict(HEAD.findall(head(name)))["description"] for name in OWN]
    titles = [re.search("<title>(.*?)</title>", head(name))[1] for name in OWN]
    assert len(set(told)) == len(set(titles)) == len(OWN)
    home = re.search("<title>(.*?)</title>", head("book/index.html"))[1]
    assert home.count("Optimization") == 1


def test_the_front_door_previews_as_the_first_page_does():
    said, home = (dict(HEAD.findall(head(name))) for name in ("index.html", "book/index.html"))
    assert said["description"] == home["description"]
    assert (SITE / said["og:image"]).is_file()


@pytest.mark.parametrize(
    "asked", ["lost.html", "book/lost.html", "book/challenges/momentun/x.html"]
)
@pytest.mark.parametrize("origin", ["root", "subpath"])
def test_who_is_lost_finds_the_way_from_any_depth(contexts, origins, origin, asked):  # noqa: F811
    page = contexts["light on a desk"].new_page()
    site = origins[origin]
    answer = {"status": 404, "body": text("404.html"), "content_type": "text/html"}
    page.route(urljoin(site, asked), lambda route: route.fulfill(**answer))
    page.goto(urljoin(site, asked))
    links = page.locator("a").evaluate_all("(all) => all.map((each) => each.href)")
    assert len(links) == len(OWN) and set(links) == {urljoin(site, name) for name in OWN}
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(f"{site}search.html?q=*")
    page.close()
