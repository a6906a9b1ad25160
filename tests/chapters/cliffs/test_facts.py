"""What the explorers on cliffs tell, held to theory and to their records."""

import numpy as np
import torch
from scipy.optimize import approx_fprime

from optcourse.chapters.cliffs.experiments import RecurrentUnit
from optcourse.chapters.cliffs.explorers import does_h_matter
from optcourse.intervals import wilson
from tests.truths import axes, close, drawn, fact, marks, reading, records, says, silent

UNIT = RecurrentUnit()


def torch_unit(w, b, steps=50):
    """The unit's loss and gradient by autograd, in its own words: x ← w σ(x) + b from ½."""
    theta = torch.tensor([w, b], dtype=torch.float64, requires_grad=True)
    x = torch.tensor(0.5, dtype=torch.float64)
    for _ in range(steps):
        x = theta[0] * torch.sigmoid(x) + theta[1]
    loss = (torch.sigmoid(x) - 0.7) ** 2
    (grad,) = torch.autograd.grad(loss, theta)
    return loss.item(), grad.numpy()


def torch_path(lr, start, steps, max_norm=np.inf):
    path = [np.array(start, float)]
    for _ in range(steps):
        grad = torch_unit(*path[-1])[1]
        path.append(path[-1] - lr * grad * min(1.0, max_norm / np.linalg.norm(grad)))
    return np.array(path)


# Many factors


@fact("cliffs: many factors")
def test_the_steepest_slope_is_that_of_a_fine_search(explorer):
    for depth, reach in [(12, 1.2), (40, 1.3), (2, 0.8), (7, 1.0)]:
        w = np.linspace(0.0, reach, 200_001)
        slope = np.max(np.abs(np.gradient(0.5 * (w**depth - 1) ** 2, w)))
        point = marks(explorer, {"depth": depth, "reach": reach}, "Points")[0]
        close(point.y, slope, rel=1e-3)
        close(point.x, depth)


@fact("cliffs: many factors")
def test_the_loss_is_drawn_to_the_end_of_the_range_and_no_further(explorer):
    line = drawn(explorer, {"depth": 5, "reach": 0.9}, "in your range")
    inside = np.isfinite(line.y)
    close(np.max(line.x[inside]), 0.9)
    close(line.y[inside], 0.5 * (line.x[inside] ** 5 - 1) ** 2)
    close(drawn(explorer, {"depth": 5}, "loss").y[-1], 0.5 * (1.5**5 - 1) ** 2)


@fact("cliffs: many factors")
def test_three_verdicts_for_three_ranges(explorer):
    says(explorer, {"reach": 1.05}, "it grows exponentially", "a cliff")
    says(explorer, {"reach": 1.0}, "grows only in proportion to t")
    says(explorer, {"reach": 0.95}, "in the end it fades", "a plain")
    silent(explorer, {"reach": 1.05}, "a plain", "in proportion")
    says(explorer, {"depth": 3, "reach": 1.1}, f"1.10 is {3 * 1.1**2 * (1.1**3 - 1):.3g}")


@fact("cliffs: many factors")
def test_up_to_one_the_slope_grows_in_proportion(explorer):
    line = drawn(explorer, {}, "up to w = 1")
    growth = np.diff(line.y) / np.diff(line.x)
    close(growth[-10:], np.full(10, 0.25), rel=1e-3)  # a quarter: the most that u (1 − u) can be


# By norm or by value


@fact("cliffs: by norm or by value")
def test_the_arrows_are_the_clipped_gradients(explorer):
    values = {"h": 0.5, "g": [-1.2, 0.9]}
    plain, by_value, by_norm = marks(explorer, values, "Arrow")
    close([plain.dx, plain.dy], [-1.2, 0.9])
    close([by_norm.dx, by_norm.dy], [-0.4, 0.3])
    close([by_value.dx, by_value.dy], [-0.5, 0.5])
    close([[m.x, m.y] for m in (plain, by_value, by_norm)], np.zeros((3, 2)), scale=1.0)


