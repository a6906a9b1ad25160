"""What is slow to make is made once, and again when that on which it stands has changed."""

import json
import re
import subprocess
import sys
from types import SimpleNamespace

import kept
import mathml
import pytest
import still
from test_extension import build

from optcourse.records.closures import PACKAGE, _Sources


@pytest.fixture
def kinds(monkeypatch):
    """No kinds yet, in place of those of the extensions."""
    found = {}
    monkeypatch.setattr(kept, "KINDS", found)
    return found


def app_in(folder):
    return SimpleNamespace(doctreedir=str(folder))


def builds(folder, kinds, ground, questions):
    """What a build made that asked these questions, upper case of each, and the answers."""
    made = []

    def answer(question):
        made.append(question)
        return question.upper()

    kinds.clear()
    some = kept.Kept("loud", lambda: ground)
    kept.remember(app_in(folder))
    answers = [some.of(each, lambda each=each: answer(each)) for each in questions]
    kept.keep(app_in(folder), None)
    return made, answers


def test_the_next_build_makes_only_what_is_new(kinds, tmp_path):
    assert builds(tmp_path, kinds, ["1"], "abab") == (["a", "b"], ["A", "B", "A", "B"])
    assert builds(tmp_path, kinds, ["1"], "bc") == (["c"], ["B", "C"])


def test_what_a_build_did_not_ask_for_is_forgotten_unless_it_asked_for_nothing(kinds, tmp_path):
    builds(tmp_path, kinds, ["1"], "ab")
    builds(tmp_path, kinds, ["1"], "b")
    builds(tmp_path, kinds, ["1"], "")
    assert builds(tmp_path, kinds, ["1"], "ab")[0] == ["a"]


def test_another_ground_makes_all_anew(kinds, tmp_path):
    file = tmp_path / "rules.txt"
    file.write_text("one")
    builds(tmp_path, kinds, [file, "3.11"], "a")
    assert builds(tmp_path, kinds, [file, "3.11"], "a")[0] == []
    assert builds(tmp_path, kinds, [file, "3.12"], "a")[0] == ["a"]
    file.write_text("two")
    assert builds(tmp_path, kinds, [file, "3.12"], "a")[0] == ["a"]


@pytest.mark.parametrize("text", [b"", b"no JSON", json.dumps({"loud": ("1", {})}).encode()[:-4]])
def test_a_damaged_file_is_as_none(kinds, tmp_path, text):
    (tmp_path / kept.FILE).write_bytes(text)
    assert builds(tmp_path, kinds, ["1"], "a") == (["a"], ["A"])


def test_a_formula_that_is_wrong_is_not_kept():
    for _ in range(2):
        with pytest.raises(ValueError, match="nosuch"):
            mathml.mathml(r"\nosuch", False)


def test_sources_that_stay_say_what_sources_say():
    ours, plain = still.SOURCES, _Sources(PACKAGE)
    for modules in (["optcourse.rules"], ["optcourse.chapters.risk.experiments"], []):
        assert ours.closure(modules) == plain.closure(modules)
    for module in ours.closure(["optcourse.chapters.memory.explorers"]):
        assert ours.source(module) == plain.source(module)


def test_a_file_of_another_package_is_read_as_it_is(tmp_path):
    module = tmp_path / "other" / "one.py"
    module.parent.mkdir()
    for text in ("a = 1\n", "b = 2\n"):
        module.write_text(text)
        found = still.sources_of(module.parent).source("other.one")
        assert found.defines == {text[0]}


CELLS = ["from optcourse.rules import GradientDescent", "GradientDescent(0.1)"]
INDEX = "# Book\n\nOf $x^2$.\n\n```{toctree}\npages/zeros\npages/last\n```\n"
CONTENTS = re.compile(r'<li class="toctree-l1"><a class="reference internal" href="([^"]*)"')


def pages(site):
    return {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}


def test_a_book_built_again_is_the_same_to_the_byte(tmp_path):
    """Formulas, listings, and what stands beside each module, though the second build kept them."""
    status, messages, site = build(tmp_path, CELLS, index=INDEX)
    assert status == 0, messages
    first = pages(site)
    other = tmp_path.with_name("again")
    again = [
        "-W",
        "-E",
        "-a",
        "-d",
        site / ".doctrees",
        "-D",
        "exclude_patterns=site,jupyter_execute",
        tmp_path,
    ]
    subprocess.run([sys.executable, "-m", "sphinx", *again, other], check=True, capture_output=True)
    assert {path.relative_to(other): text for path, text in pages(other).items()} == {
        path.relative_to(site): text for path, text in first.items()
    }


def test_the_contents_beside_each_module_lead_to_the_pages(tmp_path):
    """They are made once for all modules as deep in folders."""
    status, messages, site = build(tmp_path, CELLS, index=INDEX)
    assert status == 0, messages
    modules = {path: text for path, text in pages(site).items() if "_modules" in path.parts}
    assert len({len(path.parts) for path in modules}) > 1
    for path, text in modules.items():
        found = [(path.parent / href).resolve() for href in CONTENTS.findall(text)]
        assert found == [site / "pages" / f"{name}.html" for name in ("zeros", "last")], path
