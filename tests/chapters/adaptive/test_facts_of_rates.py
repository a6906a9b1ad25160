"""What the explorers of fading rates, turns, traps and decays say is true."""

import numpy as np
import torch

from optcourse import draws
from optcourse.rules.parted import orthogonal
from tests.chapters.adaptive.test_facts import by_torch
from tests.truths import close, drawn, fact, marks, says, written


@fact("adaptive: fading rates")
def test_on_a_slope_the_steps_are_sums_of_roots(explorer):
    k = np.arange(1, 401)
    far = drawn(explorer, {"rate": 0.1}, "AdaGrad", panel=0).y
    close(far, 0.1 * np.cumsum(k**-0.5), rel=1e-7)
    far = drawn(explorer, {"rate": 0.1}, "RMSprop", panel=0).y
    close(far, 0.1 * np.cumsum((1 - 0.99**k) ** -0.5), rel=1e-6)


@fact("adaptive: fading rates")
def test_adadelta_is_torchs_and_its_guard_is_its_rate(explorer):
    for guard, size in ((1e-6, 1.0), (1e-2, 0.1)):
        make = lambda p, guard=guard: torch.optim.Adadelta(p, 1.0, 0.9, guard)  # noqa: E731
        path = by_torch(make, lambda t, k, size=size: 0 * t - size, 0.0, 400)
        values = {"guard": guard, "size": size}
        close(drawn(explorer, values, "Adadelta", panel=0).y, path[1:], rel=1e-7)
        says(explorer, values, f"Adadelta {written(path[-1], '.2g')}.")


@fact("adaptive: turned bowl")
def test_momentum_and_descent_do_not_notice_a_turn(explorer):
    for rule in ("descent", "momentum"):
        values = {"rule": rule, "angle": 31, "kappa": 1}
        close(drawn(explorer, values, "turned").y, drawn(explorer, values, "not turned").y)


@fact("adaptive: turned bowl")
def test_the_steps_of_descent_are_those_of_the_formula(explorer):
    """Both directions begin with the same loss; each shrinks by its own factor."""
    line = drawn(explorer, {"rule": "descent", "kappa": 0}, "turned")
    for rate, steps in zip(line.x[4:10], line.y[4:10], strict=True):
        k = np.arange(601)
        left = ((1 - rate) ** (2 * k) + (1 - 10 * rate) ** (2 * k)) / 2
        there = left < 1e-4
        assert steps == (np.argmax(there) if there.any() else 601)


@fact("adaptive: turned bowl")
def test_rmsprop_needs_four_steps_and_many_when_it_is_turned(explorer):
    straight, turned = (drawn(explorer, {"angle": 2}, each).y for each in ("not turned", "turned"))
    assert straight.min() == 4 and turned.min() > 50
    says(explorer, {"angle": 2}, f"{turned.min():.0f} steps", "Not turned: 4.")


def a_round(large, memory):
    """What three gradients add up to, each over the root of the average, after many rounds."""
    v, moved = 0.0, 0.0
    for k in range(3000):
        g = -1.0 if k % 3 else large
        v = memory * v + (1 - memory) * g * g
        moved += g / v**0.5 if k >= 2997 else 0.0
    return moved


@fact("adaptive: reddis trap")
def test_adam_goes_where_a_round_of_three_pushes_it(explorer):
    memories = (0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)
    for large, size in ((0, 2.2), (1, 3.0), (3, 10.0)):
        for memory in (0, 3, 6, 10, 13):
            push = a_round(size, memories[memory])
            if abs(push) > 0.3:
                end = "the best end" if push > 0 else "the worst end"
                says(explorer, {"large": large, "memory": memory}, end)


@fact("adaptive: reddis trap")
def test_at_the_border_a_round_moves_nothing(explorer):
    for large, size in ((0, 2.2), (1, 3.0), (2, 5.0), (3, 10.0)):
        (border,) = [m for m in marks(explorer, {"large": large}, "Guide", 1) if m.x is not None]
        assert abs(a_round(size, float(border.x))) < 1e-6
    for rule in ("amsgrad", "yogi", "sgd"):
        says(explorer, {"rule": rule}, "the best end")


@fact("adaptive: decay or penalty")
def test_under_adamw_the_mean_weight_is_a_power(explorer):
    for noise, decay in ((0.1, 0.1), (5.0, 0.3)):
        line = drawn(explorer, {"noise": noise, "decay": decay}, "AdamW", panel=0)
        close(line.y, (1 - 0.008 * decay) ** np.arange(501.0), rel=1e-9)


@fact("adaptive: decay or penalty")
def test_with_the_penalty_it_is_torchs(explorer):
    noise = 2.0 * draws.normal(5, 0, (500, 6))
    make = lambda p: torch.optim.Adam(p, 0.008, weight_decay=0.1)  # noqa: E731
    found = np.mean([by_torch(make, lambda t, k, j=j, s=s: s * noise[k, j] + 0 * t, 1.0, 500)
                     for j in range(6) for s in (-1, 1)], axis=0)  # fmt: skip
    values = {"noise": 2.0, "decay": 0.1}
    close(drawn(explorer, values, "Adam, L2 penalty", panel=0).y, found)
    says(explorer, values, f"penalty {written(found[-1], '.0%')}")


@fact("adaptive: muons rounds")
def test_the_rounds_are_the_rules(explorer):
    """Singular values of Newton and Schulz's iteration on a matrix that has these two."""
    for rounds, weak in ((1, 0.05), (5, 0.05), (8, 1e-3)):
        matrix = np.diag([1.0, weak]) / np.hypot(1.0, weak)
        values = np.diag(orthogonal(matrix, rounds))
        told = f"{values[0]:.2f} and {written(values[1], '.2g')}"
        says(explorer, {"rounds": rounds, "weak": weak}, told)


@fact("adaptive: muons rounds")
def test_five_rounds_lift_a_hundredth_to_two_thirds(explorer):
    line = drawn(explorer, {"rounds": 5}, "after the rounds")
    kept = line.y[line.x >= 0.01]
    assert kept.min() > 0.68 and kept.max() < 1.14
    assert line.y[line.x < 0.001].max() < 0.5