@fact("cliffs: by norm or by value")
def test_the_turn_is_the_angle_to_the_diagonal_when_both_entries_are_clipped(explorer):
    says(explorer, {"h": 0.5, "g": [-1.2, 0.9]}, "‖g‖ = 1.50", "length 0.50, turned by 0°")
    turned = 45 - np.degrees(np.arctan2(0.9, 1.2))
    says(explorer, {"h": 0.5, "g": [-1.2, 0.9]}, f"length 0.71, turned by {turned:.0f}°")
    point = marks(explorer, {"h": 0.5, "g": [-1.2, 0.9]}, "Points", panel=1)[0]
    close([point.x, point.y], [np.degrees(np.arctan2(0.9, 1.2)), turned])


@fact("cliffs: by norm or by value")
def test_a_short_gradient_is_left_alone(explorer):
    says(explorer, {"h": 2.0, "g": [1.0, -1.0]}, "neither changes it")
    silent(explorer, {"h": 2.0, "g": [1.0, -1.0]}, "By norm")
    says(explorer, {"h": 2.0, "g": [0.0, 0.0]}, "neither changes it")
    for arrow in marks(explorer, {"h": 2.0, "g": [1.0, -1.0]}, "Arrow"):
        close([arrow.dx, arrow.dy], [1.0, -1.0])


@fact("cliffs: by norm or by value")
def test_the_curve_is_the_turn_of_each_direction(explorer):
    line = drawn(explorer, {"h": 0.3, "g": [2.0, 0.0]}, "by value", panel=1)
    entries = 2 * np.stack([np.cos(np.radians(line.x)), np.sin(np.radians(line.x))])
    shrunk = np.minimum(entries, 0.3)
    close(line.y, np.abs(np.degrees(np.arctan2(*shrunk[::-1])) - line.x), rel=1e-6)
    close(drawn(explorer, {}, "by norm", panel=1).y, np.zeros(181), scale=1.0)
    circle = drawn(explorer, {"h": 0.7}, "by norm: length h")
    close(np.hypot(circle.x, circle.y), np.full(181, 0.7))
    square = drawn(explorer, {"h": 0.7}, "by value: entries ±h")
    close(np.maximum(np.abs(square.x), np.abs(square.y)), np.full(5, 0.7))


# Over the edge


@fact("cliffs: over the edge")
def test_both_paths_are_descent_by_autograd(explorer):
    values = {"lr": 0.1, "h": 0.3, "start": [4.0, -1.2]}
    plain, clipped = (drawn(explorer, values, name, panel=0) for name in ("not clipped", "clipped"))
    for line, max_norm in ((plain, np.inf), (clipped, 0.3)):
        wanted = torch_path(0.1, (4.0, -1.2), 30, max_norm)
        close(np.stack([line.x, line.y], axis=1)[:31], wanted, rel=1e-6)


@fact("cliffs: over the edge")
def test_a_step_from_the_edge_is_as_long_as_the_geometric_sum_says(explorer):
    """On the edge the state stays at ½ and each step multiplies a change by a = w σ′(½)."""
    s, w, lr = 1 / (1 + np.exp(-0.5)), 5.0, 0.2
    a = w * s * (1 - s)
    slope = abs(2 * (s - 0.7) * s * (1 - s)) * (a**50 - 1) / (a - 1)
    length = lr * slope * np.sqrt(1 + s**2)  # ∂x/∂w is s times ∂x/∂b
    start = [w, 0.5 - w * s]
    says(explorer, {"lr": lr, "h": 0.3, "start": start}, f"step 1 throws θ {length:.3g} far")
    path = drawn(explorer, {"lr": lr, "h": 0.3, "start": start}, "not clipped", panel=0)
    close(np.hypot(path.x[1] - path.x[0], path.y[1] - path.y[0]), length, rel=1e-6)


@fact("cliffs: over the edge")
def test_no_clipped_step_is_longer_than_lr_times_h(explorer):
    values = {"lr": 0.2, "h": 0.3, "start": [6.0, UNIT.edge(6.0) - 0.0005]}
    says(explorer, values, "Clipped: no step is longer than 0.060;")
    path = drawn(explorer, values, "clipped", panel=0)
    grain = 2.0**-32  # to which the path is kept
    assert np.max(np.hypot(np.diff(path.x), np.diff(path.y))) <= 0.06 + grain


