"""What the explorers of the first page say is true."""

import numpy as np

from tests.truths import close, drawn, fact, marks, reading, says

THREE = "index: three travellers"
GROWTH = "index: how the time grows"
OWN = "index: travellers on a landscape of one's own"


@fact(THREE)
def test_newton_is_at_the_bottom_of_a_valley_after_one_step_and_at_a_saddle_too(explorer):
    for world in ("valley", "saddle"):
        path = drawn(explorer, {"world": world, "start": (0.5, -0.7)}, "Newton")
        close([path.x[0], path.y[0]], [0.5, -0.7])
        close([path.x[1:], path.y[1:]], np.zeros((2, 300)), scale=1.0)


@fact(THREE)
def test_descent_leaves_a_saddle_and_multiplies_its_coordinates(explorer):
    """θ ← (1 − ε h) θ along either axis; the picture is half as large as the landscape."""
    path = drawn(explorer, {"world": "saddle", "rate": 1.0, "start": (0.01, 0.9)}, "descent")
    steps = np.arange(301)
    lr = 0.05 * 2.0**2
    close(path.x, 0.01 * (1 + 0.5 * lr) ** steps)
    close(path.y, 0.9 * (1 - 1.0 * lr) ** steps)
    says(explorer, {"world": "saddle", "start": (0.01, 0.9)}, "Descent has left the picture")
    says(explorer, {"world": "saddle", "start": (0.01, 0.9)}, "Newton 0.")


@fact(THREE)
def test_momentum_of_nothing_is_descent(explorer):
    values = {"world": "banana", "momentum": 0.0, "start": (-0.5, 0.3)}
    descent, momentum = (drawn(explorer, values, name) for name in ("descent", "momentum"))
    close(descent.x, momentum.x)
    close(descent.y, momentum.y)


@fact(THREE)
def test_the_bent_valley_is_rosenbrocks(explorer):
    """(1 − x)² + 20 (y − x²)², 1.6 to either side of 0 and 1.4 of 0.5."""
    field = marks(explorer, {"world": "banana"}, "Field")[0]
    x, y = 1.6 * field.x, 0.5 + 1.4 * field.y[:, None]
    close(field.z, (1 - x) ** 2 + 20 * (y - x**2) ** 2)


@fact(THREE)
def test_paths_lie_on_the_relief(explorer):
    values = {"world": "valley", "start": (-0.6, 0.4), "rate": 0.5}
    flat, raised = (marks(explorer, values, "Line", panel) for panel in (0, 1))
    c, s = np.cos(np.radians(25)), np.sin(np.radians(25))
    for low, high in zip(flat, raised, strict=True):
        close([high.x, high.y], [low.x, low.y])
        along, across = 2 * (c * low.x + s * low.y), 2 * (c * low.y - s * low.x)
        close(high.z, 0.5 * (0.08 * along**2 + 4.0 * across**2))
        assert low.color == high.color
    says(
        explorer,
        values,
        f"Descent {raised[0].z[-1]:.3g}.",
        f"Momentum {raised[1].z[-1]:.3g}".split("e")[0],
    )


@fact(OWN)
def test_descent_settles_where_the_slope_is_nothing(explorer):
    values = {"rate": 1.0, "start": (-0.6, 0.5)}
    path = drawn(explorer, values, "descent")
    x, y = 2 * path.x[-1], 2 * path.y[-1]
    close([3 * np.cos(3 * x) + 2 * x, 4 * y], [0.0, 0.0], rel=1e-6, scale=1.0)
    says(explorer, values, f"Descent {np.sin(3 * x) + x**2 + 2 * y**2:.3g}.".replace("-", "−"))


@fact(OWN)
def test_the_first_step_goes_down_the_readers_slope(explorer):
    path = drawn(explorer, {"rate": 2.0, "start": (0.3, 0.8)}, "descent")
    x, y = 0.6, 1.6
    first = 2.0 * 0.05 * np.array([3 * np.cos(3 * x) + 2 * x, 4 * y])
    close([2 * (path.x[0] - path.x[1]), 2 * (path.y[0] - path.y[1])], first, rel=1e-6)


@fact(OWN)
def test_the_picture_is_of_the_readers_landscape(explorer):
    field = marks(explorer, {}, "Field")[0]
    x, y = 2 * field.x, 2 * field.y[:, None]
    close(field.z, np.sin(3 * x) + x**2 + 2 * y**2)
    assert reading(explorer, {}).startswith("Loss after 300 steps: Descent ")


TRAIN = "index: train a network"


@fact(TRAIN)
def test_a_network_begins_by_guessing_among_ten(explorer):
    """Small weights say nothing: the loss is log 10 nats, and nine of ten digits are wrong."""
    values = {"scale": 0.01, "rate": 0.001}
    close(drawn(explorer, values, "batches").y, np.full(7, np.log(10)), rel=0.01)
    assert 80 < drawn(explorer, values, "500 new digits").y[-1] <= 100


@fact(TRAIN)
def test_labels_drawn_at_random_teach_nothing_of_new_digits(explorer):
    right, wrong = (
        drawn(explorer, {"rate": 0.3, "noise": noise}, "500 new digits").y[-1] for noise in (0, 1)
    )
    assert right < 20 and 80 < wrong <= 100


@fact(TRAIN)
def test_a_rate_too_large_is_told_with_its_step(explorer):
    says(explorer, {"rate": 10.0, "batch": 4}, "Diverged at step 2")
    says(explorer, {"rate": 0.3}, "of new digits wrong")


@fact(GROWTH)
def test_the_ratio_is_that_of_the_two_curves(explorer):
    for axis in ("networks", "length"):
        values = {"axis": axis}
        ours, peer = (drawn(explorer, values, name) for name in ("at once", "a loop over them"))
        ratio = marks(explorer, values, "Line", 1)[0]
        close(ratio.x, ours.x)
        close(ratio.y, peer.y / ours.y)


@fact(GROWTH)
def test_the_powers_are_the_slopes_of_the_last_three_points(explorer):
    values = {"axis": "steps"}
    for name, words in (("at once", "grows as the power"), ("a loop over them", "a loop's as")):
        line = drawn(explorer, values, name)
        slope = np.polyfit(np.log(line.x[-3:]), np.log(line.y[-3:]), 1)[0]
        says(explorer, values, f"{words} {slope:.2f}")
