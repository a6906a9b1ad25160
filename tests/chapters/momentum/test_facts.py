"""What the explorers of momentum on formulas say is true."""

import numpy as np

from tests.truths import close, drawn, fact, says, silent, written


@fact("momentum: terminal speed")
def test_on_a_steady_slope_it_comes_to_one_over_one_minus_alpha(explorer):
    for momentum, limit in ((0.5, "2.00"), (0.8, "5.00"), (0.9, "10.0"), (0.95, "20.0")):
        # the speed after k steps is (1 − α^k)/(1 − α): 95 % when α^k ≤ 0.05
        there = int(np.ceil(np.log(0.05) / np.log(momentum)))
        told = f"It comes to {limit} times the plain step, 95 % of it at step {there}."
        says(explorer, {"momentum": momentum}, told)
    says(explorer, {"momentum": 0.9, "form": "prince"}, "It comes to 1.00 times the plain step")


@fact("momentum: terminal speed")
def test_where_the_slope_turns_at_each_step_it_comes_to_one_over_one_plus_alpha(explorer):
    for momentum in (0.5, 0.9):
        for form, share in (("book", 1.0), ("prince", 1 - momentum)):
            left = written(share / (1 + momentum), ".3g")
            says(explorer, {"momentum": momentum, "turn": 0, "form": form}, f"last: {left} of the")


