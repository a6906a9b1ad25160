"""What the explorers of risk say of fitted models is true."""

from functools import cache

import numpy as np
import pytest

from tests.truths import close, drawn, explorer_named, fact, marks, records, says, silent, written

CAPACITY = "risk: capacity"
WIDER = "risk: wider networks"
PEAK = "risk: the peak"
HEART = "risk: memorizing"
PARTING = "risk: when lower is not better"


@fact(CAPACITY)
@pytest.mark.parametrize("degree", [0, 2, 3])
def test_the_fit_is_the_polynomial_of_least_squares(explorer, degree):
    values = {"degree": degree, "size": 0}
    (dots,) = marks(explorer, values, "Points", panel=0)
    seen = np.isfinite(dots.x)
    assert seen.sum() == 8
    fit = np.polynomial.Polynomial.fit(dots.x[seen], dots.y[seen], degree)
    curve = drawn(explorer, values, "fit")
    close(curve.y, fit(curve.x))
    empirical = np.mean((dots.y[seen] - fit(dots.x[seen])) ** 2)
    x = np.linspace(-1, 1, 20_001)
    risk = 0.3**2 + np.mean((fit(x) - np.sin(np.pi * x)) ** 2)
    says(explorer, values, f"empirical risk {empirical:.3g}"[:-1], f"risk {risk:.3g}"[:-1])


@fact(CAPACITY)
def test_the_guide_is_what_no_polynomial_of_these_degrees_can_lower(explorer):
    x = np.linspace(-1, 1, 20_001)
    best = np.polynomial.Polynomial.fit(x, np.sin(np.pi * x), 3)
    floor = 0.3**2 + np.mean((best(x) - np.sin(np.pi * x)) ** 2)
    guide = drawn(explorer, {}, "noise", panel=1)
    close(guide.y, floor, rel=1e-3)
    truth = drawn(explorer, {}, "truth")
    close(truth.y, np.sin(np.pi * truth.x))


@fact(CAPACITY)
def test_curves_are_medians_over_draws(explorer):
    (record,) = records(explorer)
    values = {"degree": 2, "size": 1}
    for panel, at in ((1, np.s_[:, 1]), (2, np.s_[2])):
        for label, each in (("risk", record.risk), ("empirical risk", record.empirical)):
            middle = np.sort(each, axis=-1)[at][..., 1:3].mean(axis=-1)  # of four draws
            close(drawn(explorer, values, label, panel).y, middle)
    here = marks(explorer, values, "Points", panel=2)
    assert [mark.x for mark in here] == [120, 120]
    assert np.isfinite(marks(explorer, values, "Points", panel=0)[0].x).sum() == 100


@fact(WIDER)
def test_errors_are_means_over_networks_and_the_gap_is_their_difference(explorer):
    (record,) = records(explorer)
    train, test = record.train_error[1, 0].sum() / 2, record.test_error[1, 0].sum() / 2
    says(explorer, {"width": 1, "size": 0}, f"Wrong on {100 * train:.0f}% of its examples",
         f"on {100 * test:.0f}% of new", f"a gap of {100 * (test - train):.0f} points")  # fmt: skip


@fact(WIDER)
def test_every_network_is_a_dot_about_the_line(explorer):
    (record,) = records(explorer)
    values = {"width": 0, "size": 1}
    line = drawn(explorer, values, "new signals", panel=0)
    dots, here = marks(explorer, values, "Points", panel=0)[:2]
    close([dots.y[dots.x == width].mean() for width in record.widths], line.y)
    close(np.sort(dots.y), 100 * np.sort(record.test_error[:, 1].ravel()))
    close([here.x, here.y], [record.widths[0], line.y[0]])


@cache
def heart_of_500_steps():
    from optcourse.chapters.risk.explorers import memorizing

    return memorizing(*records(explorer_named(HEART))[:1])


