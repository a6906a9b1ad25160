"""What the explorers of surrogate losses say of formulas is true."""

import math

import numpy as np
import pytest

from tests.truths import close, drawn, fact, marks, says, silent

MARGIN = "surrogates: losses of the margin"
TURN = "surrogates: one direction"
ANSWERS = "surrogates: what each loss asks for"

LOSSES = {
    "hinge": lambda m: np.maximum(0.0, 1 - m),
    "logistic": lambda m: np.log2(1 + np.exp(-m)),
    "exponential": lambda m: np.exp(-m),
    "squared": lambda m: (1 - m) ** 2,
}  # each 1 at margin 0


@fact(MARGIN)
@pytest.mark.parametrize("name", LOSSES)
def test_every_surrogate_is_drawn_as_its_formula(explorer, name):
    for chosen in LOSSES:
        line = drawn(explorer, {"name": chosen, "margin": 0.0}, name, panel=0)
        close(line.y, LOSSES[name](line.x))
    says(explorer, {"name": name, "margin": 0.0}, f"{name.capitalize()} loss 1.00, slope −")
    says(explorer, {"name": name, "margin": -1.2}, "A wrong answer. The 0-1 loss is 1",
         f"loss {LOSSES[name](-1.2):.2f}", "pushes the margin up")  # fmt: skip


@fact(MARGIN)
@pytest.mark.parametrize("name", LOSSES)
def test_slopes_are_differences_of_the_losses(explorer, name):
    values = {"name": name, "margin": -0.5}
    slope = drawn(explorer, values, name, panel=1)
    inner = (slope.x > -2.99) & (slope.x < 0.99)
    rise = LOSSES[name](slope.x + 1e-6) - LOSSES[name](slope.x - 1e-6)
    close(slope.y[inner], rise[inner] / 2e-6, rel=1e-6)
    here = marks(explorer, values, "Points", panel=1)[0]
    close([here.x, here.y], [-0.5, np.interp(-0.5, slope.x, slope.y)], rel=1e-2)


@fact(MARGIN)
def test_past_margin_one_hinge_is_content_and_squared_pushes_back(explorer):
    says(explorer, {"name": "hinge", "margin": 1.5}, "A right answer", "It asks for nothing more.")
    says(explorer, {"name": "squared", "margin": 2.0}, "loss 1.00, slope 2.00",
         "It pushes a right answer back.")  # fmt: skip
    says(explorer, {"name": "exponential", "margin": 3.0}, "It pushes the margin up.")
    handle = marks(explorer, {"name": "squared", "margin": 2.0}, "Handle")[0]
    close([handle.x, handle.y], [2.0, 1.0])


def points(explorer, values):
    """The examples of the plane and their labels, the outlier with +1 among them."""
    plus, minus = marks(explorer, values, "Points", panel=0)
    outlier = values.get("outlier", (1.8, 0.6))
    X = np.array([*zip(plus.x, plus.y, strict=True), outlier, *zip(minus.x, minus.y, strict=True)])
    return X, np.where(np.arange(len(X)) <= len(plus.x), 1.0, -1.0)


def margins(X, y, angle):
    return y * (X @ [math.cos(math.radians(angle)), math.sin(math.radians(angle))])


@fact(TURN)
@pytest.mark.parametrize("outlier", [(1.8, 0.6), (-5.0, 4.0)])
def test_mistakes_are_counted_on_the_points_that_are_drawn(explorer, outlier):
    values = {"name": "squared", "outlier": outlier, "norm": 0.5}
    X, y = points(explorer, values)
    wrong = [int(np.sum(margins(X, y, a) <= 0)) for a in range(0, 360, 3)]
    for angle in (0, 90, 222):
        says(explorer, {**values, "angle": angle}, f"Mistakes of your line: {wrong[angle // 3]}.",
             f"middle: {min(wrong)}.")  # fmt: skip
    stairs = drawn(explorer, values, "0-1")
    close(stairs.y, np.repeat(wrong, 2) / max(wrong))
    mean = [np.mean((1 - 0.5 * margins(X, y, a)) ** 2) for a in range(0, 360, 3)]
    close(drawn(explorer, values, "squared", panel=1).y, np.array(mean) / max(mean))


