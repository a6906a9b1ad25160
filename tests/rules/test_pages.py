"""In a page: starts with schedules of their own, and averages of their paths."""

import numpy as np

from optcourse.explore import Axis, Explorer, Line, Panel, Scene, Slider
from optcourse.explore.spec import flatten
from optcourse.landscapes import Quadratic
from optcourse.loops import scan
from optcourse.rules import (
    Adam,
    Cosine,
    ExponentialMean,
    InverseRoot,
    Mean,
    OneCycle,
    PerMember,
    Scheduled,
    WarmupStableDecay,
)
from tests.laws.test_rules_traced import RUN

STARTS = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -2.0], [2.0, 2.0]])
SCHEDULES = [Cosine(40), InverseRoot(5.0), OneCycle(40), WarmupStableDecay(40, 0.1, 0.5)]


def scene(lr, decay):
    rule, bowl = Scheduled(Adam(lr), PerMember(SCHEDULES)), Quadratic((1.0, 8.0))
    plain, fading = Mean(10), ExponentialMean(decay)

    def step(now, k):
        state, mean, faded = now
        state = rule.move(state, bowl.grad(state.theta), k)
        return state, plain.after(mean, state.theta, k), fading.after(faded, state.theta, k)

    begin = rule.init(STARTS), plain.begin(STARTS), fading.begin(STARTS)
    states, means, faded = scan(step, begin, 40)
    seen = [path[:, i] for path in (states.theta, means, faded) for i in range(4)]
    axes = Axis("x", (-2, 2)), Axis("y", (-2, 2))
    return Scene([Panel(*axes, [Line(path[:, 0], path[:, 1]) for path in seen])])


def test_the_page_computes_what_numpy_computes(browser):
    lr = Slider("lr", "lr", 0.05, 0.5, 0.2, count=10)
    explorer = Explorer(scene, [lr, Slider("decay", "decay", 0.5, 0.9, 0.9, count=5)], "paths")
    assert explorer.error is None
    cases = [{"lr": 0.05, "decay": 0.9}, {"lr": 0.5, "decay": 0.5}]
    page = browser.new_page()
    answers = page.evaluate(RUN, [explorer._payload, cases])
    page.close()
    for values, answer in zip(cases, answers, strict=True):
        for want, found in zip(flatten(scene(**values))[1], answer, strict=True):
            np.testing.assert_allclose(found, np.ravel(want), rtol=1e-9, atol=1e-12)
