"""What an explorer asks of its scene function: no setting twice for the book, no training here."""

import numpy as np
import pytest

from optcourse.explore import Axis, Explorer, Line, Panel, Scene, Slider
from optcourse.loops import scan

X, Y = Axis("x", (0, 10)), Axis("y", (-2, 2))
RATE = Slider("rate", "rate *ε*", 0.0, 1.0, 0.5, count=11)


def trained(rate):
    path = scan(lambda x, k: x * (1 - 0.1 * rate), np.ones(100), 10)[:, -1]
    line = Line(np.arange(11), path)
    return Scene([Panel(X, Y, [line])])


def plain(rate):
    line = Line(np.linspace(0, 1, 5), rate * np.linspace(0, 1, 5))
    return Scene([Panel(X, Y, [line])])


def counted(function):
    """The function, and the list of the numbers, not of tracers, for which it was asked."""
    asked = []

    def scene(rate):
        if isinstance(rate, float):
            asked.append(rate)
        return function(rate)

    return scene, asked


def test_a_network_is_not_trained_here_before_it_trains_in_its_notebook(monkeypatch):
    monkeypatch.delenv("OPTCOURSE_STATIC", raising=False)
    scene, asked = counted(trained)
    explorer = Explorer(scene, [RATE], "Training")
    assert explorer.live and not explorer.error
    explorer._repr_mimebundle_()
    assert asked == []
    assert explorer.scene().panels[0].marks[0].y[-1] == pytest.approx(0.95**10)
    assert asked == [0.5]


@pytest.mark.parametrize("function", [trained, plain])
def test_for_the_book_a_setting_is_computed_once(monkeypatch, function):
    monkeypatch.setenv("OPTCOURSE_STATIC", "1")
    scene, asked = counted(function)
    presets = {"fast": {"rate": 1.0}, "also fast": {"rate": 1.0}}
    explorer = Explorer(scene, [RATE], "Training", presets=presets)
    explorer._repr_mimebundle_()
    assert sorted(set(asked)) == sorted(asked) and {0.5, 1.0} <= set(asked)