@fact(TURN)
@pytest.mark.parametrize("outlier", [(1.8, 0.6), (-5.0, 4.0), (-8.0, 0.0), (8.0, 8.0)])
def test_the_best_squared_line_is_that_of_least_squares(explorer, outlier):
    """Of any length: the dashed curve has its lowest point where least squares has its w."""
    values = {"name": "squared", "outlier": outlier}
    X, y = points(explorer, values)
    w, *_ = np.linalg.lstsq(X, y)
    best = marks(explorer, values, "Guide")[0].x
    exact = math.degrees(math.atan2(w[1], w[0]))
    assert abs((best - exact + 180) % 360 - 180) < 6
    lowest = drawn(explorer, values, "best length")
    assert best == lowest.x[np.argmin(lowest.y)]
    least = np.mean((1 - y * (X @ w)) ** 2)
    largest = max(np.mean((1 - margins(X, y, a)) ** 2) for a in range(0, 360, 3))
    assert least <= largest * lowest.y.min() < 1.02 * least  # lengths are 21% apart
    wrong = int(np.sum(margins(X, y, best) <= 0))
    fewest = min(np.sum(margins(X, y, a) <= 0) for a in range(0, 360, 3))
    text = f"makes {wrong}: it gives way" if wrong > fewest else "the fewest, too"
    says(explorer, values, text)


@fact(TURN)
def test_a_length_that_is_held_gives_the_squared_line_mistakes_that_it_need_not_make(explorer):
    behind = {"name": "squared", "outlier": (-4.8, 0.0), "norm": 1.0}
    says(explorer, behind, "The best squared line makes the fewest, too.",
         "With the length of w held as it is, the lowest point makes 5.")  # fmt: skip
    silent(explorer, {**behind, "norm": 0.3}, "held as it is")


@fact(TURN)
def test_behind_far_enough_all_but_the_hinge_give_way_here(explorer):
    outlier = {"outlier": (-8.0, 0.0)}
    for name in ("logistic", "exponential", "squared"):
        says(explorer, {"name": name, **outlier}, f"The best {name} line makes",
             "it gives way to the outlier")  # fmt: skip
    says(explorer, {"name": "hinge", **outlier}, "The best hinge line makes the fewest, too.")


@fact(TURN)
def test_lines_are_at_right_angles_to_w_and_the_handle_is_at_its_tip(explorer):
    values = {"angle": 150, "name": "logistic"}
    line, arrow = drawn(explorer, values, "your line"), marks(explorer, values, "Arrow")[0]
    close(np.diff(line.x) * arrow.dx + np.diff(line.y) * arrow.dy, [0.0], scale=10.0)
    tip, outlier = marks(explorer, values, "Handle")
    close([tip.x, tip.y], [-2.9 * math.sqrt(0.75), 1.45])
    assert (arrow.dx, arrow.dy, outlier.x, outlier.y) == (tip.x, tip.y, 1.8, 0.6)


@fact(TURN)
def test_close_up_a_turn_changes_the_mistakes_by_whole_numbers_and_the_surrogate_evenly(explorer):
    values = {"name": "squared", "angle": 120.0, "norm": 1.0}
    stairs, curve = (drawn(explorer, values, label, panel=2)
                     for label in ("0-1: mistakes", "squared"))  # fmt: skip
    close(stairs.y, np.round(stairs.y), scale=1.0)
    flat = np.mean(np.diff(stairs.y) == 0)
    assert flat > 0.9 and not np.any(np.diff(curve.y) == 0)
    X, y = points(explorer, values)
    turned, start = margins(X, y, 130), margins(X, y, 120)
    wanted = np.sum((1 - turned) ** 2) - np.sum((1 - start) ** 2)
    close(curve.y[list(curve.x).index(10.0)], wanted)
    more = np.sum(turned <= 0) - np.sum(start <= 0)
    close(np.interp(10.0, stairs.x, stairs.y), more, scale=1.0)


@fact(ANSWERS)
def test_best_outputs_are_sign_logit_half_logit_and_difference(explorer):
    says(explorer, {"probability": 0.8}, f"hinge 1.00, logistic {math.log(4):.2f}, exponential "
         f"{0.5 * math.log(4):.2f}, squared 0.60.", "All are positive")  # fmt: skip
    says(explorer, {"probability": 0.2}, "hinge −1.00", "squared −0.60", "All are negative")
    says(explorer, {"probability": 0.5}, "Both labels are as likely")
    silent(explorer, {"probability": 0.5}, "agree")


@fact(ANSWERS)
@pytest.mark.parametrize("name", LOSSES)
def test_best_outputs_are_at_the_bottom_of_the_mean_loss(explorer, name):
    values = {"probability": 0.7}
    risk = drawn(explorer, values, name, panel=0)
    close(risk.y, 0.7 * LOSSES[name](risk.x) + 0.3 * LOSSES[name](-risk.x))
    order = list(LOSSES).index(name)
    best = marks(explorer, values, "Points", panel=0)[order]
    assert abs(best.x - risk.x[np.argmin(risk.y)]) <= 0.05
    assert best.y <= risk.y.min() + 1e-12
    curve, dot = drawn(explorer, values, name, panel=1), marks(explorer, values, "Points", 1)[order]
    close([dot.x, dot.y], [0.7, best.x])
    close(curve.y[np.argmin(abs(curve.x - 0.7))], best.x, rel=1e-6)