@fact(HEART)
def test_wide_networks_learn_all_labels_by_heart_and_narrow_ones_cannot(explorer):
    whole = heart_of_500_steps()
    says(whole, {}, "Step 500: wrong on 0.0% of its training labels")
    for seed in (1, 2):
        learnt = {"share": 1.0, "seed": seed}
        says(whole, learnt, "wrong on 0.0% of its training labels")
        new = drawn(whole, learnt, "new digits").y
        assert 80 < new[-1] < 97 and drawn(whole, {"seed": seed}, "new digits").y[-1] < 6
        narrow = drawn(whole, learnt | {"width": 16}, "training labels").y
        assert narrow[-1] > 20


@fact(HEART)
def test_half_the_labels_false_it_knows_more_on_the_way_than_at_the_end(explorer):
    whole = heart_of_500_steps()
    new = drawn(whole, {"share": 0.5}, "new digits").y
    given = drawn(whole, {"share": 0.5}, "training labels").y
    assert new[1] < 0.6 * new[-1] and given[1] > 40 and given[-1] == 0


@fact(HEART)
def test_the_ends_are_means_over_recorded_networks(explorer):
    (record, *_) = records(explorer)
    risk = drawn(explorer, {"share": 0.5}, "recorded, 256 units", panel=1)
    close([risk.x, risk.y], [[0, 50, 100], 100 * record.test_error[:, :, -1].mean(axis=0)])
    new, given = marks(explorer, {"share": 0.5}, "Points", panel=1)
    close([new.x, given.x], [50, 50])
    close(new.y, drawn(explorer, {"share": 0.5}, "new digits").y[-1])
    assert drawn(explorer, {}, "chance", panel=0).y == 100 * (1 - 1 / 10)


@fact(PARTING)
def test_the_upright_line_stands_where_the_risk_is_least(explorer):
    (record,) = records(explorer)
    for network in range(2):
        for panel, label in enumerate(("least risk", "fewest errors")):
            curve = drawn(explorer, {"network": network, "moment": 2}, "fresh signals", panel)
            at = drawn(explorer, {"network": network, "moment": 2}, label).x
            assert curve.y[list(curve.x).index(at)] == np.min(curve.y)
        fitted = drawn(explorer, {"network": network, "moment": 2}, "its examples", panel=0)
        close(fitted.y, record.empirical[network, ::10][:3])


@fact(PARTING)
def test_the_next_step_is_measured_from_the_moment(explorer):
    (record,) = records(explorer)
    fall = record.empirical[1, 10] - record.empirical[1, 11]
    change, error = record.change[1, 1], record.change_se[1, 1]
    verb = "lowers" if change < 0 else "raises"
    says(explorer, {"moment": 1, "network": 1}, f"lowers the empirical risk by {fall:.2g}",
         f"It {verb} the risk by {abs(change):.2g} (± {error:.1g})")  # fmt: skip
    for network in range(2):
        change, error = record.change[network], record.change_se[network]
        for moment in range(3):
            values = {"moment": moment, "network": network}
            said = "Both fall." if change[moment] < -2 * error[moment] else "They have parted."
            (says if abs(change[moment]) > 2 * error[moment] else silent)(explorer, values, said)


@fact(PEAK)
def test_what_is_said_of_a_width_are_means_over_its_networks(explorer):
    (record,) = records(explorer)
    for share in range(2):
        for width in range(3):
            found = (record.train_error, record.test_error, record.test_loss)
            train, test, loss = (each[share, width].sum() / 2 for each in found)
            train, test = written(train, ".0%"), written(test, ".0%")
            told = f"Wrong on {train} of its examples, on {test} of new signals"
            says(explorer, {"share": share, "width": width}, told, f"is {loss:.1f} nats")


@fact(PEAK)
def test_the_guide_stands_where_the_first_width_makes_no_training_error(explorer):
    for share in range(2):
        wrong = drawn(explorer, {"share": share}, "its examples", panel=0)
        fit = [width for width, error in zip(wrong.x, wrong.y, strict=True) if error == 0]
        assert fit, "the short run must fit somewhere"
        for panel in range(2):
            assert drawn(explorer, {"share": share}, "all fitted", panel).x == fit[0]