@fact("cliffs: over the edge")
def test_the_curves_are_the_losses_of_the_paths(explorer):
    values = {"lr": 0.1, "h": 0.3, "start": [4.0, -1.2]}
    for name in ("not clipped", "clipped"):
        path, line = (drawn(explorer, values, name, panel=k) for k in (0, 1))
        losses = [torch_unit(w, b)[0] for w, b in zip(path.x[:40], path.y[:40], strict=True)]
        close(line.y[:40], losses, rel=1e-6)
        close(line.x, np.arange(401))
    x, y = axes(explorer, {}, panel=0)
    assert tuple(x.limits) == (3.0, 7.0) and tuple(y.limits) == (-4.5, -0.8)


@fact("cliffs: over the edge")
def test_an_arrow_at_the_frame_shows_where_a_throw_goes_and_how_far(explorer):
    values = {"lr": 0.2, "h": 0.3, "start": [5.0, -3.0]}
    path = drawn(explorer, values, "not clipped", panel=0)
    steps = np.diff([path.x, path.y])
    k = np.argmax(np.hypot(*steps))
    (arrow,) = marks(explorer, values, "Arrow", panel=0)
    tip = np.array([arrow.x + arrow.dx, arrow.y + arrow.dy])
    x, y = axes(explorer, values, panel=0)
    assert any(np.isclose(tip[0], x.limits)) or any(np.isclose(tip[1], y.limits))
    close(np.arctan2(arrow.dy, arrow.dx), np.arctan2(*steps[::-1, k]))
    (words,) = [m for m in marks(explorer, values, "Text", panel=0) if np.isfinite(m.x)]
    close(words.values["far"], np.hypot(*steps[:, k]))
    landing = f"to ({path.x[k + 1]:.3g}, {path.y[k + 1]:.3g})"
    says(explorer, values, f"{words.values['far']:.3g} away", landing)
    calm = {"lr": 0.2, "h": 0.3, "start": [4.0, -1.2]}
    assert not any(np.isfinite(m.x) for m in marks(explorer, calm, "Text", panel=0))
    assert not any(np.isfinite(m.dx) for m in marks(explorer, calm, "Arrow", panel=0))


@fact("cliffs: over the edge")
def test_two_paths_that_are_one_can_both_be_seen(explorer):
    for panel in (0, 1):
        plain, clipped = (
            drawn(explorer, {}, name, panel=panel) for name in ("not clipped", "clipped")
        )
        assert clipped.dash and not plain.dash and plain.width > 2 * clipped.width


@fact("cliffs: over the edge")
def test_the_surface_lies_as_the_map_does_and_has_a_scale(explorer):
    (panel,) = [each for each in explorer.scene().panels if each.z]
    turn = np.radians(panel.view[0])
    assert np.cos(turn) > 0.4  # w grows to the right
    assert np.cos(turn) > 0 and -np.sin(turn) > 0  # b away from the reader, to the right
    assert panel.x.ticks and panel.y.ticks and panel.z.ticks


# Networks


@fact("cliffs: a real cliff")
def test_networks_are_sorted_by_their_longest_gradient(explorer):
    record = records(explorer)[0]
    longest = []
    for which in range(len(record.seeds)):
        point = drawn(explorer, {"which": which}, "the line is cut here")
        line = marks(explorer, {"which": which}, "Line", panel=1)[0]
        assert point.y == np.max(line.y)
        longest.append(float(point.y))
    assert longest == sorted(record.norms.max(axis=1), reverse=True)


@fact("cliffs: a real cliff")
def test_the_slope_is_that_of_the_line_and_the_verdict_hangs_on_it(explorer):
    record = records(explorer)[0]
    which = int(np.argmax(record.norms.max(axis=1)))
    loss, d = record.slice[which], record.distance
    slope = (loss[6] - loss[4]) / (d[6] - d[4])
    values = {"which": 0, "along": float(d[5])}
    says(explorer, values, f"Loss {loss[5]:.2f}, slope {abs(slope):.3g};")
    median = np.median(np.abs(np.diff(loss) / np.diff(d)))
    says(explorer, values, f"median slope on this line is {median:.2g}")
    (silent if abs(slope) <= 20 else says)(explorer, values, "A cliff")
    tangent = drawn(explorer, values, "tangent")
    near = np.isfinite(tangent.y)
    close(tangent.y[near], loss[5] + slope * (d[near] - d[5]))


