"""What the explorers of risk say of a world whose distribution is known is true."""

import math

import numpy as np
import pytest

from tests.truths import close, drawn, fact, marks, records, says

SAMPLES = "risk: samples of risk"
DESCENT = "risk: descending the risk itself"
PROMISE = "risk: the promise"

COV = np.array([[1.0, 0.6], [0.6, 1.0]])
MEANS = np.array([[-1.0, 0.0], [1.0, 0.0]])


def normal_tail(z):
    """The probability of a standard normal number above z."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def integrated(wrong, prior):
    """The probability of errors by a sum over a grid; `wrong(X)` (2, n): where each class errs."""
    step = np.arange(-7.0, 7.0, 0.02) + 0.01
    X = np.stack(np.meshgrid(step, step), axis=-1).reshape(-1, 2)
    away = X[None] - MEANS[:, None]
    squares = np.sum(away @ np.linalg.inv(COV) * away, axis=-1)
    density = np.exp(-0.5 * squares) / (2 * np.pi * np.sqrt(np.linalg.det(COV)))
    joint = np.array([1 - prior, prior])[:, None] * density * 0.02**2
    return np.sum(joint * wrong(X, joint))


@fact(SAMPLES)
def test_the_risk_of_the_best_line_is_the_tail_beyond_half_the_distance(explorer):
    """The means are √(δᵀΣ⁻¹δ) = 2.5 standard deviations apart."""
    risk = normal_tail(1.25)
    spread = math.sqrt(risk * (1 - risk) / 10)
    values = {"loss": "zero_one", "size": 0, "turn": 0}
    says(explorer, values, f"Risk {risk:.3f};", f"σ/√m = {spread:.3f}.")
    band = drawn(explorer, values, "risk ± σ/√m")
    close(band.x, [risk - spread, risk + spread])
    law = drawn(explorer, values, "σ/√m")
    close(law.y * np.sqrt(law.x), np.full(2, math.sqrt(risk * (1 - risk))))


@fact(SAMPLES)
def test_a_line_turned_by_forty_degrees_errs_as_a_sum_over_the_plane_says(explorer):
    values = {"loss": "zero_one", "turn": 1}
    line = drawn(explorer, values, "this classifier")
    normal = np.array([line.y[1] - line.y[0], -(line.x[1] - line.x[0])])
    normal *= np.sign(normal[0])
    side = lambda X: np.stack([X @ normal > 0, X @ normal <= 0])  # noqa: E731
    says(explorer, values, f"Risk {integrated(lambda X, _: side(X), 0.5):.3f};")
    best = np.linalg.solve(COV, [2.0, 0.0])
    cosine = best @ normal / np.linalg.norm(best) / np.linalg.norm(normal)
    close(np.degrees(np.arccos(cosine)), 40.0)
    close(line.x.mean(), 0.0, scale=1.0)


@fact(SAMPLES)
def test_the_logistic_risk_is_the_mean_over_many_examples(explorer):
    values = {"loss": "logistic", "size": 1, "turn": 0}
    (record,) = records(explorer)
    rng, n = np.random.default_rng(8), 400_000
    y = rng.random(n) < 0.5
    X = MEANS[y.astype(int)] + rng.standard_normal((n, 2)) @ np.linalg.cholesky(COV).T
    margin = np.where(y, 1, -1) * (X @ np.linalg.solve(COV, [2.0, 0.0]))
    loss = np.logaddexp(0, -margin)
    shown = marks(explorer, values, "Guide")[0].x
    assert abs(shown - loss.mean()) < 5 * loss.std() / math.sqrt(n)
    says(
        explorer,
        values,
        f"mean of the 1,000 empirical risks {record.empirical[1, 0, 1].mean():.3f}",
    )


@fact(SAMPLES)
def test_bars_hold_every_sample_and_dots_its_scatter(explorer):
    (record,) = records(explorer)
    values = {"loss": "zero_one", "size": 0, "turn": 1}
    (bars,) = marks(explorer, values, "Bars")
    found = record.empirical[0, 1, 0]
    counts, _ = np.histogram(found + 1e-9, np.append(bars.x - 0.01, 0.6))
    close(bars.height, 100 * counts / counts.max())
    close(bars.x @ bars.height / bars.height.sum(), record.empirical[0, 1, 0].mean(), rel=0.1)
    dots, here = marks(explorer, values, "Points", panel=2)
    close(dots.y[0], np.std(record.empirical[0, 1, 0], ddof=1))
    close([here.x, here.y], [10, dots.y[0]])


@fact(SAMPLES)
def test_rings_are_one_and_two_standard_deviations_from_the_means(explorer):
    rings = marks(explorer, {}, "Line", panel=0)[:4]
    for k, ring in enumerate(rings):
        away = np.stack([ring.x, ring.y], axis=-1) - MEANS[k // 2]
        squares = np.sum(away @ np.linalg.inv(COV) * away, axis=-1)
        close(np.sqrt(squares), np.full(len(squares), 1.0 + k % 2))


@fact(DESCENT)
def test_no_line_errs_less_than_the_rule_that_takes_the_likelier_class(explorer):
    least = integrated(lambda _, joint: joint < joint[::-1], 0.3)
    says(explorer, {"time": 0}, f"Bayes risk {least:.4f}.")
    close(drawn(explorer, {"time": 0}, "Bayes risk").y, least, rel=1e-4)
    curve = drawn(
        explorer, {"loss": "logistic", "start": 1, "time": 12}, "descent", kind="Line", panel=1
    )
    assert np.all(curve.y >= least - 1e-6)


@fact(DESCENT)
@pytest.mark.parametrize(("loss", "start"), [("zero_one", 0), ("logistic", 1)])
def test_the_risk_on_the_way_is_that_of_the_line_that_is_drawn(explorer, loss, start):
    values = {"loss": loss, "start": start, "time": 12}
    (record, times) = records(explorer)
    theta = record.theta[["zero_one", "logistic"].index(loss), times[12], start]
    line = drawn(explorer, values, "descent", panel=0)
    close([theta[0] * x + theta[1] * y + theta[2] for x, y in zip(line.x, line.y, strict=True)],
          [0, 0], scale=np.abs(theta).max())  # fmt: skip
    side = lambda X, _: np.stack([X @ theta[:2] + theta[2] > 0, X @ theta[:2] + theta[2] <= 0])  # noqa: E731
    says(explorer, values, f"0-1 risk {integrated(side, 0.3):.3f}"[:-1])


@fact(DESCENT)
def test_the_dashed_line_is_where_both_classes_are_as_likely(explorer):
    line = drawn(explorer, {}, "Bayes rule")
    for x in np.stack([line.x, line.y], axis=-1):
        odds = [np.log(p) - 0.5 * (x - m) @ np.linalg.solve(COV, x - m)
                for p, m in zip((0.7, 0.3), MEANS, strict=True)]  # fmt: skip
        close(odds[0] - odds[1], 0.0, scale=np.abs(odds).max())


@fact(PROMISE)
def test_the_bound_is_hoeffdings(explorer):
    """√(ln(2K/δ)/(2m)) with δ = 0.05: Hoeffding (1963), theorem 2, and a union bound."""
    bounds = {(k, m): math.sqrt(math.log(2 * k / 0.05) / (2 * m)) for k in (1, 8) for m in (20, 50)}
    for (k, m), bound in bounds.items():
        values = {"rule": (1, 8).index(k), "size": (20, 50).index(m)}
        says(explorer, values, f"Bound {bound:.3f};")
        close(drawn(explorer, values, "bound").y, [bounds[1, m], bounds[8, m]])


@fact(PROMISE)
def test_what_was_needed_leaves_one_sample_in_twenty_above(explorer):
    (record,) = records(explorer)
    values = {"kind": "coins", "rule": 1, "size": 0}
    worst = np.sort(record.worst[1, 1, 0])
    needed = worst[-2] + 0.05 * (worst[-1] - worst[-2])  # 20 samples: the 95% quantile
    says(explorer, values, f"stay below {needed:.3f}.")
    bound = math.sqrt(math.log(320) / 40)
    close([each.x for each in marks(explorer, values, "Guide")], [needed / bound, 1.0])
    says(explorer, values, f"{bound / needed:.2f} times", f"failed in {np.mean(worst > bound):.1%}")
    (bars,) = marks(explorer, values, "Bars")
    inside = [np.mean((worst + 1e-9) // (0.1 * bound) == k) for k in range(len(bars.x))]
    close(bars.height, 100 * np.array(inside) / np.max(inside))
