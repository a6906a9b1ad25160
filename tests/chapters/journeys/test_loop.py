"""The loop that a reader sees is the run whose way the explorer draws."""

from pathlib import Path

import nbformat
import numpy as np

from optcourse.chapters.journeys.experiments import WalkConfig, walk_of
from optcourse.rules import GradientDescent

ROOT = Path(__file__).parents[3]


def test_the_visible_loop_walks_the_way_of_the_explorer(capsys):
    notebook = nbformat.read(ROOT / "book/challenges/journeys.ipynb", as_version=4)
    (loop,) = [c.source for c in notebook.cells if "open" in c.metadata.get("tags", ())]
    exec(loop, {"GradientDescent": GradientDescent})
    walk = walk_of(WalkConfig(seeds=(0,), points=2))
    told = float(capsys.readouterr().out.removeprefix("winding: "))
    np.testing.assert_allclose(told, walk.winding[0], atol=0.006)
