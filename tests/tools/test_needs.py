"""Which cells a claim needs: those that make what it reads, and what may change that."""

import needs
import pytest
from notebook_claims import outcomes, sources
from rooms import ROOT


def kept(*cells):
    return needs.needed([*cells, "claim('C1', holds)"], "C1")


@pytest.mark.parametrize(
    "cells, expected",
    [
        (["a = 1", "b = 2", "holds = a"], [0, 2, 3]),
        (["a = 1", "a = 2", "holds = a"], [1, 2, 3]),  # the first value is not read
        (["a = 1", "a += 1", "holds = a"], [0, 1, 2, 3]),
        (["a = 1", "a = a + 1; holds = a"], [0, 1, 2]),
        (["a = 1", "for k in b:\n    a = k", "b = []", "holds = a"], [0, 1, 3, 4]),
        (["k = 1", "holds = [k for k in ()]"], [1, 2]),  # a name of its own
        (["k = 1", "for k in ():\n    holds = k"], [1, 2]),
        (["a = []", "a.append(1)", "print(a)", "holds = a"], [0, 1, 3, 4]),
        (["a = []", "fill(a)", "explorers.show(a)", "holds = a"], [0, 1, 3, 4]),
        (["a = {}", "a['k'] = 1", "b.a = 2", "holds = a"], [0, 1, 3, 4]),
        (["import numpy as np", "import math", "holds = np.pi"], [0, 2, 3]),
        (["from math import pi", "holds = pi"], [0, 1, 2]),
        (["def f():\n    return a", "a = 1", "holds = f()"], [0, 1, 2, 3]),
        (["f = lambda: g()", "g = lambda: a", "a = 1", "holds = f()"], [0, 1, 2, 3, 4]),
        (["r = default_rng(0)", "b = r.random()", "holds = r.random()"], [0, 1, 2, 3]),
        (["with a as b:\n    holds = b", "c = 1"], [0, 2]),
    ],
)
def test_cells_that_a_claim_needs(cells, expected):
    assert kept(*cells) == expected


def test_a_claim_that_no_cell_shows_is_named():
    with pytest.raises(ValueError, match="a claim that a cell shows, got 'C2'"):
        needs.needed(["claim('C1', True)", "claim(name, True)"], "C2")


def test_what_follows_a_claim_is_not_needed():
    assert needs.needed(["claim('C1', True)", "a = 1"], "C1") == [0]


def test_the_modules_that_define_what_cells_use():
    cells = [
        "import numpy as np\nfrom optcourse.teaching.claims import claim",
        "from optcourse.chapters.cliffs.experiments import HIGHEST, throws, slices",
        "from optcourse.chapters.cliffs import explorers\nclaim('C1', throws(HIGHEST))",
        "from optcourse.chapters.cliffs import exercises as check\ncheck.all()",
    ]
    assert needs.modules(cells) == {
        "optcourse.chapters.cliffs.exercises",
        "optcourse.chapters.cliffs.experiments",  # a number does not say whence it comes
        "optcourse.chapters.cliffs.experiments.throws",
    }


def test_what_runs_is_the_same_whatever_is_said_of_it_or_imported_for_nothing():
    cells = [
        "import numpy as np, torch\nfrom a import (b, c as d)",
        "x = np.ones(3)  # three\nd(x)",
    ]
    assert needs.essence(cells) == [
        "import numpy as np\nfrom a import c as d",
        "x = np.ones(3)\nd(x)",
    ]
    assert needs.essence(["import os", "y = 1"]) == needs.essence(["import sys", "y = 1 # one"])
    assert needs.essence(["import a.b\na.b.c()"]) == ["import a.b\na.b.c()"]


def test_a_picture_decides_nothing_and_what_is_done_with_one_may():
    picture = "from optcourse.chapters.cliffs import explorers\nexplorers.wall(speed=2)"
    fast = picture.replace("speed=2", "speed=3")
    assert needs.essence([picture]) == needs.essence([fast])
    assert needs.modules([picture]) == set()
    kept = picture.replace("\nexplorers", "\nx = explorers")
    assert "explorers.wall(speed=2)" in needs.essence([kept])[0]
    assert needs.modules([kept]) == {"optcourse.chapters.cliffs.explorers"}


def test_the_cells_that_a_claim_needs_say_what_the_whole_notebook_says(tmp_path):
    page = ROOT / "book" / "challenges" / "conditioning.ipynb"
    cells = needs.needed(sources(page), "I1")
    (found,) = (each for each in outcomes(page, only=cells) if each.id == "I1")
    assert found.holds and len(cells) < 6
