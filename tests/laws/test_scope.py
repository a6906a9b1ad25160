"""Other settings: each that a chapter lists can be tried, and each claim is one sentence."""

import re

import pytest
from notebook_claims import sources
from rooms import ROOT, Chapter, chapters
from settings import listed, settings

CHAPTERS = [Chapter(ROOT, name) for name in chapters()]
TRIED = [chapter for chapter in CHAPTERS if listed(chapter)]
CLAIMS = [(id, entry["claim"]) for each in TRIED for id, entry in each.claims().items()]
SHORT = r"\b(e\.g|i\.e|cf|vs|al|Eq|Fig)\."


@pytest.mark.parametrize("chapter", TRIED, ids=lambda chapter: chapter.name)
def test_what_settings_replace_is_there(chapter):
    told = settings(chapter, sources(chapter.page))
    assert len(told) == sum(map(len, listed(chapter).values())) > 0


def is_one_sentence(text):
    return not re.search(r"[.!?…]\s", re.sub(SHORT, "", text)) and text.endswith(".")


@pytest.mark.parametrize(("id", "text"), CLAIMS, ids=[id for id, _ in CLAIMS])
def test_a_claim_is_one_sentence(id, text):
    assert is_one_sentence(text), f"{id} must be one sentence: {text}"


def test_sentences_are_told_from_points():
    for text in ("One, as in 8.2.5.", "It holds, e.g. at 0.1: see Du et al. (2017).", "Why?."):
        assert is_one_sentence(text)
    for text in ("It holds. It is so.", "It holds", "Is it so? It is."):
        assert not is_one_sentence(text)