@fact("momentum: terminal speed")
def test_speeds_are_those_of_the_sum_written_out(explorer):
    signs = np.array([(-1.0) ** (k // 10) for k in range(120)])
    speed = [abs(sum(0.9**j * signs[k - j] for j in range(k + 1))) for k in range(120)]
    line = drawn(explorer, {"momentum": 0.9, "turn": 4}, "momentum")
    close(line.y, speed, rel=1e-7)
    says(explorer, {"momentum": 0.9, "turn": 4}, f"At most {max(speed[80:]):.3g} times")


@fact("momentum: terminal speed")
def test_a_gradient_is_alpha_over_one_minus_alpha_steps_old(explorer):
    ages = np.arange(5000)
    for momentum in (0.5, 0.75, 0.9):
        mean = np.average(ages, weights=momentum**ages)
        says(explorer, {"momentum": momentum}, f"A gradient is {mean:.3g}")


def companion(z, momentum):
    """The matrix of a step of heavy ball in (θ, θ before) on curvature λ, z = ελ."""
    return np.array([[1 + momentum - z, -momentum], [1.0, 0.0]])


@fact("momentum: damping")
def test_roots_are_the_eigenvalues_of_a_step(explorer):
    for rate, momentum, kappa in ((1.0, 0.6, 25), (0.5, 0.9, 25), (3.2, 0.5, 25), (2.0, 0.1, 25)):
        values = {"rate": rate, "momentum": momentum}
        for name, z in (("flat direction", rate / kappa), ("steep direction", rate)):
            line = drawn(explorer, values, name)
            found = np.sort_complex(np.asarray(line.x) + 1j * np.asarray(line.y))
            close(np.abs(found - np.sort_complex(np.linalg.eigvals(companion(z, momentum)))),
                  np.zeros(2), scale=1e-7, rel=1.0)  # fmt: skip


@fact("momentum: damping")
def test_the_best_momentum_is_that_of_the_smallest_root(explorer):
    grid = np.linspace(0, 0.99, 9901)
    for rate in (0.5, 1.0, 2.0):
        sizes = [np.abs(np.linalg.eigvals(companion(rate / 25, a))).max() for a in grid]
        best = grid[np.argmin(sizes)]
        says(explorer, {"rate": rate, "momentum": 0.3}, f"Flat: overdamped, a step leaves "
             f"{np.abs(np.linalg.eigvals(companion(rate / 25, 0.3))).max():.3f}; "
             f"critical at α = {best:.3f}")  # fmt: skip


@fact("momentum: damping")
def test_it_is_unstable_past_twice_one_plus_alpha(explorer):
    for momentum in (0.0, 0.3, 0.7):
        limit = 2 * (1 + momentum)
        says(explorer, {"momentum": momentum, "rate": limit + 0.1}, "Steep: unstable")
        silent(explorer, {"momentum": momentum, "rate": limit - 0.1}, "unstable")


@fact("momentum: damping")
def test_the_best_of_both_leaves_least_of_all_that_the_sliders_reach(explorer):
    def worst(rate, momentum):
        steps = (companion(z, momentum) for z in (rate / 25, rate))
        return max(np.abs(np.linalg.eigvals(step)).max() for step in steps)

    reached = [worst(0.05 * i, 0.02 * j) for i in range(1, 81) for j in range(50)]
    best = explorer.presets["The best of both"]
    assert worst(**best) < min(reached) + 1e-9
    told = f"a step leaves {min(reached):.3f}"
    says(explorer, best, f"Flat: critical, {told}", f"Steep: oscillates, {told}")


def fallen(momentum, rate, kappa, ahead):
    """The loss after each of 240 steps, in the form of the book: v ← αv − εg, θ ← θ + v."""
    values = np.geomspace(1, 1 / kappa, 30)
    theta, velocity, losses = np.ones(30), np.zeros(30), []
    for _ in range(241):  # where Nesterov's gradient is taken is the θ of torch
        losses.append(values @ (theta + ahead * momentum * velocity) ** 2 / values.sum())
        grad = values * (theta + ahead * momentum * velocity)
        velocity = momentum * velocity - rate * grad
        theta = theta + velocity
    return np.array(losses)


@fact("momentum: heavy ball or nesterov")
def test_losses_are_those_of_the_books_forms(explorer):
    for momentum, rate, place, kappa in ((0.9, 1.0, 2, 100), (0.6, 0.4, 0, 10)):
        values = {"at": (momentum, rate), "kappa": place}
        for label, ahead in (("heavy ball", 0), ("Nesterov", 1)):
            line = drawn(explorer, values, label)
            close(np.log(line.y), np.log(1e-30 + fallen(momentum, rate, kappa, ahead)), rel=1e-6)


@fact("momentum: heavy ball or nesterov")
def test_limits_are_those_of_the_eigenvalues(explorer):
    for momentum in (0.0, 0.5, 0.9):
        for label, step in (("heavy ball’s limit", ball), ("Nesterov’s limit", ahead)):
            line = drawn(explorer, {}, label)
            limit = np.interp(momentum, line.x, line.y)
            for z, stable in ((limit - 1e-3, True), (limit + 1e-3, False)):
                assert (np.abs(np.linalg.eigvals(step(z, momentum))).max() < 1) == stable


def ball(z, momentum):
    return companion(z, momentum)


def ahead(z, momentum):
    return np.array([[(1 + momentum) * (1 - z), -momentum * (1 - z)], [1.0, 0.0]])


@fact("momentum: heavy ball or nesterov")
def test_it_says_who_is_unstable(explorer):
    says(explorer, {"at": (0.9, 1.37)}, "Nesterov: unstable, ελ must stay below 1.357")
    silent(explorer, {"at": (0.9, 1.35)}, "unstable")
    says(explorer, {"at": (0.5, 3.01)}, "Heavy ball: unstable, ελ must stay below 3.000")


def lessard(start, rate, momentum, num_steps=240):
    """Heavy ball on the function of Lessard, Recht and Packard, one number after another."""
    before = now = start
    path = [start]
    for _ in range(num_steps):
        slope = 25 * now if now < 1 else now + 24 if now < 2 else 25 * now - 24
        before, now = now, now - rate * slope + momentum * (now - before)
        path.append(now)
    return np.array(path)


@fact("momentum: the cycle")
def test_it_names_the_cycle_of_the_paper(explorer):
    says(explorer, {"start": 3.3}, "It goes on for ever", "2.116", "−1.802", "0.647")
    assert f"{792 / 1225:.3f}" == "0.647"
    for start in (-1.0, 0.5, 2.5):
        says(explorer, {"start": start}, "Heavy ball comes to 0.")


@fact("momentum: the cycle")
def test_so_many_starts_never_settle(explorer):
    starts = np.linspace(-4, 4, 155)
    for momentum in (4 / 9, 13 / 27, 18 / 27):
        late = [np.abs(lessard(start, 1 / 9, momentum)[-24:]).max() for start in starts]
        share = np.mean(np.array(late) > 0.01)
        says(explorer, {"momentum": momentum}, f"starts {written(share, '.0%')} have not settled")


@fact("momentum: the cycle")
def test_the_walk_is_that_of_steps_written_out(explorer):
    for start, rate, momentum in ((3.3, 1 / 9, 4 / 9), (-2.0, 1 / 18, 12 / 27)):
        line = drawn(explorer, {"start": start, "rate": rate, "momentum": momentum}, "heavy ball")
        close(line.y, lessard(start, rate, momentum)[:46], rel=1e-7)
