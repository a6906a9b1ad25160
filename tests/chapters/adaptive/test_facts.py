"""What the explorers of adaptive steps say is true: guards, corrections, bounces and bursts."""

import numpy as np
import torch

from tests.truths import close, drawn, fact, marks, says, silent, written


def by_torch(make, grad, start, num_steps):
    """The places (num_steps + 1,) of an optimizer of torch on a loss of this gradient."""
    param = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer, path = make([param]), [start]
    for k in range(num_steps):
        param.grad = torch.as_tensor(grad(param.detach(), k), dtype=torch.float64)
        optimizer.step()
        path.append(param.item())
    return np.array(path)


@fact("adaptive: bouncing")
def test_the_two_places_are_a_rate_apart_less_the_guard(explorer):
    for rate, guard, curvature in ((0.2, 0.1, 2.0), (0.4, 0.3, 4.0), (0.1, 0.02, 1.0)):
        values = {"rate": rate, "guard": guard, "curvature": curvature}
        says(explorer, values, f"{written(rate - 2 * guard / curvature, '.3f')} apart")


@fact("adaptive: bouncing")
def test_it_comes_to_rest_past_half_the_rate_times_the_curvature(explorer):
    says(explorer, {"rate": 0.2, "curvature": 3.0, "guard": 0.31}, "it comes to rest")
    silent(explorer, {"rate": 0.2, "curvature": 3.0, "guard": 0.29}, "it comes to rest")
    line = drawn(explorer, {}, "measured")
    close(line.y, np.maximum(0.1 - line.x / 2.0, 0.0), rel=0.02)


@fact("adaptive: why correct")
def test_the_first_steps_are_too_long_by_what_the_sums_say(explorer):
    for first, rho1 in ((3, 0.9), (2, 0.8)):
        m = v = 0.0
        steps = []
        for _ in range(100):  # averages of a gradient of 1, step by step
            m, v = rho1 * m + 1 - rho1, 0.999 * v + 0.001
            steps.append(m / v**0.5)
        told = f"at step {np.argmax(steps) + 1}, is {written(max(steps), '.3g')} times"
        says(explorer, {"first": first}, f"is {written(steps[0], '.3g')} times the rate", told)


@fact("adaptive: why correct")
def test_alike_averages_make_no_step_too_long(explorer):
    says(explorer, {"first": 3, "second": 2}, "No step is longer than the rate.", "is 0.316 times")
    line = drawn(explorer, {"first": 0, "second": 0}, "step without the correction")
    close(line.y, np.ones(len(line.y)))


@fact("adaptive: where the guard stands")
def test_at_the_root_of_the_guard_the_inner_one_takes_a_part(explorer):
    says(explorer, {"size": 1e-4}, "outside 1.0", f"inside {written(0.5**0.5, '.2g')}")
    says(explorer, {"size": 1e-8}, "outside 0.50", "inside 0.00010")


@fact("adaptive: where the guard stands")
def test_the_paths_are_torchs_outside_and_written_out_inside(explorer):
    size, guard = 1e-3, 1e-6
    values = {"size": size, "guard": guard}
    make = lambda p: torch.optim.Adam(p, 0.02, eps=guard)  # noqa: E731
    close(drawn(explorer, values, "outside").y, by_torch(make, lambda t, k: size * t, 1.0, 120))
    theta, m, v, path = 1.0, 0.0, 0.0, [1.0]
    for t in range(1, 121):
        g = size * theta
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        theta -= 0.02 * m / (1 - 0.9**t) / (v / (1 - 0.999**t) + guard) ** 0.5
        path.append(theta)
    close(drawn(explorer, values, "inside").y, path)


def paths(guard, num_steps=60):
    """Sign descent, descent and what is between, on the bowl of curvatures 1 and 20."""
    found = []
    for step in (
        lambda g: 0.06 * np.sign(g),
        lambda g: 0.06 * g,
        lambda g: 0.06 * max(guard, 1.0) * g / (np.abs(g) + guard),
    ):
        theta, path = np.array([-1.7, 0.8]), [np.array([-1.7, 0.8])]
        for _ in range(num_steps):
            theta = theta - step(np.array([1.0, 20.0]) * theta)
            path.append(theta)
        found.append(np.array(path))
    return found


@fact("adaptive: between sign and slope")
def test_it_tells_how_far_the_path_is_from_both(explorer):
    for guard in (1e-8, 1.0, 1e4):
        sign, slope, between = paths(guard)
        far = [written(np.abs(between - each).max(), ".2g") for each in (sign, slope)]
        says(
            explorer, {"guard": guard}, f"within {far[0]} of sign descent's, {far[1]} of descent's"
        )


@fact("adaptive: between sign and slope")
def test_a_large_guard_is_descent_and_a_hundred_times_larger_one_a_hundred_times_nearer(explorer):
    line = drawn(explorer, {}, "to gradient descent")
    close(line.y[-5] / line.y[-1], 100.0, rel=0.01)
    line = drawn(explorer, {}, "to sign descent")
    close(line.y[4] / line.y[0], 100.0, rel=0.05)


@fact("adaptive: bursts")
def test_the_course_is_adams_of_torch_until_it_bursts(explorer):
    values = {"rate": 3, "first": 2, "second": 3, "curvature": 2, "guard": 0}
    make = lambda p: torch.optim.Adam(p, 0.1, (0.9, 0.99), 1e-8)  # noqa: E731
    far = np.abs(by_torch(make, lambda t, k: t, 1.0, 150))
    close(marks(explorer, values, "Line", panel=0)[0].y[:151], far, rel=1e-9)


@fact("adaptive: bursts")
def test_a_guard_above_the_limit_forbids_bursts(explorer):
    limit = 0.1 * (1 - 0.9) / (2 * 1.9)  # the rate in effect at most: rate over guard
    for place, guard in ((2, 1e-4), (3, 1e-3), (4, 1e-2), (5, 1e-1)):
        ask = says if guard > limit else silent
        ask(explorer, {"guard": place}, "no burst")
    last = {place: marks(explorer, {"guard": place}, "Line", panel=0)[0].y[-500:].max()
            for place in (2, 5)}  # fmt: skip
    assert last[5] < 1e-9 < 1e-5 < last[2]
