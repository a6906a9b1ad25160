"""What the explorers of momentum's paths and of the ball say is true."""

import numpy as np
import torch

from tests.truths import close, drawn, fact, says, silent, written


@fact("momentum: a ball with drag")
def test_on_level_ground_it_rolls_as_far_as_the_formulas_say(explorer):
    for c, v in ((0.2, 1.7), (0.5, 1.0), (0.3, 2.0)):
        values = {"ground": "level", "strength": c, "first": v, "now": 60}
        ends = {"dry": v * v / (2 * c), "linear": v / c, "quadratic": np.log(1 + c * v * 60) / c}
        for drag, end in ends.items():
            close(drawn(explorer, values, drag, panel=0).y[-1:], [end], rel=0.01)


@fact("momentum: a ball with drag")
def test_in_a_bowl_dry_drag_takes_twice_c_from_each_swing(explorer):
    for c, first, rest in ((0.2, 1.7, 0.10), (0.5, 1.7, -0.30), (0.25, 1.8, -0.20)):
        swing = first
        while abs(swing) > c:  # to the other side, 2c nearer
            swing = -(swing - 2 * c * np.sign(swing))
        assert round(swing, 2) == rest
        text = f"Dry: held at {written(rest, '.2f')}."
        says(explorer, {"strength": c, "first": first, "now": 60}, text)
    says(explorer, {"now": 0}, "Dry: at 1.70, with speed 0.")  # let go, not held


@fact("momentum: a ball with drag")
def test_linear_drag_damps_as_the_exponential_does(explorer):
    line = drawn(explorer, {"now": 60}, "linear", panel=0)
    c, turn = 0.2, np.sqrt(1 - 0.01)
    exact = np.exp(-c * line.x / 2) * (np.cos(turn * line.x) + 0.1 / turn * np.sin(turn * line.x))
    close(line.y, 1.7 * exact, rel=0.01)


@fact("momentum: a ball with drag")
def test_under_quadratic_drag_the_swings_hardly_depend_on_the_first(explorer):
    for first in (1.2, 2.0):
        line = drawn(explorer, {"now": 60, "first": first}, "quadratic", panel=0)
        late = np.abs(line.y[line.x > 50]).max()
        assert 0.7 < late * 4 * 0.2 * 55 / (3 * np.pi) < 1.1  # swings of 3π/4ct
    silent(explorer, {"now": 60}, "Quadratic: as good as at rest")


def book(method, momentum, start=(-1.2, 2.2), rate=0.05, num_steps=30):
    """θ and where the gradient is measured, with v ← αv − εg and the slope by torch."""
    theta, velocity, asked, path = np.array(start), np.zeros(2), [], []
    for _ in range(num_steps + 1):
        place = theta + (momentum * velocity if method == "ahead" else 0)
        at = torch.tensor(place, requires_grad=True)
        loss = (1 - at[0]) ** 2 + 2 * (at[1] - at[0] ** 2) ** 2
        loss.backward()
        path.append(theta)
        asked.append(place)
        velocity = momentum * velocity - rate * at.grad.numpy()
        theta = theta + velocity
    return np.array(path), np.array(asked)


@fact("momentum: one path two views")
def test_paths_are_the_books(explorer):
    for method in ("ball", "ahead"):
        for momentum in (0.8, 0.5):
            values = {"method": method, "momentum": momentum, "k": 29}
            line = drawn(explorer, values, "θ", panel=0)
            path, _ = book(method, momentum)
            close(np.stack([line.x, line.y], axis=1)[:30], path[:30], rel=1e-7)


@fact("momentum: one path two views")
def test_torch_stands_where_the_gradient_is_measured(explorer):
    values = {"method": "ahead", "k": 29}
    line = drawn(explorer, values, "torch’s θ: the points ahead", panel=0)
    _, asked = book("ahead", 0.8)
    close(np.stack([line.x, line.y], axis=1)[:30], asked[:30], rel=1e-7)
    says(explorer, values, "From there to torch’s θ: 0.0.")


@fact("momentum: one path two views")
def test_it_tells_how_long_the_parts_are(explorer):
    for k in (3, 10):
        for method, first in (("ball", "gradient"), ("ahead", "momentum")):
            path, _ = book(method, 0.8)
            jump = 0.8 * (path[k] - path[k - 1])
            rest = path[k + 1] - path[k] - jump
            parts = {"momentum": np.linalg.norm(jump), "gradient": np.linalg.norm(rest)}
            text = f"First the {first}, {written(parts.pop(first), '.2f')} long"
            says(explorer, {"method": method, "k": k}, text)