@fact("cliffs: a real cliff")
def test_the_gradient_is_the_slope_along_the_line(explorer):
    """At the middle, along −g, the loss falls at the rate ‖g‖ of the fixed sequences."""
    record = records(explorer)[0]
    order = np.argsort(-record.norms.max(axis=1))
    for which, n in enumerate(order):
        k = len(record.distance) // 2
        line = drawn(explorer, {"which": which}, "loss", panel=0)
        slope = (line.y[k + 1] - line.y[k - 1]) / (line.x[k + 1] - line.x[k - 1])
        close(slope, -np.linalg.norm(record.grad[n]), rel=0.2)


@fact("cliffs: does h matter")
def test_success_is_counted_from_the_errors_nearby(explorer):
    record = records(explorer)[0]
    for rate, which, (r, h) in ((0, 0, (0, 0)), (12, 8, (1, 1)), (5, 17, (1, 2)), (1, 3, (0, 0))):
        right = record.error[r, h] <= 0.02
        spiked = np.sum(record.highest[r, h] > 10)
        text = f"Recorded nearby: {right.sum()} of {right.size} learn; in {spiked} the loss spiked"
        says(explorer, {"rate": rate, "which": which}, text)


@fact("cliffs: does h matter")
def test_no_threshold_stands_apart_and_the_line_marks_the_chosen(explorer):
    record = records(explorer)[0]
    finite = record.thresholds[:-1]
    for which, h in ((0, 0.01), (8, 1.0), (16, 100.0)):
        (guide,) = marks(explorer, {"which": which}, "Guide")
        close(guide.x, min(h, 10 * finite[-1]))
    (guide,) = marks(explorer, {"which": 17}, "Guide")
    square = drawn(explorer, {"which": 17}, "none")
    close([square.x, guide.x], 2 * [10 * finite[-1]])
    close(square.y, 100 * np.mean(record.error[-1, -1] <= 0.02), scale=100)
    line, band = (drawn(explorer, {}, label) for label in ("clipped at h", "95% interval"))
    right = np.sum(record.error[-1, :-1] <= 0.02, axis=1)
    close(line.y, 100 * right / record.error.shape[2], scale=100)
    close([band.low, band.high], 100 * np.array(wilson(right, record.error.shape[2])), scale=100)
    close(line.x, finite)


@fact("cliffs: does h matter")
def test_the_band_is_of_recorded_networks(explorer):
    record = records(explorer)[0]
    loss = np.sort(record.loss[1, 0], axis=0)
    band = drawn(explorer, {"rate": 6, "which": 0}, "recorded, 10 to 90%")
    close(band.low, 0.9 * loss[0] + 0.1 * loss[1])
    close(band.high, 0.1 * loss[0] + 0.9 * loss[1])


@fact("cliffs: does h matter")
def test_its_presets_say_what_the_text_says(explorer):
    """In whole runs of 600 steps."""
    whole = does_h_matter(records(explorer)[0])
    says(whole, {}, "Diverged at step")
    ends = {name: reading(whole, whole.values | values) for name, values in whole.presets.items()}
    learned = {name for name, text in ends.items() if "It learns." in text}
    assert learned == {"Clipped at 0.3", "A low rate, unclipped"}
    late = drawn(whole, whole.presets["Clipped too late"], "this network", panel=0).y
    assert late[5:].min() > 1  # worse than answering 0


def test_the_unit_by_autograd_is_the_unit():
    theta = np.array([5.0, -2.0])
    loss, grad = torch_unit(*theta)
    assert np.isclose(loss, UNIT.value(theta))
    np.testing.assert_allclose(approx_fprime(theta, UNIT.value, 1e-7), grad, rtol=1e-3, atol=1e-6)
